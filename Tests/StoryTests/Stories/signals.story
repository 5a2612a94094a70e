# However the program is ended, the terminal is given back.
size 80x24
focus ログインする
key Enter
focus 利用者証明用
signal TERM
exit 143

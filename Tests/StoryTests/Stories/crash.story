# A crash gives the terminal back before the program dies of it.
size 80x24
focus ログインする
key Enter
focus 利用者証明用
signal SEGV
exit 139

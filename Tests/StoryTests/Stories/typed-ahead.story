# What is typed while the card is read opens nothing and stops nothing; Esc does.
size 80x24
shell mynafront session; mynafront-sandbox card fault slow
focus ログインする
key Enter
expect カードを確かめています
type 12
key Enter
focus 答えを待っています
shell mynafront-sandbox card fault clear
key Enter
focus 利用者証明用
type 1234
key Enter
expect ホーム
key Escape
focus 続ける
key Down Down
focus ログアウトして
key Enter
exit 0

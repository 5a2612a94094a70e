# A terminal that lies about its size, storms, sequences without an end, and long pastes: nothing breaks, nothing is lost silently.
size 80x24
focus ログインする
size-lies 10000x10000
key Down
size-lies 1x1
size-lies 0x0
size-lies 80x24
expect ログインする
key Up
focus ログインする
# No key does anything while nothing can be seen.
resize 20x5
expect 小さ
key Enter
resize 80x24
focus ログインする
# A control sequence, a mouse report and an answer of the terminal, known to nobody; bytes that are no UTF-8.
hex 1b5b39393b39393b397e1b5b4d2120211b5b3c303b313b314d1b5d31313b7267623a302f302f301b5c80fffec3281b5b32303b313052
focus ログインする
# Esc and at once another key are two keys.
type ?
expect キーの一覧
hex 1b77
gone キーの一覧
focus いまの画面
key Up
focus ログインする
key Enter
focus 利用者証明用
type 1234
key Enter
expect ホーム
type :
key Down Down Enter
expect 件
key Tab
focus 探す言葉
expect 件
key Down
type q
focus 続ける
type q
exit 0

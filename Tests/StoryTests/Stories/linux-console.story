# The entry of the Linux console has no size, and once the full screen did not start on it.
size 80x24
env TERM=linux
expect 練習用
focus ログインする
key Down Down
focus 使い方
key Enter
expect キーの一覧
key Escape
focus 使い方
type q
focus 続ける
type q
exit 0

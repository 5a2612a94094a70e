# 一行ずつ読み上げる表示で、ログインし、期限のあることを聞き、今いる場所を聞いて、終わる。
# The line-by-line view: log in, hear what is due, ask where one is, leave.
size 80x24
run mynafront --linear
expect 1. ログインする
line 1
expect 暗証番号
line 1234
expect ログインしました
line w
said ホーム
line 一覧
said やること
line q
line 3
exit 0

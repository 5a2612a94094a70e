# はじめての人が、全画面の表示でログインし、お知らせを一つ読んで、ログアウトして終わる。
# A first visit in the full screen: log in, read a notice, log out.
size 80x24
expect はじめに
focus ログインする
key Enter
focus 利用者証明用の暗証番号
type 1234
key Enter
expect お知らせをすべて見る
type /
type お知らせをすべて見る
key Enter
focus お知らせをすべて見る
key Enter
title お知らせ
quiet
key Down Down
focus 窓口へお越しください
key Down
key Up
focus 窓口へお越しください
key Enter
title お知らせの内容
key Escape
title お知らせ
type q
focus 終わらないで続ける
key Down
key Down
focus ログアウトして終わる
key Enter
exit 0

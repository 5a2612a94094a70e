# 40 columns and 15 rows: the same journey, one column, nothing lost; a resize keeps focus and what was typed.
size 40x15
expect はじめに
key End
focus 終わる
key Up Up Up Up
focus ログインする
key Enter
focus 利用者証明用
type 1234
key Enter
expect ホーム
type :
focus 行き先を探す
key Down
focus ホーム
key Down Enter
expect 全部で
type /
type 転居
key Enter
focus 転居
key Home
resize 80x24
expect Enter:開く
resize 40x12
expect ?:使い方
resize 20x5
expect 小さ
resize 80x24
expect お知らせ
key Escape
expect ホーム
key Escape
focus 続ける
type q
exit 0

# Nobody is logged in: q, Esc and Ctrl-C ask first, wherever one is, and what was typed before the question does not answer it.
size 80x24
focus ログインする
key Escape
focus 終わらないで続ける
gone ログアウトして
key Enter
focus ログインする
key C-c
focus 終わらないで続ける
key Escape
focus ログインする
# Asked for, answered and confirmed in one go: what came with the question was not meant for it.
hex 7171710d
focus 終わらないで続ける
hex 1b5b42
focus このまま終わる
key Escape
focus ログインする
key Enter
focus 利用者証明用
type 12
type q
focus 終わらないで続ける
key Enter
# What was typed of the PIN is forgotten.
focus 利用者証明用
key Enter
focus まだ何も入力していません
type 1234
key Enter
expect ホーム
type q
focus 続ける
type q
expect ログインしたままです
exit 0

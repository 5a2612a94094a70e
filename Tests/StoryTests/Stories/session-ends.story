# The session ends while a screen is open: it is said, log-in goes on where one was, and rows in sight never vanish silently.
size 80x24
shell mynafront login --pin-fd 3 3<<<1234
expect ホーム
type :
key Down Down Enter
expect 件
sandbox clock +2h
key Tab
key Enter
expect 期限が切れました
focus ログイン
key Enter
focus 利用者証明用
type 1234
key Enter
expect お知らせ
expect 件
key Escape
expect ホーム
# A card that goes away while the PIN is asked costs nothing.
type :
type ログアウト
key Enter
expect ログアウトしました
focus ログインする
key Enter
focus 利用者証明用
sandbox card remove
type 1234
key Enter
gone 利用者証明用
sandbox card insert
focus もう一度
key Enter
expect あと3回
key Escape
focus ログインする
type q
focus 続ける
type q
exit 0

# A wrong PIN costs one try and says how many are left; the program never tries it again; nothing of it is ever written.
size 80x24
focus ログインする
key Enter
expect あと3回
type 9182
key Enter
expect あと2回
focus もう一度
key Enter
focus 利用者証明用
# The wrong form costs nothing.
type 918
key Enter
expect 形が違います
key Enter
expect あと2回
type 1234
key Enter
expect ホーム
type q
key Down Down
focus ログアウトして
key Enter
exit 0
never 9182

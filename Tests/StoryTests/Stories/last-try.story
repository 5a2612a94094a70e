# The consent to the last try is followed by the field for the PIN, and the cursor is in it.
size 80x24
shell mynafront session; mynafront-sandbox card insert p24
focus ログインする
key Enter
expect あと1回
key Down
key Enter
focus 利用者証明用
key Escape
focus ログインする
type q
focus 続ける
type q
exit 0

# An input method may be on where nothing can be seen: what it makes of a PIN is that PIN, at a command as in lines.
size 80x60
run mynafront login && mynafront logout && mynafront --linear
expect 利用者証明用の暗証番号
line １２３４
expect ログアウトしました
expect 選ぶ番号
line ログインする
expect 利用者証明用の暗証番号、数字4桁:
line １２３４
expect 見出し: ホーム
expect 選ぶ番号（
line ｑ
line 2
never １２３４

# The same once more in lines: the same search asks for a number again, and the same mistake is said again.
size 80x60
shell sh "$STORY_FILES/AllQuestions/put.sh" "$HOME/res"
run MYNAFRONT_RESOURCES="$HOME/res" mynafront --linear --log "$HOME/said"
expect 選ぶ番号
line 行き先
expect 行き先。
line 1
focus 行き先を探す（
line 電子
focus 番号
line 1
expect いま「電子」
line 電子
focus 番号
line 3
expect 見出し: 電子署名をする
line 入力をやめる
line ホーム
expect 見出し: はじめに
line 試し
line 1
line 見本
line みほん
focus 人数（必須、1から10）:
line 三人
focus 人数（必須、Enterで同じ）:
line 三人
focus 人数（必須、Enterで同じ）:
line 3
line R8.11.20
line 1000014
line 住所
line n
line 3
focus 証明のファイル
line 
expect 見出し: 同意
line 同意しない
expect 同意がないと
focus 番号
line 同意しない
focus 番号
line 中止
line 3
exit 0
shell test "$(grep -o '数字だけを入力してください' "$HOME/said" | wc -l)" = 2
shell test "$(grep -o '「入力をやめる」を選んでください' "$HOME/said" | wc -l)" = 2

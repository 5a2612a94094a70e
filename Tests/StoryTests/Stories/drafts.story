# What was answered line by line is there in the full screen, also after the program was killed, and what stands in a field counts.
size 80x24
shell printf 'todoke\n' > "$HOME/todoke.txt"; mynafront card status >/dev/null
# The input ends in the middle of a form.
shell printf '%s\n' カードの状態 ファイルに 始める '~/todoke.txt' | mynafront --linear > "$HOME/said"
shell grep -q '答えは保存してあります' "$HOME/said"
# What is kept is for this user alone, and its name tells nothing.
shell test "$(stat -c %a "$XDG_STATE_HOME"/mynafront/drafts "$XDG_STATE_HOME"/mynafront/drafts/draft-*.json | tr '\n' ' ')" = "700 600 "
expect カードの状態
key Down
focus カードの状態
key Enter
expect カードの種類
type /
type 電子署名をする
key Enter
focus 電子署名をする
key Enter
expect 前に入力した答えがあります
focus 前の答えから続ける
key Enter
expect 元のファイルも結果に入れますか
focus はい
key Enter
expect 結果のファイル
# Written, and not sent with Enter: choosing something else takes it.
type ~/kekka.p7s
key Down
focus 答えずに次へ進む
key Down Down
focus ここまでの答えを確かめる
key Enter
expect 答えの確認
expect 結果のファイル: ~/kekka.p7s
signal KILL
shell printf '%s\n' カードの状態 ファイルに 前の答え 中止 2 | mynafront --linear > "$HOME/said"
shell grep -q '年.*に保存した答えです' "$HOME/said"
shell grep -q '結果のファイル: ~/kekka.p7s' "$HOME/said"
shell grep -q '答えを残しました' "$HOME/said"
# Deleted, it does not come back.
shell printf '%s\n' カードの状態 ファイルに はじめから 中止 2 | mynafront --linear > "$HOME/said" || cat "$HOME/said"
shell ! ls "$XDG_STATE_HOME"/mynafront/drafts | grep -q .

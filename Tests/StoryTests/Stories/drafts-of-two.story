# Another person logs in elsewhere: what the portal is asked then is theirs, and nothing of the first is shown with it. What stands in a field outlives a closed window.
size 80x24
shell touch "$HOME/hisoka.txt" "$HOME/todoke.txt"; mynafront login --pin-fd 3 3<<<1234
run mynafront
expect お知らせ
type :
expect 行き先
type カードの
key Enter
expect カードの種類
type /
type 電子署名をする
key Enter
focus 電子署名をする
key Enter
expect を用意してください
key Enter
expect 署名するファイル
type ~/hisoka.txt
shell mynafront logout; mynafront-sandbox card insert p07; mynafront login --pin-fd 3 3<<<1234
key Down
focus ここまでの答えを確かめる
key Enter
expect 署名するファイル: ~/hisoka.txt
type :
expect 行き先
type 申請
key Enter
expect いまは
gone hisoka
type :
expect 行き先
type カードの
key Enter
expect カードの種類
type /
type 電子署名をする
key Enter
key Enter
expect を用意してください
gone 前に入力した
key Enter
expect 署名するファイル
type ~/todoke.txt
# Looked up elsewhere, what was written waits in its field.
key F1
expect キーの一覧
key Escape
expect ~/todoke.txt
gone エラー
signal HUP
shell printf '%s\n' 行き先 カードの ファイルに 前の答え ここまで 中止 2 2 | mynafront --linear > "$HOME/said"; grep -q '署名するファイル: ~/todoke.txt' "$HOME/said" 
shell ! grep -q hisoka "$HOME/said"

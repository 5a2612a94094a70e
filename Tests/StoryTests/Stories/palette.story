# Commands by name, in kana and in Latin letters; keys bound anew, and what the hints then say.
size 80x24
shell mynafront login --pin-fd 3 3<<<1234 && mkdir -p "$XDG_CONFIG_HOME/mynafront" && printf 'quit: [x, f10]\nhelp: [f2]\nsearch: []\n' >"$XDG_CONFIG_HOME/mynafront/keys.yaml"
expect ホーム
expect F2:使い方 x:終わる
type :
focus 行き先を探す
type osi
expect 1件あります
expect お知らせ
gone カードの状態
key Enter
expect 練習用: お知らせ
type :
type かーど
key Enter
expect カードの種類
# Of several the first gets the cursor, and Enter opens it.
type :
type 問題
expect に合うものはありません
key C-u
type kado
key BSpace BSpace BSpace BSpace
type お知らせ
expect 2件あります
key Enter
focus お知らせ
key Enter
expect 練習用: お知らせ
# A command of the keys, by its name: the list of commands closes, and the screen behind it is searched.
type :
type さがす
key Enter
expect 画面の中で探す言葉
key Escape
type q
gone 終わりますか
key F2
expect 使い方
key Escape
key F10
expect 終わりますか
key F10
exit 0

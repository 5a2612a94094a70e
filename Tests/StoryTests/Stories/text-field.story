# A field is edited as anywhere else; the keys that work in it stand at the bottom; the help leads back to it.
size 80x24
shell mynafront login --pin-fd 3 3<<<1234
expect お知らせ
type :
key Down Down Enter
expect 全部で
key Tab
focus 探す言葉
key BSpace
expect まだ何も入力していません
focus 探す言葉
type 転居届
expect Ctrl+U
key Left Left
type の
focus 転の居届
key Home
key DC
focus 探す言葉: の居届
key End BSpace
focus 探す言葉: の居
key C-w
gone の居
type ゑゑ
# What was typed stays while one is elsewhere.
key Down
expect 探す言葉: ゑゑ
key F1
expect キーの一覧
key Escape
key Up
focus 探す言葉: ゑゑ
key F1
expect キーの一覧
key Escape
focus 探す言葉: ゑゑ
key Escape
expect 入力する前に戻しました
gone ゑゑ
type ホーム転居
key Home Right Right Right C-u
focus 探す言葉: 転居
key Enter
expect 見つかったのは
# In the line that searches on the screen too.
key Down
focus 窓口へお越しください
type /
type 転居居
key Left DC
key Home
expect F1:
key C-c
type q
focus 続ける
type q
exit 0

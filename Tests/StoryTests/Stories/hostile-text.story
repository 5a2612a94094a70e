# What the portal says cannot steer the terminal: escape sequences, the clipboard, the order and hiding of letters.
size 80x24
shell mynafront login --pin-fd 3 3<<<1234
sandbox fault set hostile-text
expect ホーム
expect <U+
type :
key Down Down Enter
expect お知らせ
expect <U+
key Tab Tab Tab
key Enter
expect <U+
type q
focus 続ける
type q
exit 0
# OSC 52 (clipboard), a bidi override, a zero width space, a C1 control string.
never-hex 1B5D3532
never-hex E280AE
never-hex E2808B
never-hex C29B

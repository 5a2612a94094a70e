# Who leaves while the card checks a PIN waits for its answer, and hears what became of the PIN.
size 80x24
shell mynafront card status >/dev/null
type /
type カードの状態
key Enter
key Enter
expect あと3回
focus 氏名、住所
key Enter
expect 券面事項入力補助用の番号
sandbox card fault hold
type 9182
key Enter
expect カードが暗証番号を確かめています
key Escape
expect カードの答えを待っています
type ?
expect 使い方
key Escape
expect カードの答えを待っています
sandbox card fault clear
expect あと2回です
focus 氏名、住所
key Enter
expect 券面事項入力補助用の番号
sandbox card fault hold
type 1234
key Enter
expect カードが暗証番号を確かめています
key C-c
expect カードの答えを待っています
sandbox card fault clear
expect 暗証番号は正しかった
# Leaving once more does not wait.
sandbox card fault hold
key Enter
expect 券面事項入力補助用の番号
type 1234
key Enter
expect カードが暗証番号を確かめています
key Escape
expect カードの答えを待っています
key Escape
expect 減ったかもしれません
# Nor is anything lost when the program ends.
sandbox card fault clear
key Enter
expect 券面事項入力補助用の番号
sandbox card fault hold
type 9182
key Enter
expect カードが暗証番号を確かめています
# q asks, and asked again means yes.
type q
focus 終わらないで
type q
expect カードの答えを待っています
sandbox card fault clear
exit 0
expect 暗証番号が違いました

# At every prompt of the lines, the PIN's too, the words help, where, back and leave are understood; the last try asks first.
size 80x30
shell mynafront session && mynafront-sandbox card insert p24
run mynafront --linear
expect 番号（1から5
line 1
expect あと1回
line 2
expect 入力は表示されません
line ?
expect 見出し: 使い方
line 戻る
expect 入力は表示されません
quiet
line 現在
expect いまの画面
quiet
line 戻る
expect 見出し: はじめに
quiet
line ホーム
line q
expect 終わりますか
line 2
exit 0
linear-bytes

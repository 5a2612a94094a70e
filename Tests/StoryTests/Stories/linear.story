# The same in lines: everything appended, text and LF only.
size 80x24
run mynafront --linear
expect --linear
expect 練習
expect 見出し: はじめに
line 1
expect 暗証番号
line 1234
expect 見出し: ホーム
line 現在
expect ホーム
line ?
expect 見出し: 
line 戻る
expect 見出し: ホーム
line すべて
line q
linear-bytes

# The same in lines: everything appended, text and LF only.
size 80x24
run mynafront --linear
expect --linear
expect 練習
expect 見出し: はじめに
line 1
expect 入力は表示されません
line 1234
expect 見出し: ホーム
expect 番号（1から
line 現在
expect いまの画面
line ?
expect 見出し: 使い方
line もどる
expect 番号（1から
line お知らせをすべて見る
expect 見出し: お知らせ
expect 続き
quiet
line
expect 13. 
line ３
expect 探す言葉
line 転居
expect 全部で
line 戻る
line q
expect 終わりますか
line 3
expect ログアウトしました
exit 0
linear-bytes

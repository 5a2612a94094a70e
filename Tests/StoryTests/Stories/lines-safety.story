# In lines: a PIN typed where a choice is asked for is neither repeated nor kept; the question in front of the end; help at a field.
size 80x40
run mynafront --linear --log $HOME/said
expect 選ぶ番号（1から
line 1
expect 入力は表示されません
line 9182
expect あと2回
expect 選ぶ番号
line 7465
expect 「もう一度試す」には、1 を入力してください
line 0001
expect 聞かれてから入力してください
line 1
expect 入力は表示されません
line 1234
expect 見出し: ホーム
line 6574
expect その数字は選べません
shell ! grep 6574 $HOME/said
shell ! grep -e 9182 -e 7465 -e 0001 $HOME/said
shell grep その数字は選べません $HOME/said
line お知らせをすべて見る
expect 見出し: お知らせ
quiet
line 探す言葉
expect 探す言葉（
line ?
expect 見出し: 使い方
line 戻る
expect 探す言葉（Enterで空のまま）:
line 転居
expect 見つかったのは
line q
expect 終わりますか
line 1
quiet
# The second line was typed before the question was heard.
hex 710a320a
expect 終わらないで続ける
quiet
line 2
expect ログインしたままです
exit 0
never 9182
linear-bytes

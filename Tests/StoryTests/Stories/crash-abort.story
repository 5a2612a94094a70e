# The same while a PIN is asked for in lines.
size 80x24
run mynafront --linear
expect 番号（1から
line 1
expect 入力は表示されません
signal ABRT
exit 134

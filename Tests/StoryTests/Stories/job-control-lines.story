# The same in lines: the question is asked again; echo is off again where a PIN is asked.
size 80x24
run PS1='shell: ' bash --norc -i
line mynafront --linear
expect 番号（1から
key C-z
expect Stopped
line clear; fg
gone Stopped
expect 番号（1から
line 1
expect 入力は表示されません
signal TSTP
expect Stopped                 mynafront --linear
line stty -a | tr ' ;' '\n\n' | grep -cx -e echo -e icanon -e isig
expect 3
line clear; fg
gone Stopped
expect 入力は表示されません
line 1234
expect 見出し: ホーム
signal STOP
expect Stopped
line bg; sleep 0.3; jobs -l
expect Stopped (tty input)
line clear; fg
gone Stopped
expect 番号（1から
line q
expect 終わりますか
line 2
expect ログインしたままです
line exit
exit 0

# In a shell with job control: Ctrl-Z gives the shell back, fg the same screen; in the background nothing is written.
size 80x24
shell mynafront login --pin-fd 3 3<<<1234
run PS1='shell: ' bash --norc -i
line mynafront
expect ホーム
key Down Down
key C-z
expect Stopped
gone 練習用
line stty -a | tr ' ;' '\n\n' | grep -cx -e echo -e icanon -e isig
expect 3
line fg
expect 練習用
key C-z
expect [1]+  Stopped                 mynafront
line bg; sleep 0.5; jobs -l
expect Stopped (tty output)
gone 練習用
line fg
expect 練習用
# Stopped from outside, without having been asked: the shell stands in our screen, and fg paints it anew.
signal STOP
expect Stopped
line echo in our screen; fg
gone in our screen
expect お知らせ
key Escape
focus 続ける
type q
expect ログインしたままです
line exit
exit 0

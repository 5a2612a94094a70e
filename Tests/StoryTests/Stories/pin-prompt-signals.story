# The PIN prompt of a command: stopped and continued, then ended; what is typed is never seen.
size 80x24
shell mynafront session || true
run PS1='shell: ' bash --norc -i
line mynafront login
expect 暗証番号
type 12
key C-z
expect Stopped
line stty -a | tr ' ;' '\n\n' | grep -cx -e echo -e icanon -e isig
expect 3
line clear; fg
gone Stopped
expect 暗証番号
signal STOP
expect Stopped
line clear; fg
gone Stopped
expect 暗証番号
type 98
signal TERM
expect ）: shell:
line clear; stty -a | tr ' ;' '\n\n' | grep -cx -e echo -e icanon -e isig
expect 3
line clear; mynafront login
gone isig
expect 暗証番号
line 1234
expect ログインしました
line exit
never 98
exit 0

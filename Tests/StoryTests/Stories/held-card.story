# Another program has the card: a word, then waiting without end; Esc leaves.
size 80x40
shell mynafront card status >/dev/null
type /
type カードの状態
key Enter
key Enter
expect あと5回
# Nothing but the wait for its turn: this client powers the card on and says no more.
shell setsid python3 -c 'import socket, sys, time; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.send(bytes([0, 1, 1, 0, 1, 4])); s.recv(9); time.sleep(float(sys.argv[2]))' "$(sed -n 's/.*card-socket: "\(.*\)"/\1/p' "$(mynafront-sandbox status --json | jq -r .config)")" 15 >/dev/null 2>&1 </dev/null & sleep 0.5
focus 氏名、住所
key Enter
expect ほかのプログラムがカードを使っています
key Escape
expect 個人番号（マイナンバー）も読む
gone ほかのプログラム
key Enter
expect ほかのプログラムがカードを使っています
# Longer than a command waits.
shell sleep 6
expect ほかのプログラムがカードを使っています
expect 番号、数字4桁
type 1234
key Enter
expect 1984年5月12日
type q
type q
exit 0

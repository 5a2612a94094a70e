# Who logs out and quits while the card checks a PIN still hears what became of it.
size 80x24
run mynafront --lang en
expect Log in
focus Log in
key Enter
expect PIN for user authentication, 4 digits
type 1234
key Enter
expect You are logged in
key :
expect The card
type The card
key Enter
expect 3 left
type /
type Read name
key Enter
key Enter
expect PIN for reading the card, 4 digits
sandbox card fault hold
type 9182
key Enter
expect The card is checking the PIN
key q
type /
type Log out
key Enter
key Enter
expect Waiting for the card to answer
sandbox card fault clear
exit 0
expect logged out
expect The PIN was wrong

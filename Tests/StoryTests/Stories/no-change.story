# In lines: a try that changes nothing says so, and what is typed while the card works is not seen.
size 80x24
run mynafront --linear --lang en
expect 1. Log in
sandbox card remove
line 1
expect There is no card
line 1
expect No change.
quiet
sandbox card insert
sandbox card fault slow
line 1
expect Checking the card
line 5678
expect PIN for user authentication
never 5678
signal INT
exit 130

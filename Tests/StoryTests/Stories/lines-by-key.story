# In lines: a number with one key, a level of explanation in between, a name behind a slash.
size 80x40
run mynafront --linear --single-key --lang en --verbosity brief
expect 1. Log in
expect Number:
type 2
expect Heading: The card
# There are more than nine: a second digit or Enter decides.
type 1
quiet
key Enter
expect PIN for reading the card
# A PIN is a line as ever, and so is a word instead of it.
line b
expect Heading: The card
type v
expect usual length
type /back
key Enter
expect Heading: Welcome
type q
expect Quit?
# The question before leaving wants Enter.
type 2
quiet
key Enter
exit 0
linear-bytes

// Door to be opened.

// Door to libvterm: a terminal without a window. What a program writes goes in; what would be on the screen, and where the cursor
// would stand, comes out. The vendor's header stays in the .c file, and the library is opened when first used.
#ifndef CVTERM_H
#define CVTERM_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

typedef struct cv_terminal cv_terminal;

/// Opens libvterm; true when it is there. May be called again.
bool cv_load(void);
/// A terminal with an empty screen; NULL without memory or before cv_load.
cv_terminal *cv_terminal_new(int rows, int columns);
void cv_terminal_free(cv_terminal *terminal);
void cv_terminal_resize(cv_terminal *terminal, int rows, int columns);
/// What the program has written.
void cv_terminal_write(cv_terminal *terminal, const char *bytes, size_t count);
/// What the terminal answers to questions of the program; 0 when it has nothing to say.
size_t cv_terminal_answers(cv_terminal *terminal, char *bytes, size_t room);
/// Presses a key: `name` is one of up, down, left, right, enter, escape, tab, backtab, backspace, delete, home, end, pageup, pagedown,
/// f1. What it sends is among the answers. False for another name.
bool cv_terminal_press(cv_terminal *terminal, const char *name);
/// The text of a row without the blanks at its end, in UTF-8; its length, at most `room`.
size_t cv_terminal_row(cv_terminal *terminal, int row, char *bytes, size_t room);
/// The rows that have left at the top since the start, the oldest first, each ended by a line feed; good until the next write.
const char *cv_terminal_history(cv_terminal *terminal, size_t *count);
void cv_terminal_cursor(cv_terminal *terminal, int *row, int *column);
bool cv_terminal_cursor_is_seen(cv_terminal *terminal);
bool cv_terminal_is_alternate(cv_terminal *terminal);
/// The title of the window, in UTF-8; good until the next write.
const char *cv_terminal_title(cv_terminal *terminal);

/// Starts `path` on a new pseudo-terminal of that size, as the leader of a session of its own, with no other descriptor. `*master`
/// reads and writes the terminal, whose settings before the start are kept in `*before`. Returns the process, or -1.
pid_t cv_start(const char *path, char *const argv[], char *const environment[], int rows, int columns, int *master,
               struct termios *before);
/// Tells the kernel the size; the program on the terminal hears of it.
void cv_set_size(int master, int rows, int columns);
#endif

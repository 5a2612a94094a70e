// Door to ncursesw: cells, the hardware cursor and keys. No macro and no global of curses.h crosses it.
#ifndef CNCURSES_DOOR_H
#define CNCURSES_DOOR_H
#include <stdbool.h>
#include <stdint.h>

enum { CN_PLAIN = 0, CN_BOLD = 1, CN_REVERSE = 2 };
enum { CN_NOTHING = 0, CN_BYTE = 1, CN_FUNCTION = 2 };
enum { CN_CLICK = 1, CN_WHEEL_UP, CN_WHEEL_DOWN };
enum {
  CN_UP = 1, CN_DOWN, CN_LEFT, CN_RIGHT, CN_PAGE_UP, CN_PAGE_DOWN, CN_HOME, CN_END, CN_BACK_TAB, CN_BACKSPACE, CN_DELETE,
  CN_ENTER, CN_PASTE_BEGIN, CN_PASTE_END, CN_OTHER, CN_MOUSE, CN_F1, CN_F12 = CN_F1 + 11
};

/// Whether `term` is a terminal that can address its cursor. Nothing is written.
bool cn_knows(const char *term);
/// Takes the terminal: raw keys, no echo, 25 ms to tell a lone Esc from a sequence. False when that is not possible. No signal
/// gets a handler.
bool cn_start(int rows, int columns);
/// The colours of one of CN_PLAIN, CN_BOLD, CN_REVERSE, by their numbers among the 16 usual ones; CN_REVERSE is not turned round
/// then. To be called after cn_start, for all three or none. A terminal without colours stays as it is.
void cn_colour(int attribute, int foreground, int background);
/// Reports of the mouse, from now on. False when the terminal has none.
bool cn_mouse(void);
/// Where the mouse was used, after the key CN_MOUSE: CN_CLICK, CN_WHEEL_UP, CN_WHEEL_DOWN, or CN_NOTHING for anything else.
int cn_mouse_event(int *row, int *column);
/// Who says how many columns a character takes, in the place of glibc's wcwidth: layout and painting must not disagree.
void cn_widths(int (*width)(uint32_t scalar));
/// Gives the terminal back as it was.
void cn_stop(void);
/// Takes it again, after cn_stop or after others have changed it. The next frame is written whole.
void cn_resume(void);
/// The bytes that leave the full screen, for a crash. Returns how many of `room` they took.
int cn_leaving(char *bytes, int room);
void cn_resize(int rows, int columns);
/// Starts a frame; cells that are not put stay blank.
void cn_begin(void);
/// One character (base and its marks) at a cell.
void cn_cell(int row, int column, const uint32_t *scalars, int count, int attribute);
/// In this frame the row is written whole, also the cells that stand there already.
void cn_write_whole(int row);
/// Ends a frame: writes only what changed and leaves the hardware cursor at the given cell.
void cn_end(int cursor_row, int cursor_column);
/// One sound, at once.
void cn_beep(void);
/// Everything is written anew in the next frame.
void cn_forget(void);
/// The next key that has arrived; never waits for one. `*value` is a byte or one of CN_UP….
int cn_key(uint32_t *value);
#endif

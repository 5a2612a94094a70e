#define _GNU_SOURCE // RTLD_NEXT
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include "CNcurses.h"
#include <curses.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#undef columns // term.h takes common words for its capabilities
#undef lines
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
// Keys are read from a pad: reading from a window would write it first.
static WINDOW *keys;

enum { OWN_PASTE_BEGIN = KEY_MAX + 1, OWN_PASTE_END = KEY_MAX + 2 };

bool cn_knows(const char *term) {
  if (!term || !*term) return false;
  int error = 0;
  if (setupterm((char *)term, STDOUT_FILENO, &error) != OK) return false;
  bool can = cursor_address && *cursor_address && clear_screen && *clear_screen;
  del_curterm(cur_term);
  return can;
}

// Terminals send either form of an arrow, whatever terminfo says of them.
static void know_keys(void) {
  define_key("\033[A", KEY_UP);
  define_key("\033[B", KEY_DOWN);
  define_key("\033[C", KEY_RIGHT);
  define_key("\033[D", KEY_LEFT);
  define_key("\033[H", KEY_HOME);
  define_key("\033[F", KEY_END);
  define_key("\033[1~", KEY_HOME);
  define_key("\033[4~", KEY_END);
  define_key("\033[Z", KEY_BTAB);
  // Nobody asked for the mouse: a report that comes all the same is read by its form, not taken for a key and three letters.
  define_key(NULL, KEY_MOUSE);
  define_key("\033[200~", OWN_PASTE_BEGIN);
  define_key("\033[201~", OWN_PASTE_END);
}

// ncurses puts handlers of its own on these; the loop reads them, and a stop must be a stop.
static const int signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
enum { SIGNALS = sizeof signals / sizeof *signals };

bool cn_start(int rows, int columns) {
  set_escdelay(25);
  // The size is told: what the terminal says of itself may be nothing, or more than anyone could look at. By the environment, because
  // without a size newterm() refuses terminals whose entry has none (linux, putty).
  char lines[16], width[16];
  snprintf(lines, sizeof lines, "%d", rows);
  snprintf(width, sizeof width, "%d", columns);
  const char *had_lines = getenv("LINES"), *had_columns = getenv("COLUMNS");
  char *old_lines = had_lines ? strdup(had_lines) : NULL, *old_columns = had_columns ? strdup(had_columns) : NULL;
  setenv("LINES", lines, 1);
  setenv("COLUMNS", width, 1);
  use_env(TRUE);
  use_tioctl(FALSE);
  struct sigaction actions[SIGNALS];
  for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], NULL, &actions[i]);
  screen = newterm(NULL, stdout, stdin);
  for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &actions[i], NULL);
  if (old_lines) setenv("LINES", old_lines, 1); else unsetenv("LINES");
  if (old_columns) setenv("COLUMNS", old_columns, 1); else unsetenv("COLUMNS");
  free(old_lines);
  free(old_columns);
  if (!screen) return false;
  set_term(screen);
  resize_term(rows, columns);
  // A frame is always written whole: nobody would write the rest of it.
  typeahead(-1);
  raw();
  noecho();
  nonl();
  keys = newpad(1, 1);
  keypad(keys, TRUE);
  nodelay(keys, TRUE);
  leaveok(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  idlok(stdscr, FALSE);
  curs_set(1);
  know_keys();
  return true;
}

static bool has_colours;
void cn_colour(int attribute, int foreground, int background) {
  if (!screen || !has_colors()) return;
  if (!has_colours) start_color();
  has_colours = true;
  // Of eight colours the bright ones are bold, which every attribute but the plain one is anyway.
  if (COLORS < 16) foreground &= 7, background &= 7;
  init_pair((short)(attribute + 1), (short)foreground, (short)background);
  if (attribute == CN_PLAIN) wbkgdset(stdscr, COLOR_PAIR(CN_PLAIN + 1) | ' ');
}

bool cn_mouse(void) {
  if (!screen || !key_mouse) return false;
  define_key(key_mouse, KEY_MOUSE);
  mouseinterval(0);
  // The release acts, not the press: who has pressed by mistake moves away first (WCAG 2.2, 2.5.2).
  return mousemask(BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL) != 0;
}
int cn_mouse_event(int *row, int *column) {
  MEVENT event;
  if (getmouse(&event) != OK) return CN_NOTHING;
  *row = event.y;
  *column = event.x;
  if (event.bstate & BUTTON1_RELEASED) return CN_CLICK;
  if (event.bstate & BUTTON4_PRESSED) return CN_WHEEL_UP;
  if (event.bstate & BUTTON5_PRESSED) return CN_WHEEL_DOWN;
  return CN_NOTHING;
}

// ncurses asks libc for the width of every character. The program's own definition is found before libc's, and so ncurses counts as
// the layout does.
static int (*own_width)(uint32_t);
void cn_widths(int (*width)(uint32_t)) { own_width = width; }
int wcwidth(wchar_t character) {
  if (own_width && character >= 0xA1) return own_width((uint32_t)character);
  static int (*libc_width)(wchar_t);
  if (!libc_width) libc_width = (int (*)(wchar_t))dlsym(RTLD_NEXT, "wcwidth");
  return libc_width(character);
}

void cn_stop(void) {
  if (!screen || isendwin()) return;
  // From a background process group the change of settings would stop us instead of being made.
  sigset_t ttou, before;
  sigemptyset(&ttou);
  sigaddset(&ttou, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &ttou, &before);
  // A terminal with one screen only keeps what stands there, and what is written next begins on the last row: it gets that row empty.
  if (!enter_ca_mode) {
    wmove(stdscr, LINES - 1, 0);
    wclrtoeol(stdscr);
    wrefresh(stdscr);
  }
  endwin();
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}
void cn_resume(void) {
  if (!screen) return;
  // As after endwin, also when the program was stopped without having been asked: then the next frame sets every mode anew.
  if (!isendwin()) endwin();
  reset_prog_mode();
  clearok(curscr, TRUE);
}
void cn_resize(int rows, int columns) {
  resize_term(rows, columns);
  clearok(curscr, TRUE);
}

static char *leaving_end, *leaving_limit;
static int collect(int byte) {
  if (leaving_end < leaving_limit) *leaving_end++ = (char)byte;
  return byte;
}
int cn_leaving(char *bytes, int room) {
  leaving_end = bytes;
  leaving_limit = bytes + room;
  const char *all[] = {exit_attribute_mode, cursor_normal, keypad_local, exit_ca_mode};
  for (int i = 0; i < 4; i++)
    if (all[i] && all[i] != (char *)-1) tputs(all[i], 1, collect);
  collect('\r');
  return (int)(leaving_end - bytes);
}

void cn_begin(void) { werase(stdscr); }

void cn_cell(int row, int column, const uint32_t *scalars, int count, int attribute) {
  wchar_t text[CCHARW_MAX + 1];
  int n = 0;
  for (; n < count && n < CCHARW_MAX; n++) text[n] = (wchar_t)scalars[n];
  text[n] = 0;
  cchar_t cell;
  attr_t attributes = attribute == CN_BOLD ? A_BOLD : attribute == CN_REVERSE && !has_colours ? A_REVERSE : A_NORMAL;
  if (setcchar(&cell, text, attributes, has_colours ? (short)(attribute + 1) : 0, NULL) != OK) return;
  if (wmove(stdscr, row, column) == OK) wadd_wch(stdscr, &cell);
}

void cn_write_whole(int row) { wredrawln(stdscr, row, 1); }

void cn_end(int cursor_row, int cursor_column) {
  wmove(stdscr, cursor_row, cursor_column);
  wnoutrefresh(stdscr);
  doupdate();
}
void cn_beep(void) { beep(); }
void cn_forget(void) { clearok(curscr, TRUE); }

int cn_key(uint32_t *value) {
  // Bytes, not wide characters: wget_wch forgets the beginning of a character whose end has not arrived yet.
  int key = wgetch(keys);
  if (key == ERR) return CN_NOTHING;
  if (key < KEY_MIN) {
    *value = (uint32_t)key & 0xFF;
    return CN_BYTE;
  }
  switch (key) {
  case KEY_UP: *value = CN_UP; break;
  case KEY_DOWN: *value = CN_DOWN; break;
  case KEY_LEFT: *value = CN_LEFT; break;
  case KEY_RIGHT: *value = CN_RIGHT; break;
  case KEY_PPAGE: *value = CN_PAGE_UP; break;
  case KEY_NPAGE: *value = CN_PAGE_DOWN; break;
  case KEY_HOME: *value = CN_HOME; break;
  case KEY_END: *value = CN_END; break;
  case KEY_BTAB: *value = CN_BACK_TAB; break;
  case KEY_BACKSPACE: *value = CN_BACKSPACE; break;
  case KEY_DC: *value = CN_DELETE; break;
  case KEY_ENTER: *value = CN_ENTER; break;
  case KEY_MOUSE: *value = CN_MOUSE; break;
  case OWN_PASTE_BEGIN: *value = CN_PASTE_BEGIN; break;
  case OWN_PASTE_END: *value = CN_PASTE_END; break;
  default: *value = key >= KEY_F(1) && key <= KEY_F(12) ? (uint32_t)(CN_F1 + key - KEY_F(1)) : CN_OTHER;
  }
  return CN_FUNCTION;
}

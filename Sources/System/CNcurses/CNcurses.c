#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include "CNcurses.h"
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#undef columns // term.h takes common words for its capabilities
#undef lines
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;

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
  define_key("\033[200~", OWN_PASTE_BEGIN);
  define_key("\033[201~", OWN_PASTE_END);
}

bool cn_start(void) {
  set_escdelay(25);
  screen = newterm(NULL, stdout, stdin);
  if (!screen) return false;
  set_term(screen);
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  leaveok(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  idlok(stdscr, FALSE);
  curs_set(1);
  know_keys();
  return true;
}

void cn_stop(void) {
  if (screen && !isendwin()) endwin();
}
void cn_resume(void) {
  if (!screen) return;
  reset_prog_mode();
  clearok(curscr, TRUE);
  refresh();
}
void cn_resize(int rows, int columns) {
  resizeterm(rows, columns);
  clearok(curscr, TRUE);
}
void cn_begin(void) { werase(stdscr); }

void cn_cell(int row, int column, const uint32_t *scalars, int count, int attribute) {
  wchar_t text[CCHARW_MAX + 1];
  int n = 0;
  for (; n < count && n < CCHARW_MAX; n++) text[n] = (wchar_t)scalars[n];
  text[n] = 0;
  cchar_t cell;
  attr_t attributes = attribute == CN_BOLD ? A_BOLD : attribute == CN_REVERSE ? A_REVERSE : A_NORMAL;
  if (setcchar(&cell, text, attributes, 0, NULL) != OK) return;
  if (wmove(stdscr, row, column) == OK) wadd_wch(stdscr, &cell);
}

void cn_end(int cursor_row, int cursor_column) {
  wmove(stdscr, cursor_row, cursor_column);
  wnoutrefresh(stdscr);
  doupdate();
}
void cn_forget(void) { clearok(curscr, TRUE); }

int cn_key(uint32_t *value) {
  wint_t key = 0;
  int result = wget_wch(stdscr, &key);
  if (result == ERR) return CN_NOTHING;
  if (result != KEY_CODE_YES) {
    *value = (uint32_t)key;
    return CN_CHARACTER;
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
  case KEY_F(1): *value = CN_F1; break;
  case OWN_PASTE_BEGIN: *value = CN_PASTE_BEGIN; break;
  case OWN_PASTE_END: *value = CN_PASTE_END; break;
  default: *value = CN_OTHER;
  }
  return CN_FUNCTION;
}

// The physical minimum of a full screen: a list of N rows with ncurses, the chosen one in reverse. It lays out nothing, asks nobody
// and has its rows in advance.
//
// Usage: list FILE N: a list of N rows, whose texts are the lines of FILE over and over
//        list FILE:   the lines of FILE as one page
#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROW = 2, FOOTER_ROWS = 2, LINES_KEPT = 200 };

static char *texts[LINES_KEPT];
static int text_count;

static bool read_texts(const char *path) {
  FILE *file = fopen(path, "r");
  if (file == NULL) return false;
  char *line = NULL;
  size_t room = 0;
  while (text_count < LINES_KEPT && getline(&line, &room, file) >= 0) {
    line[strcspn(line, "\n")] = 0;
    texts[text_count++] = strdup(line);
  }
  free(line);
  fclose(file);
  return text_count > 0;
}

static void draw_page(void) {
  for (int row = 0; row < text_count && row < LINES; row++) mvaddstr(row, 0, texts[row]);
  move(2, 0);
}

static void draw_list(int top, int chosen, int count, int page) {
  mvaddstr(0, 0, "練習用: お知らせ");
  for (int row = 0; row < page && top + row < count; row++) {
    bool reverse = top + row == chosen;
    if (reverse) attron(A_REVERSE);
    mvaddstr(FIRST_ROW + row, 0, texts[(top + row) % text_count]);
    if (reverse) attroff(A_REVERSE);
  }
  if (top + page < count) mvaddstr(LINES - 2, 0, "続きが下にあります。");
  mvaddstr(LINES - 1, 0, "?:ヘルプ q:終わる Esc:戻る Enter:開く 上下:選ぶ /:探す w:現在地");
  // The cursor stands on the text, as ours does.
  move(FIRST_ROW + chosen - top, (int)strspn(texts[chosen % text_count], " "));
}

int main(int argc, char **argv) {
  int count = argc > 2 ? atoi(argv[2]) : 0, chosen = 0, top = 0, key = 0;
  setlocale(LC_ALL, "");
  if (argc < 2 || !read_texts(argv[1]) || newterm(NULL, stdout, stdin) == NULL) return 1;
  set_escdelay(25);
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  while (key != 'q') {
    int page = LINES - FIRST_ROW - FOOTER_ROWS;
    if (key == KEY_DOWN) chosen++;
    if (key == KEY_UP) chosen--;
    if (key == KEY_NPAGE) chosen += page, top += page;
    if (key == KEY_PPAGE) chosen -= page, top -= page;
    if (key == KEY_HOME) chosen = 0;
    if (key == KEY_END) chosen = count - 1;
    if (chosen > count - 1) chosen = count - 1;
    if (chosen < 0) chosen = 0;
    if (top > count - page) top = count - page;
    if (top < 0) top = 0;
    if (chosen < top) top = chosen;
    if (chosen > top + page - 1) top = chosen - page + 1;
    erase();
    if (count == 0) draw_page();
    else draw_list(top, chosen, count, page);
    refresh();
    key = getch();
  }
  endwin();
  return 0;
}

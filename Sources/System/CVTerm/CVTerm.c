#define _GNU_SOURCE
#include "CVTerm.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vterm.h>

// ---------------------------------------------------------------- the library

static struct {
  VTerm *(*new)(int, int);
  void (*free)(VTerm *);
  void (*set_utf8)(VTerm *, int);
  void (*set_size)(VTerm *, int, int);
  size_t (*input_write)(VTerm *, const char *, size_t);
  size_t (*output_read)(VTerm *, char *, size_t);
  VTermScreen *(*obtain_screen)(VTerm *);
  VTermState *(*obtain_state)(VTerm *);
  void (*get_cursorpos)(const VTermState *, VTermPos *);
  void (*enable_altscreen)(VTermScreen *, int);
  void (*set_callbacks)(VTermScreen *, const VTermScreenCallbacks *, void *);
  void (*reset)(VTermScreen *, int);
  int (*get_cell)(const VTermScreen *, VTermPos, VTermScreenCell *);
  void (*keyboard_key)(VTerm *, VTermKey, VTermModifier);
} api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

static void load(void) {
  void *library = dlopen("libvterm.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return;
  const struct {
    const char *name;
    void *place;
  } wanted[] = {
      {"vterm_new", &api.new},
      {"vterm_free", &api.free},
      {"vterm_set_utf8", &api.set_utf8},
      {"vterm_set_size", &api.set_size},
      {"vterm_input_write", &api.input_write},
      {"vterm_output_read", &api.output_read},
      {"vterm_obtain_screen", &api.obtain_screen},
      {"vterm_obtain_state", &api.obtain_state},
      {"vterm_state_get_cursorpos", &api.get_cursorpos},
      {"vterm_screen_enable_altscreen", &api.enable_altscreen},
      {"vterm_screen_set_callbacks", &api.set_callbacks},
      {"vterm_screen_reset", &api.reset},
      {"vterm_screen_get_cell", &api.get_cell},
      {"vterm_keyboard_key", &api.keyboard_key},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
    void *symbol = dlsym(library, wanted[i].name);
    if (symbol == NULL) return;
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  loaded = true;
}

bool cv_load(void) {
  pthread_once(&once, load);
  return loaded;
}

// ---------------------------------------------------------------- text

/// Bytes that grow; what does not fit into memory any more is left out.
struct text {
  char *bytes;
  size_t count, room;
};

static void append(struct text *text, const char *bytes, size_t count) {
  if (text->count + count + 1 > text->room) {
    size_t room = (text->room + count + 1) * 2;
    char *larger = realloc(text->bytes, room);
    if (larger == NULL) return;
    text->bytes = larger;
    text->room = room;
  }
  memcpy(text->bytes + text->count, bytes, count);
  text->count += count;
  text->bytes[text->count] = '\0';
}

static size_t utf8(uint32_t scalar, char *out) {
  if (scalar < 0x80) return out[0] = (char)scalar, 1;
  if (scalar < 0x800) return out[0] = (char)(0xC0 | scalar >> 6), out[1] = (char)(0x80 | (scalar & 0x3F)), 2;
  if (scalar < 0x10000)
    return out[0] = (char)(0xE0 | scalar >> 12), out[1] = (char)(0x80 | (scalar >> 6 & 0x3F)),
           out[2] = (char)(0x80 | (scalar & 0x3F)), 3;
  return out[0] = (char)(0xF0 | scalar >> 18), out[1] = (char)(0x80 | (scalar >> 12 & 0x3F)),
         out[2] = (char)(0x80 | (scalar >> 6 & 0x3F)), out[3] = (char)(0x80 | (scalar & 0x3F)), 4;
}

/// One cell. The right half of a wide character is (uint32_t)-1 and says nothing; an empty cell is a blank.
static void append_cell(struct text *text, const VTermScreenCell *cell) {
  if (cell->chars[0] == (uint32_t)-1) return;
  if (cell->chars[0] == 0) return append(text, " ", 1);
  char bytes[4];
  for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++)
    append(text, bytes, utf8(cell->chars[i], bytes));
}

static void trim(struct text *text, size_t start) {
  while (text->count > start && text->bytes[text->count - 1] == ' ') text->count--;
  if (text->bytes != NULL) text->bytes[text->count] = '\0';
}

// ---------------------------------------------------------------- the terminal

struct cv_terminal {
  VTerm *vterm;
  VTermScreen *screen;
  VTermState *state;
  int columns;
  struct text row, history, title;
  bool seen, alternate;
};

static int property(VTermProp property, VTermValue *value, void *user) {
  cv_terminal *terminal = user;
  if (property == VTERM_PROP_CURSORVISIBLE) terminal->seen = value->boolean;
  if (property == VTERM_PROP_ALTSCREEN) terminal->alternate = value->boolean;
  if (property == VTERM_PROP_TITLE && value->string != NULL) {
    terminal->title.count = 0;
    append(&terminal->title, value->string, strlen(value->string));
  }
  return 1;
}

static int left_at_the_top(int columns, const VTermScreenCell *cells, void *user) {
  cv_terminal *terminal = user;
  size_t start = terminal->history.count;
  for (int i = 0; i < columns; i++) append_cell(&terminal->history, &cells[i]);
  trim(&terminal->history, start);
  append(&terminal->history, "\n", 1);
  return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = property, .sb_pushline = left_at_the_top};

cv_terminal *cv_terminal_new(int rows, int columns) {
  if (!loaded) return NULL;
  cv_terminal *terminal = calloc(1, sizeof *terminal);
  if (terminal == NULL) return NULL;
  terminal->vterm = api.new(rows, columns);
  if (terminal->vterm == NULL) {
    free(terminal);
    return NULL;
  }
  terminal->columns = columns;
  terminal->seen = true;
  api.set_utf8(terminal->vterm, 1);
  terminal->state = api.obtain_state(terminal->vterm);
  terminal->screen = api.obtain_screen(terminal->vterm);
  api.set_callbacks(terminal->screen, &callbacks, terminal);
  api.enable_altscreen(terminal->screen, 1);
  api.reset(terminal->screen, 1);
  return terminal;
}

void cv_terminal_free(cv_terminal *terminal) {
  if (terminal == NULL) return;
  api.free(terminal->vterm);
  free(terminal->row.bytes);
  free(terminal->history.bytes);
  free(terminal->title.bytes);
  free(terminal);
}

void cv_terminal_resize(cv_terminal *terminal, int rows, int columns) {
  terminal->columns = columns;
  api.set_size(terminal->vterm, rows, columns);
}

void cv_terminal_write(cv_terminal *terminal, const char *bytes, size_t count) {
  api.input_write(terminal->vterm, bytes, count);
}

size_t cv_terminal_answers(cv_terminal *terminal, char *bytes, size_t room) {
  return api.output_read(terminal->vterm, bytes, room);
}

size_t cv_terminal_row(cv_terminal *terminal, int row, char *bytes, size_t room) {
  terminal->row.count = 0;
  for (int column = 0; column < terminal->columns; column++) {
    VTermScreenCell cell;
    if (!api.get_cell(terminal->screen, (VTermPos){.row = row, .col = column}, &cell)) break;
    append_cell(&terminal->row, &cell);
    // The cell after a wide character belongs to it.
    if (cell.width == 2) column++;
  }
  trim(&terminal->row, 0);
  size_t count = terminal->row.count < room ? terminal->row.count : room;
  if (count > 0) memcpy(bytes, terminal->row.bytes, count);
  return count;
}

const char *cv_terminal_history(cv_terminal *terminal, size_t *count) {
  *count = terminal->history.count;
  return terminal->history.bytes;
}

void cv_terminal_cursor(cv_terminal *terminal, int *row, int *column) {
  VTermPos position;
  api.get_cursorpos(terminal->state, &position);
  *row = position.row;
  *column = position.col;
}

bool cv_terminal_cursor_is_seen(cv_terminal *terminal) { return terminal->seen; }
bool cv_terminal_is_alternate(cv_terminal *terminal) { return terminal->alternate; }
const char *cv_terminal_title(cv_terminal *terminal) {
  return terminal->title.bytes == NULL ? "" : terminal->title.bytes;
}

// ---------------------------------------------------------------- the keyboard

bool cv_terminal_press(cv_terminal *terminal, const char *name) {
  static const struct {
    const char *name;
    VTermKey key;
    VTermModifier modifier;
  } keys[] = {
      {"up", VTERM_KEY_UP, VTERM_MOD_NONE},         {"down", VTERM_KEY_DOWN, VTERM_MOD_NONE},
      {"left", VTERM_KEY_LEFT, VTERM_MOD_NONE},     {"right", VTERM_KEY_RIGHT, VTERM_MOD_NONE},
      {"enter", VTERM_KEY_ENTER, VTERM_MOD_NONE},   {"escape", VTERM_KEY_ESCAPE, VTERM_MOD_NONE},
      {"tab", VTERM_KEY_TAB, VTERM_MOD_NONE},       {"backtab", VTERM_KEY_TAB, VTERM_MOD_SHIFT},
      {"backspace", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE}, {"delete", VTERM_KEY_DEL, VTERM_MOD_NONE},
      {"home", VTERM_KEY_HOME, VTERM_MOD_NONE},     {"end", VTERM_KEY_END, VTERM_MOD_NONE},
      {"pageup", VTERM_KEY_PAGEUP, VTERM_MOD_NONE}, {"pagedown", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE},
      {"f1", VTERM_KEY_FUNCTION(1), VTERM_MOD_NONE},
  };
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    if (strcmp(keys[i].name, name) != 0) continue;
    api.keyboard_key(terminal->vterm, keys[i].key, keys[i].modifier);
    return true;
  }
  return false;
}

// ---------------------------------------------------------------- the program on it

void cv_set_size(int master, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  ioctl(master, TIOCSWINSZ, &size);
}

pid_t cv_start(const char *path, char *const argv[], char *const environment[], int rows, int columns, int *master,
               struct termios *before) {
  char name[64];
  *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*master < 0) return -1;
  pid_t pid = -1;
  if (grantpt(*master) == 0 && unlockpt(*master) == 0 && ptsname_r(*master, name, sizeof name) == 0 &&
      tcgetattr(*master, before) == 0) {
    cv_set_size(*master, rows, columns);
    pid = fork();
  }
  if (pid < 0) close(*master);
  if (pid != 0) return pid;
  // Only async-signal-safe calls from here to exec.
  setsid();
  int terminal = open(name, O_RDWR);
  if (terminal < 0) _exit(126);
  ioctl(terminal, TIOCSCTTY, 0);
  for (int fd = 0; fd < 3; fd++) dup2(terminal, fd);
  if (close_range(3, ~0u, 0) != 0)
    for (int fd = 3; fd < 1024; fd++) close(fd);
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < 32; number++)
    if (number != SIGKILL && number != SIGSTOP) signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(path, argv, environment);
  _exit(127);
}

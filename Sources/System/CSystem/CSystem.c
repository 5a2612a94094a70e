#define _GNU_SOURCE
#include "CSystem.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <link.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

int cs_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
void cs_wake(int fd) {
  uint64_t one = 1;
  ssize_t n = write(fd, &one, sizeof one);
  (void)n; // a full counter is awake already
}
void cs_drain(int fd) {
  char buffer[256];
  while (read(fd, buffer, sizeof buffer) > 0) {}
}

int cs_signalfd(const int *set) {
  sigset_t mask;
  sigemptyset(&mask);
  for (; *set; set++) sigaddset(&mask, *set);
  // Whoever started us may have left others blocked: then a crash would hang, and a stop would not stop.
  if (pthread_sigmask(SIG_SETMASK, &mask, NULL) != 0) return -1;
  return signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
}
int cs_next_signal(int fd) {
  struct signalfd_siginfo info;
  return read(fd, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}
void cs_default_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  for (int s = 1; s < 32; s++)
    if (s != SIGKILL && s != SIGSTOP) signal(s, SIG_DFL);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
}

size_t cs_secret_size(void) { return (size_t)sysconf(_SC_PAGESIZE); }
void *cs_secret_new(bool *guarded) {
  size_t n = cs_secret_size();
  void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
  bool locked = mlock(p, n) == 0;
  bool hidden = madvise(p, n, MADV_DONTDUMP) == 0;
  bool kept = madvise(p, n, MADV_WIPEONFORK) == 0;
  *guarded = locked && hidden && kept;
  return p;
}
void cs_secret_free(void *p) {
  explicit_bzero(p, cs_secret_size());
  munmap(p, cs_secret_size());
}
void cs_wipe(void *p, size_t n) { explicit_bzero(p, n); }
void cs_hold_standard_streams(void) {
  static const int modes[] = {O_RDONLY, O_RDONLY, O_WRONLY};
  // In this order: open gives the lowest number that is free.
  for (int fd = 0; fd < 3; fd++)
    if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) open("/dev/null", modes[fd]);
}
void cs_forbid_dumps(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool cs_is_main_thread(void) { return gettid() == getpid(); }

int cs_wcwidth(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int cs_spawn_detached(const char *path, char *const argv[], int *out_fd) {
  int out[2];
  if (pipe2(out, O_CLOEXEC) != 0) return -1;
  pid_t pid = fork();
  if (pid == 0) {
    // Only async-signal-safe calls from here to exec. The child's child is adopted by init: nobody has to wait for it.
    setsid();
    pid_t own = fork();
    if (own != 0) _exit(own < 0 ? 1 : 0);
    cs_default_signals();
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, 0) < 0 || dup2(out[1], 1) < 0 || dup2(null, 2) < 0 || chdir("/") != 0) _exit(126);
    if (close_range(3, ~0u, 0) != 0)
      for (int fd = 3; fd < 1024; fd++) close(fd);
    execv(path, argv);
    _exit(127);
  }
  close(out[1]);
  int status = -1;
  if (pid > 0)
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  if (pid < 0 || status != 0) {
    close(out[0]);
    return -1;
  }
  *out_fd = out[0];
  return 0;
}

bool cs_terminal_size(int fd, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return true;
}

int cs_open(const char *path, int flags, unsigned mode) { return open(path, flags | O_CLOEXEC, mode); }
int cs_set_nonblocking(int fd, bool on) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return -1;
  return fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}
bool cs_use_locale(void) {
  const char *now = setlocale(LC_ALL, "");
  if (now && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
  const char *all = getenv("LC_ALL"), *ctype = getenv("LC_CTYPE"), *lang = getenv("LANG");
  bool unset = !(all && *all) && !(ctype && *ctype) && !(lang && *lang);
  // A named UTF-8 locale that is not generated on this machine is still a wish for UTF-8.
  const char *wish = (all && *all) ? all : (ctype && *ctype) ? ctype : lang;
  bool wished = wish && (strstr(wish, "UTF-8") || strstr(wish, "utf8") || strstr(wish, "utf-8") || strstr(wish, "UTF8"));
  if ((unset || wished) && setlocale(LC_ALL, "C.UTF-8")) return true;
  return false;
}

bool cs_library(const char *name, char *path, size_t room) {
  void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
  if (library == NULL) return false;
  struct link_map *map = NULL;
  if (room > 0) path[0] = 0;
  if (dlinfo(library, RTLD_DI_LINKMAP, &map) == 0 && map != NULL && strlen(map->l_name) < room) strcpy(path, map->l_name);
  dlclose(library);
  return true;
}

int cs_watch(const char *const *directories, int count) {
  int watch = inotify_init1(IN_CLOEXEC);
  for (int i = 0; watch >= 0 && i < count; i++) {
    // A directory that is not there cannot change.
    inotify_add_watch(watch, directories[i], IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE);
  }
  return watch;
}

void cs_watch_wait(int watch) {
  char events[4096];
  // An editor writes, renames and removes in one go: what follows within a moment belongs to it.
  if (read(watch, events, sizeof events) <= 0) return;
  struct pollfd more = {.fd = watch, .events = POLLIN};
  while (poll(&more, 1, 50) > 0 && read(watch, events, sizeof events) > 0) {
  }
}

// The one terminal that this process changed, kept so that whatever ends the process can give it back: an orderly end, a stop,
// a crash, or a signal that nobody here reads. Everything that the handler needs is prepared beforehand: it calls only what may be
// called in a handler (signal-safety(7)), and nothing that waits for a terminal to take its output: tcsetattr with TCSADRAIN or
// TCSAFLUSH would.
#define _GNU_SOURCE
#include "CSystem.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

static struct {
  atomic_bool kept;
  // What is typed while it is unseen must not reach whoever reads next.
  atomic_bool unseen;
  int fd;
  struct termios settings;
  char leaving[512];
  size_t leaving_count;
} terminal;

/// At once, whether or not the terminal takes output. What was typed `unseen` is thrown away afterwards: what comes later is seen.
static int set_now(int fd, const struct termios *settings, bool unseen) {
  if (tcsetattr(fd, TCSANOW, settings) != 0) return -1;
  if (unseen) tcflush(fd, TCIFLUSH);
  return 0;
}

/// From a background process group tcsetattr would stop us.
static void set_from_anywhere(int fd, const struct termios *settings, bool unseen) {
  sigset_t ttou, before;
  sigemptyset(&ttou);
  sigaddset(&ttou, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &ttou, &before);
  int result;
  do result = set_now(fd, settings, unseen);
  while (result != 0 && errno == EINTR);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static struct sigaction actions_before[NSIG];

static void give_back_and_end(int number) {
  if (atomic_exchange(&terminal.kept, false)) {
    // A terminal that takes nothing must not hold up a process that is dying.
    int flags = fcntl(terminal.fd, F_GETFL);
    if (flags >= 0) fcntl(terminal.fd, F_SETFL, flags | O_NONBLOCK);
    ssize_t n = write(terminal.fd, terminal.leaving, terminal.leaving_count);
    (void)n;
    set_now(terminal.fd, &terminal.settings, atomic_load(&terminal.unseen));
    if (flags >= 0) fcntl(terminal.fd, F_SETFL, flags);
  }
  // What would have happened without us happens now: the end, or the report of a runtime that looks after its own crashes.
  sigaction(number, &actions_before[number], NULL);
  raise(number);
}

/// The handler for a signal that would end us: also before another's handler (`also_others`), but never where it is ignored.
static void watch(int number, bool also_others) {
  struct sigaction action = {.sa_handler = give_back_and_end, .sa_flags = SA_ONSTACK};
  sigfillset(&action.sa_mask);
  struct sigaction *before = &actions_before[number];
  if (sigaction(number, NULL, before) != 0 || before->sa_handler == SIG_IGN) return;
  if (before->sa_handler == SIG_DFL || also_others) sigaction(number, &action, NULL);
}

/// All whose default action ends a process (signal(7)), but SIGKILL, and SIGHUP, SIGINT and SIGTERM, which the main loop reads.
static void watch_for_ends(void) {
  static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS, SIGQUIT, SIGXCPU};
  static const int ends[] = {SIGUSR1, SIGUSR2,   SIGALRM, SIGVTALRM, SIGPROF,
                             SIGPOLL, SIGSTKFLT, SIGPWR,  SIGXFSZ,   SIGPIPE};
  static atomic_bool watching;
  if (atomic_exchange(&watching, true)) return;
  // A stack that ran over has no room left for a handler.
  size_t room = 64 << 10;
  void *memory = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (memory != MAP_FAILED) sigaltstack(&(stack_t){.ss_sp = memory, .ss_size = room}, NULL);
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) watch(crashes[i], true);
  // Another's handler for these does not end the process.
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) watch(ends[i], false);
  for (int number = SIGRTMIN; number <= SIGRTMAX; number++) watch(number, false);
}

bool cs_terminal_keep(int fd) {
  if (atomic_load(&terminal.kept)) return terminal.fd == fd;
  if (tcgetattr(fd, &terminal.settings) != 0) return false;
  terminal.fd = fd;
  terminal.leaving_count = 0;
  watch_for_ends();
  atomic_store(&terminal.kept, true);
  return true;
}

void cs_terminal_leaving(const char *bytes, size_t count) {
  terminal.leaving_count = 0;
  if (count > sizeof terminal.leaving) return;
  memcpy(terminal.leaving, bytes, count);
  atomic_thread_fence(memory_order_seq_cst);
  terminal.leaving_count = count;
}

void cs_terminal_reads_unseen(void) { atomic_store(&terminal.unseen, true); }

bool cs_terminal_hide_input(void) {
  if (!atomic_load(&terminal.kept)) return false;
  struct termios hidden = terminal.settings;
  hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
  hidden.c_lflag |= ICANON | ISIG;
  hidden.c_iflag |= ICRNL;
  cs_terminal_reads_unseen();
  return set_now(terminal.fd, &hidden, true) == 0;
}

bool cs_terminal_hear_keys(void) {
  if (!atomic_load(&terminal.kept)) return false;
  struct termios keys = terminal.settings;
  keys.c_lflag &= ~(tcflag_t)(ICANON | ECHONL);
  keys.c_lflag &= ~(tcflag_t)ECHO;
  keys.c_lflag |= ISIG;
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  return set_now(terminal.fd, &keys, false) == 0;
}

bool cs_terminal_is_kept(void) { return atomic_load(&terminal.kept); }

void cs_terminal_give_back(void) {
  if (!atomic_exchange(&terminal.kept, false)) return;
  set_from_anywhere(terminal.fd, &terminal.settings, atomic_exchange(&terminal.unseen, false));
}

bool cs_terminal_is_ours(int fd) {
  pid_t front = tcgetpgrp(fd);
  return front < 0 || front == getpgrp();
}

void cs_stop(int number, bool whole_group) {
  sigset_t one, before, cont;
  sigemptyset(&one);
  sigaddset(&one, number);
  sigemptyset(&cont);
  sigaddset(&cont, SIGCONT);
  pthread_sigmask(SIG_UNBLOCK, &one, &before);
  // Not raise(): the signal must be the process's, not the thread's.
  kill(whole_group ? 0 : getpid(), number);
  // Here again after SIGCONT, or at once when there is nobody who could continue us (an orphaned process group).
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  // The caller takes the terminal again now; the signal that says so has nothing to add.
  sigtimedwait(&cont, NULL, &(struct timespec){0, 0});
}

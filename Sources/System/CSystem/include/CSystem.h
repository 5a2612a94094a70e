// Door to glibc: what Swift's importer leaves out (macros, variadics, wide-character width) and the system calls of the loop.
#ifndef CSYSTEM_H
#define CSYSTEM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// A counter that wakes poll(); -1 on failure.
int cs_eventfd(void);
void cs_wake(int fd);
void cs_drain(int fd);

/// Blocks the signals in `set` (ended by 0) for this and all later threads and gives a descriptor that reads them; -1 on failure.
int cs_signalfd(const int *set);
/// The next pending signal of `fd`, or 0.
int cs_next_signal(int fd);
/// Blocks nothing any more and restores the default action: for a child between fork and exec, or to die by a signal.
void cs_default_signals(void);

/// A whole page of zeros for one secret: locked, left out of core dumps, wiped in forked children. `*guarded` says whether all of
/// that was granted (a limit on locked memory can refuse it). NULL when there is no memory. A page of its own, because mlock and
/// madvise work on pages: two secrets on one page would unlock each other.
void *cs_secret_new(bool *guarded);
size_t cs_secret_size(void);
/// Wipes the page and gives it back.
void cs_secret_free(void *p);
void cs_wipe(void *p, size_t n);
/// Whoever closed standard input, output or error before the start: no file or socket of ours shall get that number. Input is empty
/// then, writing to output fails (EBADF), and what goes to error is lost.
void cs_hold_standard_streams(void);
/// No core dump and no ptrace of this process by others of the same user.
void cs_forbid_dumps(void);

bool cs_is_main_thread(void);

/// Columns of one scalar in the current locale, as glibc's wcwidth says.
int cs_wcwidth(uint32_t scalar);

/// Starts `path` with `argv` (NULL-terminated) in a session of its own, standard input from /dev/null, standard error to
/// `err_path` (created 0600, or /dev/null when NULL). `*out_fd` reads its standard output. Returns the pid, or -1.
pid_t cs_spawn_detached(const char *path, char *const argv[], const char *err_path, int *out_fd);

/// Echo off on a terminal; `saved` keeps what it was (cs_echo_size() bytes). Returns 0, or -1 when `fd` is no terminal.
size_t cs_termios_size(void);
int cs_echo_off(int fd, void *saved);
int cs_termios_restore(int fd, const void *saved);
int cs_termios_save(int fd, void *saved);
/// Rows and columns of the terminal; false when `fd` is none.
bool cs_terminal_size(int fd, int *rows, int *columns);
/// Throws away what was typed but not yet read.
void cs_flush_input(int fd);

int cs_open(const char *path, int flags, unsigned mode);
int cs_set_nonblocking(int fd, bool on);
/// Sets LC_ALL from the environment. Returns true when the character set is UTF-8 after trying C.UTF-8 for an unset locale.
bool cs_use_locale(void);

/// Whether the dynamic linker finds and opens a library, such as "libcurl.so.4"; `path` gets where it is.
bool cs_library(const char *name, char *path, size_t room);
#endif

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

/// Blocks the signals in `set` (ended by 0) and no others for this and all later threads and gives a descriptor that reads them; -1 on failure.
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

/// Starts `path` with `argv` (NULL-terminated) as nobody's child: in a session of its own, at the root directory, with standard input
/// and error from /dev/null and no other descriptor but its standard output, which `*out_fd` reads. Returns 0, or -1.
int cs_spawn_detached(const char *path, char *const argv[], int *out_fd);

/// Keeps the settings of terminal `fd` until cs_terminal_give_back; a crash and any other signal that ends the process give them back
/// too. One terminal at a time: false when another one is kept, or `fd` is none. Keeping it twice keeps what was there first.
bool cs_terminal_keep(int fd);
/// What must be written to the kept terminal to leave it; only a crash needs it, an orderly end writes it itself. At most 512 bytes.
void cs_terminal_leaving(const char *bytes, size_t count);
/// What is typed on the kept terminal is not seen by who types it: what nobody has read is thrown away when it is given back, so
/// that it does not reach a shell.
void cs_terminal_reads_unseen(void);
/// Whole lines without echo on the kept terminal; what was typed before is thrown away.
bool cs_terminal_hide_input(void);
/// Every key at once on the kept terminal, and not shown by it.
bool cs_terminal_hear_keys(void);
bool cs_terminal_is_kept(void);
/// The settings as they were kept, at once, also while the terminal takes no output. Safe to call at any time, from any thread, also
/// when nothing is kept.
void cs_terminal_give_back(void);
/// False while another process group has the terminal: then it must be left alone.
bool cs_terminal_is_ours(int fd);
/// Stops this process (or its whole group) with SIGTSTP, SIGTTIN or SIGTTOU as if the terminal had sent it, and returns when it was
/// continued; at once when there is nobody who could continue it. The SIGCONT is taken.
void cs_stop(int number, bool whole_group);

/// Rows and columns of the terminal; false when `fd` is none.
bool cs_terminal_size(int fd, int *rows, int *columns);

int cs_open(const char *path, int flags, unsigned mode);
int cs_set_nonblocking(int fd, bool on);
/// Sets LC_ALL from the environment. Returns true when the character set is UTF-8 after trying C.UTF-8 for an unset locale.
bool cs_use_locale(void);

/// Whether the dynamic linker finds and opens a library, such as "libcurl.so.4"; `path` gets where it is.
bool cs_library(const char *name, char *path, size_t room);
/// Watches directories for files that are written whole, moved in or out, or removed (inotify(7)); -1 when that is not possible.
int cs_watch(const char *const *directories, int count);
/// Waits until something has happened in one of them, and takes note of all that has.
void cs_watch_wait(int watch);

#endif

// Tells the thread sanitizer what it cannot see. On Linux Swift's Mutex is a futex with priority inheritance: while nobody
// waits, lock and unlock are atomic operations in our own code, which the sanitizer knows. When somebody waits, they go through
// three functions of libswiftSynchronization.so, which is not instrumented, and the kernel hands the lock over in the futex's
// word. Without this file each such hand-over is reported as a race within `Mutex.withLock`.
//
// These functions stand in front of the library's and do nothing but add the order that the lock makes: before an unlock
// everything is released, after a lock it is acquired, on the address of this one mutex. Two accesses of which one does not
// hold the mutex are still a race and still reported (Scripts/sanitizers/planted-race.swift shows it at every run).
//
// Linked into the test program by `make sanitize-thread` only.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void (*lock_function)(uint32_t thread, SELF);
typedef SWIFT bool (*try_lock_function)(SELF);
typedef SWIFT void (*unlock_function)(SELF);

// Asked for each time: the sanitizer's own start must not find a half-made table here, and these are the slow ways anyway.
static void *library(const char *name) { return dlsym(RTLD_NEXT, name); }

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void lock_slow(uint32_t thread, SELF) {
  ((lock_function)library(LOCK))(thread, self);
  __tsan_acquire(self);
}

SWIFT bool try_lock_slow(SELF) __asm__(TRY_LOCK);
SWIFT bool try_lock_slow(SELF) {
  bool locked = ((try_lock_function)library(TRY_LOCK))(self);
  if (locked) __tsan_acquire(self);
  return locked;
}

SWIFT void unlock_slow(SELF) __asm__(UNLOCK);
SWIFT void unlock_slow(SELF) {
  __tsan_release(self);
  ((unlock_function)library(UNLOCK))(self);
}

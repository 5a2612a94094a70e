// Not part of any program. `make sanitize-thread` builds this with the thread sanitizer and Scripts/sanitizers/swift-mutex.c and runs it
// twice: "locked" must pass although many threads wait for one mutex, "unlocked" must be reported, or the sanitizer is deaf.
import Glibc
import Synchronization

final class Counter: Sendable {
  let locked = Mutex(0)
  nonisolated(unsafe) var bare = 0
}

let counter = Counter()
let races = CommandLine.arguments.contains("unlocked")

func work(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  for _ in 0..<20_000 {
    counter.locked.withLock { count in
      count += 1
      if !races { counter.bare += 1 }
      for _ in 0..<20 { sched_yield() }
    }
    if races { counter.bare += 1 }
    if counter.locked.withLock({ $0 }) > 20_000 { break }
  }
  return nil
}

var threads = [pthread_t](repeating: 0, count: 8)
for index in threads.indices { pthread_create(&threads[index], nil, work, nil) }
for thread in threads { pthread_join(thread, nil) }
print(counter.locked.withLock { $0 } > 0 ? "done" : "nothing was done")

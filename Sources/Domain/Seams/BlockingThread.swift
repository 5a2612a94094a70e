internal import CSystem
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// A thread of its own for code that blocks in C (PC/SC, a prompt), as the executor of an actor: the shared pool never waits for a card.
public final class BlockingThread: SerialExecutor {
  private struct Queue {
    var jobs: [UnownedJob] = []
  }
  private let queue = Mutex(Queue())
  private let wake: Int32

  public init(name: String) {
    wake = cs_eventfd()
    precondition(wake >= 0, "no descriptor left for an eventfd")
    let thread = Unmanaged.passRetained(Start(executor: self, name: name))
    var id = pthread_t()
    let result = pthread_create(&id, nil, runBlockingThread, thread.toOpaque())
    precondition(result == 0, "no thread could be started")
    pthread_detach(id)
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.withLock { $0.jobs.append(job) }
    cs_wake(wake)
  }

  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  fileprivate func run() {
    while true {
      var poll = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
      _ = Glibc.poll(&poll, 1, -1)
      cs_drain(wake)
      let jobs = queue.withLock { queue in
        defer { queue.jobs.removeAll(keepingCapacity: true) }
        return queue.jobs
      }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
  }

  fileprivate final class Start {
    let executor: BlockingThread
    let name: String
    init(executor: BlockingThread, name: String) {
      self.executor = executor
      self.name = name
    }
  }
}

private func runBlockingThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  let start = Unmanaged<BlockingThread.Start>.fromOpaque(argument!).takeRetainedValue()
  start.executor.run()
  return nil
}

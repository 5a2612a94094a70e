internal import CSystem
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// The actor of everything that touches the terminal. Its jobs run on the main thread, between two turns of `MainLoop`.
@globalActor public actor UI {
  public static let shared = UI()
  public nonisolated var unownedExecutor: UnownedSerialExecutor { UIExecutor.shared.asUnownedSerialExecutor() }

  /// Runs `body` at once; only on the main thread, which is the actor's executor.
  public nonisolated static func onMainThread<T: Sendable>(_ body: @UI () throws -> T) rethrows -> T {
    UIExecutor.shared.checkIsolated()
    return try withoutActuallyEscaping(body) { body in
      // As MainActor.assumeIsolated does it: the isolation was just checked, so the type may forget it.
      try unsafeBitCast(body, to: (() throws -> T).self)()
    }
  }
}

final class UIExecutor: SerialExecutor {
  static let shared = UIExecutor()
  let wake = cs_eventfd()
  private let queue = Mutex<[UnownedJob]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wasEmpty = queue.withLock { queue in
      queue.append(job)
      return queue.count == 1
    }
    if wasEmpty { cs_wake(wake) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
  func checkIsolated() { precondition(cs_is_main_thread(), "only on the main thread") }

  func drain() {
    cs_drain(wake)
    let jobs = queue.withLock { queue in
      defer { queue.removeAll(keepingCapacity: true) }
      return queue
    }
    for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
  }
}

/// The loop of the main thread: input, signals and the jobs of `@UI`, in one ordered place. No other call blocks here.
@UI public final class MainLoop {
  /// Signals that are read here instead of interrupting: blocked before any thread exists.
  public nonisolated static let signals: [Int32] = [SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT, SIGTSTP]

  private nonisolated let signalDescriptor: Int32
  private var ended = false
  /// What is read, and what is called when it can be.
  public var input: Input?
  public struct Input {
    let descriptor: Int32
    let isTerminal: Bool
    let ready: @UI () -> Void
    public init(_ descriptor: Int32, ready: @escaping @UI () -> Void) {
      self.descriptor = descriptor
      isTerminal = isatty(descriptor) == 1
      self.ready = ready
    }
  }
  public var onSignal: (@UI (Int32) -> Void)?
  /// Called when the input went away.
  public var inputLost: (@UI () -> Void)?
  /// Called once after each turn in which something happened: the place to draw.
  public var afterTurn: (@UI () -> Void)?
  /// Called once when nothing has happened for so long (milliseconds).
  public var quiet: (milliseconds: Int32, passed: @UI () -> Void)?

  /// To be made first of all, on the main thread.
  public nonisolated init() {
    signalDescriptor = cs_signalfd(Self.signals + [0])
    precondition(signalDescriptor >= 0, "no descriptor left for signals")
  }

  public func end() {
    ended = true
    cs_wake(UIExecutor.shared.wake)
  }

  /// Before the terminal is written to or read from again: stops as often as another process group has it, as the terminal itself
  /// would stop whoever reads or writes. False when nobody could continue us: then it stays the other's.
  nonisolated static func waitForTerminal(_ descriptor: Int32, toWrite: Bool) -> Bool {
    for _ in 0..<100 {
      if cs_terminal_is_ours(descriptor) { return true }
      cs_stop(toWrite ? SIGTTOU : SIGTTIN, false)
    }
    return false
  }

  /// Runs until `end`.
  public nonisolated func run() {
    while !UI.onMainThread({ ended }) { turn() }
  }

  private nonisolated func turn() {
    let (inputDescriptor, timeout) = UI.onMainThread { (input?.descriptor ?? -1, quiet?.milliseconds ?? -1) }
    var polls = [
      pollfd(fd: UIExecutor.shared.wake, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signalDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&polls, nfds_t(polls.count), timeout)
    if count < 0 { return }
    if count == 0 {
      UI.onMainThread {
        let passed = quiet?.passed
        quiet = nil
        passed?()
        afterTurn?()
      }
      return
    }
    if polls[1].revents != 0 {
      while case let signal = cs_next_signal(signalDescriptor), signal != 0 {
        UI.onMainThread { onSignal?(signal) }
      }
    }
    if polls[0].revents != 0 { UIExecutor.shared.drain() }
    if polls[2].revents != 0 {
      let isEnding = polls[2].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
      let hasMore = polls[2].revents & Int16(POLLIN) != 0
      UI.onMainThread {
        // A terminal that went away is readable for ever: the last of it is read once. A pipe is read to its end.
        let isLost = isEnding && (!hasMore || input?.isTerminal == true)
        let ready = input?.ready
        if isLost { input = nil }
        ready?()
        if isLost { inputLost?() }
      }
    }
    UI.onMainThread { afterTurn?() }
  }
}

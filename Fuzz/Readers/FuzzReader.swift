import Synchronization

/// One reader of bytes from outside, with what it promises for any bytes at all.
///
/// The fuzzer (`make fuzz`) throws bytes at it for as long as it is told to; the tests throw the kept ones (`Fuzz/Corpus/NAME/`).
public struct FuzzReader: Sendable, CustomStringConvertible {
  /// Also the name of its directory in `Fuzz/Corpus`.
  public let name: String
  /// The promise, in a sentence. That it never traps, never hangs and never touches memory that is not its own goes without saying.
  public let claim: String
  let check: Check

  enum Check: Sendable {
    case now(@Sendable (Input) -> String?)
    case later(@Sendable (Input) async -> String?)
  }

  init(_ name: String, _ claim: String, _ check: @escaping @Sendable (Input) -> String?) {
    self.init(name: name, claim: claim, check: .now(check))
  }
  init(_ name: String, _ claim: String, later check: @escaping @Sendable (Input) async -> String?) {
    self.init(name: name, claim: claim, check: .later(check))
  }
  private init(name: String, claim: String, check: Check) {
    self.name = name
    self.claim = claim
    self.check = check
  }

  /// What the reader broke its promise with; nil when it kept it.
  public func violation(_ bytes: [UInt8]) async -> String? {
    switch check {
    case .now(let check): check(Input(bytes))
    case .later(let check): await check(Input(bytes))
    }
  }

  /// The same on this thread and no other: another one would have to be woken for every input.
  public func violationNow(_ bytes: [UInt8]) -> String? {
    if case .now(let check) = check { return check(Input(bytes)) }
    let here = ThisThread()
    let outcome = Outcome()
    Task(executorPreference: here) {
      let violation = await violation(bytes)
      outcome.found.withLock { $0 = .some(violation) }
    }
    while true {
      here.runWhatWaits()
      if let violation = outcome.found.withLock({ $0 }) { return violation }
    }
  }

  private final class Outcome: Sendable { let found = Mutex<String??>(nil) }

  /// Keeps jobs until its thread asks for them.
  private final class ThisThread: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      jobs.withLock { $0.append(job) }
    }

    func runWhatWaits() {
      let waiting = jobs.withLock { jobs in
        defer { jobs = [] }
        return jobs
      }
      for job in waiting { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
  }

  public var description: String { name }

  /// All of them, in the order in which they are run.
  public static let all: [FuzzReader] = texts + documents + commands + times + cards + certificates + portal + terminal
}

/// Bytes from the fuzzer, taken from the front: a few choices, then the rest.
struct Input {
  private(set) var rest: ArraySlice<UInt8>
  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var bytes: [UInt8] { Array(rest) }
  /// Bytes that are no UTF-8 become U+FFFD, as they do at the program's own ends.
  var text: String { String(decoding: rest, as: UTF8.self) }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(byte()) % (range.upperBound - range.lowerBound + 1)
  }
  mutating func one<Item>(of items: [Item]) -> Item { items[Int(byte()) % items.count] }
  mutating func take(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
  /// Up to the next `byte`, which is taken and left out.
  mutating func take(upTo byte: UInt8) -> [UInt8] {
    let part = Array(rest.prefix { $0 != byte })
    rest = rest.dropFirst(part.count + 1)
    return part
  }
}

/// The first of several things to be broken.
func first(_ violations: String?...) -> String? { violations.lazy.compactMap { $0 }.first }
func broken(_ isBroken: Bool, _ sentence: @autoclosure () -> String) -> String? { isBroken ? sentence() : nil }

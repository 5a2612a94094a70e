import Foundation
import Testing

/// Runs the bodies of tests on threads of their own, three at a time: they mostly wait for programs and terminals, and Swift's threads for
/// tasks are only as many as there are processors.
struct OnThreads: SuiteTrait, TestTrait, TestScoping {
  private static let threads = Threads(3)

  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Self.threads) { try await function() }
  }
}

extension SuiteTrait where Self == OnThreads {
  static var onThreads: Self { OnThreads() }
}

/// A queue of jobs, and threads that take them from it for as long as the process lives.
// Unchecked: the jobs are touched under the condition's lock only.
private final class Threads: TaskExecutor, @unchecked Sendable {
  private let changed = NSCondition()
  private var jobs: [UnownedJob] = []

  init(_ count: Int) {
    for _ in 0..<count {
      let thread = Thread { [self] in
        while true { next().runSynchronously(on: asUnownedTaskExecutor()) }
      }
      thread.stackSize = 1 << 23
      thread.start()
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    changed.withLock {
      jobs.append(job)
      changed.signal()
    }
  }

  private func next() -> UnownedJob {
    changed.withLock {
      while jobs.isEmpty { changed.wait() }
      return jobs.removeFirst()
    }
  }
}

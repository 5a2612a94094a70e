internal import Synchronization

/// Workers with a thread of their own that have nothing to do. A worker that is stuck in a call of the library (another program
/// has the card) stays away until the call returns; meanwhile others do the work. pcsc-lite has no safe way to break such a call.
final class Idle<Worker: Sendable>: Sendable {
  private let workers = Mutex<[Worker]>([])
  private let make: @Sendable () -> Worker

  init(_ make: @escaping @Sendable () -> Worker) { self.make = make }

  func take() -> Worker { workers.withLock { $0.popLast() } ?? make() }
  func giveBack(_ worker: Worker) { workers.withLock { $0.append(worker) } }
}

/// Whichever comes first: the work's result, the end of patience, or cancellation.
/// - Parameters:
///   - patience: nil: it has no end.
///   - unused: called once when the caller does not get a result: with what came too late, or nil when the work failed.
func firstOf<R: Sendable>(
  within patience: Duration?, orElse late: CardError,
  _ work: @escaping @Sendable () async throws(CardError) -> R,
  unused: @escaping @Sendable (R?) async -> Void
) async throws(CardError) -> R {
  let race = Race<R>()
  let timer = patience.map { patience in
    Task.detached {
      try? await Task.sleep(for: patience)
      _ = race.settle(.failure(late))
    }
  }
  defer { timer?.cancel() }
  let result = await withTaskCancellationHandler {
    await withCheckedContinuation { continuation in
      race.wait(continuation)
      Task.detached {
        let result: Result<R, CardError>
        do throws(CardError) { result = .success(try await work()) } catch { result = .failure(error) }
        let value = try? result.get()
        // A failure is tidied up before it is told, so that the next visit finds the worker.
        if value == nil { await unused(nil) }
        if !race.settle(result), let value { await unused(value) }
      }
    }
  } onCancel: {
    _ = race.settle(.failure(.cancelled))
  }
  return try result.get()
}

/// The work's result, or `cancelled` at once when the caller is cancelled. Work that has begun then goes on by itself, and nobody
/// hears how it ended.
func orCancelled<R: Sendable>(
  _ work: @escaping @Sendable () async throws(CardError) -> R
) async throws(CardError) -> R {
  let race = Race<R>()
  let result = await withTaskCancellationHandler {
    await withCheckedContinuation { continuation in
      race.wait(continuation)
      guard !race.isOver else { return }
      Task.detached {
        let result: Result<R, CardError>
        do throws(CardError) { result = .success(try await work()) } catch { result = .failure(error) }
        _ = race.settle(result)
      }
    }
  } onCancel: {
    _ = race.settle(.failure(.cancelled))
  }
  return try result.get()
}

private final class Race<R: Sendable>: Sendable {
  private enum State {
    case open
    case waited(CheckedContinuation<Result<R, CardError>, Never>)
    case settled(Result<R, CardError>)
    case over
  }
  private let state = Mutex(State.open)

  var isOver: Bool { state.withLock { if case .over = $0 { true } else { false } } }

  func wait(_ continuation: CheckedContinuation<Result<R, CardError>, Never>) {
    let settled: Result<R, CardError>? = state.withLock { state in
      if case .settled(let result) = state {
        state = .over
        return result
      }
      state = .waited(continuation)
      return nil
    }
    if let settled { continuation.resume(returning: settled) }
  }

  /// False when the race was over before.
  func settle(_ result: Result<R, CardError>) -> Bool {
    let outcome: (won: Bool, continuation: CheckedContinuation<Result<R, CardError>, Never>?) = state.withLock {
      state in
      switch state {
      case .open:
        state = .settled(result)
        return (true, nil)
      case .waited(let continuation):
        state = .over
        return (true, continuation)
      case .settled, .over: return (false, nil)
      }
    }
    outcome.continuation?.resume(returning: result)
    return outcome.won
  }
}

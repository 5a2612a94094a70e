internal import Synchronization

/// Says that another program has the card, when its turn does not come for a moment; and that it has come, or is not waited for any
/// more. A card that is only slow is not spoken of: the wait for the turn is all that counts.
final class HeldNotice: Sendable {
  private enum State { case idle, waiting, told, over }
  private static let moment = Duration.milliseconds(300)
  private let state = Mutex(State.idle)
  private let tell: @Sendable (Bool) -> Void

  /// - Parameter tell: called on any thread, one call after the other; must not wait.
  init(_ tell: @escaping @Sendable (Bool) -> Void) { self.tell = tell }

  /// The turn is waited for from now on.
  func begins() {
    let isFirst = state.withLock { state in
      guard state == .idle else { return false }
      state = .waiting
      return true
    }
    guard isFirst else { return }
    Task.detached {
      try? await Task.sleep(for: Self.moment)
      self.state.withLock { state in
        guard state == .waiting else { return }
        state = .told
        self.tell(true)
      }
    }
  }

  /// It has come, or nobody waits any more.
  func ends() {
    state.withLock { state in
      if state == .told { tell(false) }
      state = .over
    }
  }
}

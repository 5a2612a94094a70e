import Terminal

/// Knows when the session will end by itself: warns before, and notices the end. In between it sleeps; nothing is asked of the portal,
/// because asking would extend the session of somebody who is not there any more.
@UI final class SessionWatch {
  /// So many seconds before the end it is said (WCAG 2.2, 2.2.1 asks for 20; two minutes leave time to hear it and to act).
  nonisolated static let warning = 120
  /// How often it is looked again while the end is near: another program may have used the session.
  private nonisolated static let lookAgain = 20

  /// Minutes that are left; nil when there is more than the warning again.
  var onWarning: ((Int?) -> Void)?
  var onEnd: (() -> Void)?
  private var task: Task<Void, Never>?

  /// Follows a session, from now.
  /// - Parameters:
  ///   - idleSeconds: without use it ends after so long.
  ///   - unusedSeconds: for how long it was not used, by whichever program; nil when there is none any more.
  func follow(idleSeconds: Int, _ unusedSeconds: @escaping @Sendable () -> Int?) {
    stop()
    task = Task { [weak self] in
      // Nothing was told yet: the first look always tells.
      var warned: Int?? = .none
      while !Task.isCancelled {
        guard let unused = unusedSeconds(), unused < idleSeconds else {
          self?.onEnd?()
          return
        }
        let left = idleSeconds - unused
        let minutes = Self.minutes(left)
        if warned != .some(minutes) {
          warned = .some(minutes)
          self?.onWarning?(minutes)
        }
        let pause = minutes == nil ? left - Self.warning : min(left, Self.lookAgain)
        try? await Task.sleep(for: .seconds(max(1, pause)))
      }
    }
  }

  /// What is said of so many seconds; nil while there is more than the warning. Never none: it has not ended yet.
  nonisolated static func minutes(_ left: Int) -> Int? { left > warning ? nil : max(1, (left + 30) / 60) }

  func stop() {
    task?.cancel()
    task = nil
  }
}

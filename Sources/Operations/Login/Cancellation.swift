internal import Domain

extension Problem {
  /// The task was cancelled. Whoever cancelled does not show this.
  static let cancelled = Problem(.offline, facts: [("cancelled", true)])

  /// What a cancellation means when a reader says it while the task goes on: the person gave up on the reader's keys.
  var orGivenUpAtReader: Problem { isCancellation && !Task.isCancelled ? Problem(.pinNotGiven) : self }
}

/// - Throws: `Problem.cancelled`.
func stopIfCancelled() throws(Problem) { if Task.isCancelled { throw .cancelled } }

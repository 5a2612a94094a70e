// The rule of this file: from the moment a secret is on its way to the card, leaving waits until the card has answered, and what became
// of it is told wherever the person is then. Leaving once more does not wait, and says that a try may have been used.

internal import Domain
internal import Screens

extension AppState {
  /// The task that logs in, by its screen.
  static let logIn = "login"

  // MARK: Beginning

  mutating func openOperation(
    _ screen: String, _ name: String, _ parameters: Value, _ screens: ScreenLibrary
  ) -> [AppEffect] {
    if let place = tasks.lastIndex(where: { task in
      if case .operation(let other) = task {
        other.screen == screen && other.isRunning && other.parameters == parameters
      } else {
        false
      }
    }) {
      // It is under way already: what stands in front of it closes, but not an operation that waits for the card.
      return close(from: max(place, placeOfVerifying ?? place) + 1)
    }
    var task = OperationTask(
      number: number(), screen: screen, name: CallName(name), parameters: parameters)
    let effects = begin(&task, screens)
    tasks.append(.operation(task))
    return effects
  }

  private func begin(_ task: inout OperationTask, _ screens: ScreenLibrary) -> [AppEffect] {
    task.step = .working(.card)
    task.result = nil
    let file = try? screens.screen(task.screen)
    return [.operate(task.number, task.name, file?.callParameters(task.parameters, offset: nil) ?? task.parameters)]
  }

  /// Begins the operation in front, for the first time or again.
  mutating func beginFront(_ screens: ScreenLibrary) -> [AppEffect] {
    guard case .operation(var task) = front, !task.isRunning else { return [] }
    task.number = number()
    let effects = begin(&task, screens)
    tasks[tasks.count - 1] = .operation(task)
    return effects
  }

  /// The answer to a question that waits for a consent.
  mutating func confirm(_ isWanted: Bool, _ screens: ScreenLibrary) -> [AppEffect] {
    guard case .operation(var task) = front, case .confirming = task.step else { return [] }
    let answer = AppEffect.answerConsent(task.number, isWanted)
    guard isWanted else {
      let effects = leaveOperation(at: tasks.count - 1, for: .back, screens)
      return [answer] + effects
    }
    task.step = .working(.card)
    tasks[tasks.count - 1] = .operation(task)
    return [answer]
  }

  /// The operation that is asked for what is typed now.
  public var numberInFront: Int? { if case .operation(let task) = front { task.number } else { nil } }

  // MARK: What the operation tells

  private func place(of number: Int) -> Int? {
    tasks.lastIndex { task in
      if case .operation(let operation) = task { operation.number == number && operation.isRunning } else { false }
    }
  }

  mutating func stepped(_ number: Int, _ step: OperationTask.Step) {
    // The help may be open in front of it.
    guard let place = place(of: number), case .operation(var task) = tasks[place] else { return }
    task.step = step
    tasks[place] = .operation(task)
  }

  mutating func told(_ number: Int, _ value: Value) {
    guard let place = place(of: number), case .operation(var task) = tasks[place] else { return }
    task.result = value
    tasks[place] = .operation(task)
  }

  mutating func done(_ number: Int, _ value: Value, _ screens: ScreenLibrary) -> [AppEffect] {
    guard let place = place(of: number), case .operation(var task) = tasks[place] else {
      // It was left, and had ended already.
      guard let screen = left.removeValue(forKey: number) else { return [] }
      noteUse(of: screen, screens)
      if screen == Self.logIn { setSession(value) }
      outcome = endedAnyway(screen, screens)
      return []
    }
    noteUse(of: task.screen, screens)
    if task.screen == Self.logIn, task.leaving == nil { return loggedIn(value, at: place, screens) }
    task.result = value
    let destination = task.leaving
    if destination == nil { task.step = .done }
    tasks[place] = .operation(task)
    let (forgets, here) = closeForm(below: place)
    guard let destination else { return forgets }
    if task.screen == Self.logIn { setSession(value) }
    return forgets + go(to: destination, from: here, telling: endedAnyway(task.screen, screens), screens)
  }

  /// What was filled in is done: one goes back to where the form was opened, not into it.
  /// - Returns: where the operation is then.
  private mutating func closeForm(below place: Int) -> (effects: [AppEffect], place: Int) {
    guard place > 0, case .operation(let task) = tasks[place], task.screen != Self.logIn,
      case .form(let form) = tasks[place - 1]
    else { return ([], place) }
    tasks.remove(at: place - 1)
    return (forget(form.place), place - 1)
  }

  mutating func failed(operation number: Int, _ problem: Problem, _ screens: ScreenLibrary) -> [AppEffect] {
    let told = Outcome("problem.\(problem.code.rawValue).what", problem.places(in: screens))
    guard let place = place(of: number), case .operation(var task) = tasks[place] else {
      guard let screen = left.removeValue(forKey: number) else { return [] }
      noteUse(of: screen, screens, problem)
      if !problem.isCancellation, problem.concernsTries { outcome = told }
      return []
    }
    noteUse(of: task.screen, screens, problem)
    if let destination = task.leaving {
      return go(to: destination, from: place, telling: outcomeOfPIN(problem) ?? told, screens)
    }
    if problem.isCancellation {
      return go(to: .back, from: place, telling: Outcome("voice.outcome.cancelled"), screens)
    }
    task.step = .failed(problem)
    tasks[place] = .operation(task)
    return []
  }

  /// What became of the PIN of an operation that was cancelled; nil for one that ended otherwise.
  private func outcomeOfPIN(_ problem: Problem) -> Outcome? {
    guard problem.isCancellation else { return nil }
    return switch problem.fateOfPIN {
    case .right: Outcome("step.outcome.right")
    case .unknown: Outcome("step.outcome.unknown")
    case .notShown: Outcome("step.outcome.not-shown")
    }
  }

  private func endedAnyway(_ screen: String, _ screens: ScreenLibrary) -> Outcome {
    let title = (try? screens.screen(screen)).map { screens.text($0.title.text).text } ?? screen
    return Outcome("step.outcome.ended", ["title": title])
  }

  // MARK: Leaving

  /// The operation that waits for the card's answer to a secret, wherever it is.
  var placeOfVerifying: Int? {
    tasks.lastIndex { task in
      if case .operation(let operation) = task { operation.isRunning && operation.isVerifying } else { false }
    }
  }

  /// Whether a try may be used at this moment.
  public var isVerifying: Bool { placeOfVerifying != nil }

  /// Leaves an operation that runs.
  mutating func leaveOperation(
    at place: Int, for destination: OperationTask.Destination, _ screens: ScreenLibrary
  ) -> [AppEffect] {
    guard case .operation(var task) = tasks[place], task.isRunning else { return [] }
    if task.isVerifying, task.leaving == nil {
      task.leaving = destination
      tasks[place] = .operation(task)
      outcome = nil
      return [.cancelOperation(task.number)] + close(from: place + 1)
    }
    left[task.number] = task.screen
    let words = Outcome(task.isVerifying ? "step.outcome.unknown" : "voice.outcome.cancelled")
    return [.cancelOperation(task.number)] + go(to: destination, from: place, telling: words, screens)
  }

  /// Leaves everything, as soon as no secret is on its way. Nil when none is.
  mutating func leaveVerifying(for destination: OperationTask.Destination, _ screens: ScreenLibrary) -> [AppEffect]? {
    placeOfVerifying.map { leaveOperation(at: $0, for: destination, screens) }
  }

  /// Closes everything but the operation that waits for the card, behind which is the start now, and leaves that as soon as the card has
  /// answered. It is no second wish to leave: the wait goes on for who is leaving already.
  mutating func leaveWhenAnswered(
    for destination: OperationTask.Destination, _ screens: ScreenLibrary
  ) -> [AppEffect] {
    guard let place = placeOfVerifying, case .operation(var task) = tasks[place] else { return [] }
    let cancels = task.leaving == nil ? [AppEffect.cancelOperation(task.number)] : []
    task.leaving = destination
    tasks.remove(at: place)
    let effects = replaceAll(with: Self.start, screens)
    tasks.append(.operation(task))
    return cancels + effects
  }

  /// From an operation that has ended, or whose end nobody waits for.
  private mutating func go(
    to destination: OperationTask.Destination, from place: Int, telling words: Outcome, _ screens: ScreenLibrary
  ) -> [AppEffect] {
    guard case .operation = tasks[place] else { return [] }
    var effects: [AppEffect] = []
    tasks.remove(at: place)
    if tasks.isEmpty { effects = replaceAll(with: isLoggedIn ? Self.home : Self.start, screens) }
    switch destination {
    case .back: lastWords = []
    case .home:
      lastWords = []
      effects +=
        leaveVerifying(for: .home, screens) ?? replaceAll(with: isLoggedIn ? Self.home : Self.start, screens)
    case .quit:
      lastWords.append(words)
      effects += leaveVerifying(for: .quit, screens) ?? [.quit]
    }
    outcome = words
    return effects
  }
}

extension Problem {
  /// Whether a person must hear of it even when they have left: it says what became of a PIN, or that nobody knows.
  fileprivate var concernsTries: Bool {
    switch code {
    case .pinWrong, .pinLocked, .pinChangeUnknown: true
    default: facts["tryMayBeUsed"]?.bool == true
    }
  }
}

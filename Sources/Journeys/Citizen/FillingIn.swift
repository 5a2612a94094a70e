internal import Domain
internal import Screens

extension AppState {
  /// Something was typed into a form and not sent: it would be lost with the program.
  public var hasUnsentAnswers: Bool {
    tasks.contains { if case .form(let task) = $0 { task.hasAnswers } else { false } }
  }

  /// What was typed or chosen at the question of the form in front.
  mutating func answer(_ words: String, _ screens: ScreenLibrary) -> [AppEffect] {
    guard case .form(let task) = front else { return [] }
    return move(task, screens) { [today] in $0.answer(words, $1, today: today) } ?? []
  }

  /// Lets the form in front take something that stays on its question.
  mutating func fillIn(_ screens: ScreenLibrary, _ take: (inout FillIn, Form) -> Void) -> [AppEffect] {
    guard case .form(let task) = front else { return [] }
    return move(task, screens) {
      take(&$0, $1)
      return .stays
    } ?? []
  }

  /// A step of the form in front; nil for what is no step of a form.
  mutating func move(
    _ task: FillIn, _ screens: ScreenLibrary, _ step: (inout FillIn, Form) -> FillIn.Move?
  ) -> [AppEffect]? {
    var task = task
    let before = task.step
    guard let form = (try? screens.form(task.form)) ?? nil, let move = step(&task, form) else { return nil }
    if task.step != before { task.visit = number() }
    tasks[tasks.count - 1] = .form(task)
    switch move {
    case .stays: return []
    case .looks(let question, let path): return [.look(question: question, path: path)]
    case .leaves(let exit):
      return close(from: tasks.count - 1) + go(to: exit, screens)
    // The answers stay behind what comes now: whoever comes back can change them.
    case .sends(let screen, let answers): return open(screen, answers, screens)
    }
  }

  private mutating func go(to exit: FillIn.Exit, _ screens: ScreenLibrary) -> [AppEffect] {
    switch exit {
    case .back: tasks.isEmpty ? replaceAll(with: isLoggedIn ? Self.home : Self.start, screens) : []
    case .home: perform("home", screens)
    case .logOut: perform("logout", screens)
    case .quit: leave(screens)
    }
  }

  /// Asks before answers are lost by leaving everything; what was opened over the form, such as the list of commands, closes. Nil when
  /// there is nothing to lose, or when an operation works in front of it, which is asked first.
  mutating func leaveForm(for exit: FillIn.Exit, _ screens: ScreenLibrary) -> [AppEffect]? {
    let place = tasks.lastIndex { if case .form(let task) = $0 { task.hasAnswers } else { false } }
    guard let place, placeOfVerifying == nil, case .form(let task) = tasks[place] else { return nil }
    let effects = close(from: place + 1)
    return move(task, screens) { form, _ in form.leave(for: exit) }.map { effects + $0 }
  }

  mutating func cannotRead(_ question: String, _ path: String) {
    guard let place = tasks.lastIndex(where: { if case .form = $0 { true } else { false } }),
      case .form(var task) = tasks[place]
    else { return }
    let before = task.step
    task.cannotRead(question, path)
    if task.step != before { task.visit = number() }
    tasks[place] = .form(task)
  }
}

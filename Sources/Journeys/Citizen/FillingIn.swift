internal import Domain
public import Screens

extension AppState {
  /// What was given in forms and not sent, and what becomes of it when the program ends.
  public var unsentAnswers: Page.GivenAnswers {
    let given = tasks.compactMap { if case .form(let task) = $0 { task.given } else { nil } }
    return given.contains(.lostAtEnd) ? .lostAtEnd : given.contains(.kept) ? .kept : .none
  }

  /// One that is open already comes to the front: it is one form, with one file of answers.
  mutating func openForm(_ form: Form) -> [AppEffect] {
    let place = tasks.lastIndex { if case .form(let task) = $0 { task.form == form.name } else { false } }
    if let place, !isOperationRunning(above: place) { return close(from: place + 1) }
    // Whose session has ended by itself may have left: what was kept is offered to who is logged in.
    let task = FillIn(form, visit: number(), owner: isLoggedIn ? owner ?? .null : .null)
    tasks.append(.form(task))
    return [.findDraft(form: task.number, task.place)]
  }

  /// What was typed or chosen at the question of the form in front.
  mutating func answer(_ words: String, _ screens: ScreenLibrary) -> [AppEffect] {
    guard case .form(let task) = front else { return [] }
    let effects = move(task, screens) { [today] in $0.answer(words, $1, today: today) } ?? []
    sayAnswer(since: task, screens)
    return effects
  }

  /// Says how an answer was understood that led on: nobody has to wait for the end of the form to hear it. That it could not be kept is
  /// said instead.
  mutating func sayAnswer(since before: FillIn, _ screens: ScreenLibrary) {
    guard outcome == nil, case .question(let name) = before.step, case .form(let task) = front,
      task.number == before.number,
      task.step != before.step, let question = (try? screens.form(task.form))??.question(name)
    else { return }
    outcome = Outcome(
      "form.outcome.answered",
      [
        "label": screens.text(question.label.text).text,
        "answer": screens.spoken(task.answers[name], of: question),
      ])
  }

  /// Takes one of several answers, or takes it back, and says which of both.
  mutating func toggle(_ option: String, _ screens: ScreenLibrary) -> [AppEffect] {
    let effects = fillIn(screens) { $0.toggle(option, $1) }
    guard case .form(let task) = front, case .question(let name) = task.step,
      case .manyOf(let options)? = (try? screens.form(task.form))??.question(name)?.kind,
      let text = options.first(where: { $0.value == option })?.text
    else { return effects }
    let isMarked = task.answers[name]?.list?.contains { $0.text == option } ?? false
    outcome = Outcome("form.outcome.\(isMarked ? "marked" : "unmarked")", ["option": screens.text(text.text).text])
    return effects
  }

  /// Lets the form in front take something that stays on its question.
  mutating func fillIn(_ screens: ScreenLibrary, _ take: (inout FillIn, Form) -> Void) -> [AppEffect] {
    guard case .form(let task) = front else { return [] }
    return move(task, screens) {
      take(&$0, $1)
      return .stays
    } ?? []
  }

  /// What stands in the field of the question in front, where the person does something else than to send it.
  mutating func wrote(_ words: String, isAnswer: Bool, _ screens: ScreenLibrary) -> [AppEffect] {
    guard case .form(let task) = front else { return [] }
    return move(task, screens) { [today] in
      isAnswer ? $0.take(words, $1, today: today) : $0.note(words, $1, today: today)
    } ?? []
  }

  /// Answers that were given before anybody was logged in are those of whoever logs in then.
  mutating func adoptForms() -> [AppEffect] {
    guard let owner else { return [] }
    return tasks.indices.flatMap { index -> [AppEffect] in
      guard case .form(let form) = tasks[index], form.owner == .null, let draft = form.draft else { return [] }
      return [.adoptDraft(form: form.number, from: form.place, to: DraftPlace(form: form.form, owner: owner), draft)]
    }
  }

  mutating func adoptedDraft(form number: Int, _ place: DraftPlace) {
    change(form: number) { task in
      task.owner = place.owner
      task.isKept = true
    }
  }

  /// What is on the disk goes, and with it the promise of every form that it is there.
  mutating func forget(_ place: DraftPlace) -> [AppEffect] {
    for index in tasks.indices {
      guard case .form(var form) = tasks[index], form.place == place else { continue }
      form.isKept = false
      tasks[index] = .form(form)
    }
    return [.forgetDraft(place)]
  }

  mutating func resumeDraft(_ screens: ScreenLibrary) -> [AppEffect]? {
    guard case .form(let task) = front, task.offered != nil else { return nil }
    return move(task, screens) { [today] in .resumes($0.resume($1, today: today)) }
  }

  /// A step of the form in front; nil for what is no step of a form.
  mutating func move(
    _ task: FillIn, _ screens: ScreenLibrary, _ step: (inout FillIn, Form) -> FillIn.Move?
  ) -> [AppEffect]? {
    var task = task
    let before = task
    guard let form = (try? screens.form(task.form)) ?? nil, let move = step(&task, form) else { return nil }
    if task.step != before.step { task.visit = (before.step == .leaving ? task.leftVisit : nil) ?? number() }
    tasks[tasks.count - 1] = .form(task)
    let saves = save(task, since: before)
    switch move {
    case .stays: return saves
    case .looks(let question, let path): return saves + [.look(form: task.number, question: question, path: path)]
    case .resumes(let files):
      return saves
        + files.sorted { $0.key < $1.key }.map { .look(form: task.number, question: $0.key, path: $0.value) }
    case .beginsAnew: return forget(task.place)
    case .leaves(let exit, let keepsAnswers):
      let effects = close(from: tasks.count - 1) + go(to: exit, screens)
      if task.hasAnswers, keepsAnswers {
        outcome = Outcome("form.outcome.kept")
        // Where no page follows that could say it.
        if effects.contains(.quit) { lastWords.append(Outcome("form.outcome.kept")) }
      }
      return (keepsAnswers ? [] : forget(task.place)) + effects
    // The answers stay behind what comes now: whoever comes back can change them.
    case .sends(let screen, let answers): return open(screen, answers, screens)
    }
  }

  /// Every answer is kept when it is given.
  private mutating func save(_ task: FillIn, since before: FillIn) -> [AppEffect] {
    guard task.draft != before.draft else { return [] }
    // The last answer was taken back: nothing of it stays.
    guard let draft = task.draft else { return forget(task.place) }
    return [.saveDraft(form: task.number, task.place, draft)]
  }

  // MARK: What became of keeping

  private mutating func change(form number: Int, _ change: (inout FillIn) -> Void) {
    let place = tasks.firstIndex { if case .form(let task) = $0 { task.number == number } else { false } }
    guard let place, case .form(var task) = tasks[place] else { return }
    let before = task.step
    change(&task)
    if task.step != before { task.visit = self.number() }
    tasks[place] = .form(task)
  }

  mutating func foundDraft(form number: Int, _ draft: Value) { change(form: number) { $0.offer(draft) } }

  mutating func savedDraft(form number: Int, isKept: Bool) {
    var isNews = false
    change(form: number) { task in
      task.isKept = isKept
      isNews = !isKept && !task.isLossSaid
      task.isLossSaid = !isKept
    }
    if isNews { outcome = Outcome("form.outcome.not-kept") }
  }

  private mutating func go(to exit: FillIn.Exit, _ screens: ScreenLibrary) -> [AppEffect] {
    switch exit {
    case .back: tasks.isEmpty ? replaceAll(with: isLoggedIn ? Self.home : Self.start, screens) : []
    case .home: perform("home", screens)
    case .logOut: perform("logout", screens)
    // Who is logged in may want to log out as well; of everybody else it was asked just now.
    case .quit: isLoggedIn ? leave(screens) : quit(screens)
    }
  }

  /// Asks before answers are lost by leaving everything; what was opened over the form, such as the list of commands, closes. Nil when
  /// there is nothing to lose, or when an operation works in front of it, which is asked first.
  mutating func leaveForm(for exit: FillIn.Exit, _ screens: ScreenLibrary) -> [AppEffect]? {
    let place = tasks.lastIndex { if case .form(let task) = $0 { task.hasAnswers } else { false } }
    guard let place, case .form(let task) = tasks[place], !isOperationRunning(above: place) else { return nil }
    // What the last answer was is no news at this question.
    outcome = nil
    let effects = close(from: place + 1)
    return move(task, screens) { form, _ in form.leave(for: exit) }.map { effects + $0 }
  }

  private func isOperationRunning(above place: Int) -> Bool {
    tasks[place...].contains { if case .operation(let operation) = $0 { operation.isRunning } else { false } }
  }

  mutating func looked(
    form number: Int, _ question: String, _ path: String, canBeRead: Bool, _ screens: ScreenLibrary
  ) {
    let before = tasks.lazy.compactMap { if case .form(let task) = $0, task.number == number { task } else { nil } }
      .first
    change(form: number) { task in
      guard let form = (try? screens.form(task.form)) ?? nil else { return }
      task.looked(question, path, canBeRead: canBeRead, form)
    }
    if let before { sayAnswer(since: before, screens) }
  }
}

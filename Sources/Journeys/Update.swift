internal import Domain
public import Screens

extension AppState {
  /// Takes what happened into the state and says what should be done. The screens tell what each screen loads.
  public mutating func update(_ action: AppAction, _ screens: ScreenLibrary) -> [AppEffect] {
    let effects = take(action, screens)
    return effects + lookAtCardAgain(screens)
  }

  private mutating func take(_ action: AppAction, _ screens: ScreenLibrary) -> [AppEffect] {
    if isPreparing, !isPossibleWhilePreparing(action) { return [] }
    switch action {
    case .portalMissing:
      tasks = [.browse(Browse(number: number(), screen: Self.preparing))]
      return [.preparePortal]
    case .portalFailed(let problem):
      guard isPreparing, case .browse(var browse) = tasks[0] else { return [] }
      browse.failure = problem
      tasks[0] = .browse(browse)
      return []
    case .started(let summary): return started(summary, screens)
    case .chose(_, let action): return chose(action, screens)
    case .typed(let element, let text): return typed(element, text, screens)
    case .wanted(_, let index): return wanted(index, screens)
    case .asked(let screen):
      if front.screen == screen { return [] }
      return open(screen, .object(Fields()), screens)
    case .wentBack: return back(screens)
    case .askedToLeave: return leave(screens)
    case .cancelled: return cancel(screens)
    case .answered(let number, let value, let isLast): return answered(number, value, isLast, screens)
    case .failed(let number, let problem): return failed(number, problem, screens)
    case .operationStepped(let number, let step):
      stepped(number, step)
      return []
    case .operationTold(let number, let value):
      told(number, value)
      return []
    case .operationDone(let number, let value): return done(number, value, screens)
    case .operationFailed(let number, let problem): return failed(operation: number, problem, screens)
    case .cardHeld(let isHeld):
      cardIsHeld = isHeld
      return []
    case .loggedOut: return loggedOut(screens)
    case .wrote(_, let text, let isAnswer): return wrote(text, isAnswer: isAnswer, screens)
    case .looked(let form, let question, let path, let canBeRead):
      looked(form: form, question, path, canBeRead: canBeRead, screens)
      return []
    case .draftFound(let form, let draft):
      foundDraft(form: form, draft)
      return []
    case .draftAdopted(let form, let place):
      adoptedDraft(form: form, place)
      return []
    case .draftUnreadable:
      outcome = Outcome("form.outcome.unreadable")
      return []
    case .draftSaved(let form, let isKept):
      savedDraft(form: form, isKept: isKept)
      return []
    case .sessionEnds(let minutes):
      sessionEnds(inMinutes: minutes)
      return []
    case .sessionEnded:
      sessionEnded()
      return []
    case .sessionReplaced(let summary):
      // What was open was another person's, and so is what becomes of it.
      acts = [:]
      changes = []
      isLoggingOut = false
      setSession(summary)
      let effects = replaceAll(with: Self.home, screens)
      outcome = Outcome("voice.outcome.other-person", spokenSession(screens))
      return effects
    case .sessionExtended(let summary):
      // Logged out meanwhile: who was there is not any more.
      guard isLoggedIn else { return [] }
      let isSamePerson = owner == nil || owner == Self.owner(summary)
      setSession(summary)
      if !isSamePerson { return replaceAll(with: Self.home, screens) }
      outcome = Outcome("voice.outcome.extended", spokenSession(screens))
      return []
    case .sessionNotExtended(let problem):
      if problem.code == .sessionExpired || problem.code == .loginNeeded { sessionEnded() }
      outcome = Outcome("problem.\(problem.code.rawValue).what", problem.places(in: screens))
      return []
    }
  }

  /// What needs no portal: the help, the way out, another try.
  private func isPossibleWhilePreparing(_ action: AppAction) -> Bool {
    switch action {
    case .chose(_, .open(let screen, _)), .asked(let screen): Self.help.contains(screen)
    case .chose(_, .verb(let verb)): ["back", "stay", "quit", "retry", "help"].contains(verb)
    case .chose(_, .set), .typed: Self.help.contains(front.screen)
    case .chose, .wanted, .operationStepped, .operationTold, .operationDone, .operationFailed, .cardHeld, .loggedOut,
      .sessionEnds, .sessionEnded, .sessionExtended, .sessionNotExtended, .sessionReplaced, .looked,
      .wrote, .draftFound, .draftUnreadable, .draftSaved, .draftAdopted:
      false
    default: true
    }
  }

  /// The portal is there: home for who is logged in, else the start page. A help that is open in front of it stays.
  private mutating func started(_ summary: Value?, _ screens: ScreenLibrary) -> [AppEffect] {
    setSession(summary)
    guard isPreparing || summary != nil else { return [] }
    var browse = Browse(number: number(), screen: summary == nil ? Self.start : Self.home)
    let effects = load(&browse, screens)
    tasks[0] = .browse(browse)
    return effects
  }

  private mutating func chose(_ action: Page.Action, _ screens: ScreenLibrary) -> [AppEffect] {
    outcome = nil
    switch action {
    case .none: return []
    case .open(let screen, let parameters): return open(screen, parameters, screens)
    case .set(let parameters): return set(parameters, screens)
    case .verb(let verb): return perform(verb, screens)
    case .answer(let words): return answer(words, screens)
    case .toggle(let option): return toggle(option, screens)
    case .question(let name): return fillIn(screens) { $0.change(name, $1) }
    case .call(let call): return act(call, screens)
    }
  }

  mutating func perform(_ verb: String, _ screens: ScreenLibrary) -> [AppEffect] {
    if case .form(let task) = front, let moves = move(task, screens, { $0.perform(verb, $1) }) {
      if verb == "next" { sayAnswer(since: task, screens) }
      return moves
    }
    switch verb {
    case "back", "stay": return back(screens)
    case "home":
      if let asks = leaveForm(for: .home, screens) { return asks }
      return leaveVerifying(for: .home, screens) ?? replaceAll(with: isLoggedIn ? Self.home : Self.start, screens)
    case "resume": return resumeDraft(screens) ?? []
    case "quit": return quit(screens)
    case "login": return startLogIn(screens)
    case "logout":
      if isLoggingOut { return [] }
      if let asks = leaveForm(for: .logOut, screens) { return asks }
      isLoggingOut = true
      return [.logOut]
    case "extend": return [.extendSession]
    case "retry", "card-again":
      if case .operation = front { return beginFront(screens) }
      return reload(screens)
    case "rows":
      // The face asks for those that are in sight.
      guard case .browse(var browse) = front else { return [] }
      browse.failedChunks = []
      tasks[tasks.count - 1] = .browse(browse)
      return []
    case "consent", "refuse":
      if let effects = confirmCall(verb == "consent") { return effects }
      return confirm(verb == "consent", screens)
    case "help": return open("help", .object(Fields()), screens)
    default: return []
    }
  }

  private mutating func startLogIn(_ screens: ScreenLibrary) -> [AppEffect] {
    outcome = nil
    let cancels = closePassing(screens)
    if case .operation(let task) = front, task.screen == Self.logIn, !task.isRunning {
      return cancels + beginFront(screens)
    }
    return cancels + open(Self.logIn, .object(Fields()), screens)
  }

  private mutating func loggedOut(_ screens: ScreenLibrary) -> [AppEffect] {
    let isQuitting = front.screen == Self.leaving || isAlreadyLeaving
    isLoggingOut = false
    acts = [:]
    setSession(nil)
    owner = nil
    let effects: [AppEffect]
    if isVerifying {
      effects = leaveWhenAnswered(for: isQuitting ? .quit : .home, screens)
    } else if isQuitting {
      effects = runningCalls.map(AppEffect.cancelCall) + [.quit]
    } else {
      effects = replaceAll(with: Self.start, screens)
    }
    outcome = Outcome("voice.outcome.logged-out")
    if isQuitting { lastWords.append(Outcome("voice.outcome.logged-out")) }
    return effects
  }

  mutating func loggedIn(_ summary: Value, at place: Int, _ screens: ScreenLibrary) -> [AppEffect] {
    let isSamePerson = owner != nil && owner == Self.owner(summary)
    // Answers that were given before anybody was logged in are those of whoever logs in now.
    let forms = owner == nil ? tasks.filter { if case .form(let form) = $0 { form.hasAnswers } else { false } } : []
    setSession(summary)
    tasks.remove(at: place)
    // What was opened in front of the log-in, such as the help, closes with it; but nobody is taken away from a card that checks a PIN.
    let kept = placeOfVerifying.map { Array(tasks[min($0, place)...]) } ?? []
    tasks.removeLast(kept.count)
    let effects = close(from: place) + arrive(isSamePerson, screens)
    tasks += forms.filter { !tasks.contains($0) } + kept
    let adopts = adoptForms()
    outcome = Outcome("voice.outcome.logged-in", spokenSession(screens))
    return effects + adopts
  }

  /// A screen that needed the session goes on where it was; else home.
  private mutating func arrive(_ isSamePerson: Bool, _ screens: ScreenLibrary) -> [AppEffect] {
    // Who comes back after the session had ended by itself is where they were.
    if isSamePerson, let last = tasks.last, last.screen != Self.start { return goOn(screens) }
    guard case .browse(let browse)? = tasks.last, browse.failure != nil else {
      return replaceAll(with: Self.home, screens)
    }
    // What other screens showed may be another person's: only the question itself is asked again, with home behind it.
    var effects = replaceAll(with: Self.home, screens)
    if browse.screen != Self.home { effects += open(browse.screen, browse.parameters, screens) }
    return effects
  }

  /// What was refused is asked again, wherever it is; what was there stays behind it.
  private mutating func goOn(_ screens: ScreenLibrary) -> [AppEffect] {
    var effects: [AppEffect] = []
    if tasks[0].screen == Self.start {
      var home = Browse(number: number(), screen: Self.home)
      effects += load(&home, screens)
      tasks[0] = .browse(home)
    }
    for index in tasks.indices {
      if case .browse(let browse) = tasks[index], browse.failure != nil { effects += reload(at: index, screens) }
    }
    return effects
  }

  private func spokenSession(_ screens: ScreenLibrary) -> [String: String] {
    func say(_ name: String) -> String {
      SpokenValue.say(session[name] ?? .null, as: Scope.sessionSchema.at(name), in: screens.locale) { screens.word($0) }
        ?? ""
    }
    let name = screens.name(say("displayName"), reading: session["kana"]?.text)
    return ["name": name, "until": say("expiresAt")]
  }

  // MARK: Moving between screens

  mutating func open(_ screen: String, _ parameters: Value, _ screens: ScreenLibrary) -> [AppEffect] {
    outcome = nil
    let cancels = closePassing(screens)
    if let file = try? screens.screen(screen), let operation = file.operates {
      return cancels + openOperation(screen, operation.text, parameters, screens)
    }
    if let form = (try? screens.form(screen)) ?? nil {
      return cancels + openForm(form)
    }
    var browse = Browse(number: number(), screen: screen, parameters: parameters)
    let effects = load(&browse, screens)
    tasks.append(.browse(browse))
    return cancels + effects
  }

  /// A screen that only leads to others is not come back to.
  private mutating func closePassing(_ screens: ScreenLibrary) -> [AppEffect] {
    guard tasks.count > 1, (try? screens.screen(front.screen))?.isPassing == true else { return [] }
    return close(from: tasks.count - 1)
  }

  /// Closes the tasks from `place` on, the only way in which a task closes that may still run: its calls are not waited for any more, and
  /// what becomes of a PIN that its operation showed to the card is told all the same.
  mutating func close(from place: Int) -> [AppEffect] {
    guard place < tasks.count else { return [] }
    let effects = tasks[place...].flatMap { task -> [AppEffect] in
      switch task {
      case .browse(let browse): return calls(of: browse).map(AppEffect.cancelCall)
      case .operation(let operation) where operation.isRunning:
        left[operation.number] = operation.screen
        return [.cancelOperation(operation.number)]
      case .operation, .form, .confirming: return []
      }
    }
    tasks.removeSubrange(place...)
    return effects
  }

  mutating func replaceAll(with screen: String, _ screens: ScreenLibrary) -> [AppEffect] {
    let cancels = close(from: 0)
    return cancels + open(screen, .object(Fields()), screens)
  }

  private mutating func back(_ screens: ScreenLibrary) -> [AppEffect] {
    outcome = nil
    guard tasks.count > 1 else {
      if isLoggedIn || front.screen == Self.start || isPreparing { return leave(screens) }
      return replaceAll(with: Self.start, screens)
    }
    if case .form(let task) = front, let moves = move(task, screens, { $0.back($1) }) { return moves }
    if case .operation(let task) = front, task.isRunning {
      return leaveOperation(at: tasks.count - 1, for: .back, screens)
    }
    let left = front
    var effects = close(from: tasks.count - 1)
    // Home says what is new now, not what was new when it was left. What asks the portal nothing has changed nothing.
    let load = (try? screens.screen(left.screen))?.load
    let mayHaveChanged = load.flatMap { screens.description(of: CallName($0.text)) }?.needsSession == true
    if mayHaveChanged, let screen = screenAskedAgain(screens), !screens.looksAtCard(screen) {
      effects += reload(screens)
    }
    return effects
  }

  /// Asked first, whoever is logged in or not: what is typed next must not reach the shell by surprise. Asking again means yes.
  mutating func leave(_ screens: ScreenLibrary) -> [AppEffect] {
    if front.screen == Self.leaving || isAlreadyLeaving { return quit(screens) }
    if let asks = leaveForm(for: .quit, screens) { return asks }
    return open(Self.leaving, .object(Fields()), screens)
  }

  /// The answer was yes, and only the card is still waited for.
  private var isAlreadyLeaving: Bool {
    tasks.contains { task in if case .operation(let operation) = task { operation.leaving == .quit } else { false } }
  }

  /// As soon as no secret is on its way to the card.
  mutating func quit(_ screens: ScreenLibrary) -> [AppEffect] { leaveVerifying(for: .quit, screens) ?? [.quit] }

  private mutating func cancel(_ screens: ScreenLibrary) -> [AppEffect] {
    if case .operation(let task) = front, task.isRunning {
      return leaveOperation(at: tasks.count - 1, for: .back, screens)
    }
    let running = runningCalls
    guard !running.isEmpty else { return leave(screens) }
    for index in tasks.indices {
      guard case .browse(var browse) = tasks[index] else { continue }
      browse.isWaiting = false
      browse.giveUpRows()
      browse.number = number()
      tasks[index] = .browse(browse)
    }
    acts = [:]
    outcome = Outcome("voice.outcome.cancelled")
    return running.map(AppEffect.cancelCall)
  }

  // MARK: Calls

  private func calls(of browse: Browse) -> [Int] {
    (browse.isWaiting ? [browse.number] : []) + browse.windowCalls.keys.sorted()
  }

  private var runningCalls: [Int] {
    tasks.flatMap { task -> [Int] in if case .browse(let browse) = task { calls(of: browse) } else { [] } }
      + acts.keys.sorted()
  }

  private mutating func load(_ browse: inout Browse, _ screens: ScreenLibrary) -> [AppEffect] {
    guard let file = try? screens.screen(browse.screen), let call = file.load else { return [] }
    browse.isWaiting = true
    if screens.looksAtCard(file) { cardWasUsed = false }
    let parameters = file.callParameters(browse.parameters, offset: file.windowList == nil ? nil : 0)
    return [.call(browse.number, CallName(call.text), parameters)]
  }

  mutating func reload(_ screens: ScreenLibrary) -> [AppEffect] {
    reload(at: tasks.count - 1, screens)
  }

  private mutating func reload(at place: Int, _ screens: ScreenLibrary) -> [AppEffect] {
    guard case .browse(var browse) = tasks[place] else { return [] }
    let cancels = calls(of: browse).map(AppEffect.cancelCall)
    browse.number = number()
    browse.failure = nil
    browse.windowCalls = [:]
    let effects = browse.screen == Self.preparing ? [.preparePortal] : load(&browse, screens)
    tasks[place] = .browse(browse)
    return cancels + effects
  }

  private mutating func set(_ parameters: Value, searching words: String? = nil, _ screens: ScreenLibrary)
    -> [AppEffect]
  {
    switch front {
    case .browse(var browse):
      browse.parameters = browse.parameters.taking(parameters)
      browse.forgetRows(searching: words)
      tasks[tasks.count - 1] = .browse(browse)
      return reload(screens)
    case .operation(var task):
      // What it shall do, or how its result is shown: nothing is done again by itself.
      guard !task.isRunning else { return [] }
      task.parameters = task.parameters.taking(parameters)
      tasks[tasks.count - 1] = .operation(task)
      return []
    case .form, .confirming: return []
    }
  }

  private mutating func typed(_ element: ElementID, _ text: String, _ screens: ScreenLibrary) -> [AppEffect] {
    guard element.text.hasPrefix("field.") else { return [] }
    outcome = nil
    if case .form = front { return answer(text, screens) }
    let name = String(element.text.dropFirst("field.".count))
    let words = text.isEmpty ? nil : text
    return set(.fields((name, Value(words))), searching: words, screens)
  }

  private mutating func wanted(_ index: Int, _ screens: ScreenLibrary) -> [AppEffect] {
    guard case .browse(var browse) = front, !browse.isWaiting, index >= 0, index < browse.total,
      let file = try? screens.screen(browse.screen), let call = file.load
    else { return [] }
    let first = index / Browse.chunk * Browse.chunk
    guard browse.rows[index] == nil, !browse.windowCalls.values.contains(first), !browse.failedChunks.contains(first)
    else { return [] }
    let number = number()
    browse.windowCalls[number] = first
    tasks[tasks.count - 1] = .browse(browse)
    return [.call(number, CallName(call.text), file.callParameters(browse.parameters, offset: first))]
  }
}

extension Value {
  /// With these fields changed; null takes one away.
  fileprivate func taking(_ changes: Value) -> Value {
    guard case .object(var fields) = self else { return self }
    for field in changes.object?.all ?? [] { fields[field.name] = field.value.isNull ? nil : field.value }
    return .object(fields)
  }
}

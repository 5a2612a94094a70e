import CSystem
import Domain
import Journeys
import Operations
import Screens
import Terminal

#if canImport(Glibc)
  import Glibc
#endif

/// The circle: what happened goes into the state, the state's page to the surface, the state's effects out, their answers in again.
@UI final class Runtime {
  private(set) var exitCode = ExitCode.done
  private var state: AppState
  private let loop: MainLoop
  private let texts: ScreenLibrary
  /// The portal and the card; nil while the practice portal is being started.
  private(set) var services: Services?
  private let prepare: @Sendable () throws(Problem) -> Services
  /// Why the practice portal could not be started.
  private var portalProblem: Problem?
  private var pinDescriptor: Int32?
  private var surface: (any Surface)?
  private var calls: [Int: Task<Void, Never>] = [:]
  private let conversations = Conversations()
  private let sessionWatch = SessionWatch()
  /// Whose session is being watched, and for how long it lives.
  private var watched: Value?
  private var isEnding = false
  private var shown: Page?

  /// - Parameters:
  ///   - services: nil when the practice portal must be started first.
  ///   - prepare: starts it; this waits, on a thread of its own.
  init(
    _ loop: MainLoop, _ texts: ScreenLibrary, _ services: Services?, linear: Bool, pinDescriptor: Int32?,
    prepare: @escaping @Sendable () throws(Problem) -> Services
  ) {
    self.loop = loop
    self.texts = texts
    self.services = services
    self.prepare = prepare
    self.pinDescriptor = pinDescriptor
    state = AppState(
      practice: services?.profile.isPractice ?? true, version: HelpCommands.versionNumber, linear: linear)
  }

  func start(_ surface: any Surface) {
    self.surface = surface
    conversations.happened = { [weak self, texts] action in
      if case .operationFailed(let number, let problem) = action {
        self?.happened(.operationFailed(number, problem.withFieldInWords(texts)))
      } else {
        self?.happened(action)
      }
    }
    sessionWatch.onWarning = { [weak self] minutes in self?.happened(.sessionEnds(minutes: minutes)) }
    sessionWatch.onEnd = { [weak self] in
      self?.watched = nil
      self?.happened(.sessionEnded)
    }
    surface.onEvent = { [weak self] event in self?.heard(event) }
    surface.onSecret = { [weak self] pin in self?.typed(pin) }
    loop.onSignal = { [weak self] signal in
      switch signal {
      case SIGWINCH: surface.resized()
      case SIGCONT: surface.takeTerminal()
      case SIGTSTP: self?.suspend(wholeGroup: false)
      case SIGINT: self?.end(.interrupted, saying: ["voice.interrupted"])
      case SIGTERM, SIGHUP: self?.endBySignal(signal)
      default: break
      }
    }
    if services == nil { happened(.portalMissing) } else { portalIsThere() }
  }

  private func portalIsThere() {
    happened(.started(session: services?.sessionOfFace))
  }

  /// The person has the shell until the program is continued. A signal from the terminal has reached the whole group already; a key
  /// has reached only us, and whoever waits for us must be stopped as well.
  private func suspend(wholeGroup: Bool) {
    surface?.leaveTerminal()
    cs_stop(SIGTSTP, wholeGroup)
    surface?.takeTerminal()
  }

  // MARK: Surface

  private func heard(_ event: SurfaceEvent) {
    switch event {
    case .chose(let id, let action): happened(.chose(id, action))
    case .typed(let id, let text): happened(.typed(id, text))
    case .wrote(let id, let text, let isAnswer): happened(.wrote(id, text, isAnswer: isAnswer))
    case .wanted(let list, let index): happened(.wanted(list, index))
    case .asked(let screen): happened(.asked(screen: screen))
    case .wentBack: happened(.wentBack)
    case .askedToLeave: happened(.askedToLeave)
    case .askedToLeaveAtOnce: end(.done, saying: leaving)
    case .suspended: suspend(wholeGroup: true)
    case .cancelled: happened(.cancelled)
    case .inputEnded:
      end(
        portalProblem.map { ExitCode($0.code) } ?? .done,
        saying: ["voice.eof"])
    case .outputFailed(let readerWentAway): end(readerWentAway ? .pipeClosed : .unexpected, saying: nil)
    case .secretImpossible:
      if let number = state.numberInFront { conversations.giveNothing(number) }
    }
  }

  /// Another program may have logged in another person: nothing is asked for, or shown, of one where another was.
  private func noticesAnother() -> Bool {
    guard let summary = services?.sessionOfFace, state.isOfAnother(summary) else { return false }
    happened(.sessionReplaced(summary))
    return true
  }

  /// Another program has the card, or it is not waited for any more.
  func cardIsHeld(_ isHeld: Bool) { happened(.cardHeld(isHeld)) }

  private func happened(_ action: AppAction) {
    guard !isEnding else { return }
    if let services { state.today = services.clock.now.jst.date }
    let effects = state.update(action, texts)
    for effect in effects { run(effect) }
    watchSession()
    // Rows that are asked for change nothing that is seen, and a key must not cost a page of a long list.
    if case .wanted = action { return }
    if isEnding { return }
    let page = state.page(texts)
    // A page that is the same is not shown again: a surface may ask for rows while it shows.
    guard page != shown else { return }
    shown = page
    surface?.show(page)
  }

  /// Follows the session of now, from each log-in and each extension on.
  private func watchSession() {
    let session = state.isLoggedIn ? state.session : .null
    let life = Value.fields(("idle", session["idleSeconds"] ?? .null), ("name", session["displayName"] ?? .null))
    guard watched != life else { return }
    watched = life
    guard let services, let idle = session["idleSeconds"]?.integer else { return sessionWatch.stop() }
    sessionWatch.follow(idleSeconds: idle) { services.unusedSeconds }
  }

  /// An answer of the portal to somebody who is logged in.
  private func portalWasUsed() {
    guard let services, state.isLoggedIn else { return }
    state.sessionWasUsed(at: services.clock.now)
  }

  // MARK: Effects

  private func run(_ effect: AppEffect) {
    if answerFromHelp(effect) { return }
    guard let services else {
      if effect == .preparePortal { preparePortal() }
      if effect == .quit { end(portalProblem.map { ExitCode($0.code) } ?? .done, saying: ["voice.leaving"]) }
      return
    }
    switch effect {
    case .preparePortal: break
    case .call(_, let name, _) where needsSession(name) && noticesAnother(): break
    case .call(let number, "home", _): calls[number] = Task { [weak self] in await self?.home(number) }
    case .call(let number, let name, let parameters):
      calls[number] = Task { [weak self] in
        let result: AppAction
        do throws(Problem) {
          result = .answered(number, try await services.call(name, parameters), isLast: true)
        } catch {
          result = .failed(number, error)
        }
        if !Task.isCancelled { self?.finished(number, result, usesSession: self?.needsSession(name) == true) }
      }
    case .cancelCall(let number): calls.removeValue(forKey: number)?.cancel()
    case .operate(let number, let name, let parameters):
      // What was given to the program is for its first log-in.
      let descriptor = name == Operable.logIn ? pinDescriptor : nil
      if name == Operable.logIn { pinDescriptor = nil }
      conversations.begin(number) { (person) async throws(Problem) in
        try await services.operate(name, parameters, with: person, pinDescriptor: descriptor)
      }
    case .answerConsent(let number, let isGiven): conversations.answer(number, isGiven)
    case .cancelOperation(let number): conversations.cancel(number)
    case .logOut:
      Task { [weak self] in
        _ = await services.logOut()
        self?.happened(.loggedOut)
      }
    case .look(let form, let question, let path):
      Task { [weak self] in
        // A disk may be slow: nobody waits for it.
        let canBeRead = await PromptThread().run {
          TypedPath(.text(path)).map { Files.canBeRead($0.path) } ?? false
        }
        self?.happened(.looked(form: form, question: question, path: path, canBeRead: canBeRead))
      }
    case .findDraft, .saveDraft, .adoptDraft, .forgetDraft:
      if let action = services.keepAnswers(effect) { happened(action) }
    case .extendSession:
      Task { [weak self] in
        let result: AppAction
        do throws(Problem) {
          result = .sessionExtended(try await services.extendSession())
        } catch {
          result = .sessionNotExtended(error)
        }
        self?.watched = nil
        self?.happened(result)
      }
    case .quit:
      end(.done, saying: leaving)
    }
  }

  /// Help needs no portal, and is there while none is.
  private func answerFromHelp(_ effect: AppEffect) -> Bool {
    guard case .call(let number, let name, let parameters) = effect, HelpCalls.all.contains(where: { $0.name == name })
    else { return false }
    let result: AppAction
    do throws(Problem) {
      result = .answered(number, try HelpCalls.answer(name, parameters, texts) ?? .null, isLast: true)
    } catch {
      result = .failed(number, error)
    }
    calls[number] = Task { [weak self] in self?.finished(number, result) }
    return true
  }

  private func preparePortal() {
    portalProblem = nil
    Task { [weak self, prepare] in
      let result = await PromptThread.shared.run { () -> Result<Services, Problem> in
        do throws(Problem) { return .success(try prepare()) } catch { return .failure(error) }
      }
      guard let self, !self.isEnding else { return }
      switch result {
      case .success(let services):
        self.services = services
        self.portalIsThere()
        services.prepare()
      case .failure(let problem):
        self.portalProblem = problem
        self.happened(.portalFailed(problem))
      }
    }
  }

  private func needsSession(_ name: CallName) -> Bool { texts.description(of: name)?.needsSession == true }

  /// - Parameter usesSession: the portal was asked with the token of the session, which lets it go on.
  private func finished(_ number: Int, _ action: AppAction, usesSession: Bool = false) {
    calls[number] = nil
    if usesSession, noticesAnother() { return }
    if usesSession, case .answered = action { portalWasUsed() }
    happened(action)
  }

  private func home(_ number: Int) async {
    guard let services else { return }
    for await overview in services.home() {
      if Task.isCancelled || noticesAnother() { return }
      if let problem = overview.loginProblem { return finished(number, .failed(number, problem)) }
      if overview.isComplete {
        finished(number, .answered(number, overview.value, isLast: true), usesSession: true)
      } else {
        happened(.answered(number, overview.value, isLast: false))
      }
    }
  }

  private func typed(_ pin: consuming PIN) {
    if let number = state.numberInFront { conversations.give(pin, to: number) }
  }

  // MARK: End

  private var answersAtEnd: [String] {
    switch state.unsentAnswers {
    case .none: []
    case .kept: ["voice.answers-kept"]
    case .lostAtEnd: ["voice.answers-lost"]
    }
  }

  private var leaving: [String] { state.isLoggedIn ? [] : ["voice.leaving"] }

  /// The session outlives the program.
  private var stillLoggedIn: [String] { state.isLoggedIn ? ["voice.still-logged-in"] : [] }

  /// The terminal is given back, then the program dies of the signal itself: who sent it sees what it expects.
  private func endBySignal(_ number: Int32) {
    end(.unexpected, saying: nil)
    services?.shutdown()
    cs_default_signals()
    raise(number)
  }

  /// - Parameter words: said first; behind them what becomes of answers and of the session. Nil: nothing is said.
  private func end(_ code: ExitCode, saying words: [String]?) {
    guard !isEnding else { return }
    // What stands in a field is kept with the answers.
    surface?.sendWritten()
    isEnding = true
    exitCode = code
    // Who ends the program while the card checks a secret does not hear what became of it.
    let isUncertain = state.isVerifying
    conversations.end()
    for task in calls.values { task.cancel() }
    sessionWatch.stop()
    let until = SpokenValue.say(state.session["expiresAt"] ?? .null, as: .time, in: texts.locale) { texts.word($0) }
    var last: [TerminalSafe] = []
    if isUncertain { last.append(texts.text("step.outcome.unknown")) }
    last += state.lastWords.map { texts.text($0.key, $0.places) }
    let keys = words.map { $0 + answersAtEnd + stillLoggedIn } ?? []
    surface?.stop(last + keys.map { texts.text($0, ["until": until ?? ""]) })
    loop.end()
  }
}

public import Domain
public import Screens

/// Everything the interface knows, as a value. `update` is the only function that changes it; `page` says what it looks like.
/// Never in here: a PIN, a token.
public struct AppState: Hashable, Sendable {
  /// The tasks that are open, the one in front last. Never empty.
  public internal(set) var tasks: [AppTask]
  /// Who is logged in, in the shape of `Scope.sessionSchema`.
  public internal(set) var session: Value
  /// What the last action did.
  public internal(set) var outcome: Outcome?
  /// Said when the program ends.
  public internal(set) var lastWords: [Outcome] = []
  /// The day in Japan, for answers whose limits are counted from today.
  public var today: CalendarDate
  /// Whose the open session is, or was before it ended by itself; nil after a log-out.
  var owner: Value?
  /// Operations that were left before they ended, by their numbers, with their screens: what becomes of a PIN is told all the same.
  var left: [Int: String] = [:]
  /// An operation with the card has ended, and nobody has looked at the card since.
  var cardWasUsed = false
  /// Another program has the card, and whatever needs it waits.
  var cardIsHeld = false
  /// The portal is being told that the session is over.
  var isLoggingOut = false
  var lastNumber = 0
  /// The numbers of calls under way that change something: their answers go to every row that shows the same thing.
  var changes: Set<Int> = []
  /// Of those, the ones that a choice made, with the text key of what is said when they are done.
  var acts: [Int: String] = [:]

  /// A text key and what its places say.
  public struct Outcome: Hashable, Sendable {
    public let key: String
    public let places: [String: String]
    public init(_ key: String, _ places: [String: String] = [:]) {
      self.key = key
      self.places = places
    }
  }

  /// - Parameters:
  ///   - practice: the portal is the sandbox; every page says so.
  ///   - version: of this program, for the about page.
  ///   - linear: the face reads lines; screens may tell first what belongs to it.
  public init(
    practice: Bool, version: String, linear: Bool = false, today: CalendarDate = CalendarDate(dayNumber: 0)
  ) {
    self.today = today
    session = .fields(
      ("loggedIn", .bool(false)), ("displayName", .null), ("kana", .null), ("expiresAt", .null),
      ("practice", .bool(practice)),
      ("version", .text(version)), ("linear", .bool(linear)),
      ("idleSeconds", .null), ("minutesLeft", .null), ("ended", .bool(false)))
    tasks = [.browse(Browse(number: 0, screen: Self.start))]
  }

  /// The screens that the program opens by itself, by the names of their files.
  static let preparing = "prepare"
  static let start = "start"
  static let home = "home"
  static let leaving = "leave"
  /// What needs no portal.
  static let help = ["help", "faq", "answer", "helpdesk"]

  /// The practice portal is not there yet.
  var isPreparing: Bool { tasks[0].screen == Self.preparing }

  public var isLoggedIn: Bool { session["loggedIn"]?.bool == true }
  var front: AppTask { tasks[tasks.count - 1] }

  mutating func setSession(_ summary: Value?) {
    guard case .object(var fields) = session else { return }
    if let summary {
      owner = Self.owner(summary)
      retryRows()
    }
    fields["loggedIn"] = .bool(summary != nil)
    fields["displayName"] = summary?.at("person.displayName") ?? .null
    fields["kana"] = summary?.at("person.kana") ?? .null
    fields["expiresAt"] = summary?["expiresAt"] ?? .null
    fields["idleSeconds"] = summary?["idleSeconds"] ?? .null
    fields["minutesLeft"] = .null
    fields["ended"] = .bool(false)
    session = .object(fields)
  }

  /// Rows that did not come before are asked for when they are looked at.
  private mutating func retryRows() {
    for index in tasks.indices {
      guard case .browse(var browse) = tasks[index] else { continue }
      browse.failedChunks = []
      tasks[index] = .browse(browse)
    }
  }

  /// The portal was used: from now on the session lives as long as at its beginning.
  public mutating func sessionWasUsed(at now: Instant) {
    guard isLoggedIn, case .object(var fields) = session, let idle = fields["idleSeconds"]?.integer else { return }
    fields["expiresAt"] = .text(now.adding(seconds: idle).rfc3339)
    fields["minutesLeft"] = .null
    session = .object(fields)
  }

  /// How many minutes are left of it; nil when there is time again.
  mutating func sessionEnds(inMinutes minutes: Int?) {
    guard isLoggedIn, case .object(var fields) = session else { return }
    fields["minutesLeft"] = Value(minutes)
    session = .object(fields)
  }

  /// Over by itself, or ended by another program: what is on the screen stays, and says so.
  mutating func sessionEnded() {
    guard isLoggedIn else { return }
    setSession(nil)
    guard case .object(var fields) = session else { return }
    fields["ended"] = .bool(true)
    session = .object(fields)
  }

  /// Whether a session is of somebody else than the one whose data is here.
  public func isOfAnother(_ summary: Value) -> Bool { owner != nil && owner != Self.owner(summary) }

  /// By what a portal knows the person, where that is told.
  static func owner(_ summary: Value) -> Value? { summary["subject"] ?? summary["person"] }

  mutating func number() -> Int {
    lastNumber += 1
    return lastNumber
  }
}

/// A task that is open: a screen that is only data, one that shows the steps and the result of an operation, or a form.
public enum AppTask: Hashable, Sendable {
  case browse(Browse)
  case operation(OperationTask)
  case form(FillIn)
  case confirming(Confirming)

  var screen: String {
    switch self {
    case .browse(let browse): browse.screen
    case .operation(let task): task.screen
    case .form(let task): task.form
    case .confirming: "confirming"
    }
  }

  var visit: Int {
    switch self {
    case .browse(let browse): browse.visit
    case .operation(let task): task.visit
    case .form(let task): task.visit
    case .confirming(let task): task.visit
    }
  }
}

/// What happened. Named for what the person or the portal did, never for what should be done.
public enum AppAction: Hashable, Sendable {
  /// The program has started, but its portal is not there yet: the practice portal is being started.
  case portalMissing
  /// It could not be started.
  case portalFailed(Problem)
  /// The program has started and its portal is there; the summary of a session that is still open, if there is one.
  case started(session: Value?)
  case chose(ElementID, Page.Action)
  case typed(ElementID, String)
  /// It stands in a field and was not sent. It counts as an answer where the person goes on, and is noted where they look elsewhere.
  case wrote(ElementID, String, isAnswer: Bool)
  /// A row that is not loaded came into sight.
  case wanted(ElementID, Int)
  /// A key asked for a screen by name (help, menu).
  case asked(screen: String)
  case wentBack
  case askedToLeave
  /// Ctrl-C: stop what runs.
  case cancelled
  /// An answer of call `number`; more follow when it is not the last.
  case answered(Int, Value, isLast: Bool)
  case failed(Int, Problem)
  /// What an operation does or asks now.
  case operationStepped(Int, OperationTask.Step)
  /// What an operation can tell before its end, such as the file that it will sign.
  case operationTold(Int, Value)
  case operationDone(Int, Value)
  case operationFailed(Int, Problem)
  /// Another program has the card (true), or it is not waited for any more.
  case cardHeld(Bool)
  case loggedOut
  /// Whether the file that a question of a form was answered with can be read.
  case looked(form: Int, question: String, path: String, canBeRead: Bool)
  /// Answers to the form that were kept another time, with `keptAt`.
  case draftFound(form: Int, Value)
  case draftUnreadable
  /// What was given is on the disk, or could not be kept.
  case draftSaved(form: Int, Bool)
  case draftAdopted(form: Int, DraftPlace)
  /// Minutes until the session ends by itself; nil when it was used again.
  case sessionEnds(minutes: Int?)
  case sessionEnded
  /// The person wanted it to go on: its summary now.
  case sessionExtended(Value)
  case sessionNotExtended(Problem)
  /// Another program has logged in another person.
  case sessionReplaced(Value)
}

/// What should be done outside. Values, so that a test compares them with `==`.
public enum AppEffect: Hashable, Sendable {
  /// Start the practice portal.
  case preparePortal
  case call(Int, CallName, Value)
  case cancelCall(Int)
  case operate(Int, CallName, Value)
  /// The consent that an operation waits for. A secret goes another way.
  case answerConsent(Int, Bool)
  /// What becomes of it is told all the same.
  case cancelOperation(Int)
  case logOut
  case extendSession
  /// Find out whether the file that answers a question can be read.
  case look(form: Int, question: String, path: String)
  /// Look for answers that were kept.
  case findDraft(form: Int, DraftPlace)
  case saveDraft(form: Int, DraftPlace, Value)
  /// The answers become those of a person, unless that one has others: then they stay where they are.
  case adoptDraft(form: Int, from: DraftPlace, to: DraftPlace, Value)
  case forgetDraft(DraftPlace)
  case quit
}

/// The parts of the home screen, in reading order; each comes from a system of its own.
public enum HomePart: String, Hashable, Sendable, CaseIterable {
  case notices, delivery, todo, applications, selfInfo, proxies, status

  /// The name of the system behind it, as in the portal's addresses.
  public var system: String {
    switch self {
    case .notices: "notices"
    case .delivery: "delivery"
    case .todo: "procedures"
    case .applications: "applications"
    case .selfInfo: "selfinfo"
    case .proxies: "proxies"
    case .status: "status"
    }
  }
}

/// The latest notices, and how many of the whole box are unread.
public struct NoticeOverview: Hashable, Sendable {
  public let unread: Int
  public let latest: [Notice]

  public init(unread: Int, latest: [Notice]) {
    self.unread = unread
    self.latest = latest
  }

  public static let schema = Schema.object([Field("unread", .integer), Field("latest", .list(Notice.schema))])
  public var value: Value { .fields(("unread", .integer(unread)), ("latest", .list(latest.map(\.value)))) }
}

/// What home says, as far as it is known: each part speaks for itself, and one that fails takes nothing else with it.
public struct HomeOverview: Hashable, Sendable {
  /// Whoever asks knows it from the session; no system is asked.
  public var person: Person?
  public var notices: Part<NoticeOverview> = .waiting
  public var delivery: Part<[DeliveryService]> = .waiting
  public var todo: Part<[ToDo]> = .waiting
  /// Those that are running.
  public var applications: Part<[Application]> = .waiting
  public var selfInfo: Part<SelfInformationOverview> = .waiting
  public var proxies: Part<ProxyStanding> = .waiting
  public var status: Part<[OutageNotice]> = .waiting

  public init(person: Person? = nil) { self.person = person }

  /// Parts of which nothing is known yet.
  public var waiting: [HomePart] { HomePart.allCases.filter { !isSettled($0) } }
  /// Nothing more will come.
  public var isComplete: Bool { waiting.isEmpty }

  /// What went wrong, in the order of the parts.
  public var problems: [(part: HomePart, problem: Problem)] {
    HomePart.allCases.compactMap { part in problem(of: part).map { (part, $0) } }
  }

  /// That nobody is logged in (any more), when a part says so: then it is the whole answer.
  public var loginProblem: Problem? {
    problems.lazy.map(\.problem).first { $0.code == .loginNeeded || $0.code == .sessionExpired }
  }

  public func isSettled(_ part: HomePart) -> Bool {
    switch part {
    case .notices: notices.isSettled
    case .delivery: delivery.isSettled
    case .todo: todo.isSettled
    case .applications: applications.isSettled
    case .selfInfo: selfInfo.isSettled
    case .proxies: proxies.isSettled
    case .status: status.isSettled
    }
  }

  public func problem(of part: HomePart) -> Problem? {
    switch part {
    case .notices: notices.problem
    case .delivery: delivery.problem
    case .todo: todo.problem
    case .applications: applications.problem
    case .selfInfo: selfInfo.problem
    case .proxies: proxies.problem
    case .status: status.problem
    }
  }

  /// Turns every part that still waits into a failed one.
  public mutating func giveUpWaiting(_ problem: Problem) {
    if !notices.isSettled { notices = .failed(problem) }
    if !delivery.isSettled { delivery = .failed(problem) }
    if !todo.isSettled { todo = .failed(problem) }
    if !applications.isSettled { applications = .failed(problem) }
    if !selfInfo.isSettled { selfInfo = .failed(problem) }
    if !proxies.isSettled { proxies = .failed(problem) }
    if !status.isSettled { status = .failed(problem) }
  }
}

extension HomeOverview {
  private static let partNames = HomePart.allCases.map(\.rawValue)

  public static let schema = Schema.object([
    Field("person", Person.schema, optional: true),
    Field("actingFor", ProxyStanding.Principal.schema, optional: true, "For whom the person acts at the moment."),
    Field("notices", NoticeOverview.schema, optional: true, "Null, like every part, when it is missing."),
    Field("todo", .list(ToDo.schema), optional: true, "Soonest first."),
    Field("applications", .list(Application.schema), optional: true, "Those that are running, newest first."),
    Field("status", .list(OutageNotice.schema), optional: true, "What the portal says about its own state."),
    Field("delivery", .list(DeliveryService.schema), optional: true),
    Field("selfInfo", SelfInformationOverview.schema, optional: true),
    Field("proxies", .list(Proxy.schema), optional: true),
    Field("problems", .list(Problem.entrySchema(part: .choice(name: "homePart", partNames))), "The parts that failed."),
    Field("waiting", .list(.choice(name: "homePart", partNames)), "The parts that may still come."),
  ])

  /// A part that failed or waits is null, so that it cannot be taken for an empty one.
  public func value(on today: CalendarDate) -> Value {
    .fields(
      ("person", person?.value ?? .null),
      ("actingFor", proxies.value?.actingFor?.value ?? .null),
      ("notices", notices.value?.value ?? .null),
      ("todo", todo.value.map { .list($0.map { $0.value(on: today) }) } ?? .null),
      ("applications", applications.value.map { .list($0.map { $0.value(on: today) }) } ?? .null),
      ("status", status.value.map { .list($0.map(\.value)) } ?? .null),
      ("delivery", delivery.value.map { .list($0.map(\.value)) } ?? .null),
      ("selfInfo", selfInfo.value?.value ?? .null),
      ("proxies", proxies.value.map { .list($0.proxies.map(\.value)) } ?? .null),
      ("problems", .list(problems.map { $0.problem.entry(part: $0.part.rawValue, system: $0.part.system) })),
      ("waiting", .list(waiting.map { .text($0.rawValue) })))
  }
}

extension Problem {
  /// The shape of an entry of `problems` in a result of which a part may be missing.
  public static func entrySchema(part: Schema) -> Schema {
    .object([
      Field("part", part),
      Field("system", .text, "The system that was asked."),
      Field("code", .choice(name: "problem", Code.allCases.map(\.rawValue))),
      Field("retryAfterSeconds", .integer, optional: true),
      Field("reference", .text, optional: true, "To be told to the help desk."),
    ])
  }

  /// The entry of this problem: no texts and no facts, only what a script can act on.
  public func entry(part: String, system: String) -> Value {
    var seconds: Int?
    if case .wait(let wait) = remedy { seconds = wait }
    return .fields(
      ("part", .text(part)), ("system", .text(system)), ("code", .text(code.rawValue)),
      ("retryAfterSeconds", Value(seconds)), ("reference", Value(reference)))
  }
}

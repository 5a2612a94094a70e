/// やること: something with a day, gathered from all that the portal knows about the person.
public struct ToDo: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case deadline, correction, document, payment, visit, renewal
  }

  /// How the last day was counted (the rules of `deadline`).
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// The first day is not counted (民法140条).
    case exclusive = "R-EX"
    /// The first day is counted (戸籍法43条).
    case inclusive = "R-IN"
    /// The first day is the day of the loss itself (健康保険法37条).
    case loss = "R-LOSS"
    /// By months (民法143条).
    case months = "R-MON"
  }

  /// What it is about, and so where it leads.
  public enum Subject: Hashable, Sendable {
    case notice(String)
    case application(String)
    case procedure(String)

    /// The word in JSON, which is the name of the screen that shows it.
    public var kind: String {
      switch self {
      case .notice: "notice"
      case .application: "application"
      case .procedure: "procedure"
      }
    }
    public var id: String {
      switch self {
      case .notice(let id), .application(let id), .procedure(let id): id
      }
    }
    public static let kinds = ["notice", "application", "procedure"]
  }

  public let id: String
  public let title: String
  public let due: CalendarDate?
  public let kind: Kind
  public let leadsTo: Subject?
  public let rule: Rule?
  /// The law or page that says so.
  public let source: String?
  /// False where the day must still be checked with the office (要確認).
  public let certain: Bool

  public init(
    id: String, title: String, due: CalendarDate?, kind: Kind, leadsTo: Subject? = nil, rule: Rule? = nil,
    source: String? = nil, certain: Bool
  ) {
    self.id = id
    self.title = title
    self.due = due
    self.kind = kind
    self.leadsTo = leadsTo
    self.rule = rule
    self.source = source
    self.certain = certain
  }

  /// Days from `today` to the last day; negative when it has passed.
  public func daysLeft(on today: CalendarDate) -> Int? { due.map { today.days(until: $0) } }

  public static let schema = Schema.object([
    Field("id", .text),
    Field("title", .text),
    Field("due", .date, optional: true),
    Field("daysLeft", .integer, optional: true, "Counted from today in Japan; negative when the day has passed."),
    Field("overdue", .boolean, "The day has passed."),
    Field("kind", .choice(name: "todoKind", Kind.allCases.map(\.rawValue))),
    Field(
      "leadsTo", .object([Field("kind", .choice(name: "todoSubject", Subject.kinds)), Field("id", .text)]),
      optional: true, "What it is about."),
    Field("rule", .choice(name: "deadlineRule", Rule.allCases.map(\.rawValue)), optional: true),
    Field("source", .text, optional: true, "The law or page that says so."),
    Field("certain", .boolean, "False: the day must be checked with the office."),
  ])

  public func value(on today: CalendarDate) -> Value {
    .fields(
      ("id", .text(id)),
      ("title", .text(title)),
      ("due", Value(due?.iso)),
      ("daysLeft", Value(daysLeft(on: today))),
      ("overdue", .bool((daysLeft(on: today) ?? 0) < 0)),
      ("kind", .text(kind.rawValue)),
      ("leadsTo", leadsTo.map { .fields(("kind", .text($0.kind)), ("id", .text($0.id))) } ?? .null),
      ("rule", Value(rule?.rawValue)),
      ("source", Value(source)),
      ("certain", .bool(certain)))
  }
}

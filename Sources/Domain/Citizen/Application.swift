/// 申請: an application that was begun or sent.
public struct Application: Hashable, Sendable {
  public struct Procedure: Hashable, Sendable {
    public let id: String
    public let title: String
    public init(id: String, title: String) {
      self.id = id
      self.title = title
    }
  }

  /// Under which number and when it arrived.
  public struct Arrival: Hashable, Sendable {
    public let number: String
    public let at: Instant
    public init(number: String, at: Instant) {
      self.number = number
      self.at = at
    }
  }

  public struct Step: Hashable, Sendable {
    public let state: ApplicationState
    public let at: Instant
    public let note: String?
    public init(state: ApplicationState, at: Instant, note: String? = nil) {
      self.state = state
      self.at = at
      self.note = note
    }
  }

  public let id: String
  public let procedure: Procedure
  /// The office that decides.
  public let destination: String?
  public let state: ApplicationState
  public let submittedAt: Instant?
  public let arrival: Arrival?
  /// Until when the person has to do what the state asks for.
  public let due: CalendarDate?
  /// Days that the office usually needs.
  public let usualDays: Int?
  public let officeMessage: String?
  /// Oldest first; nil in lists.
  public let history: [Step]?

  public init(
    id: String, procedure: Procedure, destination: String? = nil, state: ApplicationState, submittedAt: Instant? = nil,
    arrival: Arrival? = nil, due: CalendarDate? = nil, usualDays: Int? = nil, officeMessage: String? = nil,
    history: [Step]? = nil
  ) {
    self.id = id
    self.procedure = procedure
    self.destination = destination
    self.state = state
    self.submittedAt = submittedAt
    self.arrival = arrival
    self.due = due
    self.usualDays = usualDays
    self.officeMessage = officeMessage
    self.history = history
  }

  /// Whole days in Japan since it was sent; nil while it was not.
  public func daysSince(on today: CalendarDate) -> Int? { submittedAt.map { $0.jst.date.days(until: today) } }
}

extension Application {
  private static let state = Schema.choice(name: "applicationState", ApplicationState.allCases.map(\.rawValue))
  private static let listFields = [
    Field("id", .text),
    Field("procedure", .object([Field("id", .text), Field("title", .text)])),
    Field("destination", .text, optional: true, "The office that decides."),
    Field("state", state),
    Field("label", .text, "The portal's own word for the state."),
    Field("submittedAt", .time, optional: true),
    Field("receipt", .object([Field("number", .text), Field("at", .time)]), optional: true, "When it has arrived."),
    Field(
      "nextAction", .choice(name: "nextAction", ApplicationState.NextAction.allCases.map(\.rawValue)),
      "What the person can do next."),
    Field("daysSince", .integer, optional: true, "Whole days since it was sent."),
    Field("due", .date, optional: true, "Until when the person has to do it."),
    Field("usualDays", .integer, optional: true, "Days that the office usually needs."),
    Field("officeMessage", .body, optional: true),
  ]

  /// The shape in lists.
  public static let schema = Schema.object(listFields)
  /// The shape of one application, with its history.
  public static let fullSchema = Schema.object(
    listFields + [
      Field(
        "history",
        .list(
          .object([
            Field("state", state), Field("label", .text), Field("at", .time), Field("note", .body, optional: true),
          ])), "Oldest first.")
    ])

  /// Has the shape `fullSchema` when there is a history, else `schema`.
  public func value(on today: CalendarDate) -> Value {
    var fields = Fields([
      ("id", .text(id)),
      ("procedure", .fields(("id", .text(procedure.id)), ("title", .text(procedure.title)))),
      ("destination", Value(destination)),
      ("state", .text(state.rawValue)),
      ("label", .text(state.label)),
      ("submittedAt", Value(submittedAt?.rfc3339)),
      ("receipt", arrival.map { .fields(("number", .text($0.number)), ("at", .text($0.at.rfc3339))) } ?? .null),
      ("nextAction", .text(state.nextAction.rawValue)),
      ("daysSince", Value(daysSince(on: today))),
      ("due", Value(due?.iso)),
      ("usualDays", Value(usualDays)),
      ("officeMessage", Value(officeMessage)),
    ])
    if let history { fields["history"] = .list(history.map(\.value)) }
    return .object(fields)
  }
}

extension Application.Step {
  public var value: Value {
    .fields(
      ("state", .text(state.rawValue)), ("label", .text(state.label)), ("at", .text(at.rfc3339)), ("note", Value(note)))
  }
}

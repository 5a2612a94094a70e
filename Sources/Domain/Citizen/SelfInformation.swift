/// わたしの情報: a kind of information that public bodies hold about the person and that can be asked for.
public struct SelfInformationCategory: Hashable, Sendable {
  public let id: String
  public let group: String
  public let title: String
  /// The body that holds it.
  public let holder: String
  /// To be shown only when asked for twice (health, welfare, tax).
  public let isSensitive: Bool

  public init(id: String, group: String, title: String, holder: String, isSensitive: Bool) {
    self.id = id
    self.group = group
    self.title = title
    self.holder = holder
    self.isSensitive = isSensitive
  }

  public static let schema = Schema.object([
    Field("id", .text),
    Field("group", .text),
    Field("title", .text),
    Field("holder", .text, "The body that holds it."),
    Field("sensitive", .boolean),
  ])
  public var value: Value {
    .fields(
      ("id", .text(id)), ("group", .text(group)), ("title", .text(title)), ("holder", .text(holder)),
      ("sensitive", .bool(isSensitive)))
  }
}

/// A request for self-information and how far it is.
public struct SelfInformationRequest: Hashable, Sendable {
  public enum State: String, Hashable, Sendable, CaseIterable { case waiting, partial, ready, failed }

  public let id: String
  public let state: State
  public let requestedAt: Instant
  /// Ids of the categories that were asked for.
  public let categories: [String]

  public init(id: String, state: State, requestedAt: Instant, categories: [String]) {
    self.id = id
    self.state = state
    self.requestedAt = requestedAt
    self.categories = categories
  }

  public static let schema = Schema.object([
    Field("id", .text),
    Field("state", .choice(name: "selfInfoState", State.allCases.map(\.rawValue))),
    Field("requestedAt", .time),
    Field("categories", .list(.text), "Ids of the categories that were asked for."),
  ])
  public var value: Value {
    .fields(
      ("id", .text(id)), ("state", .text(state.rawValue)), ("requestedAt", .text(requestedAt.rfc3339)),
      ("categories", .list(categories.map(Value.text))))
  }
}

/// What the home screen says about self-information.
public struct SelfInformationOverview: Hashable, Sendable {
  /// How many categories can be asked for.
  public let categories: Int
  /// Requests that are not answered in full yet.
  public let waiting: [SelfInformationRequest]

  public init(categories: Int, waiting: [SelfInformationRequest]) {
    self.categories = categories
    self.waiting = waiting
  }

  public static let schema = Schema.object([
    Field("categories", .integer, "How many categories can be asked for."),
    Field("waiting", .list(SelfInformationRequest.schema), "Requests that are not answered in full yet."),
  ])
  public var value: Value {
    .fields(("categories", .integer(categories)), ("waiting", .list(waiting.map(\.value))))
  }
}

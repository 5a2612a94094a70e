/// 民間送達サービス: a private delivery service and how much it holds for the person.
public struct DeliveryService: Hashable, Sendable {
  public let id: String
  public let name: String
  /// A service that is not linked is no error: it is something to be linked.
  public let isLinked: Bool
  /// Messages that wait there.
  public let waiting: Int
  public let latestAt: Instant?

  public init(id: String, name: String, isLinked: Bool, waiting: Int, latestAt: Instant? = nil) {
    self.id = id
    self.name = name
    self.isLinked = isLinked
    self.waiting = waiting
    self.latestAt = latestAt
  }

  public static let schema = Schema.object([
    Field("id", .text),
    Field("name", .text),
    Field("linked", .boolean),
    Field("waiting", .integer, "Messages that wait there."),
    Field("latestAt", .time, optional: true, "When the latest of them came."),
  ])
  public var value: Value {
    .fields(
      ("id", .text(id)), ("name", .text(name)), ("linked", .bool(isLinked)), ("waiting", .integer(waiting)),
      ("latestAt", Value(latestAt?.rfc3339)))
  }
}

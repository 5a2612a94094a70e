/// What the portal says about its own state: maintenance, an outage, or something to know.
public struct OutageNotice: Hashable, Sendable {
  public enum Level: String, Hashable, Sendable, CaseIterable { case info, maintenance, outage }

  public let id: String
  public let level: Level
  public let title: String
  public let body: String
  public let from: Instant
  /// Nil while nobody knows.
  public let until: Instant?
  /// Names of the systems that it touches.
  public let systems: [String]

  public init(
    id: String, level: Level, title: String, body: String, from: Instant, until: Instant? = nil, systems: [String] = []
  ) {
    self.id = id
    self.level = level
    self.title = title
    self.body = body
    self.from = from
    self.until = until
    self.systems = systems
  }

  public static let schema = Schema.object([
    Field("id", .text),
    Field("level", .choice(name: "outageLevel", Level.allCases.map(\.rawValue))),
    Field("title", .text),
    Field("body", .body),
    Field("from", .time),
    Field("until", .time, optional: true, "Null while nobody knows."),
    Field("systems", .list(.text), "Names of the systems that it touches."),
  ])
  public var value: Value {
    .fields(
      ("id", .text(id)), ("level", .text(level.rawValue)), ("title", .text(title)), ("body", .text(body)),
      ("from", .text(from.rfc3339)), ("until", Value(until?.rfc3339)), ("systems", .list(systems.map(Value.text))))
  }
}

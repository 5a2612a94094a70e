/// 代理人: that somebody may act for somebody else.
public struct Proxy: Hashable, Sendable {
  public enum Direction: String, Hashable, Sendable, CaseIterable { case iActFor, actsForMe }

  public let id: String
  public let direction: Direction
  public let name: LegalName
  /// What it covers, in the portal's words.
  public let scope: String
  public let until: CalendarDate?

  public init(id: String, direction: Direction, name: LegalName, scope: String, until: CalendarDate? = nil) {
    self.id = id
    self.direction = direction
    self.name = name
    self.scope = scope
    self.until = until
  }

  public static let schema = Schema.object([
    Field("id", .text),
    Field("direction", .choice(name: "proxyDirection", Direction.allCases.map(\.rawValue))),
    Field("name", .text),
    Field("scope", .text, "What it covers."),
    Field("until", .date, optional: true),
  ])
  public var value: Value {
    .fields(
      ("id", .text(id)), ("direction", .text(direction.rawValue)), ("name", .text(name.text)), ("scope", .text(scope)),
      ("until", Value(until?.iso)))
  }
}

/// All proxies of a person, and for whom the person acts at the moment.
public struct ProxyStanding: Hashable, Sendable {
  public struct Principal: Hashable, Sendable {
    public let id: String
    public let name: LegalName
    public init(id: String, name: LegalName) {
      self.id = id
      self.name = name
    }

    public static let schema = Schema.object([Field("id", .text), Field("name", .text)])
    public var value: Value { .fields(("id", .text(id)), ("name", .text(name.text))) }
  }

  public let proxies: [Proxy]
  public let actingFor: Principal?

  public init(proxies: [Proxy], actingFor: Principal? = nil) {
    self.proxies = proxies
    self.actingFor = actingFor
  }
}

internal import Domain

/// What part of a list is asked for.
public struct ListRequest: Hashable, Sendable {
  public enum Start: Hashable, Sendable {
    /// How many items to leave out.
    case offset(Int)
    /// The `next` of an earlier page.
    case cursor(String)
  }

  /// 1 to 200; the portal's own default is 50.
  public var limit: Int
  public var start: Start

  public static let limits = 1...200

  public init(limit: Int = 50, start: Start = .offset(0)) {
    self.limit = limit
    self.start = start
  }

  static let fields = [
    Field("limit", .integer, optional: true, "1 to 200; 50 when missing."),
    Field("offset", .integer, optional: true, "How many items to leave out."),
    Field("cursor", .text, optional: true, "The next of an earlier page; not together with offset."),
  ]

  init(_ parameters: Parameters) throws(Problem) {
    let limit = try parameters.integer("limit", in: Self.limits) ?? 50
    let offset = try parameters.integer("offset", in: 0...Int.max)
    let cursor = try parameters.text("cursor")
    guard offset == nil || cursor == nil else { throw Parameters.invalid("cursor") }
    self.init(limit: limit, start: cursor.map(Start.cursor) ?? .offset(offset ?? 0))
  }

  var query: [(String, String)] {
    switch start {
    case .offset(0): [("limit", String(limit))]
    case .offset(let offset): [("limit", String(limit)), ("offset", String(offset))]
    case .cursor(let cursor): [("limit", String(limit)), ("cursor", cursor)]
    }
  }
}

/// One page of a list.
public struct ListPage<Item: Hashable & Sendable>: Hashable, Sendable {
  public let items: [Item]
  /// For the next page; nil on the last one.
  public let next: String?
  /// How many there are in all, where the portal says so.
  public let total: Int?

  public init(items: [Item], next: String? = nil, total: Int? = nil) {
    self.items = items
    self.next = next
    self.total = total
  }

  /// The shape of every list (`items`, `next`, `total`, `problems`), with what one list has besides.
  static func schema(of item: Schema, and more: [Field] = []) -> Schema {
    .object(
      [
        Field("items", .list(item)),
        Field("next", .text, optional: true, "The cursor of the next page."),
        Field("total", .integer, optional: true, "How many there are in all."),
        Field("problems", .list(Problem.entrySchema(part: .text)), "Parts that are missing."),
      ] + more)
  }

  func value(and more: [(String, Value)] = [], _ item: (Item) -> Value) -> Value {
    .object(
      Fields(
        [
          ("items", .list(items.map(item))), ("next", Value(next)), ("total", Value(total)), ("problems", []),
        ] + more))
  }

  /// Reads a page and checks that it is what was asked for: not longer than the limit, and no item twice.
  init(
    _ wire: Wire, asked request: ListRequest, id: (Item) -> String, _ read: (Wire) throws(Malformed) -> Item
  ) throws(Malformed) {
    items = try wire.list("items", read)
    guard items.count <= request.limit else { throw Malformed(field: "items") }
    var seen = Set<[UInt8]>()
    for (index, item) in items.enumerated() where !seen.insert(Array(id(item).utf8)).inserted {
      throw Malformed(field: "items[\(index)].id")
    }
    next = try wire.optionalText("next")
    total = try wire.optionalCount("total")
    // A next page after an empty one would be asked for again and again.
    if next != nil, items.isEmpty { throw Malformed(field: "next") }
  }
}

internal import Domain
internal import Serving

/// One call as an endpoint sees it: who, when, and what was asked.
struct Call: Sendable {
  let request: ServerRequest
  let parameters: [String: String]
  /// The portal's time when the call came.
  let now: Instant
  /// Whose session it is; 0 on the calls that need none.
  var person = 0
  var session: SessionRow?

  /// A query parameter that may stand once; an empty one counts as missing.
  func query(_ name: String) throws(PortalFailure) -> String? {
    let all = request.query.filter { $0.name == name }
    guard all.count <= 1 else { throw .invalid(name) }
    return all.first.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  func flag(_ name: String) throws(PortalFailure) -> Bool {
    switch try query(name) {
    case nil, "false": return false
    case "true": return true
    default: throw .invalid(name)
    }
  }

  /// The body as a JSON object; an empty body is an empty object.
  func body() throws(PortalFailure) -> Fields {
    if request.body.isEmpty { return Fields() }
    let value: Value
    do { value = try JSONReader.read(request.body, maximumDepth: 16) } catch { throw .invalid("body") }
    guard let fields = value.object else { throw .invalid("body") }
    return fields
  }

  /// Limit with offset or cursor, as every list takes them.
  func paging() throws(PortalFailure) -> Paging {
    let limit = try query("limit").map { text throws(PortalFailure) in try whole(text, "limit", 1...200) } ?? 50
    let offset = try query("offset").map { text throws(PortalFailure) in try whole(text, "offset", 0...1_000_000_000) }
    let cursor = try query("cursor")
    guard offset == nil || cursor == nil else { throw .invalid("cursor") }
    guard let cursor else { return Paging(limit: limit, start: .offset(offset ?? 0)) }
    guard let bytes = Base64.url.decode(cursor), let key = String(validating: bytes, as: UTF8.self) else {
      throw .invalid("cursor")
    }
    return Paging(limit: limit, start: .after(key: key))
  }

  private func whole(_ text: String, _ name: String, _ range: ClosedRange<Int>) throws(PortalFailure) -> Int {
    guard text.utf8.count <= 10, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
      range.contains(number)
    else { throw .invalid(name) }
    return number
  }
}

struct Paging: Hashable, Sendable {
  enum Start: Hashable, Sendable {
    case offset(Int)
    /// After the item with this key, wherever it stands now.
    case after(key: String)
  }
  let limit: Int
  let start: Start

  static func cursor(key: String) -> Value { .text(Base64.url.encode(Array(key.utf8))) }

  /// The page of a list that is whole in memory. Each item comes with a key that stays the same for ever.
  func page(_ items: [(key: String, value: Value)], extra: [(String, Value)] = []) throws(PortalFailure) -> Answer {
    let first: Int
    switch start {
    case .offset(let offset): first = min(offset, items.count)
    case .after(let key):
      guard let place = items.firstIndex(where: { $0.key == key }) else { throw .invalid("cursor") }
      first = place + 1
    }
    let page = items[first..<min(items.count, first + limit)]
    let next = page.last.flatMap { first + page.count < items.count ? Paging.cursor(key: $0.key) : nil }
    return .list(page.map(\.value), next: next, total: items.count, extra: extra)
  }
}

/// What an endpoint answers when nothing is wrong.
enum Answer: Sendable {
  case json(Int, Value)
  case bytes(contentType: String, name: String, [UInt8])
  case nothing

  static func list(_ items: [Value], next: Value?, total: Int, extra: [(String, Value)] = []) -> Answer {
    var fields = Fields([("items", .list(items)), ("next", next ?? .null), ("total", .integer(total))])
    for (name, value) in extra { fields[name] = value }
    return .json(200, .object(fields))
  }
}

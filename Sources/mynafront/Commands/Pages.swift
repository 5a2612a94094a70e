import Domain
import Synchronization

/// A list that is written as it comes, page by page: in lines and with `--jsonl` only one page is in memory, however long it is. (One
/// JSON document has to be whole before it is written.)
struct Pages: Sendable {
  /// What `columns` shows of an item, and the item's shape.
  let columns: [String]
  let item: Schema
  /// The system that is asked, as `problems` name it.
  let system: String
  /// The next page (`items`, `next`, …); nil after the last one.
  let next: @Sendable () async throws(Problem) -> Value?

  init(columns: [String], item: Schema, system: String, next: @escaping @Sendable () async throws(Problem) -> Value?) {
    self.columns = columns
    self.item = item
    self.system = system
    self.next = next
  }

  /// The pages of a call of the catalogue.
  /// - Parameters:
  ///   - wanted: how many items at most.
  ///   - cursor: where to begin; nil is the beginning.
  init(
    of name: CallName, _ parameters: Fields, columns: [String], item: Schema, wanted: Int, cursor: String?,
    from services: Services
  ) {
    let pager = Pager(name, parameters, wanted: wanted, cursor: cursor, services)
    let noun = String(name.text.prefix { $0 != "." })
    self.init(columns: columns, item: item, system: HomePart(rawValue: noun)?.system ?? noun) { () throws(Problem) in
      try await pager.next()
    }
  }

  /// Whether a page says that there are more.
  static func cursor(after page: Value) -> String? { page["next"]?.text }
}

/// Where a list stands between two pages.
private actor Pager {
  private let name: CallName
  private var parameters: Fields
  private var left: Int
  private var cursor: String?
  private var seen: Set<String> = []
  private var isDone = false
  private let services: Services
  /// A page of the portal has at most 200 items.
  private static let largest = 200

  init(_ name: CallName, _ parameters: Fields, wanted: Int, cursor: String?, _ services: Services) {
    self.name = name
    self.parameters = parameters
    left = wanted
    self.cursor = cursor
    self.services = services
  }

  func next() async throws(Problem) -> Value? {
    if isDone { return nil }
    parameters["limit"] = .integer(min(Self.largest, left))
    parameters["cursor"] = cursor.map(Value.text)
    var page = try await services.call(name, .object(parameters))
    let items = page["items"]?.list ?? []
    let following = Pages.cursor(after: page)
    // A place where we were, or a page of nothing before another one, would never end.
    if let following, items.isEmpty || following == cursor || !seen.insert(following).inserted {
      throw Problem(.portalAnswerMalformed, facts: [("field", "next")])
    }
    // More than was asked for is not wanted.
    if items.count > left, case .object(var fields) = page {
      fields["items"] = .list(Array(items.prefix(left)))
      page = .object(fields)
    }
    left -= min(left, items.count)
    cursor = following
    isDone = following == nil || left <= 0
    return page
  }
}

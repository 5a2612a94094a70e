public import Domain
internal import Screens

/// A screen that is only data: it loads a call's result, shows it, opens other screens. Most tasks of the portal are this.
public struct Browse: Hashable, Sendable {
  /// The number of the call whose answer this task waits for or shows.
  public internal(set) var number: Int
  /// Which opening of a screen this is.
  let visit: Int
  public let screen: String
  public internal(set) var parameters: Value
  public internal(set) var result: Value?
  public internal(set) var failure: Problem?
  public internal(set) var isWaiting = false
  /// Rows of the windowed list that are here, by index.
  var rows: [Int: Value] = [:]
  var total = 0
  /// Calls for further rows under way, by number, with the first index each asks for.
  var windowCalls: [Int: Int] = [:]
  /// The first indexes of chunks that were asked for and did not come: they are asked for again when the person says so, or when
  /// another chunk shows that it works again.
  var failedChunks: Set<Int> = []
  /// The person has asked this screen for other rows: its choices and fields stay while those are waited for, its old rows do not.
  var isAskedForOthers = false
  /// The words that were typed for it.
  var soughtWords: String?

  init(number: Int, screen: String, parameters: Value = .object(Fields())) {
    self.number = number
    visit = number
    self.screen = screen
    self.parameters = parameters
  }

  /// Rows asked for at a time, and how many such chunks are kept.
  static let chunk = 50
  static let chunksKept = 6
}

extension ScreenFile {
  /// The list of the screen that is a window over the server's list.
  var windowList: List? {
    func find(_ nodes: [Node]) -> List? {
      for node in nodes {
        switch node.kind {
        case .list(let list) where list.isWindow: return list
        case .part(_, _, let nodes): if let list = find(nodes) { return list }
        default: continue
        }
      }
      return nil
    }
    return find(blocks)
  }

  /// The parameters of the screen's call, from the screen's own.
  func callParameters(_ parameters: Value, offset: Int?) -> Value {
    var fields = Fields()
    for binding in with {
      switch binding.source {
      case .constant(let value): fields[binding.name] = value
      case .path(let path):
        let name = path.hasPrefix("param.") ? String(path.dropFirst(6)) : path
        if let value = parameters.at(name), !value.isNull { fields[binding.name] = value }
      }
    }
    if let offset {
      fields["offset"] = .integer(offset)
      fields["limit"] = .integer(Browse.chunk)
    }
    return .object(fields)
  }
}

extension Browse {
  /// Takes the answer to the screen's call: for a windowed list, its first rows.
  mutating func take(_ value: Value, isLast: Bool, window: ScreenFile.List?) {
    failure = nil
    isWaiting = !isLast
    failedChunks = []
    guard let window else {
      result = isLast ? value : value.keeping(result)
      return
    }
    rows = [:]
    result = takeRows(value, at: 0, path: window.path.text)
  }

  /// Keeps the rows of one chunk and gives the rest of the answer. Chunks far from this one are let go.
  mutating func takeRows(_ value: Value, at first: Int, path: String) -> Value {
    let items = value.at(path)?.list ?? []
    total = value["total"]?.integer ?? first + items.count
    // A portal that counts more than it gives is taken at what it gives: else rows would be asked for without end.
    if items.count < min(Self.chunk, total - first) { total = first + items.count }
    for (offset, item) in items.enumerated() { rows[first + offset] = item }
    let chunks = Set(rows.keys.map { $0 / Self.chunk })
    if chunks.count > Self.chunksKept {
      let here = first / Self.chunk
      let kept = Set(chunks.sorted { abs($0 - here) < abs($1 - here) }.prefix(Self.chunksKept))
      rows = rows.filter { kept.contains($0.key / Self.chunk) }
    }
    guard case .object(var fields) = value else { return value }
    fields[path] = nil
    return .object(fields)
  }

  /// Other rows are asked for: those that are here answer the question of before.
  mutating func forgetRows(searching words: String?) {
    result = nil
    rows = [:]
    total = 0
    failedChunks = []
    isAskedForOthers = true
    soughtWords = words
  }

  /// The chunks that are waited for will not come.
  mutating func giveUpRows() {
    failedChunks.formUnion(windowCalls.values)
    windowCalls = [:]
  }

  /// Replaces every row that has the id of a changed thing by its new form. A notice that was read now is one less of those that
  /// the list counts as unread.
  mutating func replace(_ changed: Value) {
    guard let id = changed["id"]?.text else { return }
    var wasRead = false
    func merged(_ old: Value) -> Value {
      guard case .object(var fields) = old, fields["id"]?.text == id, case .object(let new) = changed else {
        return old
      }
      if fields["readAt"]?.isNull == true, new["readAt"]?.isNull == false { wasRead = true }
      for field in new.all where fields[field.name] != nil { fields[field.name] = field.value }
      return .object(fields)
    }
    rows = rows.mapValues(merged)
    result = result.map { merged(Self.mapLists($0, merged)) }
    if wasRead, case .object(var fields)? = result, let unread = fields["unread"]?.integer, unread > 0 {
      fields["unread"] = .integer(unread - 1)
      result = .object(fields)
    }
  }

  private static func mapLists(_ value: Value, _ change: (Value) -> Value) -> Value {
    switch value {
    case .list(let items): .list(items.map(change))
    case .object(let fields): .object(Fields(fields.all.map { ($0.name, mapLists($0.value, change)) }))
    default: value
    }
  }

  func scope(_ screens: ScreenLibrary, _ session: Value) -> Scope {
    var scope = Scope(result: result, parameters: parameters, session: session, window: rows, windowTotal: total)
    if let load = try? screens.screen(screen).load, let call = screens.description(of: CallName(load.text)) {
      scope.resultSchema = call.result
      scope.parameterSchema = .object(call.parameters)
    }
    scope.takeProblemsOfResult()
    scope.isWaitedFor = isWaiting
    scope.soughtWords = soughtWords
    scope.failedRows = failedChunks.sorted().map { $0..<min($0 + Self.chunk, max($0, total)) }
    return scope
  }
}

extension Value {
  /// This answer, in which the parts that are still waited for are as they were in the earlier one: what the person reads does not
  /// vanish while the same is asked again.
  fileprivate func keeping(_ earlier: Value?) -> Value {
    guard let earlier, case .object(var fields) = self else { return self }
    for name in fields["waiting"]?.list?.compactMap(\.text) ?? [] {
      if fields[name]?.isNull ?? true, let old = earlier[name], !old.isNull { fields[name] = old }
    }
    return .object(fields)
  }
}

internal import Domain
internal import Reading

/// Turns a YAML file into a `ScreenFile`. Every unknown key, missing key and wrong shape is a finding with its place; reading goes on
/// after one, so that a writer sees them all.
struct ScreenReader {
  private let file: String
  private(set) var findings: [Finding] = []

  /// - Parameter file: how the file is named in findings, such as `screens/notices.yaml`.
  static func read(_ bytes: [UInt8], file: String) throws(ScreenErrors) -> ScreenFile {
    let root: YAMLNode
    do {
      root = try YAMLNode.read(bytes)
    } catch {
      throw ScreenErrors([Finding(file, error.mark, error.sentence)])
    }
    var reader = ScreenReader(file: file)
    let screen = reader.screen(root)
    guard reader.findings.isEmpty, let screen else { throw ScreenErrors(reader.findings) }
    return screen
  }

  private init(file: String) { self.file = file }

  private mutating func find(_ mark: Mark, _ sentence: String) { findings.append(Finding(file, mark, sentence)) }

  private mutating func screen(_ root: YAMLNode) -> ScreenFile? {
    guard let pairs = mapping(root, "a screen") else { return nil }
    allow(
      ["screen", "title", "load", "operates", "with", "then", "root", "passing", "again", "blocks"], in: pairs)
    for key in ["screen", "title", "blocks"] where root[key] == nil { find(root.mark, "a screen needs '\(key)'") }
    guard let blocks = root["blocks"], root["title"] != nil, root["screen"] != nil, let name = word(root, "screen"),
      let title = word(root, "title")
    else { return nil }
    let expected = file.split(separator: "/").last.map { $0.dropLast(".yaml".count) } ?? ""
    if name.text != expected { find(name.mark, "the screen is called '\(name.text)' but its file '\(expected)'") }
    var screen = ScreenFile(name: name.text, file: file, title: title)
    screen.load = optionalWord(root, "load")
    screen.operates = optionalWord(root, "operates")
    screen.then = optionalWord(root, "then")
    screen.with = bindings(root["with"])
    screen.isRoot = flag(root, "root")
    screen.isPassing = flag(root, "passing")
    screen.isAskedAgain = flag(root, "again")
    if let again = root["again"], screen.load == nil { find(again.mark, "'again' needs 'load'") }
    if let operates = root["operates"], screen.load != nil { find(operates.mark, "'load' or 'operates', not both") }
    screen.blocks = nodes(blocks)
    if screen.source != nil {
      for node in screen.blocks {
        if case .filter = node.kind { find(node.mark, "'filter' is for screens without 'load' and 'operates'") }
      }
    }
    return screen
  }

  private mutating func nodes(_ node: YAMLNode) -> [ScreenFile.Node] {
    guard let items = node.sequence else {
      find(node.mark, "'blocks' is a list")
      return []
    }
    return items.compactMap { self.node($0) }
  }

  private static let kinds: [String: [String]] = [
    "heading": [], "paragraph": [], "alert": [], "body": [], "choices": [], "keys": [],
    "fact": ["value"], "list": ["row", "details", "none", "opens", "with", "window", "limit"],
    "table": ["columns", "none"], "field": ["hint", "sets"], "filter": ["hint"],
    "secret": ["hint", "kind"], "part": ["title", "blocks"],
  ]

  private mutating func node(_ node: YAMLNode) -> ScreenFile.Node? {
    guard let pairs = mapping(node, "a block") else { return nil }
    let named = pairs.filter { Self.kinds[$0.key] != nil }
    guard let first = pairs.first(where: { Self.kinds[$0.key] != nil && ($0.key != "title") }) ?? named.first else {
      find(node.mark, "a block is one of: \(Self.kinds.keys.sorted().joined(separator: ", "))")
      return nil
    }
    allow([first.key, "when", "unless"] + Self.kinds[first.key]!, in: pairs)
    guard let kind = kind(first, in: node) else { return nil }
    return ScreenFile.Node(condition: condition(node), mark: first.mark, kind: kind)
  }

  private mutating func kind(_ pair: YAMLNode.Pair, in node: YAMLNode) -> ScreenFile.Kind? {
    switch pair.key {
    case "heading": return reference(pair.value).map { .heading($0) }
    case "paragraph": return reference(pair.value).map { .paragraph($0) }
    case "alert": return reference(pair.value).map { .alert($0) }
    case "body": return reference(pair.value).map { .body($0) }
    case "keys":
      guard let word = reference(pair.value) else { return nil }
      guard let face = ScreenFile.Face(rawValue: word.text) else {
        let faces = ScreenFile.Face.allCases.map(\.rawValue)
        find(word.mark, "'keys' is one of: \(faces.joined(separator: ", "))" + suggestion(for: word.text, among: faces))
        return nil
      }
      return .keys(face)
    case "fact":
      guard let label = reference(pair.value), let value = word(node, "value") else { return nil }
      return .fact(label: label, value: value)
    case "field":
      guard let label = reference(pair.value), let sets = word(node, "sets") else { return nil }
      return .field(label: label, hint: optionalWord(node, "hint"), sets: sets)
    case "filter": return reference(pair.value).map { .filter(label: $0, hint: optionalWord(node, "hint")) }
    case "secret":
      guard let label = reference(pair.value), let kind = word(node, "kind") else { return nil }
      guard let pin = PINKind.allCases.first(where: { $0.word == kind.text }) else {
        find(kind.mark, "a secret is one of: \(PINKind.allCases.map(\.word).joined(separator: ", "))")
        return nil
      }
      return .secret(label: label, hint: optionalWord(node, "hint"), kind: pin)
    case "part":
      guard let name = reference(pair.value), let blocks = node["blocks"] else {
        find(pair.mark, "a part needs 'blocks'")
        return nil
      }
      return .part(name, title: optionalWord(node, "title"), nodes(blocks))
    case "list": return list(pair, in: node).map { .list($0) }
    case "table": return table(pair, in: node).map { .table($0) }
    case "choices":
      guard let items = pair.value.sequence else {
        find(pair.value.mark, "'choices' is a list")
        return nil
      }
      return .choices(items.compactMap { choice($0) })
    default: return nil
    }
  }

  private mutating func list(_ pair: YAMLNode.Pair, in node: YAMLNode) -> ScreenFile.List? {
    guard let path = reference(pair.value), let row = word(node, "row"), let none = word(node, "none") else {
      return nil
    }
    if let given = node["details"], given.sequence == nil { find(given.mark, "'details' is a list") }
    let details = details(node["details"]?.sequence ?? [])
    return ScreenFile.List(
      path: path, row: row, details: details, none: none, opens: optionalWord(node, "opens"),
      with: bindings(node["with"]), isWindow: flag(node, "window"), limit: number(node, "limit"))
  }

  private mutating func table(_ pair: YAMLNode.Pair, in node: YAMLNode) -> ScreenFile.Table? {
    guard let path = reference(pair.value), let none = word(node, "none") else { return nil }
    guard let given = node["columns"]?.sequence, given.count > 1 else {
      find((node["columns"] ?? node).mark, "a table has 'columns', two or more")
      return nil
    }
    let columns = given.compactMap { item -> ScreenFile.Column? in
      guard let pairs = mapping(item, "a column") else { return nil }
      allow(["name", "shows"], in: pairs)
      guard let name = word(item, "name") else { return nil }
      guard let shows = item["shows"] else {
        find(item.mark, "'shows' is missing")
        return nil
      }
      return ScreenFile.Column(name: name, shows: details(shows.sequence ?? [shows]))
    }
    return ScreenFile.Table(path: path, columns: columns, none: none)
  }

  private mutating func details(_ items: [YAMLNode]) -> [ScreenFile.Detail] {
    var details: [ScreenFile.Detail] = []
    for item in items {
      if item.scalar != nil {
        if let text = reference(item) { details.append(ScreenFile.Detail(text: text)) }
      } else if let pairs = mapping(item, "a detail") {
        allow(["text", "when", "unless"], in: pairs)
        if let text = word(item, "text") { details.append(ScreenFile.Detail(text: text, condition: condition(item))) }
      }
    }
    return details
  }

  private mutating func choice(_ node: YAMLNode) -> ScreenFile.Choice? {
    guard let pairs = mapping(node, "a choice"), let text = word(node, "text") else { return nil }
    allow(["text", "opens", "with", "does", "sets", "calls", "confirm", "done", "when", "unless"], in: pairs)
    if ["opens", "does", "sets", "calls"].filter({ node[$0] != nil }).count > 1 {
      find(node.mark, "a choice has only one of 'opens', 'does', 'sets' and 'calls'")
    }
    for pair in pairs where ["confirm", "done"].contains(pair.key) && node["calls"] == nil {
      find(pair.mark, "'\(pair.key)' needs 'calls'")
    }
    let action: ScreenFile.Choice.Action
    if let opens = optionalWord(node, "opens") {
      action = .opens(opens, bindings(node["with"]))
    } else if let does = optionalWord(node, "does") {
      if !ScreenFile.verbs.contains(does.text) {
        find(does.mark, "no verb '\(does.text)'" + suggestion(for: does.text, among: ScreenFile.verbs))
      }
      action = .does(does)
    } else if node["sets"] != nil {
      action = .sets(bindings(node["sets"]))
    } else if let calls = optionalWord(node, "calls") {
      guard let done = word(node, "done") else { return nil }
      action = .calls(calls, bindings(node["with"]), confirm: optionalWord(node, "confirm"), done: done)
    } else {
      find(node.mark, "a choice has 'opens', 'does', 'sets' or 'calls'")
      return nil
    }
    return ScreenFile.Choice(text: text, condition: condition(node), action: action)
  }

  private mutating func condition(_ node: YAMLNode) -> ScreenFile.Condition? {
    let condition = ScreenFile.Condition(when: optionalWord(node, "when"), unless: optionalWord(node, "unless"))
    if let unless = condition.unless, unless.text == condition.when?.text {
      find(unless.mark, "'when' and 'unless' are of the same '\(unless.text)': this is never shown")
    }
    return condition.paths.isEmpty ? nil : condition
  }

  private mutating func bindings(_ node: YAMLNode?) -> [ScreenFile.Binding] {
    guard let node, let pairs = mapping(node, "a list of parameters") else { return [] }
    return pairs.compactMap { pair in
      guard let text = pair.value.scalar else {
        find(pair.value.mark, "'\(pair.key)' is a word")
        return nil
      }
      let source: ScreenFile.Binding.Source
      switch text {
      case "true": source = .constant(.bool(true))
      case "false": source = .constant(.bool(false))
      case "null": source = .constant(.null)
      case _ where text.hasPrefix("="): source = .constant(.text(String(text.dropFirst())))
      case _ where Int(text) != nil: source = .constant(.integer(Int(text)!))
      default: source = .path(text)
      }
      return ScreenFile.Binding(name: pair.key, source: source, mark: pair.mark)
    }
  }

  private mutating func mapping(_ node: YAMLNode, _ what: String) -> [YAMLNode.Pair]? {
    if node.mapping == nil { find(node.mark, "\(what) is a mapping (key: value)") }
    return node.mapping
  }

  private mutating func reference(_ node: YAMLNode) -> ScreenFile.Reference? {
    guard let text = node.scalar, !text.isEmpty else {
      find(node.mark, "a word is needed here")
      return nil
    }
    return ScreenFile.Reference(text: text, mark: node.mark)
  }

  private mutating func word(_ node: YAMLNode, _ key: String) -> ScreenFile.Reference? {
    guard let value = node[key] else {
      find(node.mark, "'\(key)' is missing")
      return nil
    }
    return reference(value)
  }

  private mutating func optionalWord(_ node: YAMLNode, _ key: String) -> ScreenFile.Reference? {
    node[key].flatMap { reference($0) }
  }

  private mutating func flag(_ node: YAMLNode, _ key: String) -> Bool {
    guard let value = node[key] else { return false }
    switch value.scalar {
    case "true": return true
    case "false": return false
    default:
      find(value.mark, "'\(key)' is true or false")
      return false
    }
  }

  private mutating func number(_ node: YAMLNode, _ key: String) -> Int? {
    guard let value = node[key] else { return nil }
    guard let number = value.scalar.flatMap({ Int($0) }), number > 0 else {
      find(value.mark, "'\(key)' is a number from 1")
      return nil
    }
    return number
  }

  private mutating func allow(_ keys: [String], in pairs: [YAMLNode.Pair]) {
    for pair in pairs where !keys.contains(pair.key) {
      find(pair.mark, "unknown key '\(pair.key)'" + suggestion(for: pair.key, among: keys))
    }
  }
}

extension ReadingError {
  var sentence: String {
    switch reason {
    case .notUTF8: "the file is not UTF-8"
    case .syntax(let text): text
    case .duplicateKey(let key): "'\(key)' stands twice"
    case .anchorsNotAllowed: "anchors, aliases and tags are not used here"
    case .tooDeep: "nested too deeply"
    case .tooLarge: "the file is too large: at most 1 MiB"
    case .severalDocuments: "one document a file"
    case .empty: "the file is empty"
    }
  }
}

/// `; did you mean 'x'?` for the nearest of the known words, when one is near.
func suggestion(for word: String, among known: [String]) -> String {
  Nearest.word(to: word, among: known).map { "; did you mean '\($0)'?" } ?? ""
}

internal import Domain
internal import Reading

/// Reads the shapes that files of screens and forms are made of. What is wrong is found with its place, and reading goes on, so that a
/// writer sees all of it at once.
struct ShapeReader {
  /// How the file is named in findings, such as `screens/notices.yaml`.
  let file: String
  private(set) var findings: [Finding] = []

  init(file: String) { self.file = file }

  mutating func find(_ mark: Mark, _ sentence: String) { findings.append(Finding(file, mark, sentence)) }

  mutating func mapping(_ node: YAMLNode, _ what: String) -> [YAMLNode.Pair]? {
    if node.mapping == nil { find(node.mark, "\(what) is a mapping (key: value)") }
    return node.mapping
  }

  mutating func sequence(_ node: YAMLNode, _ key: String) -> [YAMLNode] {
    if node.sequence == nil { find(node.mark, "'\(key)' is a list") }
    return node.sequence ?? []
  }

  mutating func reference(_ node: YAMLNode) -> ScreenFile.Reference? {
    guard let text = node.scalar, !text.isEmpty else {
      find(node.mark, "a word is needed here")
      return nil
    }
    return ScreenFile.Reference(text: text, mark: node.mark)
  }

  mutating func word(_ node: YAMLNode, _ key: String) -> ScreenFile.Reference? {
    guard let value = node[key] else {
      find(node.mark, "'\(key)' is missing")
      return nil
    }
    return reference(value)
  }

  mutating func optionalWord(_ node: YAMLNode, _ key: String) -> ScreenFile.Reference? {
    node[key].flatMap { reference($0) }
  }

  mutating func flag(_ node: YAMLNode, _ key: String) -> Bool {
    guard let value = node[key] else { return false }
    switch value.scalar {
    case "true": return true
    case "false": return false
    default:
      find(value.mark, "'\(key)' is true or false")
      return false
    }
  }

  mutating func integer(_ node: YAMLNode, _ key: String, least: Int = 1, most: Int = .max) -> Int? {
    guard let value = node[key] else { return nil }
    guard let number = value.scalar.flatMap({ Int($0) }), (least...most).contains(number) else {
      let limits = (least == .min ? "" : " from \(least)") + (most == .max ? "" : " to \(most)")
      find(value.mark, "'\(key)' is a number" + limits)
      return nil
    }
    return number
  }

  mutating func allow(_ keys: [String], in pairs: [YAMLNode.Pair]) {
    for pair in pairs where !keys.contains(pair.key) {
      find(pair.mark, "unknown key '\(pair.key)'" + suggestion(for: pair.key, among: keys))
    }
  }
}

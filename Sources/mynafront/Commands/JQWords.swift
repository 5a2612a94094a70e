import Domain
import Screens

/// What libjq says is wrong with an expression, for people: which of its kinds of mistakes it is, with its own words after it.
struct JQWords: Equatable {
  /// The end of a text key: `cli.jq-wrong.syntax`.
  let key: String
  let places: [String: String]

  /// - Parameter words: of an expression that cannot be used at all.
  init(wrong words: String) {
    let told = Self.withoutPlace(words)
    if told.hasPrefix("syntax error") {
      self.init("wrong.syntax", words)
    } else if told.hasSuffix(" is not defined") {
      let name = told.prefix { $0 != " " && $0 != "/" }
      self.init(name.hasPrefix("$") ? "wrong.variable" : "wrong.function", words, ["name": String(name)])
    } else {
      self.init("wrong", words)
    }
  }

  /// - Parameter words: of an expression that does not fit what it was given.
  init(failed words: String) {
    if words == "out of memory" || words == "too deep" {
      self.init("failed.too-much", words)
    } else if words.hasPrefix("Cannot index ") {
      self.init("failed.index", words, ["type": Self.type(after: "Cannot index ", in: words)])
    } else if words.hasPrefix("Cannot iterate over ") {
      self.init("failed.iterate", words, ["type": Self.type(after: "Cannot iterate over ", in: words)])
    } else {
      self.init("failed", words)
    }
  }

  private init(_ key: String, _ words: String, _ places: [String: String] = [:]) {
    self.key = "cli.jq-" + key
    self.places = places.merging(["words": words]) { $1 }
  }

  /// The types of jq have words in every language.
  static let types = ["null", "boolean", "number", "string", "array", "object"]
  static let keys =
    ["wrong", "wrong.syntax", "wrong.function", "wrong.variable", "failed", "failed.index", "failed.iterate"]
    .map { "cli.jq-" + $0 } + ["cli.jq-failed.too-much"] + types.map { "cli.jq-type." + $0 }

  /// Libjq adds where it stopped, counting by lines, and the line itself.
  private static func withoutPlace(_ words: String) -> Substring {
    var rest = words[...]
    while !rest.isEmpty, !rest.hasPrefix(" at <top-level>") { rest = rest.dropFirst() }
    return words[..<rest.startIndex]
  }

  private static func type(after beginning: String, in words: String) -> String {
    let name = String(words.dropFirst(beginning.count).prefix { $0 != " " })
    return types.contains(name) ? name : "object"
  }

  func sentence(in texts: ScreenLibrary) -> TerminalSafe { texts.text(key, placesInWords(texts)) }

  /// The same places with the name of a type in the person's language.
  func placesInWords(_ texts: ScreenLibrary) -> [String: String] {
    var places = places
    if let type = places["type"] { places["type"] = texts.text("cli.jq-type." + type).text }
    return places
  }
}

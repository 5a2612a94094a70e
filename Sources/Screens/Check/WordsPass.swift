internal import Domain
internal import Reading

/// Words: every text that is needed exists in every language, asks for the same there, and somebody uses it.
extension ScreenCheck {
  mutating func demand(_ key: String) {
    guard used.insert(key).inserted else { return }
    for locale in Locale.complete where texts[locale]?[key] == nil {
      if isUnreadable(key, locale) { continue }
      let file = "content/\(locale.name)/\(WordsLocation.file(of: key)).md"
      find(file, Mark(line: 1, column: 1), "the program needs the text '\(key)'")
    }
  }

  func isUnreadable(_ key: String, _ locale: Locale) -> Bool {
    unreadable.contains("content/\(locale.name)/\(WordsLocation.file(of: key)).md")
      || unreadable.contains("content/\(locale.name)")
  }

  mutating func demandKeys() {
    for command in KeyCommand.allCases { demand("key." + command.rawValue) }
    for name in KeyName.all { demand("key.name." + name) }
    demand("key.none")
    for word in SpokenCommand.allCases { demand("key.word." + word.rawValue) }
    for key in ["help.keys", "help.words"] { demand(key) }
  }

  /// Words for every closed list of every call, and for every problem.
  func wordsOfValues(_ schemas: [Schema]) -> [String] {
    var keys: [String] = []
    func walk(_ schema: Schema) {
      switch schema {
      case .choice(let name, let words):
        // Names of parts and codes are never shown as they are.
        if name != "homePart" && name != "problem" { keys += words.map { "value.\(name).\($0)" } }
      case .list(let item): walk(item)
      case .object(let fields): for field in fields { walk(field.schema) }
      default: break
      }
    }
    for schema in calls.values.map(\.result) + schemas { walk(schema) }
    for code in Problem.Code.allCases {
      keys += ["problem.\(code.rawValue).what", "problem.\(code.rawValue).next", "value.problem.\(code.rawValue)"]
    }
    return keys
  }

  mutating func compareLanguages() {
    for (key, ja) in texts[.ja] ?? [:] {
      for locale in languages where locale != .ja {
        guard let other = texts[locale]?[key] else {
          if isUnreadable(key, locale) || !Locale.complete.contains(locale) { continue }
          find(ja.file, ja.mark, "'\(key)' is missing in \(locale.name)")
          continue
        }
        let places = Set(ja.templates.flatMap(\.places))
        let others = Set(other.templates.flatMap(\.places))
        if places != others {
          let difference = places.symmetricDifference(others).sorted().map { "{\($0)}" }.joined(separator: ", ")
          find(other.file, other.mark, "'\(key)' and its Japanese text differ in \(difference)")
        }
      }
    }
    for locale in languages where locale != .ja {
      for (key, text) in texts[locale] ?? [:] where texts[.ja]?[key] == nil && !isUnreadable(key, .ja) {
        let known = (texts[.ja] ?? [:]).keys.sorted()
        find(text.file, text.mark, "'\(key)' has no Japanese text" + suggestion(for: key, among: known))
      }
    }
  }

  mutating func findUnused() {
    guard everyFileIsRead else { return }
    for (key, text) in texts[.ja] ?? [:] where !used.contains(key) {
      find(text.file, text.mark, "nobody uses '\(key)'")
    }
  }
}

internal import Reading

/// What the style check looks at. The raw value is the name in `content/style.yaml` and at the end of a finding.
enum StyleRule: String, CaseIterable {
  case length = "sentence-length"
  case kanji = "kanji-in-a-sentence"
  case polite
  case denial = "double-negation"
  case ornament
  case fullWidth = "full-width"
  case bracket
  case blank
  case reading
  case word
  case glossary
}

/// The limits and the words of `content/style.yaml`.
struct StyleRules {
  /// A word that is written in one way only.
  struct Word {
    let write: [Unicode.Scalar]
    let not: [[Unicode.Scalar]]
    /// Nil: in all languages.
    let locales: [Locale]?
    /// Where the other word is right.
    let unless: [[Unicode.Scalar]]
  }

  /// A text that need not keep a rule.
  struct Exception {
    /// A key, or the beginning of keys with a star.
    let text: String
    let rule: StyleRule
    let locales: [Locale]?
    let mark: Mark

    func covers(_ key: String) -> Bool {
      text.hasSuffix("*") ? key.hasPrefix(text.dropLast()) : key == text
    }
  }

  /// In characters, in English in words.
  var longestSentence: [Locale: Int] = [:]
  var mostKanji: Int?
  /// The characters that a reader of easy texts knows.
  var knownKanji: Set<Unicode.Scalar> = []
  /// Words of known characters whose reading is hard all the same.
  var hardWords: [[Unicode.Scalar]] = []
  /// Names of the offices, whose kanji are not counted.
  var officialNames: [[Unicode.Scalar]] = []
  /// How a sentence of an easy text ends.
  var politeEndings: [[Unicode.Scalar]] = []
  /// What follows on one another within a sentence that denies twice.
  var denials: [Locale: [[[Unicode.Scalar]]]] = [:]
  var words: [Word] = []
  /// Words in katakana that everybody uses; every other one is a term, and stands in the glossary.
  var everydayWords: Set<String> = []
  /// The glossary, as text; nil where it is not at hand, and then nothing is looked up in it.
  var glossary: String?
  var exceptions: [Exception] = []

  func exception(for key: String, _ rule: StyleRule, _ locale: Locale) -> Int? {
    exceptions.firstIndex { $0.rule == rule && $0.locales?.contains(locale) != false && $0.covers(key) }
  }
}

/// Reads `content/style.yaml`. What is wrong in it is a finding, and the rest of it counts all the same.
struct StyleRulesReader {
  private let file: String
  private let languages: [Locale]
  private(set) var findings: [Finding] = []
  private static let keys = [
    "sentence-length", "kanji-in-a-sentence", "known-kanji", "hard-words", "official-names", "polite-endings",
    "double-negation", "words", "everyday-words",
    "exceptions",
  ]

  init(file: String, languages: [Locale] = Locale.complete) {
    self.file = file
    self.languages = languages
  }

  private mutating func find(_ mark: Mark, _ sentence: String) { findings.append(Finding(file, mark, sentence)) }

  /// Nil when it is no YAML.
  mutating func read(_ bytes: [UInt8]) -> StyleRules? {
    var rules = StyleRules()
    let root: YAMLNode
    do {
      root = try YAMLNode.read(bytes)
    } catch {
      find(error.mark, error.sentence)
      return nil
    }
    allow(Self.keys, in: root)
    for pair in root["sentence-length"].map({ pairs($0) }) ?? [] {
      if let locale = locale(pair.key, pair.mark) { rules.longestSentence[locale] = number(pair.value) }
    }
    rules.mostKanji = root["kanji-in-a-sentence"].flatMap { number($0) }
    rules.knownKanji = Set((root["known-kanji"].flatMap { text($0) } ?? "").unicodeScalars.filter(\.isKanji))
    rules.hardWords = root["hard-words"].map { texts($0) } ?? []
    rules.officialNames = root["official-names"].map { texts($0) } ?? []
    rules.politeEndings = root["polite-endings"].map { texts($0) } ?? []
    for pair in root["double-negation"].map({ pairs($0) }) ?? [] {
      guard let locale = locale(pair.key, pair.mark) else { continue }
      rules.denials[locale] = items(pair.value).map { texts($0) }
    }
    rules.words = root["words"].map { items($0) }?.compactMap { word($0) } ?? []
    rules.everydayWords = Set(root["everyday-words"].map { texts($0) }?.map(\.text) ?? [])
    rules.exceptions = root["exceptions"].map { items($0) }?.compactMap { exception($0) } ?? []
    return rules
  }

  private mutating func word(_ node: YAMLNode) -> StyleRules.Word? {
    allow(["write", "not", "in", "unless"], in: node)
    guard let write = node["write"].flatMap({ text($0) }), let not = node["not"].map({ texts($0) }), !not.isEmpty else {
      find(node.mark, "a word needs 'write' and 'not'")
      return nil
    }
    return StyleRules.Word(
      write: Array(write.unicodeScalars), not: not, locales: locales(node),
      unless: node["unless"].map { texts($0) } ?? [])
  }

  private mutating func exception(_ node: YAMLNode) -> StyleRules.Exception? {
    allow(["text", "rule", "in", "why"], in: node)
    guard let key = node["text"].flatMap({ text($0) }), let name = node["rule"].flatMap({ text($0) }),
      let why = node["why"].flatMap({ text($0) }), !why.isEmpty
    else {
      find(node.mark, "an exception needs 'text', 'rule' and 'why'")
      return nil
    }
    guard let rule = StyleRule(rawValue: name) else {
      let known = StyleRule.allCases.map(\.rawValue)
      find(node["rule"]?.mark ?? node.mark, "no rule '\(name)'" + suggestion(for: name, among: known))
      return nil
    }
    return StyleRules.Exception(text: key, rule: rule, locales: locales(node), mark: node.mark)
  }

  // MARK: Shapes

  /// Nil when nothing is said.
  private mutating func locales(_ node: YAMLNode) -> [Locale]? {
    guard let named = node["in"] else { return nil }
    return items(named).compactMap { item in text(item).flatMap { locale($0, item.mark) } }
  }

  private mutating func locale(_ name: String, _ mark: Mark) -> Locale? {
    let locale = languages.first { $0.name == name }
    if locale == nil {
      find(mark, "no language '\(name)'" + suggestion(for: name, among: languages.map(\.name)))
    }
    return locale
  }

  private mutating func pairs(_ node: YAMLNode) -> [YAMLNode.Pair] {
    if let pairs = node.mapping { return pairs }
    find(node.mark, "here stands 'name: value'")
    return []
  }

  private mutating func items(_ node: YAMLNode) -> [YAMLNode] {
    if let items = node.sequence { return items }
    find(node.mark, "here stands a list")
    return []
  }

  private mutating func texts(_ node: YAMLNode) -> [[Unicode.Scalar]] {
    items(node).compactMap { text($0) }.filter { !$0.isEmpty }.map { Array($0.unicodeScalars) }
  }

  private mutating func text(_ node: YAMLNode) -> String? {
    if let text = node.scalar { return text }
    find(node.mark, "here stands a word")
    return nil
  }

  private mutating func number(_ node: YAMLNode) -> Int? {
    if let number = node.scalar.flatMap({ Int($0) }), number > 0 { return number }
    find(node.mark, "here stands a number from 1")
    return nil
  }

  private mutating func allow(_ keys: [String], in node: YAMLNode) {
    for pair in pairs(node) where !keys.contains(pair.key) {
      find(pair.mark, "unknown key '\(pair.key)'" + suggestion(for: pair.key, among: keys))
    }
  }
}

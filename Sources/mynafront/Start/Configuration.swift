import Domain
import Operations
import Reading

/// The person's configuration file: preferences and profiles.
struct Configuration: Sendable {
  private var values: [ConfigurationKey: String] = [:]
  private var profiles: YAMLNode?
  var file: String

  /// Nothing is configured.
  init(file: String) { self.file = file }

  /// - Throws: `configurationInvalid` with the place, when the file is there and cannot be used.
  static func read(_ file: String, mustExist: Bool) throws(Problem) -> Configuration {
    guard let bytes = Files.read(file) else {
      if mustExist {
        let why = Files.exists(file) ? "unreadable" : "missing"
        throw Problem(.configurationInvalid, facts: [("place", .text(file)), (why, .text(file))])
      }
      return Configuration(file: file)
    }
    return try read(bytes, file: file)
  }

  /// - Parameter file: the name for errors.
  static func read(_ bytes: [UInt8], file: String) throws(Problem) -> Configuration {
    try ConfigurationMistake.read(bytes, in: file) { (root) throws(ConfigurationMistake) in
      try Configuration(root, file: file)
    } ?? Configuration(file: file)
  }

  private init(_ root: YAMLNode, file: String) throws(ConfigurationMistake) {
    guard let pairs = root.mapping else { throw ConfigurationMistake(at: root.mark, reason: .noNames) }
    let known = ConfigurationKey.allCases.map(\.rawValue) + ["profiles"]
    for pair in pairs where !known.contains(pair.key) {
      throw ConfigurationMistake(at: pair.mark, unknown: pair.key, among: known)
    }
    for key in ConfigurationKey.allCases {
      guard let node = root[key.rawValue] else { continue }
      guard key.words.isEmpty || key.words.contains(node.scalar ?? "") else {
        throw ConfigurationMistake(
          at: node.mark, key: key.rawValue, suggestion: Nearest.word(to: node.scalar ?? "", among: key.words))
      }
      values[key] = node.scalar
    }
    self.file = file
    profiles = root["profiles"]
    // All of them, not only the one in force: a mistake is told when it was made.
    for pair in profiles?.mapping ?? [] { _ = try Profile(pair.key, pair.value) }
  }

  /// What the file says of a key; nil when it says nothing.
  subscript(key: ConfigurationKey) -> String? { values[key] }

  var hasProfiles: Bool { profiles?.mapping?.isEmpty == false }
  var profileNames: [String] { profiles?.mapping?.map(\.key) ?? [] }

  /// What is said of a name that no profile has: which ones there are, and which was probably meant.
  func hasNoProfile(named name: String) -> Problem {
    let known = profileNames.contains("sandbox") ? profileNames : profileNames + ["sandbox"]
    var facts: [(String, Value)] = [
      ("place", .text("profiles.\(name)")), ("profile", .text(name)), ("profiles", .list(known.map { .text($0) })),
    ]
    if let near = Nearest.word(to: name, among: known) { facts.append(("suggestion", .text(near))) }
    return Problem(.configurationInvalid, facts: facts)
  }

  /// The profile of that name; nil when the file has none.
  func profile(named name: String) throws(Problem) -> Profile? {
    guard let node = profiles?[name] else { return nil }
    do throws(ConfigurationMistake) {
      return try Profile(name, node)
    } catch { throw error.problem(in: file) }
  }
}

/// What is wrong in a configuration file, and where.
struct ConfigurationMistake: Error, Equatable {
  let mark: Mark
  /// The key whose value is wrong or missing, or which there is not.
  let key: String?
  /// What was probably meant.
  let suggestion: String?
  /// Further facts of `problem.configurationInvalid`.
  let facts: [String: String]

  init(at mark: Mark, key: String? = nil, suggestion: String? = nil, facts: [String: String] = [:]) {
    self.mark = mark
    self.key = key
    self.suggestion = suggestion
    self.facts = facts
  }

  init(at mark: Mark, unknown key: String, among known: [String]) {
    self.init(at: mark, key: key, suggestion: Nearest.word(to: key, among: known))
  }

  /// A file that is no YAML of ours.
  init(_ error: ReadingError) {
    var key: String?
    var detail: String?
    let reason: Reason
    switch error.reason {
    case .notUTF8: reason = .notUTF8
    case .syntax(let words): (reason, detail) = (.syntax, words)
    case .duplicateKey(let twice): (reason, key) = (.duplicateKey, twice)
    case .anchorsNotAllowed: reason = .anchors
    case .tooDeep: reason = .tooDeep
    case .tooLarge: reason = .tooLarge
    case .severalDocuments: reason = .severalDocuments
    case .empty: reason = .noNames
    }
    self.init(at: error.mark, key: key, reason: reason, detail: detail)
  }

  init(at mark: Mark, key: String? = nil, reason: Reason, detail: String? = nil) {
    var facts = ["reason": reason.rawValue]
    facts["detail"] = detail
    self.init(at: mark, key: key, facts: facts)
  }

  /// Why a file has no keys that could be looked at. The raw value is the end of its text key: `value.configurationReason.syntax`.
  enum Reason: String, CaseIterable {
    case notUTF8, syntax, duplicateKey, anchors, tooDeep, tooLarge, severalDocuments, noNames
  }

  /// What `take` makes of a file a person writes; nil when the file is empty.
  /// - Throws: `configurationInvalid` with the place of what cannot be read or taken.
  static func read<T>(
    _ bytes: [UInt8], in file: String, _ take: (YAMLNode) throws(ConfigurationMistake) -> T
  ) throws(Problem) -> T? {
    let root: YAMLNode
    do throws(ReadingError) {
      root = try YAMLNode.read(bytes)
    } catch {
      if error.reason == .empty { return nil }
      throw ConfigurationMistake(error).problem(in: file)
    }
    do throws(ConfigurationMistake) { return try take(root) } catch { throw error.problem(in: file) }
  }

  func problem(in file: String) -> Problem {
    var facts: [(String, Value)] = [("place", .text("\(file):\(mark.line):\(mark.column)"))]
    if let key { facts.append(("key", .text(key))) }
    if let suggestion { facts.append(("suggestion", .text(suggestion))) }
    facts += self.facts.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }
    return Problem(.configurationInvalid, facts: facts)
  }
}

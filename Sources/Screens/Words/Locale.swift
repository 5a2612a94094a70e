// A language is a directory of `content/`. Three are complete and known to the program; any other says in its `language.yaml` how it
// writes what is no text, and has as many texts as somebody has written: what is missing is shown in Japanese.

internal import Reading

/// A language of the texts.
public struct Locale: Hashable, Sendable {
  /// The name of its directory, and of `--lang`.
  public let name: String
  /// How dates, brackets and the ends of sentences are written.
  public let writing: Writing

  public enum Writing: String, Hashable, Sendable, CaseIterable { case ja, easy, en }

  public static let ja = Locale(name: "ja", writing: .ja)
  /// やさしい日本語, written by hand.
  public static let easy = Locale(name: "easy", writing: .easy)
  public static let en = Locale(name: "en", writing: .en)
  /// Those that have every text; the check demands it.
  public static let complete = [ja, easy, en]

  private init(name: String, writing: Writing) {
    self.name = name
    self.writing = writing
  }

  /// What a directory is called becomes a part of paths.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
  }

  var isJapanese: Bool { writing != .en }

  /// The language of a name; nil when there is none, or what it says of itself cannot be read.
  /// - Parameter content: the directory that has a directory for each language.
  public init?(named name: String, in content: String) {
    if let known = Self.complete.first(where: { $0.name == name }) {
      self = known
    } else {
      var findings: [Finding] = []
      guard let read = Self.read(name, in: content, &findings) else { return nil }
      self = read
    }
  }

  /// All languages that can be chosen: the complete ones first, then the others by their names.
  public static func all(in content: String) -> [Locale] {
    complete + directories(content).compactMap { Locale(named: $0, in: content) }
  }

  /// The same for the check.
  /// - Parameter findings: what is wrong with the others is added to them.
  static func all(in content: String, _ findings: inout [Finding]) -> [Locale] {
    complete + directories(content).compactMap { read($0, in: content, &findings) }
  }

  private static func directories(_ content: String) -> [String] {
    let known = complete.map(\.name)
    return ScreenGallery.entries(content).filter { name in
      !name.hasPrefix(".") && !known.contains(name) && !ScreenGallery.entries("\(content)/\(name)").isEmpty
    }.sorted()
  }

  private static func read(_ name: String, in content: String, _ findings: inout [Finding]) -> Locale? {
    let file = "content/\(name)/language.yaml"
    var reader = ShapeReader(file: file)
    defer { findings += reader.findings }
    guard isName(name) else {
      reader.find(
        Mark(line: 1, column: 1),
        "the name of a language has small letters, digits and hyphens, such as 'vi' or 'zh-tw'")
      return nil
    }
    guard let bytes = readWholeFile("\(content)/\(name)/language.yaml") else {
      reader.find(Mark(line: 1, column: 1), "a language says here what it is like: write 'like: en'")
      return nil
    }
    return read(bytes, name, &reader)
  }

  /// What a language says of itself.
  static func read(_ bytes: [UInt8], _ name: String, _ reader: inout ShapeReader) -> Locale? {
    let root: YAMLNode
    do {
      root = try YAMLNode.read(bytes)
    } catch {
      reader.find(error.mark, error.sentence)
      return nil
    }
    guard let pairs = root.mapping else {
      reader.find(root.mark, "a language says here what it is like: write 'like: en'")
      return nil
    }
    reader.allow(["like"], in: pairs)
    guard let like = reader.word(root, "like") else { return nil }
    guard let writing = Writing(rawValue: like.text) else {
      let known = Writing.allCases.map(\.rawValue)
      reader.find(
        like.mark, "'like' is one of: \(known.joined(separator: ", "))" + suggestion(for: like.text, among: known))
      return nil
    }
    return Locale(name: name, writing: writing)
  }
}

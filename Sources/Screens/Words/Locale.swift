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
    return ScreenGallery.entries(content).filter { !$0.hasPrefix(".") && !$0.hasSuffix(".yaml") && !known.contains($0) }
      .sorted()
  }

  private static func read(_ name: String, in content: String, _ findings: inout [Finding]) -> Locale? {
    let file = "content/\(name)/language.yaml"
    var reader = ShapeReader(file: file)
    defer { findings += reader.findings }
    // What a directory is called becomes a part of paths.
    guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }),
      let bytes = readWholeFile("\(content)/\(name)/language.yaml")
    else {
      reader.find(Mark(line: 1, column: 1), "a language says here what it is like: 'like: en'")
      return nil
    }
    let root: YAMLNode
    do {
      root = try YAMLNode.read(bytes)
    } catch {
      reader.find(error.mark, error.sentence)
      return nil
    }
    guard let pairs = reader.mapping(root, "a language") else { return nil }
    reader.allow(["like"], in: pairs)
    guard let like = reader.word(root, "like") else { return nil }
    guard let writing = Writing(rawValue: like.text) else {
      let known = Writing.allCases.map(\.rawValue)
      reader.find(like.mark, "no language '\(like.text)' to be like" + suggestion(for: like.text, among: known))
      return nil
    }
    return Locale(name: name, writing: writing)
  }
}

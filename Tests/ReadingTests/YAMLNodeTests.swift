import Reading
import Testing

/// YAML as the house takes it: strict, and with the place of everything.
@Suite struct YAMLNodeTests {
  struct Refused: Sendable, CustomTestStringConvertible {
    let name: String
    let text: [UInt8]
    let reason: ReadingError.Reason?
    let line: Int
    let column: Int
    var testDescription: String { name }
    /// - Parameter reason: nil: a mistake of syntax, in libyaml's own words.
    init(_ name: String, _ text: String, _ reason: ReadingError.Reason? = nil, _ line: Int, _ column: Int) {
      self.init(name, bytes: Array(text.utf8), reason, line, column)
    }
    init(_ name: String, bytes: [UInt8], _ reason: ReadingError.Reason? = nil, _ line: Int, _ column: Int) {
      self.name = name
      text = bytes
      self.reason = reason
      self.line = line
      self.column = column
    }
  }

  static let refused: [Refused] = [
    Refused("empty", "", .empty, 1, 1),
    Refused("only a remark", "# nothing\n", .empty, 2, 1),
    Refused("a key twice", "a: 1\nb: 2\na: 3\n", .duplicateKey("a"), 3, 1),
    Refused("a key twice inside", "題: {あ: 1, い: 2, あ: 3}\n", .duplicateKey("あ"), 1, 17),
    Refused("an anchor", "a: &x 1\n", .anchorsNotAllowed, 1, 4),
    Refused("an anchor on a mapping", "あい: &x {a: 1}\n", .anchorsNotAllowed, 1, 5),
    Refused("an alias", "a: 1\nb: *x\n", .anchorsNotAllowed, 2, 4),
    Refused("a tag", "a: !!int 1\n", .anchorsNotAllowed, 1, 4),
    Refused("a tag of its own", "a:\n  - !thing {b: 1}\n", .anchorsNotAllowed, 2, 5),
    Refused("a tag without a name", "a: ! 1\n", .anchorsNotAllowed, 1, 4),
    Refused("two documents", "a: 1\n---\nb: 2\n", .severalDocuments, 2, 1),
    Refused("a key that is a list", "[a, b]: 1\n", .syntax("a key must be a word"), 1, 1),
    Refused("an open bracket", "a: [1, 2\nb: 3\n", nil, 2, 2),
    Refused("a tab for indentation", "a:\n\tb: 1\n", nil, 2, 1),
    Refused("an open quotation", "題名: \"あい\n", nil, 2, 1),
    Refused("a colon too many after Japanese", "題名: お知らせ: 二つ\n", nil, 1, 9),
    Refused("not UTF-8", bytes: Array("a: 1\nb: ".utf8) + [0x93, 0xFA, 0x0A], .notUTF8, 2, 1),
    Refused("not UTF-8 in the last line", bytes: Array("a: 1\nb: 2\nc: ".utf8) + [0xFF], .notUTF8, 3, 1),
    Refused("half a character", bytes: Array("題".utf8.dropLast()), .notUTF8, 1, 1),
    Refused("a control character", "a: 1\n題名: あ\u{1}い\n", nil, 2, 6),
    Refused("too deep", String(repeating: "[", count: 33) + String(repeating: "]", count: 33), .tooDeep, 1, 33),
    Refused("too large", String(repeating: " ", count: YAMLNode.maximumBytes + 1), .tooLarge, 1, 1),
  ]

  @Test(arguments: refused)
  func whatSurprisesIsRefusedWithItsPlace(example: Refused) {
    do {
      _ = try YAMLNode.read(example.text)
      Issue.record("it was read")
    } catch {
      #expect(error.mark == Mark(line: example.line, column: example.column))
      if let reason = example.reason {
        #expect(error.reason == reason)
      } else if case .syntax(let words) = error.reason {
        #expect(!words.isEmpty)
      } else {
        Issue.record("\(error.reason) is no mistake of syntax")
      }
    }
  }

  @Test func everythingKnowsItsPlaceInCharacters() throws {
    let root = try YAMLNode.read(
      Array("# 題\n題名: お知らせ\nひと:\n  - {名前: 太郎, 𠮷: 葛\u{E0100}}\n  - \"二人 目\"\n".utf8))
    #expect(root.mark == Mark(line: 2, column: 1))
    #expect(root["題名"]?.mark == Mark(line: 2, column: 5))
    let people = try #require(root["ひと"]?.sequence)
    #expect(people.map(\.mark) == [Mark(line: 4, column: 5), Mark(line: 5, column: 5)])
    let pairs = try #require(people[0].mapping)
    #expect(pairs.map(\.mark) == [Mark(line: 4, column: 6), Mark(line: 4, column: 14)])
    #expect(pairs[1].value.mark == Mark(line: 4, column: 17))
    #expect(people[1].scalar == "二人 目")
  }

  @Test(arguments: [
    ("a: true", "true"), ("a: 012", "012"), ("a: ~", "~"), ("a:", ""), ("a: 'x: y'", "x: y"), ("a: \"\\u304a\"", "お"),
    ("a: |\n  一行\n  二行\n", "一行\n二行\n"), ("a: >\n  one\n  two\n", "one two\n"), ("a: 2026-11-20", "2026-11-20"),
    ("---\na: b\n...\n", "b"),
  ])
  func everyScalarIsAString(text: String, scalar: String) throws {
    #expect(try YAMLNode.read(Array(text.utf8))["a"]?.scalar == scalar)
  }

  @Test func thirtyTwoLevelsAreEnough() throws {
    _ = try YAMLNode.read(Array((String(repeating: "[", count: 31) + "1" + String(repeating: "]", count: 31)).utf8))
  }

  /// The reader never crashes, whatever it is given, and always ends.
  @Test func anythingIsReadOrRefused() {
    var state: UInt64 = 3
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = [
      "a: ", "- ", "{", "}", "[", "]", "\n", "  ", "題", ": ", "\"", "'", "&x ", "*x", "!t ", "|\n", "---\n", "#", "%",
      "\t", ", ", "? ",
    ]
    for _ in 0..<3000 {
      let bytes = (0..<next(30)).flatMap { _ in Array(pieces[next(pieces.count)].utf8) }
      do throws(ReadingError) {
        _ = try YAMLNode.read(bytes)
      } catch {
        #expect(error.mark.line >= 1 && error.mark.column >= 1)
      }
    }
  }
}

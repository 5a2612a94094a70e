import Testing

@testable import Reading

struct WordsIndexTests {
  static let text = """
    # For writers

    ## a.title
    One

    ## a.body
    Two {x}

    - three
    - four

    ## a.title
    Again
    """

  @Test func aTextIsTheSameAsInTheWholeFile() throws {
    let words = Self.text.replacing("## a.title\nAgain", with: "## a.last\nEnd")
    let whole = try WordsFile.read(Array(words.utf8))
    let index = WordsIndex(Array(words.utf8))
    #expect(whole.entries.count == 3)
    for entry in whole.entries { #expect(index.entry(entry.key) == entry) }
  }

  @Test(
    arguments: [
      ("a.nothing", nil), ("a.title", "One"), ("", nil), ("For writers", nil),
    ] as [(String, String?)])
  func aKeyThatIsNotThereHasNoTextAndOfTwoTheFirstCounts(_ key: String, _ expected: String?) {
    #expect(WordsIndex(Array(Self.text.utf8)).entry(key)?.paragraphs.first?.text == expected)
  }

  @Test func oneTextThatCannotBeReadDoesNotTakeTheOthersAway() {
    let index = WordsIndex(
      Array("## a.bad\n<div>x</div>\n\n## a.good\nFine\n".utf8) + [0x23, 0x23, 0x20, 0x62, 0x0A, 0xFF])
    #expect(index.entry("a.bad") == nil)
    #expect(index.entry("a.good")?.paragraphs.map(\.text) == ["Fine"])
    #expect(index.entry("b") == nil)
  }

  @Test func aFileWithoutKeysOrTooLargeHasNoTexts() {
    #expect(WordsIndex([]).entry("a") == nil)
    #expect(WordsIndex(Array("## a\nx\n".utf8) + [UInt8](repeating: 0x20, count: 1 << 20)).entry("a") == nil)
  }
}

import Reading
import Testing

/// Words as CommonMark: keys, paragraphs and lists, and nothing that would vanish without a word.
@Suite struct WordsFileTests {
  static let sample = """
    # お知らせの画面

    書く人のためのことば。<b>HTML</b> もここならよい。

    | 表 | も |

    ## notices.title
    お知らせ

    ## notices.count
    - 全部で{total}件です。
    - 未読は{unread}件です。

    ## notices.how
    一行目の
    つづき。
    English goes on
    here.

    **大事**なことは[ここ](https://portal.test/)と`mynafront`にあります。

    3. 三番
    4. 四番

    ## notices.nothing
    """

  @Test func keysParagraphsAndListsAreRead() throws {
    let file = try WordsFile.read(Array(Self.sample.utf8))
    #expect(file.entries.map(\.key) == ["notices.title", "notices.count", "notices.how", "notices.nothing"])
    #expect(file.entries.map(\.mark.line) == [7, 10, 14, 25])
    #expect(file.entries[0].paragraphs.map(\.text) == ["お知らせ"])
    #expect(file.entries[1].paragraphs.map(\.kind) == [.bullet, .bullet])
    #expect(file.entries[1].paragraphs.map(\.mark) == [Mark(line: 11, column: 1), Mark(line: 12, column: 1)])
    #expect(
      file.entries[2].paragraphs.map(\.text) == [
        "一行目のつづき。English goes on here.", "大事なことはこことmynafrontにあります。", "三番", "四番",
      ])
    #expect(file.entries[2].paragraphs.map(\.kind) == [.plain, .plain, .numbered(3), .numbered(4)])
    #expect(file.entries[3].paragraphs.isEmpty)
  }

  @Test(
    arguments: [
      ("## a\nx\n\n## a\ny\n", .duplicateKey("a"), 4), ("## a\n> 引用\n", nil, 2), ("## a\n```\ncode\n```\n", nil, 2),
      ("## a\n\n    code\n", nil, 3), ("## a\nx\n\n***\n", nil, 4), ("## a\n### b\nx\n", nil, 2),
      ("## a\n# b\n", nil, 2),
      ("## a\n<table>\n</table>\n", nil, 2), ("## a\nmynafront <名前> と <b>x</b>\n", nil, 2),
      ("## a\n![絵](x.png)\n", nil, 2),
      ("## a\n- 一\n  - 二\n", nil, 2), ("## a\n- 一\n\n  二\n", nil, 2), ("## a\n-\n", nil, 2),
      ("## あ <i>い</i>\nx\n", nil, 1),
    ] as [(String, ReadingError.Reason?, Int)])
  func whatIsNotUnderstoodIsRefused(text: String, reason: ReadingError.Reason?, line: Int) {
    do {
      let file = try WordsFile.read(Array(text.utf8))
      Issue.record("it was read: \(file.entries)")
    } catch {
      #expect(error.mark.line == line)
      if let reason {
        #expect(error.reason == reason)
      } else if case .syntax = error.reason {
      } else {
        Issue.record("\(error.reason)")
      }
    }
  }

  @Test func bytesThatAreNoTextAreRefusedWithTheirLine() {
    #expect(throws: ReadingError(reason: .notUTF8, mark: Mark(line: 2, column: 1))) {
      try WordsFile.read(Array("## a\n".utf8) + [0x93, 0xFA])
    }
    #expect(throws: ReadingError(reason: .tooLarge, mark: Mark(line: 1, column: 1))) {
      try WordsFile.read([UInt8](repeating: 0x20, count: WordsFile.maximumBytes + 1))
    }
  }

  @Test(arguments: [("", 0), ("# 題だけ\n", 0), ("x\n\n## a\ny", 1), ("\u{FEFF}## a\ny\n", 1), ("## a\r\nx\r\ny\r\n", 1)])
  func aFileMayHaveNothing(text: String, entries: Int) throws {
    #expect(try WordsFile.read(Array(text.utf8)).entries.count == entries)
  }

  /// A name keeps its scalars on the way through CommonMark.
  @Test func namesAreNotNormalised() throws {
    let file = try WordsFile.read(Array("## a\n葛\u{E0100}城 \u{FA19} か\u{3099}\n".utf8))
    #expect(
      Array(file.entries[0].paragraphs[0].text.unicodeScalars) == Array("葛\u{E0100}城 \u{FA19} か\u{3099}".unicodeScalars)
    )
  }
}

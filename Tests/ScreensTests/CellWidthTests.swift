import CSystem
import Foundation
import Screens
import TestKit
import Testing

@Suite struct CellWidthTests {
  /// ncurses asks wcwidth where the cursor is after each character; if we count otherwise, rows shift.
  @Test func everyScalarIsAsWideAsGlibcSays() throws {
    let locale = try #require(newlocale(LC_CTYPE_MASK, "C.UTF-8", nil))
    let before = uselocale(locale)
    defer {
      uselocale(before)
      freelocale(locale)
    }
    var different: [String] = []
    var compared = 0
    for value in UInt32(0x20)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value), !(0x7F...0x9F).contains(value) else { continue }
      let theirs = Int(cs_wcwidth(value))
      // What glibc does not know at all is a box of one column in a terminal.
      if CellWidth.of(scalar) != (theirs < 0 ? 1 : theirs) {
        different.append("U+\(String(value, radix: 16)): ours \(CellWidth.of(scalar)), glibc \(theirs)")
      }
      compared += 1
    }
    #expect(compared > 1_000_000)
    #expect(different.prefix(20) == [])
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("お知らせ", 8), ("葛\u{E0100}城", 4), ("辻\u{E0101}", 2), ("\u{FA19}奈川", 6), ("𠮷", 2),
    ("か\u{3099}", 2),
    ("ｶﾞ", 2), ("ﾏｲﾅﾎﾟｰﾀﾙ", 8), ("㈱", 2), ("髙﨑", 4), ("①※→…─", 5), ("〜・～", 6), ("🎆", 2), ("e\u{301}", 1), ("　", 2),
  ])
  func textIsAsWideAsTerminalsShowIt(text: String, width: Int) { #expect(CellWidth.of(text) == width) }

  @Test(arguments: [
    ("お知らせ", 8, "お知らせ"), ("お知らせ", 7, "お知.."), ("お知らせ", 6, "お知.."), ("お知らせ", 5, "お.."), ("お知らせ", 2, ".."),
    ("お知らせ", 1, ""), ("お知らせ", 0, ""), ("葛\u{E0100}城市役所", 6, "葛\u{E0100}城.."), ("か\u{3099}き方", 4, "か\u{3099}.."),
    ("か\u{3099}き方", 3, ".."), ("ｶﾞｲﾄﾞ", 4, "ｶﾞ.."), ("ｶﾞｲﾄﾞ", 3, ".."), ("abc", 2, ".."),
  ])
  func cuttingNeverSplitsACharacter(text: String, columns: Int, cut: String) {
    let result = CellWidth.cut(text, to: columns)
    #expect(Array(result.unicodeScalars) == Array(cut.unicodeScalars))
    #expect(CellWidth.of(result) <= max(columns, 0))
  }
}

@Suite struct LineBreakingTests {
  @Test(
    arguments: [
      // A closing mark does not begin a line, an opening one does not end it.
      ("これは練習用です。人も", 16, ["これは練習用で", "す。人も"]),
      ("お知らせ（サンプル）", 10, ["お知らせ", "（サン", "プル）"]),
      ("題は「お知らせ」です", 6, ["題は", "「お知", "らせ」", "です"]),
      ("キャッシュカード", 6, ["キャッ", "シュ", "カード"]),
      ("ｷｬｯｼｭｶｰﾄﾞ", 4, ["ｷｬｯ", "ｼｭｶｰ", "ﾄﾞ"]),
      // A number stays whole, and with its counter.
      ("期限は2026年11月30日です", 12, ["期限は2026年", "11月30日です"]),
      ("入力できるのは、あと1回です", 21, ["入力できるのは、あと", "1回です"]),
      // Latin text breaks between words; a word that is too long is broken where it must.
      ("mynafront notices list", 12, ["mynafront", "notices list"]),
      ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
      ("行ごとに mynafront です", 12, ["行ごとに", "mynafront で", "す"]),
      // One or two characters do not stand alone at the end, where an earlier break is allowed.
      ("本物の役所には何も送られません。", 30, ["本物の役所には何も送られま", "せん。"]),
      ("もう一度お試しください", 20, ["もう一度お試しく", "ださい"]),
      // Combining marks and selectors stay with their letters.
      ("葛\u{E0100}葛\u{E0100}葛\u{E0100}葛\u{E0100}", 4, ["葛\u{E0100}葛\u{E0100}", "葛\u{E0100}葛\u{E0100}"]),
      ("", 10, [""]), ("あ", 1, ["あ"]),
    ] as [(String, Int, [String])])
  func linesBreakWhereJapaneseMayBeBroken(text: String, columns: Int, lines: [String]) {
    #expect(LineBreaking.lines(text, columns: columns) == lines)
  }

  /// Texts made by chance: nothing is lost, nothing is too wide, nothing goes on for ever.
  @Test func everyTextComesBackWhole() {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let alphabet = [
      "あ", "い", "漢", "字", "。", "、", "（", "）", "「", "」", "ー", "っ", "a", "b", " ", "1", "2", "年", "葛\u{E0100}", "ｶﾞ", "、",
      "-",
    ]
    for _ in 0..<2000 {
      let text = (0..<next(60)).map { _ in alphabet[next(alphabet.count)] }.joined()
      let columns = 2 + next(40)
      let lines = LineBreaking.lines(text, columns: columns)
      #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
      #expect(lines.allSatisfy { CellWidth.of($0) <= max(columns, 2) }, "\(text) in \(columns): \(lines)")
    }
  }

  /// A braille display of forty cells shows the row of the cursor, and the cursor takes one.
  @Test(arguments: [
    ("ホーム。 番号（1から23、?は説明）: ", "", "ホーム。 番号（1から23、?は説明）: "),
    (
      "申請の状況。 続きは Enter。 番号（1から10、?は説明）: ", "申請の状況。 続きは Enter。",
      "番号（1から10、?は説明）: "
    ),
    (
      "ログイン。 入力は表示されません。 利用者証明用の暗証番号、数字4桁: ", "ログイン。 入力は表示されません。",
      "利用者証明用の暗証番号、数字4桁: "
    ),
    ("「申請。」は選べませんでしたので、もう一度どうぞ。 番号: ", "「申請。」は選べませんでしたので、もう一度どうぞ。", "番号: "),
    (
      "Log in. Typing is hidden. PIN for user authentication, 4 digits: ", "Log in. Typing is hidden.",
      "PIN for user authentication, 4 digits: "
    ),
    ("文の終わりがないときは、どれほど長くてもそのままにします: ", "", "文の終わりがないときは、どれほど長くてもそのままにします: "),
  ]) func aPromptThatABrailleDisplayCannotShowIsBrokenAfterASentence(text: String, before: String, row: String) {
    let prompt = LineBreaking.prompt(text)
    #expect(prompt.before == before)
    #expect(prompt.row == row)
  }
}

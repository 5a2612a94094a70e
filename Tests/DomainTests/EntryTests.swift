import Domain
import Testing

@Suite struct EntryTests {
  @Test(
    arguments: [
      ("2026-11-20", "2026-11-20"), ("2026/11/20", "2026-11-20"), ("2026.1.5", "2026-01-05"),
      ("20261120", "2026-11-20"),
      ("２０２６年１１月２０日", "2026-11-20"), ("2026年 11月 20日", "2026-11-20"), ("2026 1 5", "2026-01-05"),
      ("令和8年11月20日", "2026-11-20"), ("令8.11.20", "2026-11-20"), ("R8.11.20", "2026-11-20"), ("ｒ８．１１．２０", "2026-11-20"),
      ("R081120", "2026-11-20"), ("r8/11/20", "2026-11-20"), ("令和　８年１１月２０日", "2026-11-20"),
      ("令和元年5月1日", "2019-05-01"), ("平成元年1月8日", "1989-01-08"), ("平成31年4月30日", "2019-04-30"),
      // A day on which the era changed has both names.
      ("昭和元年12月25日", "1926-12-25"), ("大正15年12月25日", "1926-12-25"), ("明治45年7月30日", "1912-07-30"),
      ("S64.1.7", "1989-01-07"), ("明治6年1月1日", "1873-01-01"),
      ("20 November 2026", "2026-11-20"), ("20 Nov 2026", "2026-11-20"), ("Nov 20, 2026", "2026-11-20"),
      ("2024-02-29", "2024-02-29"), ("2026ー11ー20", "2026-11-20"),
      // As this program says days.
      ("2026年11月20日（金）", "2026-11-20"), ("2026年11月20日(金曜日)", "2026-11-20"), ("2026年11月20日（令和8年）", "2026-11-20"),
      ("2019年5月1日（令和元年）", "2019-05-01"), ("Friday 20 November 2026", "2026-11-20"), ("20th Nov 2026", "2026-11-20"),
      ("2026年11月23日（月・祝）", "2026-11-23"), ("2026-11-20 (Fri)", "2026-11-20"), ("令和8年11月20日（2026年）", "2026-11-20"),
    ])
  func aDayIsReadAsPeopleTypeIt(typed: String, iso: String) throws {
    #expect(try DateEntry.read(typed).iso == iso)
  }

  @Test(
    arguments: [
      ("", DateEntry.Fault.unreadable), ("あした", .unreadable), ("2026-11", .unreadable), ("11-20", .unreadable),
      ("2026-11-20-1", .unreadable), ("26112", .unreadable), ("令和", .unreadable), ("令和0年1月1日", .unreadable),
      ("-2026-11-20x", .unreadable), ("99999-01-01", .unreadable), ("20 Foo 2026", .unreadable),
      // Of which century, and in which order?
      ("8.11.20", .unreadable), ("26/11/20", .unreadable), ("20/11/2026", .unreadable), ("R2026.11.20", .unreadable),
      // The weekday or the year is another day's.
      ("2026年11月20日（土）", .otherDay(CalendarDate(2026, 11, 20)!)),
      ("2026年11月20日（令和7年）", .otherDay(CalendarDate(2026, 11, 20)!)),
      ("令和8年11月20日（2025年）", .otherDay(CalendarDate(2026, 11, 20)!)),
      ("Monday 20 November 2026", .otherDay(CalendarDate(2026, 11, 20)!)),
      ("2026-02-29", .noSuchDay), ("2026-13-01", .noSuchDay), ("31 Apr 2026", .noSuchDay), ("R8.2.30", .noSuchDay),
      // Written on old forms, but there was no such day of that era.
      ("平成31年5月1日", .notInEra(CalendarDate(2019, 5, 1)!)), ("昭和64年1月9日", .notInEra(CalendarDate(1989, 1, 9)!)),
      ("令和元年4月30日", .notInEra(CalendarDate(2019, 4, 30)!)), ("平成32年1月1日", .notInEra(CalendarDate(2020, 1, 1)!)),
    ])
  func whatIsNoDaySaysWhy(typed: String, fault: DateEntry.Fault) {
    #expect(throws: fault) { try DateEntry.read(typed) }
  }

  @Test(
    arguments: [
      ("0", 0), ("１２，０００", 12_000), ("12,000", 12_000), ("－5", -5), ("ー５", -5), (" 7 ", 7), ("007", 7),
      ("1 234 567", 1_234_567),
    ])
  func aNumberIsReadAsPeopleTypeIt(typed: String, number: Int) throws {
    #expect(try NumberEntry.read(typed, least: -10) == number)
  }

  @Test(
    arguments: [
      ("", NumberEntry.Fault.unreadable), ("十", .unreadable), ("1a", .unreadable), ("1.5", .unreadable),
      ("1,5", .unreadable), ("1,0", .unreadable), ("1234,567", .unreadable), (",5", .unreadable),
      ("1,,000", .unreadable),
      ("9999999999999999999", .unreadable), ("0", .tooSmall(least: 1)), ("-3", .tooSmall(least: 1)),
      ("101", .tooLarge(most: 100)),
    ])
  func whatIsNoNumberSaysWhy(typed: String, fault: NumberEntry.Fault) {
    #expect(throws: fault) { try NumberEntry.read(typed, least: 1, most: 100) }
  }

  @Test(
    arguments: [
      ("1000014", "100-0014"), ("100-0014", "100-0014"), ("〒１００ー００１４", "100-0014"), ("１００ー００１４", "100-0014"),
      ("100 0014", "100-0014"), ("10000", nil), ("10000145", nil), ("abcdefg", nil), ("", nil),
    ] as [(String, String?)])
  func aPostcodeHasSevenDigits(typed: String, code: String?) {
    #expect(PostcodeEntry.read(typed) == code)
  }

  @Test(
    arguments: [
      ("さんぷる たろう", "サンプル　タロウ"), ("ｻﾝﾌﾟﾙ ﾀﾛｳ", "サンプル　タロウ"), ("ｶﾞｷﾞｸﾞﾊﾟｳﾞ", "ガギグパヴ"), ("か\u{3099}は\u{309A}", "ガパ"),
      ("マリーア・テレサ", "マリーア・テレサ"), ("ﾏﾘｱ･ﾃﾚｻ", "マリア・テレサ"), ("・", nil), ("ーー", nil), ("ﾏﾘｰｱ", "マリーア"), ("", nil),
      ("山田", nil), ("taro", nil), ("タロウ1", nil),
    ] as [(String, String?)])
  func aReadingIsKeptAsKatakana(typed: String, kana: String?) {
    #expect(KanaEntry.read(typed) == kana)
  }

  @Test func foldingTouchesNoKanji() {
    // Compatibility ideographs and variation selectors are somebody's name.
    let name = "\u{FA19}\u{9089}\u{E0100}"
    #expect(Array(Folding.plain(name).unicodeScalars) == Array(name.unicodeScalars))
    #expect(Array(Folding.katakana(name).unicodeScalars) == Array(name.unicodeScalars))
  }

  @Test(
    arguments: [
      ("~/a.pdf", "~/a.pdf"), (" /a b.pdf ", "/a b.pdf"), ("'/a b.pdf'", "/a b.pdf"), ("\"/a b.pdf\"", "/a b.pdf"),
      ("/a\\ b\\(1\\).pdf", "/a b(1).pdf"), ("file:///a%20b.pdf", "/a b.pdf"),
      ("file://localhost/%E6%9B%B8.pdf", "/書.pdf"),
      ("～/a.pdf", "~/a.pdf"), ("〜/a.pdf", "~/a.pdf"), ("file:/a", "/a"), (#"'/it'\''s.pdf'"#, "/it's.pdf"),
      (#""/a\$b \\.pdf""#, #"/a$b \.pdf"#), (#"/a\,b\~"#, "/a,b~"), ("file:///a%00b", "/a\u{0}b"),
      // None of these, so every character is part of the name.
      ("it's.pdf", "it's.pdf"), ("a\\b.pdf", "a\\b.pdf"), ("file://elsewhere/a", "file://elsewhere/a"),
      ("file:///a%2", "file:///a%2"), ("file:///a%+5", "file:///a%+5"), ("'", "'"), ("", ""), ("'a' b", "'a' b"),
      ("'a", "'a"), ("file:////elsewhere", "file:////elsewhere"),
    ])
  func aPathIsReadAsItIsPastedAndDropped(typed: String, path: String) {
    #expect(PathEntry.read(typed) == path)
  }

  @Test(arguments: [("ﾊﾞﾅﾅ･ﾊﾟｲ", "バナナ・パイ"), ("ﾛｸﾞｲﾝ", "ログイン"), ("はなこ", "はなこ"), ("1ﾟ", "1\u{309A}"), ("", "")])
  func halfWidthKanaBecomeFullWidthAndNothingElse(typed: String, widened: String) {
    #expect(Folding.widened(typed) == widened)
  }
}

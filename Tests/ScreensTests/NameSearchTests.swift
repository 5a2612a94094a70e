import Testing

@testable import Screens

/// A name is found by its beginning or another word for it, however it is typed.
@Suite struct NameSearchTests {
  @Test(
    arguments: [
      ("おしらせ", "oshirase"), ("ログイン", "roguin"), ("しんちゃく", "shinchaku"), ("きって", "kitte"), ("まっちゃ", "matcha"),
      ("ファイル", "fairu"), ("ｶｰﾄﾞ", "kado"), ("カード", "kado"), ("さんねん", "sanen"), ("ジュース", "jusu"), ("漢字", nil), ("", nil),
      ("ゃ", nil),
    ] as [(String, String?)])
  func kanaIsSpelledInLatinLetters(kana: String, romaji: String?) { #expect(Romaji.of(kana) == romaji) }

  /// Both ways in which Japanese schools teach it, and what stands between two keys.
  @Test(
    arguments: [
      ("osirase", "oshirase"), ("oshirase", "oshirase"), ("tuuti", "tsuuchi"), ("tsuuchi", "tsuuchi"),
      ("syasin", "shashin"),
      ("shashin", "shashin"), ("hurigana", "furigana"), ("chu", "chu"), ("shu", "shu"), ("zyusyo", "jusho"),
      ("konna", "kona"),
      ("ro-guin", "roguin"), ("matcha", "matcha"), ("maccha", "matcha"), ("os", "os"),
    ])
  func eitherSpellingIsTheSame(typed: String, plain: String) {
    #expect(Romaji.hepburn(typed) == plain)
    #expect(Romaji.hepburn(plain) == plain)
  }

  @Test(
    arguments: [
      ("おしらせ", ["お知らせ", "おしらせ"], true), ("オシラ", ["お知らせ", "おしらせ"], true), ("osir", ["お知らせ", "おしらせ"], true),
      ("OSHI", ["お知らせ", "おしらせ"], true), ("ｏｓｈｉ", ["お知らせ", "おしらせ"], true), ("お知", ["お知らせ"], true),
      ("知らせ", ["お知らせ"], true),
      // One character is looked for at the beginning only.
      ("知", ["お知らせ"], false), ("お", ["お知らせ"], true), ("not", ["Notices"], true), ("ticket", ["Notices"], false),
      ("しんせい", ["申請（しんせい）"], true), ("申請", ["申請（しんせい）"], true), ("sinsei", ["申請（しんせい）"], true), ("e", ["お知らせ"], false),
      ("shirase", ["お知らせ", "おしらせ"], false), ("kaado", ["カード"], true), ("ka-do", ["カード"], true), ("kado", ["カード"], true),
      ("tuti", ["通知（つうち）"], true), ("kaaado", ["カート"], false),
    ] as [(String, [String], Bool)])
  func aNameIsFound(typed: String, names: [String], fits: Bool) throws {
    #expect(try #require(NameSearch(typed)).fits(names) == fits)
  }

  @Test(arguments: ["", " ", "　"]) func nothingTypedIsNoSearch(typed: String) { #expect(NameSearch(typed) == nil) }
}

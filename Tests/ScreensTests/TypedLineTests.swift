import Domain
import Screens
import TestKit
import Testing

/// What a typed line means at a choice of the lines.
@Suite struct TypedLineTests {
  static let words = SpokenWords(TestTexts.library())

  @Test(
    arguments: [
      ("1", true), (" １ ", true), ("もう一度", true), ("0001", false), ("+1", false), ("01", false), ("1234", false),
      ("-0", false), ("99999999999999999999999", false), ("", false),
    ])
  func aNumberIsThatOfAChoiceOnlyAsItWasRead(line: String, means: Bool) throws {
    let script = try TestTexts.page("problem.pin-wrong").read(Self.words)
    #expect((script.choice(for: line)?.number == 1) == means)
  }

  /// y and n, and the Japanese words in every kind of kana, whatever the language of the choices.
  @Test(
    arguments: [("ｙ", "yes"), ("YES", "yes"), ("ハイ", "yes"), ("ﾊｲ", "yes"), ("n", "no"), ("ｲｲｴ", "no"), ("たぶん", nil)]
      as [(String, String?)], Screens.Locale.complete)
  func yesAndNoAreUnderstoodAtTheirQuestion(_ answer: (line: String, value: String?), locale: Screens.Locale) throws {
    let script = try TestTexts.page("sign-document.attached", locale).read(
      SpokenWords(TestTexts.library(locale)))
    let choice = script.choice(for: answer.line)
    #expect(choice?.kind == answer.value.map { .act(.answer($0)) })
  }

  @Test(arguments: [("電子", 2), ("氏名", 1), ("ｼﾒｲ", 0), ("x", 0)])
  func whatBeginsSeveralNamesIsCounted(line: String, count: Int) {
    let names = ["電子署名をする", "電子署名を確かめる", "氏名を読む"]
    let blocks = names.map { Page.Block(ElementID($0), .choice(TerminalSafe(line: $0), .none)) }
    let script = Page(screen: "x", title: TerminalSafe(line: "x"), blocks: blocks).read(Self.words)
    #expect(script.countOfChoices(beginningWith: line) == count)
  }

  @Test(arguments: [
    ("problem.pin-wrong", "もう一度試す"), ("problem.no-card", "カードを用意して、もう一度試す"), ("start.practice", "ログインする"),
    ("help.keys", nil), ("home.full", nil),
  ])
  func whatTriesAgainIsFoundOnAnyPage(state: String, name: String?) throws {
    #expect(try TestTexts.page(state).read(Self.words).tryAgain?.name == name)
  }
}

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

  @Test(arguments: [
    ("problem.pin-wrong", "もう一度試す"), ("problem.no-card", "カードを用意して、もう一度試す"), ("start.practice", "ログインする"),
    ("help.keys", nil), ("home.full", nil),
  ])
  func whatTriesAgainIsFoundOnAnyPage(state: String, name: String?) throws {
    #expect(try TestTexts.page(state).read(Self.words).tryAgain?.name == name)
  }
}

import Screens
import TestKit
import Testing

/// The one table of keys and the words of a prompt: what the faces listen to and what the help says.
@Suite struct KeyTableTests {
  @Test func everyCommandHasAKeyAndEveryKeyOneCommand() {
    #expect(Set(KeyTable.all.map(\.command)) == Set(KeyCommand.allCases))
    #expect(KeyTable.all.count == KeyCommand.allCases.count)
    let keys = KeyTable.all.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
    for binding in KeyTable.all {
      #expect(!binding.keyNames.isEmpty && binding.keyNames.count == binding.keys.count, "\(binding.command)")
    }
  }

  /// TUI-16: what people expect of any program.
  @Test(
    arguments: [
      (.down, .next), (.up, .previous), (.enter, .open), (.escape, .back), (.tab, .nextField),
      (.backTab, .previousField),
      (.pageUp, .pageUp), (.pageDown, .pageDown), (.home, .first), (.end, .last), (.f1, .help), (.redraw, .redraw),
      (.cancel, .cancel), (.suspend, .suspend), (.character("j"), .next), (.character("k"), .previous),
      (.character("g"), .first), (.character("G"), .last), (.character("/"), .search), (.character("n"), .searchNext),
      (.character("N"), .searchPrevious), (.character("?"), .help), (.character("q"), .quit),
      (.character(":"), .palette),
      (.character("ｊ"), .next), (.character("Ｇ"), .last), (.character("ｑ"), .quit), (.character("？"), .help),
      (.character("："), .palette), (.character("／"), .search), (.character("　"), .pageDown),
      (.character("あ"), nil), (.character("x"), nil), (.character("ｊ\u{3099}"), nil), (.delete, nil),
      (.endOfInput, nil),
    ] as [(Key, KeyCommand?)])
  func aKeyAsksForOneThing(key: Key, command: KeyCommand?) { #expect(KeyTable.command(of: key) == command) }

  @Test func everyWordOfThePromptIsUniqueAndUnderstood() {
    let spellings = SpokenCommand.allCases.flatMap(\.spellings)
    #expect(Set(spellings).count == spellings.count)
    for command in SpokenCommand.allCases {
      for spelling in command.spellings {
        #expect(SpokenCommand(spelling) == command)
        #expect(SpokenCommand("　" + spelling.uppercased() + " ") == command)
      }
    }
  }

  /// A11Y-08: at every prompt, in Latin letters and in Japanese.
  @Test(
    arguments: [
      ("?", .help), ("？", .help), ("戻る", .back), ("b", .back), ("Ｂ", .back), ("一覧", .again), ("l", .again),
      ("現在", .whereAmI),
      ("w", .whereAmI), ("中止", .quit), ("q", .quit), ("ｑｕｉｔ", .quit), ("保存", .save), ("続き", .more), ("ホーム", .home),
      ("1", nil),
      ("", nil), ("戻", nil), ("quit now", nil),
    ] as [(String, SpokenCommand?)])
  func aWordAtThePromptIsUnderstood(line: String, command: SpokenCommand?) { #expect(SpokenCommand(line) == command) }

  @Test(arguments: [
    ("１２３", "123"), ("ＡＢＣ", "abc"), ("　戻る　", "戻る"), ("\t1 \r\n", "1"), ("！", "!"), ("カ", "カ"), ("ｶﾞ", "ｶﾞ"), ("", ""),
  ])
  func whatIsTypedIsTakenInItsPlainForm(typed: String, plain: String) { #expect(SpokenInput.plain(typed) == plain) }

  /// No choice on any screen can only be said by a word that the prompt takes for itself.
  @Test func noNameOfAChoiceIsAWordOfThePrompt() throws {
    for state in TestTexts.states {
      for locale in Screens.Locale.allCases {
        let script = try TestTexts.page(state, locale).read(SpokenWords(TestTexts.library(locale)))
        for choice in script.choices where SpokenCommand(choice.name) != nil {
          // 「ホーム」 in the menu and "Quit" mean what the word means; and their number is always there.
          let same: [Script.Choice.Kind] = [.act(.verb("home")), .act(.verb("quit"))]
          #expect(same.contains(choice.kind), "\(state): \(choice.name)")
        }
      }
    }
  }

  /// The help shows every key and every word, with a sentence for each, in each language.
  @Test(arguments: Screens.Locale.allCases)
  func theHelpIsMadeOfTheTable(locale: Screens.Locale) throws {
    let page = try TestTexts.page("help.keys", locale)
    for command in KeyCommand.allCases { #expect(page.elements.contains(ElementID("key.\(command.rawValue)"))) }
    for command in SpokenCommand.allCases { #expect(page.elements.contains(ElementID("word.\(command.rawValue)"))) }
    let text = page.read(SpokenWords(TestTexts.library(locale))).lines.map(\.text).joined()
    #expect(!text.contains("key."))
  }
}

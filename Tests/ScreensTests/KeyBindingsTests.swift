import Domain
import Screens
import TestKit
import Testing

/// The one table of keys and the words of a prompt: what the faces listen to and what the help says.
@Suite struct KeyBindingsTests {
  @Test func everyCommandHasAKeyAndEveryKeyOneCommand() {
    let keys = KeyCommand.allCases.flatMap { KeyBindings.usual.keys(of: $0) }
    #expect(Set(keys).count == keys.count)
    for command in KeyCommand.allCases {
      #expect(!KeyBindings.usual.keys(of: command).isEmpty, "\(command)")
      for key in KeyBindings.usual.keys(of: command) { #expect(Key(name: key.name) == key, "\(key)") }
    }
  }

  /// TUI-16: what people expect of any program.
  @Test(
    arguments: [
      (.down, .next), (.up, .previous), (.enter, .open), (.escape, .back), (.tab, .nextField),
      (.backTab, .previousField),
      (.pageUp, .pageUp), (.pageDown, .pageDown), (.home, .first), (.end, .last), (.function(1), .help),
      (.redraw, .redraw),
      (.cancel, .cancel), (.suspend, .suspend), (.character("j"), .next), (.character("k"), .previous),
      (.character("g"), .first), (.character("G"), .last), (.character("/"), .search), (.character("n"), .searchNext),
      (.character("N"), .searchPrevious), (.character("?"), .help), (.character("q"), .quit),
      (.character(":"), .palette),
      (.character("ｊ"), .next), (.character("Ｇ"), .last), (.character("ｑ"), .quit), (.character("？"), .help),
      (.character("："), .palette), (.character("／"), .search), (.character("　"), .pageDown),
      (.character("あ"), nil), (.character("x"), nil), (.character("ｊ\u{3099}"), nil), (.delete, nil),
      (.endOfInput, nil),
    ] as [(Key, KeyCommand?)])
  func aKeyAsksForOneThing(key: Key, command: KeyCommand?) { #expect(KeyBindings.usual.command(of: key) == command) }

  /// The kana mode of a Japanese keyboard: j gives ま, q gives た, whichever kana the input method makes of it.
  @Test(
    arguments: [
      ("ま", .next), ("マ", .next), ("ﾏ", .next), ("の", .previous), ("た", .quit), ("き", .first), ("み", .searchNext),
      ("て", .whereAmI),
      ("め", .search), ("け", .palette), ("・", .help), ("あ", nil), ("漢", nil), ("j", nil),
    ] as [(String, KeyCommand?)])
  func aKeyOfTheKanaModeIsTheLetterOnIt(kana: String, command: KeyCommand?) {
    #expect(KeyBindings.usual.command(ofKanaKey: .character(Character(kana))) == command)
  }

  // MARK: Binding anew

  @Test func aCommandThatIsNamedHasItsNewKeysAndTakesThemFromOthers() throws {
    let keys = try KeyBindings(changing: [
      (.quit, [.character("x"), .function(10)]), (.search, [.character("q"), .character("n")]),
    ])
    #expect(keys.command(of: .character("x")) == .quit && keys.command(of: .function(10)) == .quit)
    #expect(keys.command(of: .character("q")) == .search && keys.command(of: .character("ｎ")) == .search)
    #expect(keys.command(of: .character("/")) == nil, "what it had before is free")
    #expect(keys.keys(of: .searchNext).isEmpty, "n was taken from it")
    #expect(keys.command(of: .down) == .next, "what nobody named stays")
  }

  @Test(
    arguments: [
      ([(.quit, [.character("x")]), (.help, [.character("x")])], .twice(.character("x"), .quit, .help)),
      ([(.quit, [])], .withoutKey(.quit, to: .quit)),
      // The only key of another command is taken from it.
      ([(.first, [.character("q")])], .withoutKey(.quit, to: .first)),
      // In a field every character is text: nothing would lead out of it.
      ([(.back, [.character("b")])], .onlyCharacters(.back)),
      ([(.search, [.cancel])], .fixed(.cancel, .search)), ([(.next, [.suspend])], .fixed(.suspend, .next)),
    ] as [([(command: KeyCommand, keys: [Key])], KeyBindings.Fault)])
  func whatWouldBeATrapIsRefused(changes: [(command: KeyCommand, keys: [Key])], fault: KeyBindings.Fault) {
    #expect(throws: fault) { try KeyBindings(changing: changes) }
  }

  /// What every terminal promises cannot be bound away.
  @Test func ctrlCAndCtrlZStayWhateverElseIsBound() throws {
    let keys = try KeyBindings(changing: [(.cancel, [.character("x")]), (.suspend, [])])
    #expect(keys.command(of: .cancel) == .cancel && keys.command(of: .character("x")) == .cancel)
    #expect(keys.command(of: .suspend) == .suspend)
  }

  /// A sentence that names a key which is not bound stays a sentence.
  @Test func aSentenceWithoutItsKeySaysThatThereIsNone() throws {
    let keys = try KeyBindings(changing: [(.nextField, [])])
    let library = ScreenLibrary(
      screens: TestTexts.screens, content: TestTexts.content, locale: .en, calls: TestTexts.calls, keys: keys)
    #expect(library.text("voice.nothing-here").text.contains("No key goes to what you can choose"))
  }

  @Test(
    arguments: [
      ("down", .down), ("page-up", .pageUp), ("shift-tab", .backTab), ("space", .character(" ")),
      ("f12", .function(12)),
      ("ctrl-x", .control("x")), ("ctrl-l", .redraw), ("?", .character("?")), ("G", .character("G")),
      ("ｊ", .character("j")),
      ("f13", nil), ("f01", nil), ("f0", nil), ("ctrl-h", nil), ("ctrl-X", nil), ("Down", nil), ("", nil), ("ab", nil),
      (" ", nil),
    ] as [(String, Key?)])
  func aKeyIsNamedAsItIsWrittenOnIt(name: String, key: Key?) { #expect(Key(name: name) == key) }

  /// A hint or a help that names another key than the one that works is worse than none.
  @Test func textsNameTheKeysThatThePersonHasBound() throws {
    let keys = try KeyBindings(changing: [
      (.help, [.function(2), .character("h")]), (.quit, [.control("x")]), (.search, []),
    ])
    let library = ScreenLibrary(
      screens: TestTexts.screens, content: TestTexts.content, locale: .en, calls: TestTexts.calls, keys: keys)
    let words = FrameWords(library)
    #expect(words.shortHint == "F2:help Ctrl+X:quit Esc:back")
    #expect(!words.longHint.contains("find"), "a command without a key has no hint")
    #expect(words.shortFieldHint.hasPrefix("F2:help"))
    let help = try ScreenGallery.page("help", state: "keys", TestTexts.resources, library).read(SpokenWords(library))
    #expect(help.lines.contains { $0.text == "F2, h: Opens the help." }, "\(help.lines.map(\.text))")
    #expect(help.lines.contains { $0.text == "No key: Finds words on this screen." })
  }

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
      ("ﾎｰﾑ", .home),
      ("1", nil),
      ("", nil), ("戻", nil), ("quit now", nil),
    ] as [(String, SpokenCommand?)])
  func aWordAtThePromptIsUnderstood(line: String, command: SpokenCommand?) { #expect(SpokenCommand(line) == command) }

  @Test(arguments: [
    ("１２３", "123"), ("ＡＢＣ", "abc"), ("　戻る　", "戻る"), ("\t1 \r\n", "1"), ("！", "!"), ("カ", "カ"), ("ｶﾞ", "ガ"), ("", ""),
  ])
  func whatIsTypedIsTakenInItsPlainForm(typed: String, plain: String) { #expect(SpokenInput.plain(typed) == plain) }

  /// No choice on any screen can only be said by a word that the prompt takes for itself.
  @Test func noNameOfAChoiceIsAWordOfThePrompt() throws {
    for state in TestTexts.states {
      for locale in Screens.Locale.complete {
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
  @Test(arguments: Screens.Locale.complete)
  func theHelpIsMadeOfTheTable(locale: Screens.Locale) throws {
    let page = try TestTexts.page("help.keys", locale)
    for command in KeyCommand.allCases { #expect(page.elements.contains(ElementID("key.\(command.rawValue)"))) }
    for command in SpokenCommand.allCases { #expect(page.elements.contains(ElementID("word.\(command.rawValue)"))) }
    let text = page.read(SpokenWords(TestTexts.library(locale))).lines.map(\.text).joined()
    #expect(!text.contains("key."))
  }
}

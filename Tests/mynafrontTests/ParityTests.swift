import Domain
import TestKit
import Testing

@testable import Screens
@testable import mynafront

/// Nobody can do less in lines than in the full screen, and what the faces can do a script can do too. `docs/parity.md` is made here.
struct ParityTests {
  /// What the portal or the card can be asked for, from which screens, and with which command.
  struct Capability {
    let name: String
    let summary: String
    let screens: [String]
    var command: mynafront.Command? {
      CommandTable.command(Self.others[name] ?? name.split(separator: ".").map(String.init))
    }

    /// Where the command is called otherwise than the call.
    private static let others = [
      "card.show": ["card", "status"], "help.find": ["help"], "help.show": ["help"], "session.close": ["logout"],
      "session.extend": ["session"], "status.list": ["bff", "call"],
    ]
  }

  static func capabilities() throws -> [Capability] {
    let library = TestTexts.library(.en)
    // The choice that extends a session is put on every screen (`SessionEnd`).
    var screens: [String: [String]] = ["session.extend": ["all"]]
    for name in ScreenGallery.names(TestTexts.resources) where try library.form(name) == nil {
      let file = try library.screen(name)
      for call in [file.load, file.operates, file.then].compactMap({ $0?.text }) + Self.calls(file.blocks) {
        if screens[call]?.last != name { screens[call, default: []].append(name) }
      }
    }
    let own = ["session.close": "Log out.", "session.extend": "Go on with a session that is about to end."]
    return try screens.keys.sorted().map { name in
      let summary = try #require(own[name] ?? library.description(of: CallName(name))?.summary)
      return Capability(name: name, summary: summary, screens: screens[name]!)
    }
  }

  private static func calls(_ nodes: [ScreenFile.Node]) -> [String] {
    nodes.flatMap { node -> [String] in
      switch node.kind {
      case .choices(let choices):
        choices.compactMap { choice in
          switch choice.action {
          case .calls(let call, _, _, _): call.text
          case .does(let verb) where verb.text == "logout": "session.close"
          default: nil
          }
        }
      case .part(_, _, let nodes): calls(nodes)
      default: []
      }
    }
  }

  @Test func whatAFaceCanDoACommandCanDo() throws {
    for capability in try Self.capabilities() {
      #expect(capability.command != nil, "no command for '\(capability.name)' of \(capability.screens)")
    }
  }

  /// What does the same line by line as a command of the full screen. Every one has its row: the compiler asks for it.
  static func inLines(_ command: KeyCommand) -> (words: [SpokenCommand], otherwise: String) {
    switch command {
    case .next, .previous, .first, .last, .nextField, .previousField:
      ([], "not needed: a number or a name chooses wherever it stands")
    case .open: ([], "a number, or the beginning of a name")
    case .back: ([.back], "")
    case .pageDown: ([.more], "")
    case .pageUp: ([.again], "")
    case .search, .searchNext, .searchPrevious:
      ([], "not needed: lines stay and can be searched with the terminal or the reader")
    case .palette: ([.places], "")
    case .whereAmI: ([.whereAmI], "")
    case .help: ([.help], "")
    case .redraw: ([.again], "")
    case .cancel: ([], "Ctrl+C")
    case .suspend: ([], "Ctrl+Z")
    case .quit: ([.quit], "")
    }
  }

  static func document() throws -> String {
    let library = TestTexts.library(.en)
    var lines = [
      "# The same for everybody", "",
      "Made by a test (`ParityTests`) from the screens, the calls, the commands and the key tables: `make goldens` writes it anew.",
      "",
      "The full screen and the line-by-line view show the same page: a test compares what both offer, for every screen in every state and all",
      "sizes (`SameElementsTests`). So a screen that is named here is there in both.", "",
      "## What can be done", "", "| what | screen, in both faces | command |", "|---|---|---|",
    ]
    for capability in try capabilities() {
      let screens = capability.screens.map { $0 == "all" ? "every screen" : "`\($0)`" }.joined(separator: ", ")
      let command = try #require(capability.command as mynafront.Command?)
      let words = command.name == "bff call" ? "bff call \(capability.name)" : command.name
      lines.append("| \(capability.summary) | \(screens) | `mynafront \(words)` |")
    }
    lines += [
      "",
      "Only the commands save an attachment or a notice to a file (`notices attachment`, `notices save`) and save a photo (`card read --photo`): the screens",
      "name the command. Only the faces fill in forms; the commands take the same as options.", "",
      "## What keys do, and words", "", "| in the full screen | line by line |", "|---|---|",
    ]
    for command in KeyCommand.allCases {
      let keys = KeyBindings.usual.keys(of: command).map { library.name(of: $0) }.joined(separator: ", ")
      let (words, otherwise) = inLines(command)
      let spelled = words.flatMap(\.spellings).map { "`\($0)`" }.joined(separator: ", ")
      lines.append("| \(library.text("key." + command.rawValue).text) (\(keys)) | \(spelled)\(otherwise) |")
    }
    let inBoth = Set(KeyCommand.allCases.flatMap { inLines($0).words })
    lines += ["", "## Words that no key needs", "", "| word | what it does |", "|---|---|"]
    for word in SpokenCommand.allCases where !inBoth.contains(word) {
      let spelled = word.spellings.map { "`\($0)`" }.joined(separator: ", ")
      lines.append("| \(spelled) | \(library.text("key.word." + word.rawValue).text) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test func theTableInTheDocumentsIsTheOneOfNow() throws {
    expectGolden(try Self.document(), "parity", in: TestTexts.resources + "docs", suffix: "md")
  }
}

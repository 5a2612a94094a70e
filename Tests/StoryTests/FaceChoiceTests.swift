import Foundation
import Screens
import Testing

/// What a person may choose of how a face looks and is used; nothing of it is on by itself.
@Suite(.serialized, .onThreads) struct FaceChoiceTests {
  private static let mouseOn = "1000h"

  @Test func theMouseIsAnExtra() throws {
    let world = try World.shared.get()
    try world.client("session")
    let plain = try PseudoTerminal(world, [World.client])
    try plain.expect("ログインする")
    try plain.leave()
    #expect(!plain.output.contains(Self.mouseOn))

    let terminal = try PseudoTerminal(world, [World.client, "--mouse"])
    try terminal.expect("ログインする")
    #expect(terminal.output.contains(Self.mouseOn))
    // Where 「使い方」 stands, as the terminal was told: a click takes the cursor there, another one opens.
    let row = try #require(Self.row(of: "使い方", on: terminal.output))
    let (press, release) = ("\u{1B}[<0;3;\(row)M", "\u{1B}[<0;3;\(row)m")
    terminal.send(press + release)
    usleep(200_000)
    #expect(!terminal.output.contains("キーの一覧"))
    terminal.send(press)
    usleep(200_000)
    #expect(!terminal.output.contains("キーの一覧"), "who holds the button can still think better of it")
    terminal.send(release)
    try terminal.expect("キーの一覧")
    terminal.send("\u{1B}[<65;3;10M")
    terminal.send("q")
    try terminal.leave()
    #expect(terminal.output.contains("1000l"))
  }

  /// The row, from 1, of words that ncurses wrote at the beginning of one: by absolute moves and line feeds.
  private static func row(of words: String, on output: String) -> Int? {
    var row = 1
    var rest = output[...]
    while let next = rest.firstIndex(where: { $0 == "\u{1B}" || $0 == "\n" || $0 == "\r\n" || rest.hasPrefix(words) }) {
      if rest.hasPrefix(words) { return row }
      rest = rest[next...]
      if rest.hasPrefix(words) { return row }
      if rest.first == "\n" || rest.first == "\r\n" {
        row += 1
        rest.removeFirst()
      } else if let match = rest.prefixMatch(of: /\u{1B}\[(\d*)(?:;\d+)?([Hd])/) {
        row = Int(match.1) ?? 1
        rest = rest[match.range.upperBound...]
      } else {
        rest.removeFirst()
      }
      if rest.hasPrefix(words) { return row }
    }
    return nil
  }

  /// A terminal that draws ※ over two columns says so when it is asked, and rows are laid out for it; one that says one, late or
  /// nothing at all, is drawn to as before.
  @Test(arguments: [(3, true), (2, false), (nil, false)] as [(Int?, Bool)])
  func aTerminalIsAskedHowWideItDrawsWhatIsAmbiguous(column: Int?, isWide: Bool) throws {
    let world = try World()
    try world.logIn()
    let terminal = try PseudoTerminal(world, [World.client])
    try terminal.expect("お知らせをすべて見る")
    #expect(!terminal.output.contains("\u{1B}[6n"), "nothing here is ambiguous, and nobody is asked")
    terminal.send(":")
    try terminal.expect("行き先を探す")
    terminal.send("osirase\r")
    try terminal.expect("※①から③までの方は申告がいりません")
    #expect(terminal.output.contains("\u{1B}[3;1H※\u{1B}[6n"))
    let before = terminal.output.count
    if let column { terminal.send("\u{1B}[3;\(column)R") }
    // 32 columns where each of the three takes one, 36 where it takes two: the details begin in column 41 either way.
    if isWide {
      try eventually("not laid out anew") {
        terminal.output.dropFirst(before).contains("※①から③までの方は申告がいりません    未読")
      }
    } else {
      usleep(300_000)
      #expect(!terminal.output.dropFirst(before).contains("※"), "it was right already")
    }
    terminal.send("q")
    try terminal.leave()
  }

  /// It draws one column, and the answer would stand before who reads its screen.
  @Test func theConsoleOfLinuxIsNotAsked() throws {
    let world = try World()
    try world.logIn()
    let terminal = try PseudoTerminal(world, [World.client], environment: ["TERM": "linux"])
    try terminal.expect("お知らせをすべて見る")
    terminal.send(":")
    try terminal.expect("行き先を探す")
    terminal.send("osirase\r")
    try terminal.expect("※①から③までの方は申告がいりません")
    #expect(!terminal.output.contains("\u{1B}[6n"))
    terminal.send("q")
    try terminal.leave()
  }

  /// TUI-10, TUI-11: no terminal that can address its cursor shows less, with colours and attributes or without.
  @Test(arguments: ["xterm-256color", "xterm-mono", "screen-256color", "vt100", "linux", "ansi"])
  func everyTerminalShowsTheSame(term: String) throws {
    let world = try World.shared.get()
    try world.client("session")
    func lines(_ term: String, _ option: String = "") throws -> [String] {
      let screen = try Screen(
        world, "mynafront --full-screen \(option)", columns: 80, rows: 24, environment: ["TERM": term])
      try eventually("no first page on \(term)") { try screen.focused().contains("ログインする") }
      try screen.key("Down")
      try eventually("Down does not move") { try screen.focused().contains("カードの状態") }
      try screen.key("Up")
      try eventually("Up does not move") { try screen.focused().contains("ログインする") }
      defer { _ = try? screen.key("q", "q") }
      return try screen.lines()
    }
    let usual = try lines("tmux-256color")
    #expect(try lines(term) == usual)
    #expect(try lines("tmux-256color", "--theme contrast-light") == usual)
  }

  @Test func coloursAreChosenOrLeftAlone() throws {
    let world = try World.shared.get()
    try world.client("session")
    func colours(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Bool {
      let terminal = try PseudoTerminal(world, [World.client] + arguments, environment: environment)
      try terminal.expect("ログインする")
      try terminal.leave()
      // No dim and no blinking text in any theme (SGR 2 and 5).
      #expect(!terminal.output.contains("\u{1B}[2m") && !terminal.output.contains("\u{1B}[5m"))
      return terminal.output.contains("\u{1B}[97m\u{1B}[40m") || terminal.output.contains("\u{1B}[97;40m")
    }
    #expect(try !colours([]))
    #expect(try colours(["--theme", "contrast-dark"]))
    #expect(try !colours(["--theme", "contrast-dark"], ["NO_COLOR": "1"]))
    #expect(try !colours(["--theme", "contrast-dark"], ["TERM": "xterm-mono"]))
  }

  /// A terminal's cursor stands after such a text where our table says; ncurses asks our table.
  @Test(arguments: [
    "葛\u{E0100}城", "辻\u{E0101}", "か\u{3099}", "か゚", "ﾏｲﾅﾎﾟｰﾀﾙ", "ｶﾞ", "𠮷野", "髙﨑", "神\u{FA19}", "㈱", "①※→", "e\u{301}",
  ])
  func aTerminalEmulatorCountsAsWeDo(text: String) throws {
    let world = try World.shared.get()
    let screen = try Screen(world, "printf '%s|' '\(text)'; read -r line", columns: 80, rows: 4)
    try eventually("nothing was written") { try screen.lines().first?.contains("|") == true }
    #expect(try screen.cursor().column == CellWidth.of(text) + 1)
  }
}

import Foundation
import Testing

/// What may happen to a terminal, or be missing of it, from the first moment on.
@Suite(.serialized, .onThreads) struct TerminalTroubleTests {
  @Test(arguments: [["--full-screen"], ["--linear"]], [false, true])
  func aTerminalThatGoesAwayEndsTheProgram(face: [String], ignoresHangUp: Bool) throws {
    let world = try World.shared.get()
    try world.client("session")
    let program = ([World.client] + face).joined(separator: " ")
    let terminal = try PseudoTerminal(
      world, ["/bin/sh", "-c", (ignoresHangUp ? "trap '' HUP; " : "") + "exec " + program])
    try terminal.expect("ログインする")
    terminal.hangUp()
    try eventually("still there; \(terminal.processorTime()) hundredths used") { terminal.ended() != nil }
  }

  @Test func theFirstFrameComesBeforeThePracticePortalAndNobodyIsLeftBehind() throws {
    let world = try World()
    let terminal = try PseudoTerminal(world, [World.client])
    try terminal.expect("準備しています")
    try terminal.expect("ログインする")
    #expect(terminal.zombies() == [])
    try terminal.leave()
  }

  @Test(arguments: [[0x03], [0x71], [0x1B]] as [[UInt8]])
  func oneCanLeaveWhileThePracticePortalIsPrepared(key: [UInt8]) throws {
    let world = try World()
    let terminal = try PseudoTerminal(world, [World.client])
    try terminal.expect("準備しています")
    terminal.send(key)
    try terminal.expect("終わりますか")
    try terminal.leave()
    #expect(!terminal.output.contains("ログインする"))
    // It goes on by itself: its end must come before that of its directory.
    try eventually("the sandbox does not start") { try world.shell("mynafront-sandbox status").code == 0 }
  }

  /// Signals that nobody here reads, which end a program: SIGPOLL, SIGPWR, SIGSTKFLT and the
  /// real-time ones (34 to 64) have no name in Swift (signal(7)).
  @Test(arguments: [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXFSZ, 16, 29, 30, 34, 50, 64])
  func aSignalThatEndsTheProgramGivesTheTerminalBack(number: Int32) throws {
    let world = try World.shared.get()
    try world.client("session")
    let terminal = try PseudoTerminal(world, [World.client])
    try terminal.expect("ログインする")
    kill(terminal.pid, number)
    try terminal.expectEnd(128 + number)
  }

  @Test func aStormOfResizesLeavesThePageAsItWas() throws {
    let world = try World.shared.get()
    try world.client("session")
    let terminal = try PseudoTerminal(world, [World.client])
    try terminal.expect("ログインする")
    for number in 0..<200 {
      terminal.resize(rows: 1 + number * 7 % 70, columns: 1 + number * 13 % 240)
      usleep(5000)
    }
    terminal.resize(rows: 24, columns: 80)
    terminal.send("?")
    try terminal.expect("キーの一覧")
    try terminal.leave()
  }

  @Test func aLongPasteIsTakenAsFarAsItFitsAndThatIsSaid() throws {
    let world = try World.rough.get()
    try world.logIn()
    let terminal = try PseudoTerminal(world, [World.client])
    try terminal.expect("お知らせ")
    terminal.send("/\u{1B}[200~" + String(repeating: "あ", count: 3500) + "\u{1B}[201~")
    try terminal.expect("200文字まで")
    terminal.send("\r")
    try terminal.expect("この画面にありません")
    try terminal.leave()
  }

  /// The size of the first frame is never the business of what the terminal claims.
  @Test(arguments: [(1, 1), (5, 20), (10_000, 10_000), (24, 80)])
  func anySizeIsStartedIn(rows: Int, columns: Int) throws {
    let world = try World.shared.get()
    try world.client("session")
    let terminal = try PseudoTerminal(world, [World.client], rows: rows, columns: columns)
    try eventually("no frame") { terminal.output.contains("\u{1B}[?2004h") }
    usleep(300_000)
    try terminal.leave()
  }

  @Test(arguments: [
    ("mynafront version <&-", 0), ("mynafront version >&-", 1), ("mynafront version 2>&-", 0),
    ("mynafront --linear <&- | cat; exit ${PIPESTATUS[0]}", 0), ("mynafront --linear >&-", 1),
    ("mynafront version <&- >&- 2>&-", 1),
  ])
  func closedDescriptorsAreNoFiles(line: String, code: Int) throws {
    let world = try World.shared.get()
    try world.client("session")
    let result = try world.shell("\(line)")
    #expect(result.code == Int32(code), "\(result.output) \(result.errors)")
  }

  @Test(arguments: [("dumb", true), ("no-such-terminal", true), ("", true), ("vt100", false), ("linux", false)])
  func anUnknownTerminalGetsLinesAndTheReason(term: String, lines: Bool) throws {
    let world = try World.shared.get()
    try world.client("session")
    let terminal = try PseudoTerminal(world, [World.client], environment: ["TERM": term])
    try terminal.expect("ログインする")
    #expect(terminal.output.contains("TERM") == lines)
    #expect(terminal.output.contains("\u{1B}") == !lines)
    try terminal.leave(lines ? "q\n" : "q")
  }
}

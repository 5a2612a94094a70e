import Foundation
import Testing

/// What was typed reaches nobody for whom it was not meant, and whoever leaves knows what stays behind.
@Suite(.serialized, .onThreads) struct FaceSafetyTests {
  /// The client in a shell that then reads a line itself: what it gets was meant for the client.
  private static func shellAround(_ world: World, _ options: String = "") throws -> PseudoTerminal {
    try PseudoTerminal(
      world,
      [
        "/bin/bash", "--norc", "-c",
        "\(World.client) \(options); IFS= read -r -t 1 line; echo \"the shell got [$line]\"",
      ])
  }

  /// The client that the shell started.
  private static func client(of terminal: PseudoTerminal) throws -> pid_t {
    let children = try String(
      contentsOfFile: "/proc/\(terminal.pid)/task/\(terminal.pid)/children", encoding: .utf8)
    return try #require(children.split(separator: " ").first.flatMap { pid_t($0) })
  }

  @Test(arguments: ["", "--linear"])
  func whatNobodyHasReadIsThrownAwayWhereItCouldNotBeSeen(options: String) throws {
    let world = try World.shared.get()
    try world.client("session")
    let terminal = try Self.shellAround(world, options)
    try terminal.expect("ログインする")
    terminal.send(options.isEmpty ? "\r" : "1\n")
    try terminal.expect(options.isEmpty ? "暗証番号は保存しません" : "入力は表示されません")
    // It cannot read what is typed while it stands still; then it ends.
    let client = try Self.client(of: terminal)
    kill(client, SIGSTOP)
    usleep(50_000)
    terminal.send("1234\n")
    usleep(50_000)
    kill(client, SIGTERM)
    kill(client, SIGCONT)
    try terminal.expect("the shell got []")
  }

  @Test func theKeysBehindTheOneThatLeavesReachNoShell() throws {
    let world = try World.shared.get()
    try world.client("session")
    let terminal = try Self.shellAround(world)
    try terminal.expect("ログインする")
    terminal.send("q")
    try terminal.expect("終わりますか")
    usleep(100_000)
    terminal.send("q1234\n")
    try terminal.expect("the shell got []")
  }

  /// Settings that others set while it was stopped from outside are set again: keys are read one by one, and not echoed.
  @Test(arguments: ["", "--linear"])
  func stoppedAndContinuedFromOutsideTheTerminalIsTakenAgain(options: String) throws {
    let world = try World.shared.get()
    try world.client("session")
    let terminal = try Self.shellAround(world, options)
    try terminal.expect("ログインする")
    if !options.isEmpty {
      terminal.send("1\n")
      try terminal.expect("入力は表示されません")
    }
    let hidden = terminal.modes
    let client = try Self.client(of: terminal)
    kill(client, SIGSTOP)
    usleep(50_000)
    terminal.setModesAsBefore()
    kill(client, SIGCONT)
    try eventually("the modes are not set again") { terminal.modes == hidden }
    #expect(terminal.modes != terminal.modesBefore)
    kill(client, SIGTERM)
    try terminal.expect("the shell got []")
  }

  @Test func whoLeavesByTheEndOfInputOrByCtrlCIsToldThatTheSessionGoesOn() throws {
    let world = try World.rough.get()
    try world.logIn()
    let result = try world.shell("mynafront --linear </dev/null")
    #expect(result.code == 0 && result.output.contains("ログインしたままです"))
    let terminal = try PseudoTerminal(world, [World.client, "--linear"])
    try terminal.expect("ホーム")
    terminal.send([0x03])
    try terminal.expectEnd(130)
    #expect(terminal.output.contains("途中でやめました") && terminal.output.contains("ログインしたままです"))
    let screen = try PseudoTerminal(world, [World.client])
    try screen.expect("お知らせ")
    kill(screen.pid, SIGINT)
    try screen.expectEnd(130)
    #expect(screen.output.contains("ログインしたままです"))
  }

  @Test(arguments: ["5678", " ５６７８ ", "0001", "ABC123", "99999999999999999999999", "٣٤٥٦"])
  func digitsThatAreNoChoiceAreNeitherRepeatedNorKept(line: String) throws {
    let world = try World.shared.get()
    try world.client("session")
    let result = try world.shell(
      "rm -f \"$HOME/said\"; printf '%s\\n' '\(line)' | mynafront --linear --log \"$HOME/said\"; cat \"$HOME/said\"")
    let secret = line.trimmingCharacters(in: .whitespaces)
    #expect(!result.output.contains(secret) && !result.errors.contains(secret))
    #expect(result.output.contains("その数字は選べません。「ログインする」には、1 を入力してください。"))
  }

  @Test func aLineThatIsTooLongIsRefusedWhole() throws {
    let world = try World.shared.get()
    try world.client("session")
    let result = try world.shell(
      "(head -c 200000 /dev/zero | tr '\\0' x; printf '1\\n?\\nq\\n2\\n') | mynafront --linear")
    #expect(result.code == 0)
    #expect(result.output.components(separatedBy: "1行が長すぎるので、何もしていません").count == 2)
    #expect(!result.output.contains("選べません") && !result.output.contains("選んだもの: ログイン"))
    #expect(result.output.contains("見出し: 使い方") && result.output.contains("終わりますか"))
  }

  @Test func aTerminalWithoutATypeIsSaidToHaveNone() throws {
    let world = try World.shared.get()
    try world.client("session")
    for environment in ["env -u TERM", "env TERM="] {
      let terminal = try PseudoTerminal(world, ["/bin/bash", "-c", "exec \(environment) \(World.client)"])
      try terminal.expect("端末の種類（TERM）が決まっていないためです")
      try terminal.leave("q\n")
    }
  }
}

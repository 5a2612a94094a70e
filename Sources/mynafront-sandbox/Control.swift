internal import Domain
internal import Sandbox

#if canImport(Glibc)
  internal import Glibc
#endif

/// Commands to the sandbox that runs on the state directory.
enum Control {
  static func run(_ arguments: Arguments) throws(Arguments.Wrong) -> Int32 {
    let words = arguments.words
    let show: (Value) -> String
    let command: String
    var fields: [(String, Value)] = []
    switch (words[0], words.dropFirst().first, words.count) {
    case ("status", nil, _): (command, show) = ("status", Output.status)
    case ("stop", nil, _): return try stop(arguments)
    case ("reset", nil, _):
      (command, show) = ("reset", { "Everything is as at the beginning. 最初の状態に戻しました。\n" + Output.status($0) })
    case ("clock", let to, 1...2):
      (command, show) = ("clock", { $0["now"]?.text ?? "" })
      if let to { fields = [("to", .text(to))] }
    case ("fault", "set", 3):
      try arguments.allow("--at", "--times", "--after", "--delay")
      (command, show) = ("fault set", Output.faults)
      fields = [("kind", .text(words[2])), ("at", Value(arguments.value("--at")))]
      fields.append(("times", Value(try arguments.number("--times", 1...1_000_000))))
      fields.append(("after", Value(try arguments.number("--after", 0...1_000_000))))
      fields.append(("delay", Value(try arguments.number("--delay", 0...3_600_000))))
    case ("fault", "list", 2): (command, show) = ("fault list", Output.faults)
    case ("fault", "clear", 2): (command, show) = ("fault clear", Output.faults)
    case ("card", "insert", 2...3):
      (command, show) = ("card insert", Output.card)
      try arguments.allow("--as")
      if words.count == 3 { fields = [("persona", .text(words[2]))] }
      fields.append(("as", Value(arguments.value("--as"))))
    case ("card", "remove", 2): (command, show) = ("card remove", Output.card)
    case ("card", "status", 2): (command, show) = ("card status", Output.card)
    case ("card", "log", 2):
      (command, show) = ("card log", { ($0["items"]?.list ?? []).compactMap(\.text).joined(separator: "\n") })
    case ("card", "fault", 3):
      try arguments.allow("--times", "--after", "--delay")
      (command, show) = ("card fault", Output.card)
      fields = [("kind", .text(words[2])), ("times", Value(try arguments.number("--times", 1...1_000_000)))]
      fields.append(("after", Value(try arguments.number("--after", 0...1_000_000))))
      fields.append(("delay", Value(try arguments.number("--delay", 0...3_600_000))))
    default: throw Arguments.Wrong(message: "No such command: \(words.joined(separator: " "))")
    }
    if !["fault set", "card fault", "card insert"].contains(command) { try arguments.allow() }
    guard let directory = App.directory(arguments) else { return Exit.failed }
    return finish(ControlClient(directory).ask(command, fields), arguments, directory, resets: command == "reset", show)
  }

  private static func finish(
    _ answer: ControlAnswer?, _ arguments: Arguments, _ directory: StateDirectory, resets: Bool,
    _ show: (Value) -> String
  ) -> Int32 {
    let json = arguments.has("--json")
    switch answer {
    case .done(let value):
      return Output.show(json ? Output.json(value) : TerminalSafe(lines: show(value))) ? Exit.done : Exit.failed
    case .refused(let refusal):
      return fail(refusal.code.rawValue, refusal.message, json: json, exitCode(refusal.code))
    case nil where resets && SandboxServer.resetStopped(directory):
      let value = Value.fields(("running", false))
      return Output.show(
        json ? Output.json(value) : TerminalSafe(line: "Everything is as at the beginning. 最初の状態に戻しました。"))
        ? Exit.done : Exit.failed
    case nil:
      return fail(
        "sandboxUnavailable", "no sandbox is running; `mynafront-sandbox serve` starts one", json: json, Exit.notRunning
      )
    }
  }

  /// Ends the sandbox and waits until its lock is free, so that whatever comes next finds it gone.
  private static func stop(_ arguments: Arguments) throws(Arguments.Wrong) -> Int32 {
    try arguments.allow()
    guard let directory = App.directory(arguments) else { return Exit.failed }
    let json = arguments.has("--json")
    // One that ends at once may be gone before its answer is heard.
    let wasThere = SandboxServer.isHeld(directory)
    guard ControlClient(directory).ask("stop") != nil || wasThere else {
      return fail("sandboxUnavailable", "no sandbox is running", json: json, Exit.notRunning)
    }
    for _ in 0..<500 {
      if !SandboxServer.isHeld(directory) {
        let value = Value.fields(("running", false))
        return Output.show(
          json ? Output.json(value) : TerminalSafe(line: "The sandbox has ended. 練習用サーバーを止めました。"))
          ? Exit.done : Exit.failed
      }
      usleep(20_000)
    }
    return fail("internalFault", "the sandbox does not end", json: json, Exit.failed)
  }

  static func fail(_ code: String, _ message: String, json: Bool, _ exit: Int32) -> Int32 {
    Output.error(message)
    if json {
      _ = Output.show(Output.json(.fields(("problem", .fields(("code", .text(code)), ("title", .text(message)))))))
    }
    return exit
  }

  private static func exitCode(_ code: ControlRefusal.Code) -> Int32 {
    switch code {
    case .notFound: Exit.notFound
    case .notPossibleNow: Exit.notPossibleNow
    case .inputInvalid: Exit.inputInvalid
    case .internalFault: Exit.failed
    }
  }
}

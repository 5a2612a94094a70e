internal import Domain
internal import Sandbox

#if canImport(Glibc)
  internal import Glibc
#endif

/// Starts the pretence, or speaks to the one that runs.
@main enum App {
  static func main() {
    // A reader that went away must not end a server that others use.
    signal(SIGPIPE, SIG_IGN)
    // Whatever is made here is the user's alone.
    umask(0o077)
    Output.keepPlaces()
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  private static func run(_ list: [String]) -> Int32 {
    do throws(Arguments.Wrong) {
      let arguments = try Arguments(list)
      if arguments.has("--help") || arguments.words == ["help"] {
        return Output.show(TerminalSafe(lines: Help.text)) ? Exit.done : Exit.failed
      }
      return try run(arguments)
    } catch {
      return Control.fail("usage", "\(error.message). \(Help.usage)", json: list.contains("--json"), Exit.usage)
    }
  }

  private static func run(_ arguments: Arguments) throws(Arguments.Wrong) -> Int32 {
    let words = arguments.words
    switch (words.first, words.count) {
    case ("serve", 1): return try Serve.run(arguments)
    case ("personas", 1):
      try arguments.allow()
      return Personas.run(arguments)
    case ("story", _): return try StoryCommand.run(arguments)
    case ("card", 1) where arguments.value("--vpcd") != nil: return try VPCD.run(arguments)
    case (nil, _): throw Arguments.Wrong(message: "Say what to do")
    default: return try Control.run(arguments)
    }
  }

  /// The state directory of `--state`, or one line and nil.
  static func directory(_ arguments: Arguments) -> StateDirectory? {
    do throws(SandboxError) { return try StateDirectory(arguments.value("--state")) } catch {
      _ = Control.fail("fileFailed", error.line, json: arguments.has("--json"), Exit.failed)
      return nil
    }
  }
}

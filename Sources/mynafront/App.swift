import CSystem
import Domain
import Screens
import Synchronization
import Terminal

#if canImport(Glibc)
  import Glibc
#endif

/// The client: a full screen, a linear face and commands.
@main enum App {
  static func main() {
    cs_forbid_dumps()
    signal(SIGPIPE, SIG_IGN)
    guard cs_use_locale() else {
      // In ASCII: this terminal shows nothing else.
      Output.tell(
        TerminalSafe(line: "mynafront: this terminal's locale is not UTF-8. Set LANG=C.UTF-8 or ja_JP.UTF-8."))
      exit(ExitCode.usage.rawValue)
    }
    let words = Array(CommandLine.arguments.dropFirst())
    exit(run(words).rawValue)
  }

  private static func run(_ words: [String]) -> ExitCode {
    let line: ParsedLine
    do throws(ParsedLine.Misuse) {
      line = try ParsedLine.parse(words)
    } catch {
      // What could be understood of the wish for a language still counts.
      let wish = words.firstIndex(of: "--lang").flatMap { words.dropFirst($0 + 1).first }
      guard let setup = try? Setup(options: wish.map { ["lang": $0] } ?? [:]) else {
        Output.tell(TerminalSafe(line: "mynafront: the command line was not understood; see mynafront --help"))
        return .usage
      }
      var places = error.places
      places["suggestion"] = error.suggestion
      let output = Output(
        json: words.contains("--json"), jsonLines: false, quiet: false, isTerminal: isatty(STDOUT_FILENO) == 1,
        texts: setup.texts([]))
      return output.write(.misuse(key: error.key, places: places), command: error.command)
    }
    let setup: Setup
    do throws(Problem) {
      setup = try Setup(options: line.options)
    } catch {
      let fallback = ScreenLibrary(screens: "", content: Places.resources + "/content", locale: .ja, calls: [])
      return Output(line, texts: fallback).write(.problem(error), command: "")
    }
    let texts = setup.texts(Calls.descriptions)
    let output = Output(line, texts: texts)
    if line.has("help") { return output.write(help(line, texts)) }
    if line.has("version") || line.command?.name == "version" {
      return output.write(
        Answer(
          .fields(
            ("name", "mynafront"), ("version", .text(HelpCommands.versionNumber)), ("portalProtocol", "sandbox-1")),
          .words([TerminalSafe(line: "mynafront " + HelpCommands.versionNumber)])))
    }
    if let noun = line.noun { return output.write(Answer([:], .words(HelpCommands.group(noun, texts)))) }
    guard let command = line.command else { return Faces.run(setup, texts, output) }
    return CommandEnd.run(command, line, setup, texts, output)
  }

  private static func help(_ line: ParsedLine, _ texts: ScreenLibrary) -> Answer {
    if let command = line.command { return Answer([:], .words(HelpCommands.command(command, texts))) }
    if let noun = line.noun { return Answer([:], .words(HelpCommands.group(noun, texts))) }
    return Answer([:], .words(HelpCommands.program(texts)))
  }
}

extension Output {
  init(_ line: ParsedLine, texts: ScreenLibrary) {
    self.init(
      json: line.has("json"), jsonLines: line.has("jsonl"), quiet: line.has("quiet"),
      isTerminal: isatty(STDOUT_FILENO) == 1, texts: texts)
  }
}

/// Runs one command to its end: its work on the shared pool, signals on the main thread.
enum CommandEnd {
  /// The services that the command made, so that a signal can end their thread.
  static let services = Mutex<Services?>(nil)
  private static let result = Mutex<ExitCode?>(nil)

  static func run(
    _ command: Command, _ line: ParsedLine, _ setup: Setup, _ texts: ScreenLibrary, _ output: Output
  ) -> ExitCode {
    let loop = MainLoop()
    let invocation = Invocation(
      line: ArgumentsAndOptions(arguments: line.arguments, options: line.options), texts: texts, setup: setup)
    UI.onMainThread {
      loop.onSignal = { number in
        switch number {
        case SIGINT, SIGTERM, SIGHUP:
          HiddenInput.end()
          // At once: what runs on other threads ends with the process.
          _exit(number == SIGINT ? ExitCode.interrupted.rawValue : 128 + number)
        case SIGTSTP:
          kill(0, SIGSTOP)
        default: break
        }
      }
    }
    Task.detached {
      let code: ExitCode
      do throws(Failure) {
        code = output.write(try await command.run(invocation))
      } catch {
        code = output.write(error, command: command.name)
      }
      result.withLock { $0 = code }
      await UI.run { loop.end() }
    }
    loop.run()
    services.withLock { $0?.shutdown() }
    return result.withLock { $0 } ?? .unexpected
  }
}

extension UI {
  static func run(_ body: @UI @Sendable () -> Void) async { await body() }
}

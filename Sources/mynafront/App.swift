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
    cs_hold_standard_streams()
    cs_forbid_dumps()
    signal(SIGPIPE, SIG_IGN)
    guard cs_use_locale() else {
      // In ASCII: this terminal shows nothing else.
      StandardStreams.tell(
        TerminalSafe(line: "mynafront: this terminal's locale is not UTF-8. Set LANG=C.UTF-8 or ja_JP.UTF-8."))
      exit(ExitCode.usage.rawValue)
    }
    guard Places.hasResources else {
      // There are no words to say it in.
      let place = TerminalSafe(line: Places.resources).text
      StandardStreams.tell(
        TerminalSafe(
          line: "mynafront: there are no screens and texts in '\(place)'. "
            + "Install the program again, or set MYNAFRONT_RESOURCES to the directory that has screens/ and content/."))
      exit(ExitCode.unexpected.rawValue)
    }
    let code = run(Array(CommandLine.arguments.dropFirst()))
    // Not exit(): OpenSSL's exit handlers free what the network's thread still uses when a busy machine has not let it end in time.
    fflush(nil)
    _exit(code.rawValue)
  }

  private static func run(_ words: [String]) -> ExitCode {
    let line: ParsedLine
    do throws(ParsedLine.Misuse) {
      line = try ParsedLine.parse(words)
    } catch {
      // What could be understood of the wish for a language still counts.
      let wish = words.firstIndex(of: "--lang").flatMap { words.dropFirst($0 + 1).first }
      guard let setup = try? Setup(options: wish.map { ["lang": $0] } ?? [:]) else {
        StandardStreams.tell(TerminalSafe(line: "mynafront: the command line was not understood; see mynafront --help"))
        return .usage
      }
      var places = error.places
      places["suggestion"] = error.suggestion
      let wantsJSON = words.contains { $0 == "--json" || $0 == "--jsonl" || $0 == "--jq" || $0.hasPrefix("--jq=") }
      let output = Output(
        form: wantsJSON ? .json : .lines, quiet: false, isTerminal: isatty(STDOUT_FILENO) == 1, texts: setup.texts([]))
      return output.write(.misuse(key: error.key, places: places), command: error.command)
    }
    var setup: Setup
    do throws(Problem) {
      setup = try Setup(options: line.options)
    } catch {
      setup = Setup(options: line.options, withoutConfiguration: error)
      // What explains and repairs must run above all when something is broken.
      if !line.has("help"), line.command?.worksWithoutConfiguration != true {
        return Output(line, texts: setup.texts([]), configured: nil).write(
          .problem(error), command: line.command?.name ?? "")
      }
    }
    let texts = setup.texts(Calls.descriptions)
    var output = Output(line, texts: texts, configured: setup.configuration[.color])
    if let misuse = Options.misuse(line) { return output.write(misuse, command: line.command?.name ?? "") }
    if line.has("help") { return output.writeWhole(help(line, texts)) }
    if let expression = line["jq"] {
      // Before anything is sent. Whoever filters reads words, not a problem document that no filter has seen.
      do throws(JQFilter.Failed) {
        output.filter = try JQFilter(expression)
      } catch {
        let words = Output(texts: texts, colourOfErrors: output.colourOfErrors)
        let wrong = JQWords(wrong: Output.words(of: error))
        return words.write(
          error == .missing
            ? .misuse(key: "cli.jq-missing", places: [:])
            : .misuse(key: wrong.key, places: wrong.placesInWords(texts)), command: "")
      }
    }
    // An expression may run for ever: then the command needs the loop that hears signals.
    if line.has("version") || (line.command?.name == "version" && output.filter == nil) {
      return output.writeWhole(HelpCommands.version)
    }
    if line.command == nil, line.noun != nil { return output.writeWhole(help(line, texts)) }
    guard let command = line.command else { return Faces.run(setup, output) }
    return CommandEnd.run(command, line, setup, texts, output)
  }

  private static func help(_ line: ParsedLine, _ texts: ScreenLibrary) -> Answer {
    let words = line.command?.words ?? line.noun.map { [$0] } ?? []
    return HelpCommands.help(for: words, texts) ?? Answer()
  }
}

extension Output {
  /// - Parameter configured: what the configuration says about colour.
  init(_ line: ParsedLine, texts: ScreenLibrary, configured: String?) {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    self.init(
      form: line.has("jsonl") ? .jsonLines : line.has("json") || line.has("jq") ? .json : .lines,
      quiet: line.has("quiet"), isTerminal: isTerminal, texts: texts)
    func colour(_ isTerminal: Bool) -> Colour {
      Colour(
        isOn: Colour.isOn(
          flag: line["color"], configured: configured, environment: { Places.environment($0) }, isTerminal: isTerminal))
    }
    self.colour = colour(isTerminal)
    colourOfErrors = colour(isatty(STDERR_FILENO) == 1)
  }
}

/// Options that do not go together.
enum Options {
  static func misuse(_ line: ParsedLine) -> Failure? {
    if line.has("help") || line.has("version") { return nil }
    let isFace = line.command == nil && line.noun == nil
    if line.has("log"), !isFace { return .misuse(key: "cli.log-needs-face", places: [:]) }
    for name in ["dry-run", "no-input", "json", "jsonl", "jq"] where isFace && line.has(name) {
      return .misuse(key: "cli.needs-command", places: ["name": "--" + name])
    }
    return nil
  }
}

/// Runs one command to its end: its work on the shared pool, signals on the main thread.
enum CommandEnd {
  /// The services that the command made, so that a signal can end their thread.
  static let services = Mutex<Services?>(nil)
  /// Between a secret's way to the card and the card's answer nobody knows whether a try was used.
  static let secretIsOnItsWay = Mutex(false)
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
          HiddenInput.endForGood()
          if secretIsOnItsWay.withLock({ $0 }) { StandardStreams.tellAtOnce(texts.text("cli.pin-on-its-way")) }
          // At once: what runs on other threads ends with the process.
          _exit(number == SIGINT ? ExitCode.interrupted.rawValue : 128 + number)
        case SIGTSTP: HiddenInput.suspend()
        case SIGCONT: HiddenInput.resume()
        default: break
        }
      }
    }
    Task.detached {
      let code: ExitCode
      do throws(Failure) {
        let answer =
          invocation.isRehearsal
          ? try await DryRun.rehearse(command, invocation) : try await command.run(invocation)
        code = await output.write(answer)
      } catch {
        code = output.write(error, command: command.name)
      }
      result.withLock { $0 = code }
      await UI.run { loop.end() }
    }
    loop.run()
    HiddenInput.endForGood()
    services.withLock { $0?.shutdown() }
    return result.withLock { $0 } ?? .unexpected
  }
}

extension UI {
  static func run(_ body: @UI @Sendable () -> Void) async { await body() }
}

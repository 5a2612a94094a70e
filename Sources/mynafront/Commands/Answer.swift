import Domain
import Screens

#if canImport(Glibc)
  import Glibc
#endif

/// What a command gives: a value for scripts, and how the same is said in lines.
struct Answer: Sendable {
  enum Lines: Sendable {
    /// The items of a list, one a line, these fields in this order.
    case list(path: String, columns: [String], item: Schema)
    /// One thing: its fields one a line, then a long text or further rows.
    case facts([String], body: String? = nil, rows: (path: String, columns: [String])? = nil, Schema)
    /// Lines that are words already.
    case words([TerminalSafe])
    /// A list that comes in pages.
    case pages(Pages)
    /// Things of several kinds, one a line: what it is, then what there is to say of it.
    case rows([Row])
    /// What the portal answered, as it came.
    case raw(includingHead: Bool, next: @Sendable () async throws(Problem) -> RawReply?)
    /// Bytes as they are, for a pipe.
    case bytes([UInt8])
    case nothing
  }
  var value: Value
  var lines: Lines
  /// For the person, on stderr: what was done, what is missing.
  var remarks: [TerminalSafe] = []
  var exit: ExitCode = .done
  /// Said as well when a list goes on.
  var remarkWhenMore: TerminalSafe?
  /// Done once all of it has been written, and only then.
  var afterWriting: (@Sendable () throws(Problem) -> Void)?

  init(
    _ value: Value = .object(Fields()), _ lines: Lines = .nothing, remarks: [TerminalSafe] = [], exit: ExitCode = .done
  ) {
    self.value = value
    self.lines = lines
    self.remarks = remarks
    self.exit = exit
  }
}

/// One line of an answer that has things of several kinds.
struct Row: Sendable {
  /// For a script; a person reads the text `cli.row.<kind>`.
  let kind: String
  let cells: [(value: Value, schema: Schema)]

  init(_ kind: String, _ cells: (Value?, Schema)...) {
    self.kind = kind
    self.cells = cells.map { (value: $0.0 ?? .null, schema: $0.1) }
  }
}

/// Why a command did not do what was asked.
enum Failure: Error, Sendable {
  case problem(Problem)
  /// Used wrongly: a text key of `cli.md` with what its places say.
  case misuse(key: String, places: [String: String])
  /// A problem of which this text of `cli.md` says better what to do next than the one that all of its kind have.
  case advised(Problem, next: String)

  static func because(_ code: Problem.Code) -> Failure { .problem(Problem(code)) }

  /// A value that its name cannot have.
  /// - Parameter allowed: all there are, or how one is written.
  static func badValue(_ value: String, of name: String, allowed: [String] = []) -> Failure {
    var places = ["name": name, "value": value]
    if !allowed.isEmpty { places["allowed"] = allowed.joined(separator: ", ") }
    places["suggestion"] = Nearest.word(to: value, among: allowed)
    return .misuse(key: "cli.bad-value", places: places)
  }
}

extension Invocation {
  /// Runs what can only fail with a problem.
  func trying<R>(_ body: () async throws(Problem) -> R) async throws(Failure) -> R {
    do throws(Problem) {
      return try await body()
    } catch {
      throw .problem(error)
    }
  }
}

extension Problem {
  /// What happened, in one sentence for the person.
  func sentence(in texts: ScreenLibrary) -> TerminalSafe {
    texts.text("problem.\(code.rawValue).what", places(in: texts))
  }
}

/// Everything a command has to work with.
struct Invocation: Sendable {
  let line: ArgumentsAndOptions
  let texts: ScreenLibrary
  let setup: Setup

  var arguments: [String] { line.arguments }
  func has(_ option: String) -> Bool { line.options[option] != nil }
  /// Nothing may be sent, asked or written.
  var isRehearsal: Bool { has("dry-run") }
  subscript(option: String) -> String? { line.options[option] }
  func text(_ key: String, _ places: [String: String] = [:]) -> TerminalSafe { texts.text(key, places) }

  /// Whether lines go to a person at a terminal; a script gets words that no language changes.
  var isForPerson: Bool { isatty(STDOUT_FILENO) == 1 }

  /// The number of an option that must be one.
  func number(_ option: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    guard let text = self[option] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let allowed = "\(range.lowerBound)-\(range.upperBound)"
      // Where a descriptor belongs, a PIN may have been typed.
      guard option.hasSuffix("-fd") else { throw .badValue(text, of: "--" + option, allowed: [allowed]) }
      throw .misuse(key: "cli.bad-value-unsaid", places: ["name": "--" + option, "allowed": allowed])
    }
    return number
  }
}

struct ArgumentsAndOptions: Sendable {
  let arguments: [String]
  let options: [String: String]
}

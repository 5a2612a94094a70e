import Domain
import Screens

#if canImport(Glibc)
  import Glibc
#endif

/// Where data and words go: data to standard output, everything else to standard error. A pipe whose reader went away ends
/// quietly with 141; any other failure to write is an error, because a script must not take a cut list for a whole one.
struct Output: Sendable {
  let json: Bool
  let jsonLines: Bool
  let quiet: Bool
  let isTerminal: Bool
  let texts: ScreenLibrary

  /// Writes all of an answer. Gives the code to end with.
  func write(_ answer: Answer) -> ExitCode {
    let text: TerminalSafe
    if jsonLines, case .list(let path, _, _) = answer.lines {
      text = TerminalSafe(ended: (answer.value.at(path)?.list ?? []).map { TerminalSafe(json: $0) })
    } else if case .bytes(let bytes) = answer.lines {
      return pass(bytes) ?? answer.exit
    } else if json || jsonLines {
      text = document(answer.value)
    } else {
      text = TerminalSafe(ended: lines(answer))
    }
    if let failed = put(text) { return failed }
    if let afterWriting = answer.afterWriting {
      do throws(Problem) {
        try afterWriting()
      } catch { return write(.problem(error), command: "") }
    }
    if !quiet { for remark in answer.remarks { Self.tell(remark) } }
    return answer.exit
  }

  /// A JSON document is an object that begins with the number of its schema.
  private func document(_ value: Value) -> TerminalSafe {
    TerminalSafe(ended: [Self.document(value, layout: isTerminal ? .indented : .compact)])
  }

  static func document(_ value: Value, layout: JSONWriter.Layout) -> TerminalSafe {
    var fields = Fields([("schema", .integer(1))])
    for field in value.object?.all ?? [] { fields[field.name] = field.value }
    return TerminalSafe(json: .object(fields), layout: layout)
  }

  private func lines(_ answer: Answer) -> [TerminalSafe] {
    switch answer.lines {
    case .nothing, .bytes: return []
    case .words(let lines): return lines
    case .list(let path, let columns, let schema):
      let items = answer.value.at(path)?.list ?? []
      let rows = items.map { item in columns.map { cell(item, $0, schema) } }
      if isTerminal, rows.isEmpty { return [texts.text("cli.empty")] }
      return isTerminal ? aligned(rows) : rows.map { TerminalSafe(columns: $0) }
    case .facts(let paths, let body, let rows, let schema):
      var lines: [TerminalSafe] = []
      for path in paths {
        let text = cell(answer.value, path, schema)
        guard !text.isEmpty else { continue }
        let label = texts.text("cli.field." + path).text
        lines.append(isTerminal ? TerminalSafe(line: label + ": " + text) : TerminalSafe(columns: [path, text]))
      }
      if let rows, case .list(let item)? = schema.at(rows.path) {
        for row in answer.value.at(rows.path)?.list ?? [] {
          let cells = rows.columns.map { cell(row, $0, item) }
          lines.append(
            isTerminal
              ? TerminalSafe(line: cells.filter { !$0.isEmpty }.joined(separator: "  "))
              : TerminalSafe(columns: [rows.path] + cells))
        }
      }
      if let body, let text = answer.value.at(body)?.text {
        lines.append(TerminalSafe(line: ""))
        lines += TerminalSafe(lines: text).text.split(separator: "\n", omittingEmptySubsequences: false).map {
          TerminalSafe(line: String($0))
        }
      }
      return lines
    }
  }

  /// One field in one line: as it is for a pipe, in words for a person.
  private func cell(_ value: Value, _ path: String, _ schema: Schema) -> String {
    guard let found = value.at(path) else { return "" }
    if isTerminal {
      return SpokenValue.say(found, as: schema.at(path), in: texts.locale) { texts.word($0) } ?? ""
    }
    switch found {
    case .null: return ""
    case .text(let text): return text
    case .integer(let number): return String(number)
    case .bool(let yes): return String(yes)
    default: return JSONWriter.write(found)
    }
  }

  /// Columns under each other, the last as long as it is.
  private func aligned(_ rows: [[String]]) -> [TerminalSafe] {
    guard let first = rows.first else { return [] }
    let safe = rows.map { $0.map { TerminalSafe(line: $0).text } }
    let widths = first.indices.map { column in safe.map { CellWidth.of($0[column]) }.max() ?? 0 }
    return safe.map { row in
      var line = ""
      for (column, text) in row.enumerated() {
        line += text
        if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - CellWidth.of(text) + 2) }
      }
      return TerminalSafe(line: line)
    }
  }

  // MARK: Failures

  /// Says what went wrong, to the person or as one JSON document, and gives the code to end with.
  func write(_ failure: Failure, command: String) -> ExitCode {
    switch failure {
    case .problem(let problem):
      let code = ExitCode(problem.code)
      let places = problem.places(in: texts)
      let what = texts.text("problem.\(problem.code.rawValue).what", places)
      let next = texts.text("problem.\(problem.code.rawValue).next", places)
      if json || jsonLines { return put(document(value(of: problem, what, next))) ?? code }
      Self.tell(TerminalSafe(line: texts.text("cli.problem").text + ": " + what.text))
      if !next.text.isEmpty { Self.tell(TerminalSafe(line: texts.text("cli.next").text + ": " + next.text)) }
      if let reference = problem.reference { Self.tell(texts.text("cli.reference", ["reference": reference])) }
      return code
    case .misuse(let key, let places):
      let what = texts.text(key, places)
      if json || jsonLines {
        let problem = Problem(.usage, facts: [("what", .text(what.text))])
        return put(document(value(of: problem, what, texts.text("problem.usage.next")))) ?? .usage
      }
      Self.tell(TerminalSafe(line: texts.text("cli.problem").text + ": " + what.text))
      if let suggestion = places["suggestion"] { Self.tell(texts.text("cli.did-you-mean", ["word": suggestion])) }
      Self.tell(
        texts.text("cli.see-help", ["command": "mynafront " + (command.isEmpty ? "" : command + " ") + "--help"]))
      return .usage
    }
  }

  private func value(of problem: Problem, _ what: TerminalSafe, _ next: TerminalSafe) -> Value {
    var seconds: Int?
    if case .wait(let wait) = problem.remedy { seconds = wait }
    return .fields(
      (
        "problem",
        .fields(
          ("code", .text(problem.code.rawValue)),
          ("title", .text(texts.text("value.problem.\(problem.code.rawValue)").text)),
          ("detail", .text(what.text)), ("next", .text(next.text)), ("facts", .object(problem.facts)),
          ("retryAfterSeconds", Value(seconds)), ("reference", Value(problem.reference)))
      ))
  }

  // MARK: Writing

  // All that this program writes to a terminal goes through here (checked by Scripts/check-printing).

  /// Nil when all was written.
  func put(_ text: TerminalSafe) -> ExitCode? { Self.put(Array(text.text.utf8)) }

  /// Bytes as they are: for a pipe or a file, never for a terminal.
  private func pass(_ bytes: [UInt8]) -> ExitCode? {
    isTerminal
      ? write(.misuse(key: "cli.bad-value", places: ["name": "-o", "value": "-"]), command: "") : Self.put(bytes)
  }

  private static func put(_ bytes: [UInt8]) -> ExitCode? {
    let failure = write(bytes, to: STDOUT_FILENO)
    if failure == 0 { return nil }
    if failure == EPIPE { return .pipeClosed }
    tell(TerminalSafe(line: "mynafront: standard output cannot be written"))
    return .unexpected
  }

  static func tell(_ line: TerminalSafe) { ask(TerminalSafe(ended: [line]), on: STDERR_FILENO) }

  /// Words that do not end their line, on the terminal where the answer is typed.
  static func ask(_ words: TerminalSafe, on terminal: Int32) { _ = write(Array(words.text.utf8), to: terminal) }

  /// 0, or why not all was written.
  private static func write(_ whole: [UInt8], to descriptor: Int32) -> Int32 {
    var bytes = whole[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return count < 0 ? errno : EIO }
      bytes = bytes.dropFirst(count)
    }
    return 0
  }
}

import Domain
import Screens

#if canImport(Glibc)
  import Glibc
#endif

/// What a command gives goes to standard output, everything else to standard error.
struct Output: Sendable {
  enum Form: Sendable { case lines, json, jsonLines }

  var form = Form.lines
  var quiet = false
  var isTerminal = false
  let texts: ScreenLibrary
  /// On standard output, and on standard error.
  var colour = Colour(isOn: false)
  var colourOfErrors = Colour(isOn: false)
  /// The expression of `--jq`.
  var filter: JQFilter?

  /// So many bytes of results wait for a filter to come to its end: a failure then leaves standard output empty.
  private static let patience = 1 << 20

  // MARK: Answers

  /// Writes all of an answer. Gives the code to end with.
  func write(_ answer: Answer) async -> ExitCode {
    switch answer.lines {
    case .pages(let pages): await write(pages, of: answer)
    case .raw(let includingHead, let next): await write(raw: next, includingHead: includingHead)
    default: writeWhole(answer)
    }
  }

  /// The same for an answer that is all there.
  func writeWhole(_ answer: Answer) -> ExitCode {
    if case .bytes(let bytes) = answer.lines {
      // Bytes from outside are for a pipe, never for a terminal.
      if isTerminal { return write(.misuse(key: "cli.bytes-need-pipe", places: ["name": "-o -"]), command: "") }
      if let failed = StandardStreams.pass(bytes) { return failed }
      return end(answer)
    }
    if form == .jsonLines, case .list(let path, _, _) = answer.lines {
      if let failed = put(items: answer.value.at(path)?.list ?? []) { return failed }
    } else if form == .lines {
      var lines = AnswerLines(isTerminal: isTerminal, texts: texts, colour: colour)
      if let failed = StandardStreams.put(lines.lines(answer)) { return failed }
    } else if let failed = put(document: answer.value) {
      return failed
    }
    return end(answer)
  }

  private func end(_ answer: Answer) -> ExitCode {
    if let afterWriting = answer.afterWriting {
      do throws(Problem) {
        try afterWriting()
      } catch { return write(.problem(error), command: "") }
    }
    if !quiet { for remark in answer.remarks { StandardStreams.tell(remark) } }
    return answer.exit
  }

  /// Page by page: a page is written before the next one is asked for. What was written stays when a later page fails.
  private func write(_ pages: Pages, of answer: Answer) async -> ExitCode {
    var lines = AnswerLines(isTerminal: isTerminal, texts: texts, colour: colour)
    var whole: Fields?
    var items: [Value] = []
    var isEmpty = true
    var next: String?
    do throws(Problem) {
      while !StandardStreams.readerIsGone, let page = try await pages.next() {
        let found = page["items"]?.list ?? []
        next = Pages.cursor(after: page)
        switch form {
        case .json:
          items += found
          whole = page.object
        case .jsonLines: if let failed = put(items: found) { return failed }
        case .lines:
          if let failed = StandardStreams.put(lines.rows(found, pages.columns, pages.item)) { return failed }
        }
        isEmpty = isEmpty && found.isEmpty
      }
    } catch {
      if isEmpty { return write(.problem(error), command: "") }
      // What came is there: what went wrong, and where to go on, is told beside it.
      if form == .json, var document = whole {
        document["items"] = .list(items)
        document["problems"] = .list([error.entry(part: "items", system: pages.system)])
        if let failed = put(document: .object(document)) { return failed }
      }
      tell(error)
      if !quiet, let next { StandardStreams.tell(texts.text("cli.more", ["next": next])) }
      return .partMissing
    }
    if StandardStreams.readerIsGone { return .pipeClosed }
    if form == .json {
      var document = whole ?? Fields()
      document["items"] = .list(items)
      if let failed = put(document: .object(document)) { return failed }
    } else if form == .lines, isTerminal, isEmpty {
      if let failed = StandardStreams.put([Marked(texts.text("cli.empty"))]) { return failed }
    }
    var answer = answer
    if let next {
      answer.remarks.append(texts.text("cli.more", ["next": next]))
      if let remark = answer.remarkWhenMore { answer.remarks.append(remark) }
    }
    return end(answer)
  }

  // MARK: JSON

  /// A JSON document is an object that begins with the number of its schema.
  private func put(document value: Value) -> ExitCode? {
    if filter != nil { return put(filtered: Self.document(value, layout: .compact)) }
    return put(unfiltered: value)
  }

  private func put(unfiltered value: Value) -> ExitCode? {
    StandardStreams.put(TerminalSafe(ended: [Self.document(value, layout: isTerminal ? .indented : .compact)]))
  }

  private func put(items: [Value]) -> ExitCode? {
    let lines = items.map { TerminalSafe(json: $0) }
    if filter == nil { return StandardStreams.put(TerminalSafe(ended: lines)) }
    for line in lines { if let failed = put(filtered: line) { return failed } }
    return nil
  }

  /// What `--jq` makes of one document.
  func put(filtered json: TerminalSafe) -> ExitCode? {
    guard let filter else { return StandardStreams.put(TerminalSafe(ended: [json])) }
    var waiting: [TerminalSafe] = []
    var bytes = 0
    var failed: ExitCode?
    do throws(JQFilter.Failed) {
      try filter.run(json.text) { result in
        waiting.append(result)
        bytes += result.text.utf8.count
        if bytes > Self.patience {
          failed = StandardStreams.put(TerminalSafe(ended: waiting))
          waiting = []
          bytes = 0
        }
        return failed == nil
      }
    } catch {
      // Not a problem document: whoever filters reads words.
      tell(JQWords(failed: Self.words(of: error)).sentence(in: texts), next: texts.text("cli.jq-failed.next"))
      return .inputInvalid
    }
    return failed ?? StandardStreams.put(TerminalSafe(ended: waiting))
  }

  static func words(of failed: JQFilter.Failed) -> String {
    switch failed {
    case .missing: ""
    case .expression(let words), .running(let words): words
    }
  }

  static func document(_ value: Value, layout: JSONWriter.Layout) -> TerminalSafe {
    var fields = Fields([("schema", .integer(1))])
    for field in value.object?.all ?? [] { fields[field.name] = field.value }
    return TerminalSafe(json: .object(fields), layout: layout)
  }

  // MARK: Failures

  /// Says what went wrong, to the person or as one JSON document, and gives the code to end with.
  func write(_ failure: Failure, command: String) -> ExitCode {
    switch failure {
    case .problem(let problem): return write(problem, advice: nil)
    case .advised(let problem, let key): return write(problem, advice: texts.text(key))
    case .misuse(let key, let places):
      let what = texts.text(key, places)
      guard form == .lines else {
        let problem = Problem(.usage, facts: [("what", .text(what.text))])
        return put(problem: value(of: problem, what, texts.text("problem.usage.next"))) ?? .usage
      }
      tell(what, next: nil)
      if let suggestion = places["suggestion"] {
        StandardStreams.tell(texts.text("cli.did-you-mean", ["word": suggestion]))
      }
      StandardStreams.tell(TerminalSafe(line: texts.text("cli.usage").text + ": " + HelpText.usage(command)))
      StandardStreams.tell(
        texts.text("cli.see-help", ["command": "mynafront " + (command.isEmpty ? "" : command + " ") + "--help"]))
      return .usage
    }
  }

  /// - Parameter advice: stands for what is usually done next.
  private func write(_ problem: Problem, advice: TerminalSafe?) -> ExitCode {
    let code = ExitCode(problem.code)
    guard form == .lines else {
      let (what, next) = words(of: problem)
      return put(problem: value(of: problem, what, advice ?? next)) ?? code
    }
    tell(problem, advice: advice)
    if !quiet, ![.usage, .notFound].contains(problem.code) {
      StandardStreams.tell(texts.text("cli.see-help", ["command": "mynafront explain " + problem.code.rawValue]))
    }
    return code
  }

  /// A problem in words, on standard error.
  func tell(_ problem: Problem, advice: TerminalSafe? = nil) {
    let (what, next) = words(of: problem)
    tell(what, next: advice ?? next)
    if let near = problem.facts["suggestion"]?.text {
      StandardStreams.tell(texts.text("cli.did-you-mean", ["word": near]))
    }
    if let reference = problem.reference { StandardStreams.tell(texts.text("cli.reference", ["reference": reference])) }
  }

  private func tell(_ what: TerminalSafe, next: TerminalSafe?) {
    let between = TerminalSafe(line: ": ")
    StandardStreams.tell(colourOfErrors.mark(texts.text("cli.problem"), as: .alarm) + between + what)
    guard let next, !next.text.isEmpty else { return }
    StandardStreams.tell(colourOfErrors.mark(texts.text("cli.next"), as: .label) + between + next)
  }

  private func words(of problem: Problem) -> (what: TerminalSafe, next: TerminalSafe) {
    let places = problem.places(in: texts)
    // A status that the protocol does not have is no answer that could not be read.
    if problem.code == .portalAnswerMalformed, problem.facts["field"] == "status", problem.facts["status"] != nil {
      return (texts.text("cli.portal-status", places), texts.text("cli.portal-status.next", places))
    }
    return (
      texts.text("problem.\(problem.code.rawValue).what", places),
      texts.text("problem.\(problem.code.rawValue).next", places)
    )
  }

  /// Never filtered: an expression for what was asked for fits no problem.
  private func put(problem: Value) -> ExitCode? {
    put(unfiltered: problem)
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
}

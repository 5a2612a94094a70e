import Domain
import Synchronization

/// `--dry-run`: the command runs as always, over a transport that keeps what it is given and sends nothing.
enum DryRun {
  /// Runs it and gives what it would have sent, signed, changed and read. A command line that is wrong fails as it does without
  /// `--dry-run`.
  static func rehearse(_ command: Command, _ invocation: Invocation) async throws(Failure) -> Answer {
    if command.rehearsesCard { return answer([], try await command.run(invocation), invocation) }
    guard command.sends else { return answer([], Answer(), invocation) }
    var failure: Failure?
    var told = Answer()
    do throws(Failure) {
      told = try await command.run(invocation)
      // The first page is asked for; which pages follow, only its answer says.
      switch told.lines {
      case .pages(let pages): _ = try await invocation.trying(pages.next)
      case .raw(_, let next): _ = try await invocation.trying(next)
      default: break
      }
    } catch {
      failure = error
    }
    let requests = CommandEnd.services.withLock { $0 }?.withheld ?? []
    // Every request ends as cancelled; anything else that stopped the command before the first one is its own mistake.
    if requests.isEmpty, let failure { throw failure }
    told.remarks = []
    told.exit = .done
    return answer(requests, told, invocation)
  }

  /// - Parameter told: what the command says of itself: the lists `signs`, `changes` and `reads`, and the `card` for them.
  private static func answer(_ requests: [Value], _ told: Answer, _ invocation: Invocation) -> Answer {
    func list(_ name: String) -> [Value] { told.value[name]?.list ?? [] }
    let signs = list("signs")
    var lines = requests.flatMap(Self.lines)
    for sign in signs { lines += Self.lines(ofSigning: sign, invocation) }
    for change in list("changes") {
      lines.append(invocation.text("cli.dry-run.change", ["kind": word("pinKind", change["pin"], invocation)]))
    }
    for read in list("reads") { lines += Self.lines(ofReading: read, invocation) }
    lines += Self.lines(ofCard: told.value["card"], invocation)
    let isOfCard = told.value["card"] != nil
    let remark = isOfCard ? "card-done" : requests.isEmpty ? "nothing" : "done"
    return Answer(
      .fields(
        ("dryRun", true), ("requests", .list(requests)), ("signs", .list(signs)), ("changes", .list(list("changes"))),
        ("reads", .list(list("reads"))), ("card", told.value["card"] ?? .null)),
      .words(lines), remarks: told.remarks + [invocation.text("cli.dry-run." + remark)], exit: told.exit)
  }

  private static func word(_ list: String, _ value: Value?, _ invocation: Invocation) -> String {
    value?.text.map { invocation.text("value.\(list).\($0)").text } ?? ""
  }

  /// The text of a log-in, or a document.
  private static func lines(ofSigning sign: Value, _ invocation: Invocation) -> [TerminalSafe] {
    let key = word("certificateKind", sign["key"], invocation)
    if let file = sign["file"]?.text {
      return [
        invocation.text(
          "cli.dry-run.document",
          ["file": file, "bytes": String(sign["bytes"]?.integer ?? 0), "sha256": sign["sha256"]?.text ?? ""]),
        invocation.text("cli.dry-run.document-key", ["key": key, "output": sign["output"]?.text ?? ""]),
        invocation.text(sign["attached"]?.bool == true ? "cli.dry-run.attached" : "cli.dry-run.detached"),
      ]
    }
    let words = [
      "to": sign["to"]?.text ?? "", "tries": String(sign["triesAtMost"]?.integer ?? 0), "key": key,
    ]
    return [invocation.text("cli.dry-run.sign", words)]
      + (sign["text"]?.list ?? []).map { TerminalSafe(line: "  " + ($0.text ?? "")) }
  }

  private static func lines(ofReading read: Value, _ invocation: Invocation) -> [TerminalSafe] {
    let items = (read["items"]?.list ?? []).compactMap(\.text).joined(separator: ", ")
    return [invocation.text("cli.dry-run.read", ["items": items])]
      + (read["output"]?.text.map { [invocation.text("cli.dry-run.output", ["output": $0])] } ?? [])
  }

  private static func lines(ofCard card: Value?, _ invocation: Invocation) -> [TerminalSafe] {
    guard let card, !card.isNull else { return [] }
    var lines = [
      invocation.text(
        "cli.dry-run.card",
        ["card": word("cardKind", card["card"], invocation), "reader": card["reader"]?.text ?? ""])
    ]
    if card["pin"]?.text != nil {
      var places = ["kind": word("pinKind", card["pin"], invocation)]
      places["triesLeft"] = card["triesLeft"]?.integer.map { String($0) }
      lines.append(invocation.text("cli.dry-run.pin", places))
    }
    return lines
  }

  /// As it would go over the wire: what is asked, the headers, an empty line, the body.
  private static func lines(of request: Value) -> [TerminalSafe] {
    var lines = [TerminalSafe(line: (request["method"]?.text ?? "") + " " + (request["url"]?.text ?? ""))]
    for header in request["headers"]?.object?.all ?? [] {
      lines.append(TerminalSafe(line: "  \(header.name): \(header.value.text ?? "")"))
    }
    switch request["body"] {
    case nil, .null?: break
    case .text(let text)?: lines.append(TerminalSafe(line: "  " + text))
    case let body?: lines.append(TerminalSafe(line: "  " + JSONWriter.write(body)))
    }
    return lines
  }
}

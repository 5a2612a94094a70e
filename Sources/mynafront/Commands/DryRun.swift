import Domain
import Synchronization

/// `--dry-run`: the command runs as always, over a transport that keeps what it is given and sends nothing.
enum DryRun {
  /// Runs it and gives what it would have sent and signed. A command line that is wrong fails as it does without `--dry-run`.
  static func rehearse(_ command: Command, _ invocation: Invocation) async throws(Failure) -> Answer {
    guard command.sends else { return answer([], [], invocation) }
    var failure: Failure?
    var signs: [Value] = []
    do throws(Failure) {
      let answer = try await command.run(invocation)
      signs = answer.value["signs"]?.list ?? []
      // The first page is asked for; which pages follow, only its answer says.
      switch answer.lines {
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
    return answer(requests, signs, invocation)
  }

  private static func answer(_ requests: [Value], _ signs: [Value], _ invocation: Invocation) -> Answer {
    var lines = requests.flatMap(Self.lines)
    for sign in signs {
      lines.append(
        invocation.text(
          "cli.dry-run.sign",
          [
            "to": sign["to"]?.text ?? "", "tries": String(sign["triesAtMost"]?.integer ?? 0),
            "key": invocation.text("value.certificateKind." + (sign["key"]?.text ?? "")).text,
          ]))
      lines += (sign["text"]?.list ?? []).map { TerminalSafe(line: "  " + ($0.text ?? "")) }
    }
    return Answer(
      .fields(("dryRun", true), ("requests", .list(requests)), ("signs", .list(signs))), .words(lines),
      remarks: [invocation.text(requests.isEmpty ? "cli.dry-run.nothing" : "cli.dry-run.done")])
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

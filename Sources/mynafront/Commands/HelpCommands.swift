import Domain
import Screens

/// `help`, `version`, and `--help` of every command.
enum HelpCommands {
  static let versionNumber = "0.1.0"

  static func version(_ invocation: Invocation) async throws(Failure) -> Answer { version }

  static var version: Answer {
    Answer(
      .fields(("name", "mynafront"), ("version", .text(versionNumber)), ("portalProtocol", "sandbox-1")),
      .words([TerminalSafe(line: "mynafront " + versionNumber)]))
  }

  /// The help of a command or of its noun; for other words, what the help texts say about them.
  static func help(_ invocation: Invocation) async throws(Failure) -> Answer {
    let words = invocation.arguments
    if let answer = help(for: words, invocation.texts) { return answer }
    let found = HelpSearch(invocation.texts).entries(with: words)
    guard !found.isEmpty else {
      throw .problem(Problem(.notFound, facts: [("what", .text(words.joined(separator: " ")))]))
    }
    let item = Schema.object([Field("open", .text), Field("text", .text)])
    return Answer(
      Value.listed(found.map { .fields(("open", .text($0.open)), ("text", .text($0.text))) }),
      .list(path: "items", columns: ["open", "text"], item: item))
  }

  /// Nil when no command begins with the words.
  static func help(for words: [String], _ texts: ScreenLibrary) -> Answer? {
    let commands = CommandTable.all.filter { $0.words.starts(with: words) }
    guard let first = commands.first else { return nil }
    let lines: [TerminalSafe]
    if words.isEmpty {
      lines = HelpText(texts).program()
    } else if commands.count == 1, first.words == words {
      lines = HelpText(texts).command(first)
    } else {
      lines = HelpText(texts).group(first.words[0])
    }
    return Answer(
      Value.listed(
        commands.map {
          .fields(
            ("command", .text($0.name)), ("usage", .text(HelpText.usage($0))),
            ("summary", .text(texts.text($0.key).text)), ("example", .text($0.example)),
            ("options", .list(CommandTable.options(of: $0).map { .text($0.long) })))
        }), .words(lines))
  }
}

extension Value {
  /// The shape of every list that is whole.
  static func listed(_ items: [Value]) -> Value {
    .fields(("items", .list(items)), ("next", .null), ("total", .integer(items.count)), ("problems", .list([])))
  }
}

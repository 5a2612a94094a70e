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

  /// The help of a command or of its noun, or a page of help by its name; for other words, what the help texts say about them.
  static func help(_ invocation: Invocation) async throws(Failure) -> Answer {
    let words = invocation.arguments
    if let answer = help(for: words, invocation.texts) { return answer }
    if words.count == 1, let answer = page(words[0], invocation) { return answer }
    let found = HelpSearch(invocation.texts).entries(with: words)
    guard !found.isEmpty else {
      throw .advised(
        Problem(.notFound, facts: [("what", .text(words.joined(separator: " ")))]), next: "cli.help-nothing")
    }
    return list(found)
  }

  /// A question's answer, the help desk, or `faq`: the list of them.
  private static func page(_ word: String, _ invocation: Invocation) -> Answer? {
    let pages = HelpPages(invocation.texts)
    if word == "faq" {
      return list(pages.find([]).map { .init(open: "mynafront help " + $0.page.id, text: $0.page.title) })
    }
    // What a problem means is said by `explain`.
    guard Problem.Code(rawValue: word) == nil, let page = pages.page(word) else { return nil }
    return Answer(
      .fields(
        ("id", .text(page.id)), ("title", .text(page.title)), ("paragraphs", .list(page.paragraphs.map(Value.text)))),
      .words(invocation.lines([page.title, ""] + page.paragraphs)))
  }

  private static func list(_ entries: [HelpSearch.Entry]) -> Answer {
    Answer(
      Value.listed(entries.map { .fields(("open", .text($0.open)), ("text", .text($0.text))) }),
      .list(
        path: "items", columns: ["open", "text"],
        item: .object([Field("open", .text), Field("text", .text)])))
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

import Domain
import Screens

/// `help`, `version`, and `--help` of every command: made from the table.
enum HelpCommands {
  static let versionNumber = "0.1.0"

  static func version(_ invocation: Invocation) async throws(Failure) -> Answer {
    Answer(
      .fields(("name", "mynafront"), ("version", .text(versionNumber)), ("portalProtocol", "sandbox-1")),
      .words([TerminalSafe(line: "mynafront " + versionNumber)]))
  }

  static func help(_ invocation: Invocation) async throws(Failure) -> Answer {
    let words = invocation.arguments
    if words.isEmpty { return Answer([:], .words(program(invocation.texts))) }
    let matches = CommandTable.all.filter { $0.words.starts(with: words) }
    if let exact = matches.first(where: { $0.words == words }) {
      return Answer([:], .words(command(exact, invocation.texts)))
    }
    if !matches.isEmpty { return Answer([:], .words(group(words[0], invocation.texts))) }
    throw .misuse(key: "cli.unknown-command", places: ["word": words.joined(separator: " ")])
  }

  /// All commands, one sentence each.
  static func program(_ texts: ScreenLibrary) -> [TerminalSafe] {
    var lines = [
      texts.text("command.program"), TerminalSafe(line: ""), TerminalSafe(line: texts.text("cli.example").text),
      TerminalSafe(line: "  mynafront"), TerminalSafe(line: "  mynafront home --json"),
      TerminalSafe(line: "  mynafront notices list --unread --limit 5"), TerminalSafe(line: ""),
      texts.text("command.faces"), TerminalSafe(line: ""), TerminalSafe(line: texts.text("cli.commands").text),
    ]
    lines += rows(CommandTable.all.map { ($0.name, texts.text($0.key).text) })
    lines += [TerminalSafe(line: ""), TerminalSafe(line: texts.text("cli.options").text)]
    lines += rows(CommandTable.globalOptions.map { (spelled($0), texts.text($0.key).text) })
    return lines
  }

  static func group(_ noun: String, _ texts: ScreenLibrary) -> [TerminalSafe] {
    [texts.text("command." + noun), TerminalSafe(line: ""), TerminalSafe(line: texts.text("cli.commands").text)]
      + rows(CommandTable.all.filter { $0.words[0] == noun }.map { ($0.name, texts.text($0.key).text) })
  }

  /// One command: an example first.
  static func command(_ command: Command, _ texts: ScreenLibrary) -> [TerminalSafe] {
    var lines = [
      texts.text(command.key), TerminalSafe(line: ""), TerminalSafe(line: texts.text("cli.example").text),
      TerminalSafe(line: "  " + command.example), TerminalSafe(line: ""),
      TerminalSafe(line: texts.text("cli.usage").text),
      TerminalSafe(
        line: "  mynafront " + ([command.name] + command.arguments).joined(separator: " ")
          + (command.options.isEmpty ? "" : " [--…]")),
    ]
    if !command.options.isEmpty {
      lines += [TerminalSafe(line: ""), TerminalSafe(line: texts.text("cli.options").text)]
      lines += rows(
        command.options.compactMap { name in
          CommandTable.commandOptions.first { $0.name == name }.map { (spelled($0), texts.text($0.key).text) }
        })
    }
    return lines
  }

  private static func spelled(_ option: Option) -> String {
    (option.letter.map { "-\($0), " } ?? "") + "--" + option.name + (option.value.map { " " + $0 } ?? "")
  }

  /// Name and sentence under each other within 80 columns; a long sentence goes on below itself.
  private static func rows(_ pairs: [(String, String)]) -> [TerminalSafe] {
    let width = min(26, pairs.map { CellWidth.of($0.0) }.max() ?? 0)
    return pairs.flatMap { name, sentence -> [TerminalSafe] in
      let wrapped = LineBreaking.lines(sentence, columns: 79 - width - 4)
      var lines: [String] = []
      if CellWidth.of(name) > width {
        lines.append("  " + name)
        lines += wrapped.map { String(repeating: " ", count: width + 4) + $0 }
      } else {
        for (index, line) in wrapped.enumerated() {
          let head = index == 0 ? name : ""
          lines.append("  " + head + String(repeating: " ", count: width - CellWidth.of(head) + 2) + line)
        }
      }
      return lines.map { TerminalSafe(line: $0) }
    }
  }
}

import Domain
import Screens

/// What `--help` says, made from the table: an example first, never wider than 80 columns.
struct HelpText {
  static let columns = 80
  let texts: ScreenLibrary

  init(_ texts: ScreenLibrary) { self.texts = texts }

  /// All commands, one sentence each.
  func program() -> [TerminalSafe] {
    paragraph("command.program") + blank + heading("cli.example")
      + ["mynafront", "mynafront home --json", "mynafront notices list --unread --limit 5"].flatMap(indented) + blank
      + paragraph("command.faces") + blank + heading("cli.commands")
      + rows(CommandTable.all.map { ($0.name, texts.text($0.key).text) }) + blank + heading("cli.options")
      + rows(CommandTable.globalOptions.map { ($0.spelled, texts.text($0.key).text) }) + blank
      + paragraph("cli.more-help") + paragraph("cli.no-telemetry")
  }

  /// The commands of one noun.
  func group(_ noun: String) -> [TerminalSafe] {
    let commands = CommandTable.all.filter { $0.words[0] == noun }
    return paragraph("command." + noun) + blank + heading("cli.example")
      + (commands.first.map { indented($0.example) } ?? []) + blank + heading("cli.commands")
      + rows(commands.map { ($0.name, texts.text($0.key).text) }) + blank + paragraph("cli.more-help")
  }

  func command(_ command: Command) -> [TerminalSafe] {
    let options = CommandTable.options(of: command)
    var lines = paragraph(command.key) + blank + heading("cli.example") + indented(command.example)
    lines += blank + heading("cli.usage") + indented(Self.usage(command))
    if !options.isEmpty {
      lines += blank + heading("cli.options") + rows(options.map { ($0.spelled, texts.text($0.key).text) })
    }
    return lines + blank + paragraph("cli.global-options")
  }

  /// What can be typed, in one line: of a command, of a noun, or of the program when there is neither.
  static func usage(_ name: String) -> String {
    let words = name.split(separator: " ").map(String.init)
    if let command = CommandTable.command(words) { return usage(command) }
    if let noun = words.first, CommandTable.nouns.contains(noun) {
      return "mynafront \(noun) " + CommandTable.verbs(of: noun).joined(separator: "|")
    }
    return "mynafront [COMMAND] [ARGUMENT...] [OPTION...]"
  }

  static func usage(_ command: Command) -> String {
    (["mynafront", command.name] + command.arguments.map(\.spelled) + ["[OPTION...]"]).joined(separator: " ")
  }

  // MARK: Lines

  private var blank: [TerminalSafe] { [TerminalSafe(line: "")] }
  private func heading(_ key: String) -> [TerminalSafe] { [texts.text(key)] }
  private func paragraph(_ key: String) -> [TerminalSafe] {
    LineBreaking.lines(texts.text(key).text, columns: Self.columns).map { TerminalSafe(line: $0) }
  }
  private func indented(_ text: String) -> [TerminalSafe] {
    LineBreaking.lines(text, columns: Self.columns - 4).enumerated().map { index, line in
      TerminalSafe(line: (index == 0 ? "  " : "    ") + line)
    }
  }

  /// Name and sentence beside each other; a long sentence goes on below itself, a long name stands alone.
  private func rows(_ pairs: [(String, String)]) -> [TerminalSafe] {
    let width = min(26, pairs.map { CellWidth.of($0.0) }.max() ?? 0)
    let space = String(repeating: " ", count: width + 4)
    return pairs.flatMap { name, sentence -> [TerminalSafe] in
      let sentences = LineBreaking.lines(sentence, columns: Self.columns - width - 4)
      var lines: [String] = []
      if CellWidth.of(name) > width {
        lines = LineBreaking.lines(name, columns: Self.columns - 4).map { "  " + $0 } + sentences.map { space + $0 }
      } else {
        for (index, line) in sentences.enumerated() {
          let head = "  " + name + String(repeating: " ", count: width - CellWidth.of(name) + 2)
          lines.append((index == 0 ? head : space) + line)
        }
      }
      return lines.map { TerminalSafe(line: $0) }
    }
  }
}

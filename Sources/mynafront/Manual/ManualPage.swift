import Domain
import Screens

/// The manual page, from the table and `content/*/manual.md`.
struct ManualPage {
  private let texts: ScreenLibrary
  private var page = Roff(name: "mynafront", section: 1, source: "mynafront \(HelpCommands.versionNumber)")

  static func lines(_ texts: ScreenLibrary) -> [String] {
    var manual = ManualPage(texts: texts)
    manual.write()
    return manual.page.lines
  }

  private init(texts: ScreenLibrary) { self.texts = texts }

  private static let headings = [
    "name", "synopsis", "examples", "description", "commands", "options", "exit", "files", "environment", "security",
    "privacy", "see-also",
  ]
  private static let paragraphs = ["description", "options", "exit", "security", "privacy", "see-also"]
  /// What is kept where (contract: §2).
  private static let files = [
    ("configuration", "$XDG_CONFIG_HOME/mynafront/config.yaml"), ("state", "$XDG_STATE_HOME/mynafront/"),
    ("run", "$XDG_RUNTIME_DIR/mynafront/"), ("resources", "PREFIX/share/mynafront/"),
  ]
  private static let variables = [
    ("linear", "MYNAFRONT_LINEAR, ACCESSIBLE"), ("locale", "LC_ALL, LC_MESSAGES, LANG"),
    ("color", "NO_COLOR, CLICOLOR, CLICOLOR_FORCE"), ("term", "TERM"),
    ("directories", "XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR"), ("resources", "MYNAFRONT_RESOURCES"),
  ]
  /// The commands whose examples stand first.
  private static let first = ["login", "home", "notices list", "notices show", "explain", "doctor"]

  /// The text keys that the page asks for.
  static var textKeys: [String] {
    ["manual.name"] + headings.map { "manual.heading." + $0 } + paragraphs.map { "manual." + $0 }
      + files.map { "manual.file." + $0.0 }
      + variables.map { "manual.variable." + $0.0 }
  }

  private mutating func write() {
    heading("name")
    page.name("mynafront", texts.text("manual.name").text)
    heading("synopsis")
    page.command("mynafront [OPTION...]")
    page.command("mynafront COMMAND [ARGUMENT...] [OPTION...]")
    heading("examples")
    page.item("mynafront", texts.text("command.faces").text)
    for name in Self.first {
      guard let command = CommandTable.all.first(where: { $0.name == name }) else { continue }
      page.item(command.example, texts.text(command.key).text)
    }
    heading("description")
    paragraphs("manual.description")
    commands()
    heading("options")
    paragraphs("manual.options")
    for option in CommandTable.globalOptions { page.item(option.spelled, texts.text(option.key).text) }
    heading("exit")
    for code in ExitCode.allCases {
      page.item(String(code.rawValue), texts.text("explain.exit.\(code.rawValue)").text)
    }
    paragraphs("manual.exit")
    heading("files")
    for (key, path) in Self.files { page.item(path, texts.text("manual.file." + key).text) }
    heading("environment")
    for (key, name) in Self.variables { page.item(name, texts.text("manual.variable." + key).text) }
    for key in ["security", "privacy", "see-also"] {
      heading(key)
      paragraphs("manual." + key)
    }
  }

  private mutating func commands() {
    heading("commands")
    for command in CommandTable.all {
      page.subsection(HelpText.usage(command).replacing(" [OPTION...]", with: ""))
      page.paragraph(texts.text(command.key).text)
      for option in CommandTable.options(of: command) {
        page.item(option.spelled, texts.text(option.key).text)
      }
      page.example([command.example])
    }
  }

  private mutating func heading(_ key: String) { page.section(texts.text("manual.heading." + key).text) }

  private mutating func paragraphs(_ key: String) {
    for template in texts.templates(key) ?? [] {
      guard let text = template.filled({ _ in nil }) else { continue }
      if template.kind == .plain { page.paragraph(text) } else { page.bullet(text) }
    }
  }
}

/// `manual`.
enum ManualCommand {
  static func manual(_ invocation: Invocation) async throws(Failure) -> Answer {
    let lines = ManualPage.lines(invocation.texts).map { TerminalSafe(line: $0) }
    return Answer(
      .fields(("language", .text(invocation.texts.locale.name)), ("page", .text(TerminalSafe(ended: lines).text))),
      .words(lines))
  }
}

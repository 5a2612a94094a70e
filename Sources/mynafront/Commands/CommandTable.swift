// The one table of commands. Help, completions and man pages are made from it; a command that is not here does not exist.

/// What a person can type after `mynafront`.
struct Command: Sendable {
  /// As typed: `["notices", "list"]`.
  let words: [String]
  /// Names of what must or may follow; a name in brackets may be left out, `…` means one or more.
  let arguments: [String]
  /// Names of the options it knows besides the global ones.
  let options: [String]
  let example: String
  /// Whether it may ask the portal for something. `--dry-run` runs only these; the others would send nothing, so it leaves them be.
  var sends = true
  let run: @Sendable (Invocation) async throws(Failure) -> Answer

  var name: String { words.joined(separator: " ") }
  /// The text key of its sentence: `command.notices.list`.
  var key: String { "command." + words.joined(separator: ".") }
}

/// An option: `--name` or `--name VALUE`, with an optional letter.
struct Option: Sendable {
  let name: String
  let letter: Character?
  /// What the value is called in the help; nil for a switch.
  let value: String?
  /// The closed list of values, when there is one.
  let choices: [String]
  /// It may stand more than once: its values are joined by `repeatMark`.
  let repeats: Bool

  /// No argument of a program can have this character in it.
  static let repeatMark: Character = "\0"

  init(
    _ name: String, letter: Character? = nil, value: String? = nil, choices: [String] = [], repeats: Bool = false
  ) {
    self.name = name
    self.letter = letter
    self.value = value
    self.choices = choices
    self.repeats = repeats
  }
  var key: String { "option." + name }
}

enum CommandTable {
  /// Options that every command takes.
  static let globalOptions: [Option] = [
    Option("help", letter: "h"), Option("version"), Option("linear"), Option("full-screen"),
    Option("profile", value: "NAME"), Option("config", value: "FILE"),
    Option("lang", value: "LANG", choices: ["ja", "easy", "en"]), Option("timeout", value: "SECONDS"),
    Option("color", value: "WHEN", choices: ["auto", "always", "never"]), Option("reader", value: "READER"),
    Option("now", value: "DATE"), Option("no-input"), Option("yes"), Option("quiet"), Option("json"), Option("jsonl"),
    Option("jq", value: "EXPR"), Option("dry-run"), Option("debug"), Option("log", value: "FILE"),
  ]

  static let commandOptions: [Option] = [
    Option("pin-fd", value: "N"), Option("method", value: "METHOD", choices: ["card"]), Option("unread"),
    Option("from", value: "WORD"), Option("since", value: "DATE"), Option("search", value: "WORDS"),
    Option("limit", value: "N"), Option("cursor", value: "CURSOR"), Option("all"),
    Option("output", letter: "o", value: "FILE"), Option("force"), Option("input", value: "FILE"),
    Option("field", letter: "f", value: "KEY=VALUE", repeats: true), Option("include"), Option("paginate"),
    Option("state", value: "NAME"), Option("size", value: "COLSxROWS"),
  ]

  static let all: [Command] = [
    Command(
      words: ["login"], arguments: [], options: ["method", "pin-fd"], example: "mynafront login",
      run: SessionCommands.login),
    Command(
      words: ["logout"], arguments: [], options: [], example: "mynafront logout", run: SessionCommands.logout),
    Command(
      words: ["session"], arguments: [], options: [], example: "mynafront session --json", run: SessionCommands.session),
    Command(
      words: ["home"], arguments: [], options: [], example: "mynafront home --json", run: CitizenCommands.home),
    Command(
      words: ["todo", "list"], arguments: [], options: ["limit", "cursor", "all"], example: "mynafront todo list",
      run: CitizenCommands.todoList),
    Command(
      words: ["notices", "list"], arguments: [],
      options: ["unread", "from", "since", "search", "limit", "cursor", "all"],
      example: "mynafront notices list --unread --limit 5", run: NoticeCommands.list),
    Command(
      words: ["notices", "show"], arguments: ["ID"], options: [], example: "mynafront notices show n-0001",
      run: NoticeCommands.show),
    Command(
      words: ["notices", "mark-read"], arguments: ["ID…"], options: [], example: "mynafront notices mark-read n-0001",
      run: NoticeCommands.markRead),
    Command(
      words: ["notices", "mark-unread"], arguments: ["ID…"], options: [],
      example: "mynafront notices mark-unread n-0001", run: NoticeCommands.markUnread),
    Command(
      words: ["notices", "attachment"], arguments: ["ID", "N"], options: ["output", "force"],
      example: "mynafront notices attachment n-0001 1 -o annai.pdf", run: NoticeCommands.attachment),
    Command(
      words: ["notices", "save"], arguments: ["ID"], options: ["output", "force"],
      example: "mynafront notices save n-0001 -o notice.txt", run: NoticeCommands.save),
    Command(
      words: ["applications", "list"], arguments: [], options: ["limit", "cursor", "all"],
      example: "mynafront applications list", run: CitizenCommands.applicationsList),
    Command(
      words: ["applications", "show"], arguments: ["ID"], options: [], example: "mynafront applications show a-0001",
      run: CitizenCommands.applicationsShow),
    Command(
      words: ["card", "status"], arguments: [], options: [], example: "mynafront card status --json",
      sends: false, run: SessionCommands.cardStatus),
    Command(
      words: ["bff", "list"], arguments: [], options: [], example: "mynafront bff list", sends: false,
      run: BFFCommands.list),
    Command(
      words: ["bff", "describe"], arguments: ["NAME"], options: [], example: "mynafront bff describe notices.list",
      sends: false, run: BFFCommands.describe),
    Command(
      words: ["bff", "call"], arguments: ["NAME", "[key=value…]"], options: ["input"],
      example: "mynafront bff call notices.list unread=true limit=5", run: BFFCommands.call),
    Command(
      words: ["api"], arguments: ["METHOD", "PATH"], options: ["field", "input", "include", "paginate"],
      example: "mynafront api GET /notices/v1/notices -f limit=1", run: APICommand.run),
    Command(
      words: ["screens", "list"], arguments: [], options: [], example: "mynafront screens list",
      sends: false, run: ScreenCommands.list),
    Command(
      words: ["screens", "check"], arguments: ["[DIR]"], options: [], example: "mynafront screens check",
      sends: false, run: ScreenCommands.check),
    Command(
      words: ["screens", "show"], arguments: ["[NAME]"], options: ["all", "state", "size"],
      example: "mynafront screens show notices --size 40x15", sends: false, run: ScreenCommands.show),
    Command(
      words: ["version"], arguments: [], options: [], example: "mynafront version", sends: false,
      run: HelpCommands.version),
    Command(
      words: ["help"], arguments: ["[WORDS…]"], options: [], example: "mynafront help notices", sends: false,
      run: HelpCommands.help),
  ]

  static func option(named name: String, of command: Command?) -> Option? {
    if let option = globalOptions.first(where: { $0.name == name }) { return option }
    guard command == nil || command!.options.contains(name) else { return nil }
    return commandOptions.first { $0.name == name }
  }

  /// The first words of commands, in the order of the table, each once.
  static var nouns: [String] {
    var nouns: [String] = []
    for command in all where !nouns.contains(command.words[0]) { nouns.append(command.words[0]) }
    return nouns
  }
}

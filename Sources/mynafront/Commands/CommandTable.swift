// The one table of commands. Help, completions and man pages are made from it; a command that is not here does not exist.

import Screens
import Terminal

enum CommandTable {
  /// Options that every command takes.
  static let globalOptions: [Option] = [
    Option("help", letter: "h"), Option("version"), Option("linear"), Option("full-screen"),
    Option("profile", value: "NAME"), Option("config", value: "FILE"),
    Option("lang", value: "LANG", choices: Setup.languages), Option("timeout", value: "SECONDS"),
    Option("color", value: "WHEN", choices: ["auto", "always", "never"]),
    Option("theme", value: "THEME", choices: Theme.allCases.map(\.rawValue)), Option("mouse"),
    Option("ambiguous", value: "WIDTH", choices: AmbiguousWidth.allCases.map(\.rawValue)),
    Option("verbosity", value: "LEVEL", choices: Verbosity.allCases.map(\.rawValue)), Option("yomi"),
    Option("single-key"), Option("reader", value: "READER"),
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
    Option("password-fd", value: "N"), Option("new-pin-fd", value: "N"), Option("surface-fd", value: "N"),
    Option("items", value: "LIST"), Option("show-number"), Option("check"), Option("photo", value: "FILE"),
    Option("attached"), Option("watch"),
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
      isList: true, run: CitizenCommands.todoList),
    Command(
      words: ["notices", "list"], arguments: [],
      options: ["unread", "from", "since", "search", "limit", "cursor", "all"],
      example: "mynafront notices list --unread --limit 5", isList: true, run: NoticeCommands.list),
    Command(
      words: ["notices", "show"], arguments: ["ID"], options: [], example: "mynafront notices show n-0001",
      run: NoticeCommands.show),
    Command(
      words: ["notices", "mark-read"], arguments: ["ID..."], options: [], example: "mynafront notices mark-read n-0001",
      run: NoticeCommands.markRead),
    Command(
      words: ["notices", "mark-unread"], arguments: ["ID..."], options: [],
      example: "mynafront notices mark-unread n-0001", run: NoticeCommands.markUnread),
    Command(
      words: ["notices", "attachment"], arguments: ["ID", "N"], options: ["output", "force"],
      example: "mynafront notices attachment n-0001 1 -o annai.pdf", run: NoticeCommands.attachment),
    Command(
      words: ["notices", "save"], arguments: ["ID"], options: ["output", "force"],
      example: "mynafront notices save n-0001 -o notice.txt", run: NoticeCommands.save),
    Command(
      words: ["applications", "list"], arguments: [], options: ["limit", "cursor", "all"],
      example: "mynafront applications list", isList: true, run: CitizenCommands.applicationsList),
    Command(
      words: ["applications", "show"], arguments: ["ID"], options: [], example: "mynafront applications show a-0001",
      run: CitizenCommands.applicationsShow),
    Command(
      words: ["card", "status"], arguments: [], options: [], example: "mynafront card status --json",
      sends: false, run: CardCommands.status),
    Command(
      words: ["card", "read"], arguments: [],
      options: ["items", "show-number", "check", "photo", "force", "pin-fd", "surface-fd"],
      example: "mynafront card read", sends: false, rehearsesCard: true, run: CardCommands.read),
    Command(
      words: ["card", "certificate"], arguments: [Argument("KIND", .choice(["auth", "sign"]))],
      options: ["output", "force", "pin-fd", "password-fd"], example: "mynafront card certificate auth -o auth.pem",
      sends: false, rehearsesCard: true,
      run: CardCommands.certificate),
    Command(
      words: ["card", "sign"], arguments: ["FILE"], options: ["output", "attached", "force", "password-fd"],
      example: "mynafront card sign shorui.pdf -o shorui.p7s", sends: false, rehearsesCard: true, run: CardCommands.sign
    ),
    Command(
      words: ["card", "verify"], arguments: ["FILE", Argument("[CONTENT]", .file)], options: ["output", "force"],
      example: "mynafront card verify shorui.p7s shorui.pdf", sends: false, run: CardCommands.verify),
    Command(
      words: ["card", "change-pin"], arguments: [Argument("KIND", .choice(["auth", "sign", "text"]))],
      options: ["pin-fd", "password-fd", "new-pin-fd"], example: "mynafront card change-pin auth", sends: false,
      rehearsesCard: true,
      run: CardCommands.changePIN),
    Command(
      words: ["bff", "list"], arguments: [], options: [], example: "mynafront bff list", sends: false, isList: true,
      run: BFFCommands.list),
    Command(
      words: ["bff", "describe"], arguments: [Argument("NAME", .call)], options: [],
      example: "mynafront bff describe notices.list",
      sends: false, run: BFFCommands.describe),
    Command(
      words: ["bff", "call"], arguments: [Argument("NAME", .call), "[key=value...]"], options: ["input"],
      example: "mynafront bff call notices.list unread=true limit=5", isList: true, run: BFFCommands.call),
    Command(
      words: ["api"], arguments: [Argument("METHOD", .usually(["GET", "POST", "PUT", "DELETE"])), "PATH"],
      options: ["field", "input", "include", "paginate"],
      example: "mynafront api GET /notices/v1/notices -f limit=1", run: APICommand.run),
    Command(
      words: ["screens", "list"], arguments: [], options: [], example: "mynafront screens list",
      sends: false, isList: true, worksWithoutConfiguration: true, run: ScreenCommands.list),
    Command(
      words: ["screens", "check"], arguments: ["[DIR]"], options: [], example: "mynafront screens check",
      sends: false, worksWithoutConfiguration: true, run: ScreenCommands.check),
    Command(
      words: ["screens", "show"], arguments: [Argument("[NAME]", .screen)], options: ["all", "state", "size", "watch"],
      example: "mynafront screens show notices --size 40x15", sends: false, worksWithoutConfiguration: true,
      run: ScreenCommands.show),
    Command(
      words: ["explain"], arguments: [Argument("[CODE]", .problem)], options: [],
      example: "mynafront explain pinWrong", sends: false, isList: true, worksWithoutConfiguration: true,
      run: ExplainCommand.explain),
    Command(
      words: ["doctor"], arguments: [], options: [], example: "mynafront doctor", sends: false,
      worksWithoutConfiguration: true,
      run: DoctorCommand.doctor),
    Command(
      words: ["config", "get"], arguments: [Argument("KEY", .configurationKey)], options: [],
      example: "mynafront config get language", sends: false, worksWithoutConfiguration: true, run: ConfigCommands.get),
    Command(
      words: ["config", "set"],
      arguments: [Argument("KEY", .configurationKey), Argument("VALUE", .configurationValue)],
      options: [], example: "mynafront config set face linear", sends: false, worksWithoutConfiguration: true,
      run: ConfigCommands.set
    ),
    Command(
      words: ["config", "list"], arguments: [], options: [], example: "mynafront config list", sends: false,
      isList: true,
      worksWithoutConfiguration: true, run: ConfigCommands.list),
    Command(
      words: ["completion"], arguments: [Argument("SHELL", .choice(["bash", "zsh", "fish"]))], options: [],
      example: "source <(mynafront completion bash)", sends: false, worksWithoutConfiguration: true,
      run: CompletionCommand.completion
    ),
    Command(
      words: ["manual"], arguments: [], options: [], example: "mynafront manual --lang en | man -l -",
      sends: false, worksWithoutConfiguration: true, run: ManualCommand.manual),
    Command(
      words: ["version"], arguments: [], options: [], example: "mynafront version", sends: false,
      run: HelpCommands.version),
    Command(
      words: ["help"], arguments: [Argument("[WORDS...]", .command)], options: [], example: "mynafront help notices",
      sends: false, worksWithoutConfiguration: true, run: HelpCommands.help),
  ]

  static let allOptions = globalOptions + commandOptions

  static func option(named name: String, of command: Command?) -> Option? {
    if let option = globalOptions.first(where: { $0.name == name }) { return option }
    guard command == nil || command!.options.contains(name) else { return nil }
    return commandOptions.first { $0.name == name }
  }

  static func command(_ words: [String]) -> Command? { all.first { $0.words == words } }

  /// The options of one command that not every command takes, in the order of its row.
  static func options(of command: Command) -> [Option] {
    command.options.compactMap { name in commandOptions.first { $0.name == name } }
  }

  /// The first words of commands, in the order of the table, each once.
  static var nouns: [String] {
    var nouns: [String] = []
    for command in all where !nouns.contains(command.words[0]) { nouns.append(command.words[0]) }
    return nouns
  }

  /// The second words after a noun; empty for a command of one word.
  static func verbs(of noun: String) -> [String] {
    all.filter { $0.words[0] == noun && $0.words.count > 1 }.map { $0.words[1] }
  }
}

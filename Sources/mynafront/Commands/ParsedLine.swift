import Domain

/// The command line as it was understood: a command or none, its arguments, its options.
struct ParsedLine: Sendable {
  var command: Command?
  /// The first word of a command whose second is missing: its help is wanted.
  var noun: String?
  var arguments: [String] = []
  /// By name, without hyphens; the last one given counts, unless it repeats. A switch that was given is "yes"; one that was taken back with `--no-NAME`
  /// is not there, and `no-NAME` is.
  var options: [String: String] = [:]

  func has(_ option: String) -> Bool { options[option] != nil }
  subscript(option: String) -> String? { options[option] }

  /// Why a command line was not understood. `key` is a text key of `cli.md`, with what its places say.
  struct Misuse: Error, Equatable {
    let key: String
    var places: [String: String] = [:]
    /// The command whose help is worth reading.
    var command: String = ""
    /// The nearest word there is.
    var suggestion: String?
  }

  /// GNU conventions: `--name value`, `--name=value`, letters (`-o file`, `-ofile`, switches together), `--` ends the options, no
  /// abbreviations, `--no-NAME` for a switch, the last of several counts. Options may stand anywhere. `-` is an argument.
  static func parse(_ words: [String]) throws(Misuse) -> ParsedLine {
    var given: [Given] = []
    var plain: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        plain += rest
        break
      }
      if word.hasPrefix("--") {
        given.append(try Given(long: word, &rest))
      } else if word.hasPrefix("-"), word != "-" {
        given += try Given.letters(word, &rest)
      } else {
        plain.append(word)
      }
    }
    var line = ParsedLine()
    line.takeCommand(from: &plain)
    for option in given { try line.take(option) }
    try line.takeArguments(plain)
    return line
  }

  /// An option as it stands on the line. Whether the command knows it is found out later; whether a value follows must be known at
  /// once, so an option's name means the same in all commands.
  private struct Given {
    /// With its hyphens and without a value, which may be a secret.
    let spelled: String
    let name: String
    var value: String?

    init(spelled: String, name: String, value: String? = nil) {
      self.spelled = spelled
      self.name = name
      self.value = value
    }

    init(long word: String, _ rest: inout ArraySlice<String>) throws(Misuse) {
      let body = word.dropFirst(2)
      let equals = body.firstIndex(of: "=")
      name = String(equals.map { body[..<$0] } ?? body)
      spelled = "--" + name
      value = equals.map { String(body[body.index(after: $0)...]) }
      if value == nil, let known = CommandTable.allOptions.first(where: { [name] in $0.name == name }), !known.isSwitch
      {
        value = try Self.next(&rest, for: known)
      }
    }

    static func letters(_ word: String, _ rest: inout ArraySlice<String>) throws(Misuse) -> [Given] {
      var given: [Given] = []
      var letters = word.dropFirst()
      while let letter = letters.popFirst() {
        guard let known = CommandTable.allOptions.first(where: { $0.letter == letter }) else {
          throw Misuse(key: "cli.unknown-option", places: ["word": "-\(letter)"])
        }
        if known.isSwitch {
          given.append(Given(spelled: "-\(letter)", name: known.name))
        } else {
          let value = letters.isEmpty ? try next(&rest, for: known) : String(letters)
          given.append(Given(spelled: "-\(letter)", name: known.name, value: value))
          letters = ""
        }
      }
      return given
    }

    private static func next(_ rest: inout ArraySlice<String>, for option: Option) throws(Misuse) -> String {
      guard let value = rest.popFirst() else {
        throw Misuse(key: "cli.needs-value", places: ["name": "--" + option.name])
      }
      return value
    }
  }

  private mutating func takeCommand(from plain: inout [String]) {
    let found = CommandTable.all.filter { plain.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
    if let found {
      command = found
      plain.removeFirst(found.words.count)
    } else if let first = plain.first, CommandTable.nouns.contains(first) {
      noun = first
      plain.removeFirst()
    }
  }

  private var place: String { command?.name ?? noun ?? "" }

  private mutating func take(_ given: Given) throws(Misuse) {
    let name = given.name
    guard let option = CommandTable.option(named: name, of: command) else {
      if name.hasPrefix("no-"),
        let refused = CommandTable.option(named: String(name.dropFirst(3)), of: command), refused.canBeRefused
      {
        guard given.value == nil else { throw badValue(given) }
        options[refused.name] = nil
        options[name] = "yes"
        return
      }
      throw Misuse(
        key: "cli.unknown-option", places: ["word": given.spelled], command: place, suggestion: near(name))
    }
    if option.isSwitch, given.value != nil { throw badValue(given) }
    if let value = given.value, !option.choices.isEmpty, !option.choices.contains(value) {
      throw badValue(given, allowed: option.choices)
    }
    if option.repeats, let value = given.value, let earlier = options[name] {
      options[name] = earlier + String(Option.repeatMark) + value
    } else {
      options[name] = given.value ?? "yes"
    }
    if option.canBeRefused { options["no-" + name] = nil }
  }

  private func badValue(_ given: Given, allowed: [String] = []) -> Misuse {
    Self.badValue(given.value ?? "", of: given.spelled, allowed: allowed, command: place)
  }

  private static func badValue(_ value: String, of name: String, allowed: [String], command: String) -> Misuse {
    var places = ["name": name, "value": value]
    if !allowed.isEmpty { places["allowed"] = allowed.joined(separator: ", ") }
    return Misuse(
      key: "cli.bad-value", places: places, command: command, suggestion: Nearest.word(to: value, among: allowed))
  }

  /// A misspelling, the beginning of one option only, or what is behind a `no-` that there is not.
  private func near(_ name: String) -> String? {
    let known = CommandTable.globalOptions.map(\.name) + (command?.options ?? [])
    let beginning = name.isEmpty ? [] : known.filter { $0.hasPrefix(name) }
    if beginning.count == 1 { return "--" + beginning[0] }
    if name.hasPrefix("no-"), known.contains(String(name.dropFirst(3))) { return "--" + name.dropFirst(3) }
    return Nearest.word(to: name, among: known).map { "--" + $0 }
  }

  private mutating func takeArguments(_ plain: [String]) throws(Misuse) {
    arguments = plain
    guard let command else {
      if let noun, let verb = plain.first {
        throw Misuse(
          key: "cli.unknown-command", places: ["word": noun + " " + verb], command: noun,
          suggestion: Nearest.word(to: verb, among: CommandTable.verbs(of: noun)).map { noun + " " + $0 })
      }
      if let first = plain.first {
        throw Misuse(
          key: "cli.unknown-command", places: ["word": first],
          suggestion: Nearest.word(to: first, among: CommandTable.nouns))
      }
      return
    }
    if has("help") || has("version") { return }
    let required = command.arguments.filter { !$0.isOptional }
    if plain.count < required.count {
      throw Misuse(key: "cli.missing-argument", places: ["name": required[plain.count].name], command: command.name)
    }
    if command.arguments.last?.isMany != true, plain.count > command.arguments.count {
      let places = command.takesSecret ? [:] : ["word": plain[command.arguments.count]]
      throw Misuse(key: "cli.extra-argument", places: places, command: command.name)
    }
    for (argument, word) in zip(command.arguments, plain) {
      guard case .choice(let words) = argument.kind, !words.contains(word) else { continue }
      if command.takesSecret {
        throw Misuse(
          key: "cli.bad-value-unsaid",
          places: ["name": argument.name, "allowed": words.joined(separator: ", ")], command: command.name)
      }
      throw Self.badValue(word, of: argument.name, allowed: words, command: command.name)
    }
    if has("jsonl"), !command.isList {
      throw Misuse(key: "cli.no-list", places: ["command": command.name], command: command.name, suggestion: "--json")
    }
  }
}

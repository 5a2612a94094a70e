import Domain

/// The command line as it was understood: a command or none, its arguments, its options.
struct ParsedLine {
  var command: Command?
  /// The first word of a command whose second is missing: its help is wanted.
  var noun: String?
  var arguments: [String] = []
  var options: [String: String] = [:]

  func has(_ option: String) -> Bool { options[option] != nil }
  subscript(option: String) -> String? { options[option] }

  /// Why a command line was not understood. `what` is a text key of `cli.md`, with what its places say.
  struct Misuse: Error {
    let key: String
    var places: [String: String] = [:]
    /// The command whose help is worth reading.
    var command: String = ""
    /// The nearest word there is.
    var suggestion: String?
  }

  /// GNU conventions: `--name value` or `--name=value`, letters, `--` ends the options, no abbreviations. Options may stand anywhere.
  static func parse(_ words: [String]) throws(Misuse) -> ParsedLine {
    var line = ParsedLine()
    var rest = words[...]
    var plain: [String] = []
    var pending: [(spelled: String, name: String, value: String?)] = []
    // What is an option's value can only be known with the option's table entry; names are unique over all commands.
    while let word = rest.popFirst() {
      if word == "--" {
        plain += rest
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        plain.append(word)
        continue
      }
      var name: String
      var value: String?
      if word.hasPrefix("--") {
        let body = word.dropFirst(2)
        if let equals = body.firstIndex(of: "=") {
          name = String(body[..<equals])
          value = String(body[body.index(after: equals)...])
        } else {
          name = String(body)
        }
      } else {
        let letter = word[word.index(after: word.startIndex)]
        let known = (CommandTable.globalOptions + CommandTable.commandOptions).first { $0.letter == letter }
        guard let known else { throw Misuse(key: "cli.unknown-option", places: ["word": word]) }
        name = known.name
        let tail = word.dropFirst(2)
        if !tail.isEmpty { value = String(tail) }
      }
      if let option = anyOption(name), option.value != nil, value == nil {
        guard let next = rest.popFirst() else {
          throw Misuse(key: "cli.needs-value", places: ["name": "--" + name])
        }
        value = next
      }
      pending.append((word, name, value))
    }
    line.take(&plain)
    for (spelled, name, value) in pending { try line.add(spelled, name, value) }
    try line.checkArguments(plain)
    return line
  }

  private static func anyOption(_ name: String) -> Option? {
    (CommandTable.globalOptions + CommandTable.commandOptions).first { $0.name == name }
  }

  private mutating func take(_ plain: inout [String]) {
    let found = CommandTable.all.filter { plain.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
    if let found {
      command = found
      plain.removeFirst(found.words.count)
    } else if let first = plain.first, CommandTable.nouns.contains(first) {
      noun = first
      plain.removeFirst()
    }
  }

  private mutating func add(_ spelled: String, _ name: String, _ value: String?) throws(Misuse) {
    guard let option = CommandTable.option(named: name, of: command) else {
      let known = CommandTable.globalOptions.map(\.name) + (command?.options ?? [])
      throw Misuse(
        key: "cli.unknown-option", places: ["word": spelled], command: command?.name ?? "",
        suggestion: Nearest.word(to: name, among: known).map { "--" + $0 })
    }
    if option.value == nil, value != nil {
      throw Misuse(
        key: "cli.bad-value", places: ["name": "--" + name, "value": value!], command: command?.name ?? "")
    }
    if let value, !option.choices.isEmpty, !option.choices.contains(value) {
      throw Misuse(
        key: "cli.bad-value", places: ["name": "--" + name, "value": value], command: command?.name ?? "",
        suggestion: Nearest.word(to: value, among: option.choices))
    }
    if option.repeats, let value, let earlier = options[name] {
      options[name] = earlier + String(Option.repeatMark) + value
    } else {
      options[name] = value ?? "yes"
    }
  }

  private mutating func checkArguments(_ plain: [String]) throws(Misuse) {
    arguments = plain
    if has("help") || has("version") { return }
    guard let command else {
      if let noun, let verb = plain.first {
        let verbs = CommandTable.all.filter { $0.words.first == noun && $0.words.count > 1 }.map { $0.words[1] }
        throw Misuse(
          key: "cli.unknown-command", places: ["word": noun + " " + verb], command: noun,
          suggestion: Nearest.word(to: verb, among: verbs).map { noun + " " + $0 })
      }
      if let first = plain.first {
        throw Misuse(
          key: "cli.unknown-command", places: ["word": first],
          suggestion: Nearest.word(to: first, among: CommandTable.nouns))
      }
      return
    }
    let required = command.arguments.filter { !$0.hasPrefix("[") }
    if plain.count < required.count {
      throw Misuse(key: "cli.missing-argument", places: ["name": required[plain.count]], command: command.name)
    }
    let takesMany = command.arguments.contains { $0.contains("…") }
    if !takesMany, plain.count > command.arguments.count {
      throw Misuse(
        key: "cli.unknown-command", places: ["word": plain[command.arguments.count]], command: command.name)
    }
  }
}

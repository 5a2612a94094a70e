// What a row of the table is made of. Help, man pages, completions and the parser all read the same rows.

/// What an option's value or an argument is: completions offer it, and a closed list is checked before anything is done.
enum ValueKind: Sendable, Hashable {
  case free
  case file
  case directory
  case choice([String])
  /// Some of the values there are: they are offered, and others are taken as well.
  case usually([String])
  /// The name of a call of the catalogue.
  case call
  /// A problem code or an exit code.
  case problem
  case configurationKey
  /// Whatever the key before it may be.
  case configurationValue
  case screen
  /// The words of a command.
  case command
}

/// What must or may follow the words of a command.
struct Argument: Sendable, Hashable, ExpressibleByStringLiteral {
  let name: String
  let isOptional: Bool
  /// One or more of it, or none when it is optional. Only the last argument can be so.
  let isMany: Bool
  let kind: ValueKind

  /// - Parameter spelled: `ID`, `[DIR]` for one that may be left out, `ID...` for one or more, `[WORDS...]` for both.
  init(_ spelled: String, _ kind: ValueKind? = nil) {
    var name = spelled
    isOptional = name.hasPrefix("[") && name.hasSuffix("]")
    if isOptional { name = String(name.dropFirst().dropLast()) }
    isMany = name.hasSuffix("...")
    if isMany { name.removeLast(3) }
    self.name = name
    self.kind = kind ?? ValueKind(placeholder: name)
  }
  init(stringLiteral spelled: String) { self.init(spelled) }

  var spelled: String {
    let whole = name + (isMany ? "..." : "")
    return isOptional ? "[" + whole + "]" : whole
  }
}

/// What a person can type after `mynafront`.
struct Command: Sendable {
  /// As typed: `["notices", "list"]`.
  let words: [String]
  let arguments: [Argument]
  /// Names of the options it knows besides the global ones.
  let options: [String]
  let example: String
  /// Whether it may ask the portal for something. `--dry-run` runs only these; the others would send nothing, so it leaves them be.
  var sends = true
  /// What `--dry-run` says of it comes from the command itself, which asks `Invocation.isRehearsal`: what it would have the card do.
  var rehearsesCard = false
  /// Gives a list, so that `--jsonl` has lines to write.
  var isList = false
  /// Runs even when the configuration cannot be read: it explains or repairs.
  var worksWithoutConfiguration = false
  let run: @Sendable (Invocation) async throws(Failure) -> Answer

  /// A word after it may be a PIN that was typed in the wrong place: such a word is never written anywhere.
  var takesSecret: Bool { options.contains { $0.hasSuffix("-fd") } }

  var name: String { words.joined(separator: " ") }
  /// The text key of its sentence: `command.notices.list`.
  var key: String { "command." + words.joined(separator: ".") }
}

/// An option: `--name` or `--name VALUE`, with an optional letter.
struct Option: Sendable, Hashable {
  let name: String
  let letter: Character?
  /// What the value is called in the help; nil for a switch.
  let value: String?
  let kind: ValueKind
  /// It may stand more than once: its values are joined by `repeatMark`.
  let repeats: Bool

  /// No argument of a program can have this character in it.
  static let repeatMark: Character = "\0"

  init(
    _ name: String, letter: Character? = nil, value: String? = nil, choices: [String] = [], kind: ValueKind? = nil,
    repeats: Bool = false
  ) {
    self.name = name
    self.letter = letter
    self.value = value
    self.repeats = repeats
    self.kind = kind ?? (choices.isEmpty ? ValueKind(placeholder: value ?? "") : .choice(choices))
  }

  var key: String { "option." + name }
  var isSwitch: Bool { value == nil }
  /// A switch that can be taken back with `--no-NAME`. Help and version are questions, not states.
  var canBeRefused: Bool { isSwitch && name != "help" && name != "version" }
  /// The closed list of values, when there is one.
  var choices: [String] { if case .choice(let words) = kind { words } else { [] } }
  /// `-o, --output FILE`, with the values themselves where they are a closed list.
  var spelled: String { (letter.map { "-\($0), " } ?? "") + long }
  /// `--output FILE`
  var long: String { "--" + name + (value.map { " " + (choices.isEmpty ? $0 : choices.joined(separator: "|")) } ?? "") }
}

extension ValueKind {
  init(placeholder: String) {
    switch placeholder {
    case "FILE": self = .file
    case "DIR": self = .directory
    default: self = .free
    }
  }
}

import Domain
import Screens

/// What can be typed at which place of a command line, made from the table: the three shells say the same in their own ways.
struct Completion: Sendable {
  enum Offer: Sendable, Equatable {
    case nothing, files, directories
    /// Each with a sentence, or with none.
    case words([Word])
  }
  struct Word: Sendable, Equatable {
    let word: String
    var sentence = ""
  }
  /// What may stand after these words, options left out; `*` is any one argument.
  struct Place: Sendable, Equatable {
    let before: String
    let offer: Offer
  }
  /// An option that only some commands take.
  struct OwnOption: Sendable {
    let option: Option
    let commands: [String]
  }

  /// Names that are not in the table: the calls of the catalogue and the screens.
  let calls: [String]
  let screens: [String]
  private let sentence: @Sendable (String) -> String

  init(calls: [String], screens: [String], sentence: @escaping @Sendable (String) -> String) {
    self.calls = calls
    self.screens = screens
    self.sentence = sentence
  }

  func sentence(of option: Option) -> String { sentence(option.key) }

  let globalOptions = CommandTable.globalOptions
  var ownOptions: [OwnOption] {
    CommandTable.commandOptions.map { option in
      OwnOption(option: option, commands: CommandTable.all.filter { $0.options.contains(option.name) }.map(\.name))
    }
  }
  func ownOptions(of command: Command) -> [Option] { CommandTable.options(of: command) }

  /// `--output` and `-o`.
  static func spellings(_ option: Option) -> [String] {
    ["--" + option.name] + (option.letter.map { ["-\($0)"] } ?? [])
  }
  /// Every spelling of an option after which a value follows.
  static var spellingsWithValue: [String] {
    CommandTable.allOptions.filter { !$0.isSwitch }.flatMap(spellings)
  }

  /// Every place where something can be offered; the first that fits counts.
  var places: [Place] {
    var places = [Place(before: "", offer: .words(nouns))]
    for noun in CommandTable.nouns where !CommandTable.verbs(of: noun).isEmpty {
      places.append(Place(before: noun, offer: .words(verbs(of: noun))))
    }
    for command in CommandTable.all {
      var before = command.name
      for argument in command.arguments {
        places += self.places(before, argument)
        before += " *"
      }
    }
    return places
  }

  private func places(_ before: String, _ argument: Argument) -> [Place] {
    switch argument.kind {
    case .command:
      return [Place(before: before, offer: .words(nouns))]
        + CommandTable.nouns.filter { !CommandTable.verbs(of: $0).isEmpty }.map {
          Place(before: before + " " + $0, offer: .words(verbs(of: $0)))
        }
    case .configurationValue:
      let command = before.split(separator: " ").dropLast().joined(separator: " ")
      return ConfigurationKey.allCases.filter { !$0.words.isEmpty }.map {
        Place(before: command + " " + $0.rawValue, offer: .words($0.words.map { Word(word: $0) }))
      }
    default:
      let offer = offer(argument.kind)
      return offer == .nothing ? [] : [Place(before: before, offer: offer)]
    }
  }

  func offer(_ kind: ValueKind) -> Offer {
    func plain(_ words: [String]) -> Offer { .words(words.map { Word(word: $0) }) }
    return switch kind {
    case .free, .command, .configurationValue: .nothing
    case .file: .files
    case .directory: .directories
    case .choice(let words), .usually(let words): plain(words)
    case .call: plain(calls)
    case .screen: plain(screens)
    case .configurationKey: plain(ConfigurationKey.allCases.map(\.rawValue))
    case .problem:
      .words(Problem.Code.allCases.map { Word(word: $0.rawValue, sentence: sentence("value.problem." + $0.rawValue)) })
    }
  }

  private var nouns: [Word] {
    CommandTable.nouns.map { Word(word: $0, sentence: sentence("command." + $0)) }
  }

  private func verbs(of noun: String) -> [Word] {
    CommandTable.verbs(of: noun).map { Word(word: $0, sentence: sentence("command.\(noun).\($0)")) }
  }
}

extension Completion {
  /// The script for a shell: one of the words of the table's `SHELL`.
  func script(for shell: String) -> [String]? {
    switch shell {
    case "bash": BashCompletion(self).lines
    case "zsh": ZshCompletion(self).lines
    case "fish": FishCompletion(self).lines
    default: nil
    }
  }
}

extension String {
  /// Line by line, empty ones too.
  var scriptLines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}

/// `completion SHELL`.
enum CompletionCommand {
  static func completion(_ invocation: Invocation) async throws(Failure) -> Answer {
    let shell = invocation.arguments[0]
    let texts = invocation.texts
    let completion = Completion(
      calls: Calls.catalogue.map(\.name.text), screens: ScreenGallery.names(invocation.setup.resources)
    ) { texts.text($0).text }
    let lines = (completion.script(for: shell) ?? []).map { TerminalSafe(line: $0) }
    return Answer(
      .fields(("shell", .text(shell)), ("script", .text(TerminalSafe(ended: lines).text))), .words(lines))
  }
}

internal import Domain

/// What a key asks for. The raw value leads to the sentence `key.<command>` of the help, and is the name in the file of keys.
public enum KeyCommand: String, Hashable, Sendable, CaseIterable {
  case next, previous, open, back, pageDown, pageUp, first, last, nextField, previousField, search, searchNext,
    searchPrevious, palette, whereAmI, help, redraw, cancel, suspend, quit

  /// Without these nobody could use the program, or leave it.
  var isEssential: Bool { [.next, .previous, .open, .back, .help, .quit, .cancel].contains(self) }

  /// The command that a choice of a screen stands for (`does: search-page`): the face does it.
  public init?(verb: String) {
    switch verb {
    case "search-page": self = .search
    case "redraw": self = .redraw
    case "where": self = .whereAmI
    default: return nil
    }
  }
}

/// Which key asks for what in the full screen: what the face listens to, and what the help is made of.
public struct KeyBindings: Hashable, Sendable {
  private let keys: [KeyCommand: [Key]]
  private let commands: [Key: KeyCommand]

  /// As they are when nobody has changed them.
  public static let usual = KeyBindings(keys: [
    .next: [.down, .character("j")],
    .previous: [.up, .character("k")],
    .open: [.enter, .right],
    .back: [.escape, .left, .backspace],
    .pageDown: [.pageDown, .character(" ")],
    .pageUp: [.pageUp],
    .first: [.home, .character("g")],
    .last: [.end, .character("G")],
    .nextField: [.tab],
    .previousField: [.backTab],
    .search: [.character("/")],
    .searchNext: [.character("n")],
    .searchPrevious: [.character("N")],
    .palette: [.character(":")],
    .whereAmI: [.character("w")],
    .help: [.character("?"), .function(1)],
    .redraw: [.redraw],
    .cancel: [.cancel],
    .suspend: [.suspend],
    .quit: [.character("q")],
  ])

  private init(keys: [KeyCommand: [Key]]) {
    self.keys = keys
    commands = keys.reduce(into: [:]) { commands, pair in
      for key in pair.value { commands[key] = pair.key }
    }
  }

  /// Why a change cannot be made.
  public enum Fault: Error, Hashable {
    /// The change gives the key to two commands.
    case twice(Key, KeyCommand, KeyCommand)
    /// A command without which nobody could go on would have no key: the change itself takes it away, or gives it to `to`.
    case withoutKey(KeyCommand, to: KeyCommand)
    /// Ctrl-C stops and Ctrl-Z pauses in every terminal: a face that took them for something else would be a trap.
    case fixed(Key, KeyCommand)
  }

  /// The usual keys with these changes: a command that is named has the keys that are given and no others, and takes them from
  /// commands that are not named.
  /// - Throws: what is wrong first, in the order of the changes.
  public init(changing changes: [(command: KeyCommand, keys: [Key])]) throws(Fault) {
    var keys = Self.usual.keys
    var taken: [Key: KeyCommand] = [:]
    for (command, given) in changes {
      for key in given {
        if [.cancel, .suspend].contains(key), Self.usual.commands[key] != command { throw .fixed(key, command) }
        if let other = taken[key], other != command { throw .twice(key, other, command) }
        taken[key] = command
      }
      keys[command] = given
    }
    for (command, usual) in keys where !changes.contains(where: { $0.command == command }) {
      keys[command] = usual.filter { taken[$0] == nil }
    }
    for command in KeyCommand.allCases where command.isEssential && keys[command]!.isEmpty {
      let taker = Self.usual.keys(of: command).compactMap { taken[$0] }.first
      throw .withoutKey(command, to: taker ?? command)
    }
    self.init(keys: keys)
  }

  public func keys(of command: KeyCommand) -> [Key] { keys[command] ?? [] }

  /// The command of the key that gives this kana on a Japanese keyboard whose kana mode is on (JIS X 6002). For a character that
  /// came alone: one of several is a word from an input method.
  public func command(ofKanaKey key: Key) -> KeyCommand? {
    guard case .character(let character) = key, let kana = Folding.katakana(String(character)).first,
      let letter = Self.kanaKeys[kana]
    else { return nil }
    return commands[.character(letter)]
  }

  private static let kanaKeys = Dictionary(
    uniqueKeysWithValues: zip(
      "ヌフアウエオヤユヨワホヘタテイスカンナニラセチトシハキクマノリレケツサソヒコミモネルメロ・", "1234567890-^qwertyuiopasdfghjkl;:zxcvbnm,./_?"))

  /// The command of a key; a full-width letter counts as its plain form, because an input method may be on.
  public func command(of key: Key) -> KeyCommand? { commands[key.plain] }
}

extension ScreenLibrary {
  /// A key as the help calls it.
  func name(of key: Key) -> String {
    switch key {
    case .function, .control, .redraw, .cancel, .suspend, .endOfInput, .removeWord, .removeLine: key.mark
    case .character(let character) where character.isLetter && character.isUppercase:
      text("key.name.capital", ["letter": String(character)]).text
    case .character(let character):
      KeyName.ofSigns[character].map { text("key.name." + $0).text } ?? String(character)
    default: text("key.name." + key.name).text
    }
  }

  /// The first key of a command in a few columns, for hints: `{key.help}` in a text.
  func mark(ofKeyFor path: String) -> String? {
    guard let place = KeyPlace(path) else { return nil }
    let keys = keys.keys(of: place.command)
    return keys.first { !place.isForTyping || !$0.isCharacter }?.mark
  }
}

/// A place of a text that names a key: `key.help`, or `key.help.typing` for one that types nothing.
struct KeyPlace {
  let command: KeyCommand
  let isForTyping: Bool

  init?(_ path: String) {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0] == "key", let command = KeyCommand(rawValue: String(parts[1])) else { return nil }
    guard parts.count == 2 || parts.count == 3 && parts[2] == "typing" else { return nil }
    self.command = command
    isForTyping = parts.count == 3
  }
}

/// The texts that name keys.
enum KeyName {
  /// Signs that a reader may leave out are called by their names.
  static let ofSigns: [Character: String] = [" ": "space", "/": "slash", ":": "colon", "?": "question"]
  static let all =
    [
      "up", "down", "left", "right", "page-up", "page-down", "home", "end", "tab", "shift-tab", "enter", "escape",
      "backspace", "delete", "capital",
    ] + ofSigns.values.sorted()
}

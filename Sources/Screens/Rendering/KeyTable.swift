/// A key as the person knows it, apart from how a terminal sends it.
public enum Key: Hashable, Sendable {
  case up, down, left, right, pageUp, pageDown, home, end, tab, backTab, enter, escape, backspace, delete
  case f1, redraw, cancel, suspend, endOfInput
  /// Remove the word before the cursor (Ctrl-W), and everything before it (Ctrl-U).
  case removeWord, removeLine
  case character(Character)
}

/// What a key asks for. The raw value leads to the sentence `key.<command>` of the help.
public enum KeyCommand: String, Hashable, Sendable, CaseIterable {
  case next, previous, pageDown, pageUp, first, last, open, back, nextField, previousField, search, searchNext,
    searchPrevious, help, palette, redraw, cancel, suspend, quit, whereAmI
}

/// The keys of the full screen, in one table: the loop looks keys up here, the help is made of it.
public enum KeyTable {
  public struct Binding: Sendable {
    public let command: KeyCommand
    public let keys: [Key]
    /// Names for the help: `key.name.<name>`.
    public let keyNames: [String]
  }

  public static let all: [Binding] = [
    Binding(command: .next, keys: [.down, .character("j")], keyNames: ["down", "j"]),
    Binding(command: .previous, keys: [.up, .character("k")], keyNames: ["up", "k"]),
    Binding(command: .open, keys: [.enter, .right], keyNames: ["enter", "right"]),
    Binding(command: .back, keys: [.escape, .left, .backspace], keyNames: ["escape", "left", "backspace"]),
    Binding(command: .pageDown, keys: [.pageDown, .character(" ")], keyNames: ["pagedown", "space"]),
    Binding(command: .pageUp, keys: [.pageUp], keyNames: ["pageup"]),
    Binding(command: .first, keys: [.home, .character("g")], keyNames: ["home", "g"]),
    Binding(command: .last, keys: [.end, .character("G")], keyNames: ["end", "bigg"]),
    Binding(command: .nextField, keys: [.tab], keyNames: ["tab"]),
    Binding(command: .previousField, keys: [.backTab], keyNames: ["backtab"]),
    Binding(command: .search, keys: [.character("/")], keyNames: ["slash"]),
    Binding(command: .searchNext, keys: [.character("n")], keyNames: ["n"]),
    Binding(command: .searchPrevious, keys: [.character("N")], keyNames: ["bign"]),
    Binding(command: .palette, keys: [.character(":")], keyNames: ["colon"]),
    Binding(command: .whereAmI, keys: [.character("w")], keyNames: ["w"]),
    Binding(command: .help, keys: [.character("?"), .f1], keyNames: ["question", "f1"]),
    Binding(command: .redraw, keys: [.redraw], keyNames: ["ctrl-l"]),
    Binding(command: .cancel, keys: [.cancel], keyNames: ["ctrl-c"]),
    Binding(command: .suspend, keys: [.suspend], keyNames: ["ctrl-z"]),
    Binding(command: .quit, keys: [.character("q")], keyNames: ["q"]),
  ]

  /// The command of a key; a full-width letter counts as its plain form, because an input method may be on.
  public static func command(of key: Key) -> KeyCommand? {
    let key = plain(key)
    return all.first { $0.keys.contains(key) }?.command
  }

  public static func plain(_ key: Key) -> Key {
    guard case .character(let character) = key, let scalar = character.unicodeScalars.first,
      character.unicodeScalars.count == 1
    else { return key }
    switch scalar.value {
    case 0xFF01...0xFF5E: return .character(Character(Unicode.Scalar(scalar.value - 0xFEE0)!))
    case 0x3000: return .character(" ")
    default: return key
    }
  }
}

/// A word that is understood at every prompt of the linear face.
public enum SpokenCommand: String, Hashable, Sendable, CaseIterable {
  case help, back, again, whereAmI, more, home, save, quit

  public var spellings: [String] {
    switch self {
    case .help: ["?", "ヘルプ", "help"]
    case .back: ["戻る", "もどる", "b", "back"]
    case .again: ["一覧", "いちらん", "l", "list"]
    case .whereAmI: ["現在", "げんざい", "w", "where"]
    case .more: ["続き", "つづき", "m", "more"]
    case .home: ["ホーム", "h", "home"]
    case .save: ["保存", "ほぞん", "s", "save"]
    case .quit: ["中止", "ちゅうし", "やめる", "q", "quit"]
    }
  }

  /// The command that a line asks for; full-width forms count, capitals too.
  public init?(_ line: String) {
    let plain = SpokenInput.plain(line)
    guard let found = Self.allCases.first(where: { $0.spellings.contains(plain) }) else { return nil }
    self = found
  }
}

/// What a person types at a prompt, in its plain form.
public enum SpokenInput {
  /// Without blanks at the ends, full-width letters and digits as plain ones, capitals as small ones.
  public static func plain(_ line: String) -> String {
    var out = ""
    for scalar in line.unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E: out.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0)!)
      case 0x3000: out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    while out.first == " " || out.first == "\t" { out.removeFirst() }
    while let last = out.last, last == " " || last == "\t" || last == "\n" || last == "\r" || last == "\r\n" {
      out.removeLast()
    }
    return out.lowercased()
  }
}

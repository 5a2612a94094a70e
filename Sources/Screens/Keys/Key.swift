/// A key as the person knows it, apart from how a terminal sends it.
public enum Key: Hashable, Sendable {
  case up, down, left, right, pageUp, pageDown, home, end, tab, backTab, enter, escape, backspace, delete
  case redraw, cancel, suspend, endOfInput
  /// Remove the word before the cursor (Ctrl-W), and everything before it (Ctrl-U).
  case removeWord, removeLine
  /// F1 to F12.
  case function(Int)
  /// A small letter with Ctrl that has no case of its own.
  case control(Character)
  case character(Character)

  public static let lastFunction = 12
}

extension Key {
  private static let names: [(key: Key, name: String)] = [
    (.up, "up"), (.down, "down"), (.left, "left"), (.right, "right"), (.pageUp, "page-up"), (.pageDown, "page-down"),
    (.home, "home"), (.end, "end"), (.tab, "tab"), (.backTab, "shift-tab"), (.enter, "enter"), (.escape, "escape"),
    (.backspace, "backspace"), (.delete, "delete"), (.character(" "), "space"), (.redraw, "ctrl-l"),
    (.cancel, "ctrl-c"), (.suspend, "ctrl-z"), (.endOfInput, "ctrl-d"), (.removeWord, "ctrl-w"),
    (.removeLine, "ctrl-u"),
  ]

  /// As the file of keys writes it: `page-down`, `f5`, `ctrl-x`, `space`, or the character itself.
  public var name: String {
    if let known = Self.names.first(where: { $0.key == self }) { return known.name }
    return switch self {
    case .function(let number): "f\(number)"
    case .control(let letter): "ctrl-\(letter)"
    case .character(let character): String(character)
    default: ""
    }
  }

  /// The key of a name; nil when there is none. A character stands for itself, in its plain form.
  public init?(name: String) {
    if let known = Self.names.first(where: { $0.name == name }) {
      self = known.key
    } else if name.count == 1, let character = name.first, character.unicodeScalars.count == 1,
      character.unicodeScalars.first!.value > 0x20, character.unicodeScalars.first!.value != 0x7F
    {
      self = Key.character(character).plain
    } else if name.hasPrefix("ctrl-"), name.utf8.count == 6, let letter = name.last, letter.isASCII, letter.isLowercase,
      // These are other keys: Backspace, Tab, Enter.
      !"hijm".contains(letter)
    {
      self = .control(letter)
    } else if name.hasPrefix("f"), let number = Int(name.dropFirst()), (1...Self.lastFunction).contains(number),
      name == "f\(number)"
    {
      self = .function(number)
    } else {
      return nil
    }
  }

  /// For a line of hints: short, and the same in every language.
  var mark: String {
    switch self {
    case .escape: "Esc"
    case .pageUp: "PageUp"
    case .pageDown: "PageDown"
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .function(let number): "F\(number)"
    default:
      name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "+")
        .replacingControlLetter
    }
  }

  /// Names of keys that have one, for suggestions.
  public static let nameExamples = names.map(\.name) + (1...lastFunction).map { "f\($0)" }

  var isCharacter: Bool { if case .character = self { true } else { false } }

  /// A full-width letter as its plain form, because an input method may be on.
  public var plain: Key {
    guard case .character(let character) = self, let scalar = character.unicodeScalars.first,
      character.unicodeScalars.count == 1
    else { return self }
    switch scalar.value {
    case 0xFF01...0xFF5E: return .character(Character(Unicode.Scalar(scalar.value - 0xFEE0)!))
    case 0x3000: return .character(" ")
    default: return self
    }
  }
}

extension String {
  /// Ctrl+L, as it is written on paper.
  fileprivate var replacingControlLetter: String {
    hasPrefix("Ctrl+") ? "Ctrl+" + dropFirst(5).uppercased() : self
  }
}

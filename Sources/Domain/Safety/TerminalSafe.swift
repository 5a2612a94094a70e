/// Text that may be written to a terminal: nothing in it can move the cursor, ring, colour, reorder or hide text.
///
/// Faces and commands write only this type; `Scripts/check-printing` keeps it so. Whatever could steer a terminal is shown as a
/// mark such as `<U+001B>`, so that the person sees that something was there. Variation selectors stay after a base character:
/// they belong to names. A joiner (U+200D) between two emoji is left out and nothing else is: every picture it joined is still
/// shown, each by itself, where terminals do not agree on the joined one. Anywhere else a joiner is a mark like the others, because
/// two names that differ only by it look the same.
///
/// Two safe texts one after the other are a safe text: none begins with a character that would change the one before it.
public struct TerminalSafe: Hashable, Sendable, CustomStringConvertible {
  public let text: String
  public var description: String { text }

  /// One line: line feeds and tabs become marks as well.
  public init(line outside: String) { text = Self.clean(outside, lines: false) }

  /// Several lines: CR LF and CR become LF, a tab becomes a blank.
  public init(lines outside: String) { text = Self.clean(outside, lines: true) }

  /// Columns for a script: each cleaned as one line, with a tab between.
  public init(columns: [String]) { text = columns.map { Self.clean($0, lines: false) }.joined(separator: "\t") }

  /// A JSON document. Its writer escapes what is unsafe, so that a reader of the document still gets every character.
  public init(json value: Value, layout: JSONWriter.Layout = .compact) {
    text = JSONWriter.write(value, layout: layout)
  }

  /// Whole lines, each with its line feed.
  public init(ended lines: [TerminalSafe]) {
    var whole = ""
    for line in lines { whole += line.text + "\n" }
    text = whole
  }

  public static func == (a: TerminalSafe, b: TerminalSafe) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }
  public func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }

  /// C0 and C1 controls, DEL, bidi controls, zero-width and other invisible characters, tags, private use and noncharacters.
  /// Variation selectors (U+FE00–FE0F, U+E0100–E01EF) are judged by what they follow, not here.
  public static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E: false
    case 0...0x1F, 0x7F...0x9F: true
    case 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F: true
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
    case 0x3164, 0xFDD0...0xFDEF, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB: true
    case 0xE000...0xF8FF, 0xF0000...0x10FFFF: true  // private use: no terminal agrees on what it shows
    case 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE00FF, 0xE01F0...0xE0FFF: true
    default: scalar.value & 0xFFFE == 0xFFFE  // the last two of each plane are noncharacters
    }
  }

  /// The first character that would be shown as a mark, in one line of text; nil when all is shown as it is.
  public static func firstUnsafe(in line: String) -> Unicode.Scalar? {
    var walk = SafeWalk()
    return line.unicodeScalars.first { !walk.admits($0) }
  }

  private static func clean(_ outside: String, lines: Bool) -> String {
    if outside.unicodeScalars.allSatisfy({ SafeWalk.isPlain($0) || $0 == " " || (lines && $0 == "\n") }) {
      return outside
    }
    var out = String.UnicodeScalarView()
    var walk = SafeWalk()
    var afterCR = false
    var afterEmoji = false
    var joinerWaits = false
    func mark(_ scalar: Unicode.Scalar) {
      let hex = String(scalar.value, radix: 16, uppercase: true)
      out.append(contentsOf: ("<U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + ">").unicodeScalars)
    }
    for scalar in outside.unicodeScalars {
      if joinerWaits, !isEmoji(scalar) {
        mark(joiner)
        walk.restart()
        afterEmoji = false
      }
      joinerWaits = scalar == joiner && afterEmoji
      if joinerWaits { continue }
      defer { afterCR = scalar == "\r" }
      if lines, scalar == "\n" || scalar == "\r" || scalar == "\t" {
        if scalar == "\n", afterCR { continue }
        out.append(scalar == "\t" ? " " : "\n")
        walk.restart()
      } else if walk.admits(scalar) {
        out.append(scalar)
      } else {
        mark(scalar)
      }
      afterEmoji = isEmoji(scalar) || (afterEmoji && scalar == "\u{FE0F}")
    }
    if joinerWaits { mark(joiner) }
    return String(out)
  }

  private static let joiner: Unicode.Scalar = "\u{200D}"

  /// Pictures, and their shades of skin; not the digits and signs that Unicode counts among them.
  private static func isEmoji(_ scalar: Unicode.Scalar) -> Bool { scalar.value > 0xFF && scalar.properties.isEmoji }
}

/// Judges the characters of a text one after the other: whether a mark or a variation selector is safe depends on what it follows.
struct SafeWalk {
  /// At most four marks follow a base character: a terminal cell holds no more, and a longer stack hides other lines.
  private static let marksInACell = 4
  /// How many marks the character before still takes.
  private var room = 0

  /// Nothing is before the next character that it could change.
  mutating func restart() { room = 0 }

  /// Whether the next character may stand there as it is.
  mutating func admits(_ scalar: Unicode.Scalar) -> Bool {
    if Self.isPlain(scalar) {
      room = Self.marksInACell
      return true
    }
    if TerminalSafe.isUnsafe(scalar) {
      room = 0
      return false
    }
    if Self.isMark(scalar) {
      guard room > 0 else { return false }
      room -= 1
      return true
    }
    room = scalar == " " || scalar == "\u{3000}" ? 0 : Self.marksInACell
    return true
  }

  /// ASCII, kana, Han and full width: nearly every character of our texts, known without a look into the tables of Unicode.
  static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21...0x7E, 0x3001...0x3029, 0x3041...0x3096, 0x309D...0x30FF, 0x4E00...0x9FFF, 0xFF01...0xFF9F: true
    default: false
    }
  }

  /// What changes the character before it.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    if (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value) { return true }
    let properties = scalar.properties
    if properties.canonicalCombiningClass != .notReordered { return true }
    return properties.generalCategory == .nonspacingMark || properties.generalCategory == .enclosingMark
  }
}

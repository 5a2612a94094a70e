/// Text that may be written to a terminal: nothing in it can move the cursor, ring, colour, reorder or hide text.
///
/// Terminal and Commands take only this type. Whatever could steer a terminal is shown as a mark such as `<U+001B>`, so that
/// the person sees that something was there. Variation selectors stay after a base character: they belong to names.
public struct TerminalSafe: Hashable, Sendable, CustomStringConvertible {
  public let text: String
  public var description: String { text }

  /// One line: line feeds and tabs become marks as well.
  public init(line outside: String) { text = Self.clean(outside, lines: false) }

  /// Several lines: CR LF and CR become LF, a tab becomes a blank.
  public init(lines outside: String) { text = Self.clean(outside, lines: true) }

  /// Columns for a script: each cleaned as one line, with a tab between.
  public init(columns: [String]) { text = columns.map { Self.clean($0, lines: false) }.joined(separator: "\t") }

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

  static func isVariationSelector(_ scalar: Unicode.Scalar) -> Bool {
    (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value)
  }

  /// At most four combining marks follow a base character: a terminal cell holds no more, and a longer stack hides other lines.
  private static let marksInACell = 4

  private static func clean(_ outside: String, lines: Bool) -> String {
    if outside.utf8.allSatisfy({ (0x20...0x7E).contains($0) || (lines && $0 == 0x0A) }) { return outside }
    var out = String.UnicodeScalarView()
    var hasBase = false
    var marks = 0
    var afterCR = false
    func mark(_ scalar: Unicode.Scalar) {
      let hex = String(scalar.value, radix: 16, uppercase: true)
      out.append(contentsOf: ("<U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + ">").unicodeScalars)
      hasBase = false
      marks = 0
    }
    for scalar in outside.unicodeScalars {
      defer { afterCR = scalar == "\r" }
      if lines, scalar == "\n" || scalar == "\r" {
        if scalar == "\n", afterCR { continue }
        out.append("\n")
        hasBase = false
      } else if lines, scalar == "\t" {
        out.append(" ")
        hasBase = false
      } else if isVariationSelector(scalar) {
        if hasBase, marks < marksInACell {
          out.append(scalar)
          marks += 1
        } else {
          mark(scalar)
        }
      } else if isUnsafe(scalar) {
        mark(scalar)
      } else if scalar.properties.canonicalCombiningClass != .notReordered
        || scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .enclosingMark
      {
        if hasBase, marks < marksInACell {
          out.append(scalar)
          marks += 1
        } else {
          mark(scalar)
        }
      } else {
        out.append(scalar)
        hasBase = scalar != " " && scalar != "\u{3000}"
        marks = 0
      }
    }
    return String(out)
  }
}

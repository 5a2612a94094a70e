/// What an input method leaves behind, in its plain form. Only for what is like a number, a date or a reading: a name or an address is
/// never folded, because every scalar of it may matter.
public enum Folding {
  /// Full-width letters, digits and marks as plain ones, full-width blanks as blanks, and everything that people type for a hyphen
  /// as a hyphen; without blanks at the ends.
  public static func plain(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      // U+FF0D is the full-width hyphen itself.
      case 0xFF01...0xFF5E where scalar.value != 0xFF0D: out.append(Unicode.Scalar(scalar.value - 0xFEE0)!)
      case 0x3000, 0x09: out.append(" ")
      // Hyphens and dashes, the minus sign, the long vowel marks (which the hyphen key of a Japanese keyboard gives), a line.
      case 0x2010...0x2015, 0x2212, 0x30FC, 0xFF0D, 0xFF70, 0x2500: out.append("-")
      default: out.append(scalar)
      }
    }
    return trimmed(String(out))
  }

  /// Kana as full-width katakana: hiragana and half-width forms are turned, a voicing mark joins its sign. Everything else stays.
  public static func katakana(_ text: String) -> String {
    var out: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x3041...0x3096, 0x309D, 0x309E: out.append(Unicode.Scalar(scalar.value + 0x60)!)
      case 0x3099, 0x309B: voice(&out, with: voiced, else: "\u{3099}")
      case 0x309A, 0x309C: voice(&out, with: halfVoiced, else: "\u{309A}")
      case 0x20: out.append("\u{3000}")
      default: widen(scalar, &out)
      }
    }
    return String(String.UnicodeScalarView(out))
  }

  /// Half-width katakana as full-width ones. Everything else stays.
  public static func widened(_ text: String) -> String {
    var out: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars { widen(scalar, &out) }
    return String(String.UnicodeScalarView(out))
  }

  private static func widen(_ scalar: Unicode.Scalar, _ out: inout [Unicode.Scalar]) {
    switch scalar.value {
    case 0xFF65: out.append("・")
    case 0xFF66...0xFF9D: out.append(fullWidth[Int(scalar.value - 0xFF66)])
    case 0xFF9E: voice(&out, with: voiced, else: "\u{3099}")
    case 0xFF9F: voice(&out, with: halfVoiced, else: "\u{309A}")
    default: out.append(scalar)
    }
  }

  /// Without blanks at both ends.
  public static func trimmed(_ text: String) -> String {
    var slice = text[...]
    while slice.first?.isWhitespace == true { slice.removeFirst() }
    while slice.last?.isWhitespace == true { slice.removeLast() }
    return String(slice)
  }

  private static func voice(
    _ out: inout [Unicode.Scalar], with pairs: [Unicode.Scalar: Unicode.Scalar], else mark: Unicode.Scalar
  ) {
    guard let last = out.last, let joined = pairs[last] else { return out.append(mark) }
    out[out.count - 1] = joined
  }

  /// U+FF66 to U+FF9D in order (JIS X 0201).
  private static let fullWidth = Array(
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン".unicodeScalars)
  private static let voiced = pairs("カキクケコサシスセソタチツテトハヒフヘホウ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ")
  private static let halfVoiced = pairs("ハヒフヘホ", "パピプペポ")

  private static func pairs(_ plain: String, _ marked: String) -> [Unicode.Scalar: Unicode.Scalar] {
    Dictionary(uniqueKeysWithValues: zip(plain.unicodeScalars, marked.unicodeScalars))
  }
}

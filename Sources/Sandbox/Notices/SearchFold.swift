/// Makes texts comparable for a search: full-width letters and signs become half-width, half-width katakana full-width, capitals
/// small, and variation selectors go. Both the stored text and the words are folded, so whatever stands in a text is found.
enum SearchFold {
  static func fold(_ text: String) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    var waiting: UInt32 = 0  // a full-width kana whose sound mark may still come
    func put(_ scalar: UInt32) {
      guard let valid = Unicode.Scalar(scalar) else { return }
      out.append(contentsOf: UTF8.encode(valid)!)
    }
    for scalar in text.unicodeScalars {
      let value = scalar.value
      if waiting != 0 {
        if value == 0xFF9E || value == 0x3099, let voiced = voiced(waiting) {
          put(voiced)
          waiting = 0
          continue
        }
        if value == 0xFF9F || value == 0x309A, let halfVoiced = halfVoiced(waiting) {
          put(halfVoiced)
          waiting = 0
          continue
        }
        put(waiting)
        waiting = 0
      }
      switch value {
      case 0x41...0x5A: out.append(UInt8(value + 0x20))
      case 0x0...0x7F: out.append(UInt8(value))
      case 0xFF21...0xFF3A: out.append(UInt8(value - 0xFF21 + 0x61))
      case 0xFF01...0xFF5E: out.append(UInt8(value - 0xFF01 + 0x21))
      case 0x3000: out.append(0x20)
      case 0xFF61...0xFF9F: waiting = UInt32(halfWidth[Int(value - 0xFF61)])
      case 0x3046, 0x304B...0x307B, 0x30A6, 0x30AB...0x30DB: waiting = value
      case 0xFE00...0xFE0F, 0xE0100...0xE01EF: break
      case 0x80...0x24F, 0x370...0x52F:
        for lower in scalar.properties.lowercaseMapping.unicodeScalars { put(lower.value) }
      default: put(value)
      }
    }
    if waiting != 0 { put(waiting) }
    return String(decoding: out, as: UTF8.self)
  }

  /// The words of a search, folded; empty when there are only blanks.
  static func words(_ text: String) -> [String] {
    fold(text).split(whereSeparator: { $0.isWhitespace }).map(String.init)
  }

  /// カ to ガ and so on: the voiced form is the next code point, except for ウ. Hiragana stand 0x60 below katakana.
  private static func voiced(_ kana: UInt32) -> UInt32? {
    switch kana {
    case 0x3041...0x3096: voiced(kana + 0x60).map { $0 - 0x60 }
    case 0x30A6: 0x30F4
    case 0x30AB...0x30C1 where kana % 2 == 1: kana + 1  // カ … チ
    case 0x30C4, 0x30C6, 0x30C8: kana + 1  // ツ テ ト
    case 0x30CF...0x30DB where (kana - 0x30CF) % 3 == 0: kana + 1  // ハ … ホ
    default: nil
    }
  }

  /// ハ to パ and so on.
  private static func halfVoiced(_ kana: UInt32) -> UInt32? {
    switch kana {
    case 0x3041...0x3096: halfVoiced(kana + 0x60).map { $0 - 0x60 }
    case 0x30CF...0x30DB where (kana - 0x30CF) % 3 == 0: kana + 2
    default: nil
    }
  }

  /// U+FF61–FF9F in order (JIS X 0201 katakana to full width).
  private static let halfWidth: [UInt16] = Array(
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜".utf16)
}

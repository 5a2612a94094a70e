internal import Domain
internal import Trust

/// A person's attributes as a signing certificate states them (otherNames, in the order seen on cards).
struct SigningAttributes {
  let otherNames: [(identifier: String, text: String)]

  init(_ persona: Persona) {
    let name = Self.substituted(persona.name)
    let address = Self.substituted(persona.address)
    otherNames = [
      (AttributeIdentifier.name, name.text),
      (AttributeIdentifier.birth, Self.birth(persona.birth)),
      (AttributeIdentifier.sex, String(persona.sex.code)),
      (AttributeIdentifier.address, address.text),
      (AttributeIdentifier.nameSubstitutes, name.flags),
      (AttributeIdentifier.addressSubstitutes, address.flags),
    ]
  }

  /// `EYYYYMMDD`: the era's digit, then the Gregorian date, unknown parts as zeros. The digit is 0 when the known parts leave
  /// the era open.
  static func birth(_ birth: PartialDate) -> String {
    let first = CalendarDate(birth.year, birth.month ?? 1, birth.day ?? 1)
    let last = CalendarDate(birth.year, birth.month ?? 12, birth.day ?? 28)
    let eras = [first, last].map { $0.map(era) ?? 0 }
    return String(eras[0] == eras[1] ? eras[0] : 0) + birth.cardDigits
  }

  /// 1 明治, 2 大正, 3 昭和, 4 平成, 5 令和 (first days by the 政令 of each change).
  private static func era(_ date: CalendarDate) -> Int {
    let starts = [(5, 2019, 5, 1), (4, 1989, 1, 8), (3, 1926, 12, 25), (2, 1912, 7, 30), (1, 1868, 1, 25)]
    for (digit, year, month, day) in starts {
      if let start = CalendarDate(year, month, day), start <= date { return digit }
    }
    return 0
  }

  /// The certificate's alphabet is JIS level 1 and 2 with the supplement; other characters are written as another one and
  /// flagged `1` at their place. Here: a variation selector is dropped, a compatibility ideograph becomes the one it is
  /// equivalent to, and a character beyond the BMP becomes U+3013.
  static func substituted(_ text: String) -> (text: String, flags: String) {
    var out = String.UnicodeScalarView()
    var flags: [Character] = []
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xFE00...0xFE0F, 0xE0100...0xE01EF:
        if !flags.isEmpty { flags[flags.count - 1] = "1" }
      case 0xF900...0xFAFF:
        // Twelve of this block are no compatibility characters and have no other form.
        out.append(compatible[scalar.value].flatMap(Unicode.Scalar.init) ?? scalar)
        flags.append(compatible[scalar.value] == nil ? "0" : "1")
      case 0x10000...:
        out.append("\u{3013}")
        flags.append("1")
      default:
        out.append(scalar)
        flags.append("0")
      }
    }
    return (String(out), String(flags))
  }

  /// Canonical equivalents (UnicodeData.txt, field 5) of the compatibility ideographs that Japanese names use most.
  private static let compatible: [UInt32: UInt32] = [
    0xF91D: 0x6B04, 0xF928: 0x5ECA, 0xF929: 0x6717, 0xF936: 0x865C, 0xF970: 0x6BBA, 0xF9D0: 0x985E, 0xF9DC: 0x9686,
    0xFA10: 0x585A, 0xFA12: 0x6674, 0xFA16: 0x732A, 0xFA17: 0x76CA, 0xFA18: 0x793C, 0xFA19: 0x795E, 0xFA1A: 0x7965,
    0xFA1B: 0x798F, 0xFA1C: 0x9756, 0xFA1D: 0x7CBE, 0xFA1E: 0x7FBD, 0xFA22: 0x8AF8, 0xFA25: 0x9038, 0xFA26: 0x90FD,
    0xFA2A: 0x98EF, 0xFA2B: 0x98FC, 0xFA2C: 0x9928, 0xFA2D: 0x9DB4,
  ]
}

/// The characters of a registered name or address that a font may draw in another form than the register has.
enum RegisteredForms {
  /// Each once, in the order in which they stand there.
  static func characters(in text: String) -> [Character] {
    var found: [Character] = []
    for character in text where character.unicodeScalars.contains(where: mayDiffer) && !found.contains(character) {
      found.append(character)
    }
    return found
  }

  /// A variation selector (Unicode Ideographic Variation Database: U+E0100–E01EF), a compatibility ideograph, or an ideograph outside the
  /// first plane.
  private static func mayDiffer(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xE0100...0xE01EF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
    default: false
    }
  }
}

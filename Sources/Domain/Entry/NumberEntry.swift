/// Numbers, postcodes and readings as people type them.
public enum NumberEntry {
  public enum Fault: Error, Hashable, Sendable {
    case unreadable
    case tooSmall(least: Int)
    case tooLarge(most: Int)
  }

  /// A whole number: full-width digits count, and marks that part groups of three. 1,5 is no number: it may have been meant as one and a half.
  public static func read(_ typed: String, least: Int = 0, most: Int = 999_999_999_999) throws(Fault) -> Int {
    var text = Folding.plain(typed)[...]
    let isNegative = text.first == "-"
    if isNegative { text.removeFirst() }
    let groups = text.split(omittingEmptySubsequences: false) { " ,、".contains($0) }
    let digits = groups.joined()
    guard groups.count == 1 || (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy({ $0.count == 3 }),
      digits.count <= 15, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let magnitude = Int(digits)
    else { throw .unreadable }
    let number = isNegative ? -magnitude : magnitude
    guard number >= least else { throw .tooSmall(least: least) }
    guard number <= most else { throw .tooLarge(most: most) }
    return number
  }
}

/// A Japanese postcode: seven digits in two parts, 100-0014.
public enum PostcodeEntry {
  /// Nil when it is none.
  public static func read(_ typed: String) -> String? {
    let digits = Folding.plain(typed).filter { !"〒 -".contains($0) }
    guard digits.count == 7, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return "\(digits.prefix(3))-\(digits.suffix(4))"
  }
}

/// A reading in kana, kept as full-width katakana.
public enum KanaEntry {
  /// Nil when something in it is no kana, or nothing in it can be read.
  public static func read(_ typed: String) -> String? {
    let kana = Folding.katakana(Folding.trimmed(typed))
    let isKana = kana.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      // Katakana with the middle dot, the long mark and the repetition marks; a blank between the parts of a name.
      case 0x30A1...0x30FE, 0x3000: true
      default: false
      }
    }
    let canBeRead = kana.unicodeScalars.contains { (0x30A1...0x30FA).contains($0.value) }
    return isKana && canBeRead ? kana : nil
  }
}

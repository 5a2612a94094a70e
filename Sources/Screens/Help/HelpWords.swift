internal import Domain

/// Words that somebody looks for in help, and how well a page fits them.
///
/// Capitals, the width of letters, hiragana and katakana, and blanks within Japanese make no difference; of a Japanese word the
/// particle at its end is left out (「カードを なくした」 is カード and なくした).
public struct HelpWords {
  private let wanted: [String]

  public init(_ words: [String]) {
    wanted = words.flatMap { Self.folded($0).split(separator: " ").map { Self.withoutParticle(String($0)) } }
  }

  public var isEmpty: Bool { wanted.isEmpty }

  /// How many of the words are in the name; nil when one is neither there nor in the text.
  public func score(name: String, text: String) -> Int? {
    let name = Self.joined(name)
    let missing = wanted.filter { !name.contains($0) }
    if missing.isEmpty { return wanted.count }
    let text = Self.joined(text)
    return missing.allSatisfy { text.contains($0) } ? wanted.count - missing.count : nil
  }

  /// Small letters in half width; hiragana for katakana, also for those in half width; readings in brackets stay.
  public static func folded(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in Folding.widened(text).unicodeScalars {
      switch scalar.value {
      case 0x30A1...0x30F6: out.append(Unicode.Scalar(scalar.value - 0x60) ?? scalar)
      case 0xFF01...0xFF5E: out.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      case 0x3000, 0x09, 0x0A: out.append(" ")
      default: out.append(scalar)
      }
    }
    return String(out).lowercased()
  }

  /// The folded text in all its spellings: 「暗証番号（あんしょうばんごう）を」 is found by 暗証番号を too.
  private static func joined(_ text: String) -> String {
    Furigana.spellings(of: text).map { folded($0) }.joined(separator: "\n")
  }

  private static let particles: Set<Character> = ["を", "が", "は", "に", "の", "で", "と", "も", "へ"]

  private static func withoutParticle(_ word: String) -> String {
    guard word.count > 2, let last = word.last, particles.contains(last) else { return word }
    return String(word.dropLast())
  }
}

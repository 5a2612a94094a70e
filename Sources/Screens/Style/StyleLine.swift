/// A paragraph as the style check reads it: its scalars, with what stands in a place (`{total}`) blotted out.
struct StyleLine {
  let scalars: [Unicode.Scalar]

  /// Stands for each scalar of a place.
  static let blot: Unicode.Scalar = "\u{FFFC}"
  /// How long the value of a place is taken to be. A guess: a number is shorter, a name longer.
  private static let lengthOfPlace = 4

  init(_ text: String) { self.init(Array(text.unicodeScalars)) }

  init(_ text: [Unicode.Scalar]) {
    var scalars = text
    var start: Int?
    for (index, scalar) in text.enumerated() {
      if scalar == "{" { start = index }
      if scalar == "}", let from = start {
        for place in from...index { scalars[place] = Self.blot }
        start = nil
      }
    }
    self.scalars = scalars
  }

  subscript(index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }

  // MARK: Sentences

  /// Up to 。？！ outside of brackets, with what closes a quotation behind it.
  var japaneseSentences: [Range<Int>] {
    var depth = 0
    return sentences { index in
      switch scalars[index] {
      case "（", "「": depth += 1
      case "）", "」": depth = max(0, depth - 1)
      case "。", "？", "！": return depth == 0
      default: break
      }
      return false
    }
  }

  /// Up to a full stop with a blank behind it.
  var englishSentences: [Range<Int>] {
    sentences { index in
      ".?!".unicodeScalars.contains(scalars[index]) && (self[index + 1] ?? " ") == " "
    }
  }

  private func sentences(_ ends: (Int) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for index in scalars.indices where ends(index) {
      ranges.append(start..<index + 1)
      start = index + 1
      while self[start] == " " { start += 1 }
    }
    if start < scalars.count { ranges.append(start..<scalars.count) }
    return ranges
  }

  /// Japanese characters; half of a Latin one; readings in brackets are not counted.
  func characters(in range: Range<Int>) -> Int {
    var halves = 0
    var index = range.lowerBound
    while index < range.upperBound {
      if let end = reading(at: index) {
        index = end
      } else if scalars[index] == Self.blot {
        halves += 2 * Self.lengthOfPlace
        while self[index] == Self.blot { index += 1 }
      } else {
        halves += scalars[index].isASCII ? 1 : 2
        index += 1
      }
    }
    return (halves + 1) / 2
  }

  func words(in range: Range<Int>) -> Int { scalars[range].split(separator: " ").count }

  // MARK: Brackets

  /// The end of a reading, （よみかた）, that begins here: kana only.
  func reading(at index: Int) -> Int? {
    guard self[index] == "（", let end = endOfBracket(from: index), end - index > 2 else { return nil }
    return scalars[index + 1..<end - 1].allSatisfy { $0.isKana } ? end : nil
  }

  func endOfBracket(from index: Int) -> Int? { scalars[index...].firstIndex(of: "）").map { $0 + 1 } }

  /// The place of the bracket that the one in front of `end` closes.
  func beginningOfBracket(endingAt end: Int) -> Int? {
    guard self[end - 1] == "）" else { return nil }
    var depth = 0
    return scalars[..<end].indices.last { index in
      if scalars[index] == "）" { depth += 1 }
      if scalars[index] == "（" { depth -= 1 }
      return depth == 0
    }
  }

  /// Whether the word that ends here is one of Latin letters or behind one: the argument of a command (`show 番号 で`), a key and what
  /// it does (`Enter:開く`).
  func isCommand(before index: Int) -> Bool {
    let start = scalars[..<index].lastIndex(of: " ").map { $0 + 1 } ?? 0
    return scalars[start..<index].contains(where: \.isLatin) || (self[start - 2]?.isLatin ?? false)
  }

  // MARK: Finding

  /// Where a word begins. Letters count as the same in capitals; a word of Latin letters or katakana is found as a whole only.
  func find(_ word: [Unicode.Scalar], in range: Range<Int>? = nil, asWord: Bool = true) -> Int? {
    let range = range ?? 0..<scalars.count
    guard let first = word.first, range.count >= word.count else { return nil }
    for index in range.lowerBound...range.upperBound - word.count where scalars[index].lowercase == first.lowercase {
      let end = index + word.count
      guard zip(scalars[index..<end], word).allSatisfy({ $0.lowercase == $1.lowercase }) else { continue }
      if asWord, goesOn(self[index - 1], first) || goesOn(word[word.count - 1], self[end]) { continue }
      return index
    }
    return nil
  }

  /// Whether two neighbours are of the same word: both Latin, or both katakana.
  private func goesOn(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
    guard let before, let after else { return false }
    return before.isLatin && after.isLatin || before.isKatakana && after.isKatakana
  }

  func all(_ word: [Unicode.Scalar]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var from = 0
    while let found = find(word, in: from..<scalars.count) {
      ranges.append(found..<found + word.count)
      from = found + word.count
    }
    return ranges
  }
}

extension Unicode.Scalar {
  var isKanji: Bool { (0x4E00...0x9FFF).contains(value) || (0x3400...0x4DBF).contains(value) || self == "々" }
  var isKana: Bool { (0x3041...0x30FC).contains(value) && self != "・" }
  var isKatakana: Bool { (0x30A1...0x30FC).contains(value) && self != "・" }
  var isJapanese: Bool { isKanji || isKana || "、。「」（）".unicodeScalars.contains(self) }

  /// A letter or a digit of a Latin word, or what joins parts of one.
  var isLatin: Bool {
    isASCII && (properties.isAlphabetic || ("0"..."9").contains(self) || self == "-" || self == "_" || self == "/")
  }

  /// Small for capital ASCII letters.
  var lowercase: Unicode.Scalar { ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) + 32) : self }

  /// What a full-width letter, digit or sign is in half width. 、。（）！？ are Japanese and have none.
  var halfWidth: Unicode.Scalar? {
    if self == "\u{3000}" { return " " }
    guard (0xFF01...0xFF5D).contains(value), !"（）！？".unicodeScalars.contains(self) else { return nil }
    return Unicode.Scalar(value - 0xFEE0)
  }

  /// What a screen reader spells out or skips and what terminals disagree about: dashes and typographic quotation marks, arrows,
  /// mathematical and technical signs, boxes, stars and other pictures, circled and squared letters, decorative brackets, waves.
  var isOrnament: Bool {
    switch value {
    case 0xA6...0xBF, 0xD7, 0xF7, 0x2010...0x205E, 0x2100...0x2BFF, 0x3003...0x3004, 0x3006...0x300B, 0x3010...0x3020,
      0x3030...0x303F, 0x3200...0x33FF, 0xFE10...0xFE4F, 0xFF5E...0xFF60, 0xFFE0...0xFFEE, 0x1F000...0x1FAFF:
      true
    default: false
    }
  }
}

/// Readings in brackets behind a word, as easy texts have them: 困（こま）ったとき.
enum Furigana {
  /// The ways in which a text may be typed: as it stands, without the readings, and with each reading for its kanji.
  static func spellings(of text: String) -> [String] {
    guard text.contains("（") else { return [text] }
    let scalars = Array(text.unicodeScalars)
    var plain = String.UnicodeScalarView()
    var kana = String.UnicodeScalarView()
    var index = 0
    var kanji = 0
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "（", kanji > 0, let end = endOfReading(from: index, in: scalars) {
        kana.removeLast(kanji)
        kana.append(contentsOf: scalars[index + 1..<end])
        index = end + 1
        kanji = 0
        continue
      }
      kanji = scalar.isKanji ? kanji + 1 : 0
      plain.append(scalar)
      kana.append(scalar)
      index += 1
    }
    return [text, String(plain), String(kana)]
  }

  private static func endOfReading(from start: Int, in scalars: [Unicode.Scalar]) -> Int? {
    guard let end = scalars[start...].firstIndex(of: "）"), end > start + 1 else { return nil }
    return scalars[start + 1..<end].allSatisfy(\.isKana) ? end : nil
  }
}

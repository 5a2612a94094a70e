/// Breaks text into lines of at most so many columns: between Japanese characters anywhere but where kinsoku forbids it
/// (JIS X 4051: no closing mark at the start of a line, no opening one at its end, a number stays with its counter), in Latin
/// text between words. A last line of one or two characters is avoided when an earlier break of the line before is allowed.
public enum LineBreaking {
  /// - Parameter atPhrases: for lines that are heard one by one: a line ends behind a mark or before a word where there is such a
  ///   place in its second half, and not in the middle of a word.
  public static func lines(_ text: String, columns: Int, atPhrases: Bool = false) -> [String] {
    let columns = max(2, columns)
    if CellWidth.of(text) <= columns { return [text] }
    let characters = Array(text)
    var lines: [String] = []
    var start = 0
    while start < characters.count {
      var end = start
      var width = 0
      while end < characters.count {
        let next = CellWidth.of(characters[end])
        if width + next > columns { break }
        width += next
        end += 1
      }
      if end < characters.count {
        let best =
          (atPhrases ? phraseEnd(characters, after: start, before: end) : nil)
          ?? breakPlace(characters, after: start, before: end)
        end = best > start ? withoutWidow(characters, from: start, best, columns) : max(end, start + 1)
      }
      lines.append(trimEnd(characters[start..<end]))
      start = end
      while start < characters.count, characters[start] == " " { start += 1 }
    }
    return lines.isEmpty ? [""] : lines
  }

  /// The last place in (start, end] at which a line may end.
  private static func breakPlace(_ characters: [Character], after start: Int, before end: Int) -> Int {
    var place = end
    while place > start {
      if mayBreak(between: characters[place - 1], and: characters[place]) { return place }
      place -= 1
    }
    return start
  }

  /// The last place in the second half of (start, end] at which a phrase ends: behind a mark or a blank, or where hiragana are followed
  /// by something else, which in Japanese is nearly always the next word.
  private static func phraseEnd(_ characters: [Character], after start: Int, before end: Int) -> Int? {
    var place = end
    while place > start + (end - start) / 2 {
      let before = characters[place - 1]
      let after = characters[place]
      if mayBreak(between: before, and: after),
        " 、。）」』】・".contains(before) || isHiragana(before) && !isHiragana(after)
      {
        return place
      }
      place -= 1
    }
    return nil
  }

  private static func isHiragana(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return (0x3041...0x309F).contains(value)
  }

  /// Columns that a last line has at least, where that is cheap: three Japanese characters, so that 「す。」 does not stand alone.
  private static let leastLastLine = 6

  /// An earlier break when what follows `place` would be a last line of one or two characters. The line before gives up at most a
  /// third of itself.
  private static func withoutWidow(_ characters: [Character], from start: Int, _ place: Int, _ columns: Int)
    -> Int
  {
    var rest = 0
    for character in characters[place...] {
      rest += CellWidth.of(character)
      if rest >= leastLastLine { return place }
    }
    let least = start + max(1, (place - start) * 2 / 3)
    var earlier = place
    while earlier > least {
      earlier -= 1
      rest += CellWidth.of(characters[earlier])
      if rest > columns { return place }
      if rest >= leastLastLine, mayBreak(between: characters[earlier - 1], and: characters[earlier]) { return earlier }
    }
    return place
  }

  /// Whether a line may end between two characters that stand beside each other.
  public static func mayBreak(between before: Character, and after: Character) -> Bool {
    if after == " " || before == " " { return true }
    if notAtStart.contains(after) || notAtEnd.contains(before) { return false }
    if isDigit(before), isHan(after) { return false }
    return !(isLatin(before) && isLatin(after))
  }

  private static func isDigit(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return (0x30...0x39).contains(value) || (0xFF10...0xFF19).contains(value)
  }

  private static func isHan(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return (0x4E00...0x9FFF).contains(value)
  }

  private static func isLatin(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first else { return false }
    return scalar.value < 0x2E80 && CellWidth.of(scalar) == 1
  }

  private static let notAtStart = Set(
    "、。，．,.・：；:;？！?!‼⁇⁈⁉）」』】〕〉》］｝〗〙〟｠)]}’”»‐–〜～ー゠々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ｡､｣･ｰｧｨｩｪｫｬｭｮｯ％%")
  private static let notAtEnd = Set("（「『【〔〈《［｛〖〘〝｟([{‘“«｢")

  private static func trimEnd(_ slice: ArraySlice<Character>) -> String {
    var slice = slice
    while slice.last == " " { slice.removeLast() }
    return String(slice)
  }
}

extension LineBreaking {
  /// Cells of the common small braille displays. They show the row of the cursor, and the cursor takes one.
  public static let brailleCells = 40

  /// How many columns a line of the linear face has in a window of so many: nobody has to hear a long one, the last column stays free, and
  /// a word has room.
  public static func spokenColumns(inWindowOf columns: Int) -> Int { max(20, min(columns, 80) - 1) }

  /// A prompt in two parts: what is said on a line of its own, and what stands on the row of the cursor. That row has as many of the last
  /// sentences as a braille display shows beside the cursor, and at least the last one, however long it is.
  public static func prompt(_ text: String) -> (before: String, row: String) {
    var split: (before: String, row: String) = ("", text)
    for end in sentenceEnds(text) where CellWidth.of(split.row) >= brailleCells {
      split = (String(text[..<end]), String(text[end...].drop { $0 == " " }))
    }
    return split
  }

  /// The sentences of a text, each with its end. One in brackets belongs to the one around it.
  public static func sentences(_ text: String) -> [String] {
    var sentences: [String] = []
    var start = text.startIndex
    for end in sentenceEnds(text) {
      sentences.append(String(text[start..<end]))
      start = text[end...].firstIndex { $0 != " " } ?? text.endIndex
    }
    return sentences + [String(text[start...])]
  }

  /// Behind each sentence but the last. What is quoted is part of the sentence around it; a quotation that is never closed is none.
  private static func sentenceEnds(_ text: String) -> [String.Index] {
    var ends: [String.Index] = []
    var index = text.startIndex
    var isQuoted = false
    while index < text.endIndex {
      let next = text.index(after: index)
      let rest = text[next...].drop { $0 == " " }
      switch text[index] {
      case "「": isQuoted = rest.contains("」")
      case "」": isQuoted = false
      case "\"": isQuoted = !isQuoted && rest.contains("\"")
      default: break
      }
      let isEnd =
        text[index] == "。" && !"」』）".contains(rest.first ?? "。") || text[index] == "." && text[next...].first == " "
      if isEnd, !rest.isEmpty, !isQuoted { ends.append(next) }
      index = next
    }
    return ends
  }
}

/// Breaks text into lines of at most so many columns: between Japanese characters anywhere but where kinsoku forbids it
/// (JIS X 4051: no closing mark at the start of a line, no opening one at its end), in Latin text between words.
public enum LineBreaking {
  public static func lines(_ text: String, columns: Int) -> [String] {
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
        let best = breakPlace(characters, after: start, before: end)
        end = best > start ? best : max(end, start + 1)
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

  private static func mayBreak(between before: Character, and after: Character) -> Bool {
    if after == " " || before == " " { return true }
    if notAtStart.contains(after) || notAtEnd.contains(before) { return false }
    return !(isLatin(before) && isLatin(after))
  }

  private static func isLatin(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first else { return false }
    return scalar.value < 0x2E80 && CellWidth.of(scalar) == 1
  }

  private static let notAtStart = Set("、。，．,.・：；:;？！?!）」』】〕〉》］｝)]}ーゝゞ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ％%")
  private static let notAtEnd = Set("（「『【〔〈《［｛([{")

  private static func trimEnd(_ slice: ArraySlice<Character>) -> String {
    var slice = slice
    while slice.last == " " { slice.removeLast() }
    return String(slice)
  }
}

/// How many columns text takes in a terminal: the sum over its scalars of what glibc's wcwidth says. ncurses counts as we do
/// (`CNcurses` asks us), also where the terminal draws ambiguous characters wide.
public enum CellWidth {
  public static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0xA1 { return 1 }
    if drawsAmbiguousWide, isAmbiguous(scalar) { return 2 }
    if value < 0x300 { return 1 }  // Latin: glibc knows no other width here
    if contains(value, CellWidthTable.wide) { return 2 }
    return contains(value, CellWidthTable.none) ? 0 : 1
  }
  public static func of(_ character: Character) -> Int { character.unicodeScalars.reduce(0) { $0 + of($1) } }
  public static func of(_ text: String) -> Int {
    var width = 0
    for scalar in text.unicodeScalars { width += of(scalar) }
    return width
  }

  /// The longest beginning that fits into `columns`, never a half character. When something is left out and `mark` is not
  /// empty, the mark stands at the end and is counted.
  public static func cut(_ text: String, to columns: Int, mark: String = "..") -> String {
    guard of(text) > columns else { return text }
    let room = max(0, columns - of(mark))
    var out = ""
    var used = 0
    for character in text {
      let width = of(character)
      guard used + width <= room else { break }
      out.append(character)
      used += width
    }
    return columns >= of(mark) ? out + mark : out
  }

  /// The longest end that fits into `columns`: what is seen of a text while it is typed. The costs are those of the end.
  public static func end(of text: String, columns: Int) -> String {
    var used = 0
    var start = text.endIndex
    while start > text.startIndex {
      let before = text.index(before: start)
      used += of(text[before])
      if used > columns { break }
      start = before
    }
    return String(text[start...])
  }

  static func contains(_ value: UInt32, _ ranges: [UInt32]) -> Bool {
    var low = 0
    var high = ranges.count / 2
    while low < high {
      let middle = (low + high) / 2
      if value > ranges[middle * 2 + 1] {
        low = middle + 1
      } else if value < ranges[middle * 2] {
        high = middle
      } else {
        return true
      }
    }
    return false
  }
}

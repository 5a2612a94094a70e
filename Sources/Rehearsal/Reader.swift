/// What readers make of a terminal. Two models that were compared with real ones (yasr, BRLTTY) on fourteen programs: a speaking reader
/// says what is written, in the order of writing; a braille display shows the line of the cursor.
public enum Reader {
  /// The utterances of a stretch of output: text between movements of the cursor and ends of lines. Attributes do not part words.
  public static func spoken(_ bytes: [UInt8]) -> [String] {
    var utterances: [String] = []
    var words: [UInt8] = []
    func end() {
      let text = String(decoding: words, as: UTF8.self)
      words = []
      let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if !plain.isEmpty { utterances.append(plain) }
    }
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x1B:
        switch rest.popFirst() {
        case UInt8(ascii: "["):
          let parameters = rest.prefix { (0x20...0x3F).contains($0) }
          rest = rest.dropFirst(parameters.count)
          // Colours and modes move nothing.
          if let final = rest.popFirst(), !"mhl".utf8.contains(final) { end() }
        case UInt8(ascii: "]"), UInt8(ascii: "P"):
          // A title or the like, up to BEL or ST.
          while let next = rest.popFirst(), next != 0x07 {
            if next == 0x1B {
              _ = rest.popFirst()
              break
            }
          }
        case UInt8(ascii: "("), UInt8(ascii: ")"): _ = rest.popFirst()
        default: break
        }
      case 0x0A, 0x0D, 0x08: end()
      case 0x00...0x1F, 0x7F: break
      default: words.append(byte)
      }
    }
    end()
    return utterances
  }

  /// The window of a display of 40 cells that holds the cursor.
  /// - Parameter columns: how wide each character of the line is, given by `width`.
  public static func braille(_ line: String, cursor column: Int, width: (Character) -> Int) -> String {
    let start = column / cells * cells
    var here = 0
    var shown = ""
    for character in line {
      if here >= start, here < start + cells { shown.append(character) }
      here += width(character)
    }
    return shown
  }

  public static let cells = 40
}

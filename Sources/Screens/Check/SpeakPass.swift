internal import Domain
internal import Reading

/// Speak: nothing that cannot be shown, no line that cannot be broken.
extension ScreenCheck {
  /// A control character anywhere in a file of words, also in its keys and its notes for writers: an editor may hide it, a terminal
  /// obeys it. Each kind once in a file: one that was written with CR LF has no other news.
  /// - Returns: whether its lines end as lines do: else nothing in it can be found.
  mutating func speak(_ bytes: [UInt8], _ file: String) -> Bool {
    var mark = Mark(line: 1, column: 1)
    var known: Set<String> = []
    var linesEnd = true
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if Self.isControl(scalar), scalar != "\n" {
        var sentence = "a control character: \(Self.name(scalar))"
        if scalar == "\r" {
          let isOfWindows = scalars.dropFirst(index + 1).first == "\n"
          linesEnd = linesEnd && isOfWindows
          sentence = "lines end in \(isOfWindows ? "CR LF" : "CR"): save the file with LF alone"
        }
        if known.insert(sentence).inserted { find(file, mark, sentence) }
      }
      mark = scalar == "\n" ? Mark(line: mark.line + 1, column: 1) : Mark(line: mark.line, column: mark.column + 1)
    }
    return linesEnd
  }

  /// What looks like a key and is none: it would be read out as words.
  mutating func findBrokenKeys(_ bytes: [UInt8], _ file: String) {
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let text = String(decoding: line, as: UTF8.self).drop { $0 == "\u{FEFF}" }
      let key = text.drop { $0 == "#" }
      guard text.hasPrefix("##"), !text.hasPrefix("###"), key.first.map({ $0 != " " }) == true else { continue }
      find(file, Mark(line: index + 1, column: 1), "write the key as '## \(key)', alone in its line")
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }

  private static func name(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
  }

  mutating func speak(_ paragraph: WordsFile.Paragraph, _ file: String) {
    if let scalar = TerminalSafe.firstUnsafe(in: paragraph.text), !Self.isControl(scalar) {
      find(file, paragraph.mark, "a character that cannot be shown: \(Self.name(scalar))")
    }
    let longest =
      paragraph.text.split(whereSeparator: { $0 == " " || CellWidth.of($0) == 2 }).map { CellWidth.of(String($0)) }
      .max() ?? 0
    if longest > 76 { find(file, paragraph.mark, "a word is wider than 76 columns and cannot be broken") }
  }
}

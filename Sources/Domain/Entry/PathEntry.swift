/// The place of a file as people give it: typed, or pasted and dropped as other programs write it.
public enum PathEntry {
  /// What a shell would make of it where it is quoted, and of a `file:` address what it names. What is neither stays as it is, because every
  /// character may be part of a name; only the wave that Japanese input methods give before a slash is a tilde.
  ///
  /// The result may hold what was hidden in an address, such as U+0000: whoever opens it must look.
  public static func read(_ typed: String) -> String {
    let text = Folding.trimmed(typed)
    // No host, or this machine's (RFC 8089).
    for start in ["file:///", "file://localhost/", "file:/"] where text.lowercased().hasPrefix(start) {
      let path = text.dropFirst(start.count)
      return path.hasPrefix("/") ? text : decoded("/" + path) ?? text
    }
    for wave in ["～/", "〜/"] where text.hasPrefix(wave) { return "~" + text.dropFirst() }
    return (text.hasPrefix("'") || text.hasPrefix("\"") ? unquoted(text) : nil) ?? withoutEscapes(text)
  }

  /// A backslash before a mark is the shell's; before a letter or a digit it is part of the name.
  private static func isEscaped(_ character: Character?) -> Bool {
    guard let character else { return false }
    return character.isASCII && !character.isLetter && !character.isNumber
  }

  /// As terminals write the name of a file that is dropped into them: `/a\ b.pdf`.
  private static func withoutEscapes(_ text: String) -> String {
    var out = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "\\", isEscaped(rest.first) { out.append(rest.removeFirst()) } else { out.append(character) }
    }
    return out
  }

  /// One word of a shell: `'it'\''s.pdf'`. Nil when it is none: a mark of quotation is open, or there are several words.
  private static func unquoted(_ text: String) -> String? {
    var out = ""
    var quote: Character?
    var rest = text[...]
    while let character = rest.popFirst() {
      switch (quote, character) {
      case (nil, "'"), (nil, "\""): quote = character
      case (let open?, let close) where open == close: quote = nil
      case (nil, " "): return nil
      case (nil, "\\") where isEscaped(rest.first), ("\"", "\\") where isEscaped(rest.first):
        out.append(rest.removeFirst())
      default: out.append(character)
      }
    }
    return quote == nil && !out.isEmpty ? out : nil
  }

  /// Nil when a percent sign is not followed by two hexadecimal digits, or the bytes are no text.
  private static func decoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
      guard digits.count == 2 else { return nil }
      bytes.append(UInt8(digits[0] << 4 | digits[1]))
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// The place of a file as people give it: typed, or pasted and dropped as other programs write it.
public enum PathEntry {
  /// Without the quotation marks or backslashes that a shell would need, and from a `file:` address what it names. What is none of
  /// these stays as it is: every character may be part of a name.
  public static func read(_ typed: String) -> String {
    let text = Folding.trimmed(typed)
    for mark in ["'", "\""] where text.count > 2 && text.hasPrefix(mark) && text.hasSuffix(mark) {
      return String(text.dropFirst().dropLast())
    }
    let scheme = "file://"
    // No host, or this machine's.
    for start in [scheme + "/", scheme + "localhost/"] where text.lowercased().hasPrefix(start) {
      return decoded("/" + text.dropFirst(start.count)) ?? text
    }
    if text.hasPrefix("～/") { return "~" + text.dropFirst() }
    return withoutEscapes(text)
  }

  /// A blank or a mark of the shell with a backslash before it, as terminals write the name of a file that is dropped into them.
  private static func withoutEscapes(_ text: String) -> String {
    var out = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "\\", let next = rest.first, " ()[]&'\"!$;#*?".contains(next) { continue }
      out.append(character)
    }
    return out
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
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

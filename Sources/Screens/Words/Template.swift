/// A paragraph of `content/` with its `{places}`. A place may name a form after a colon: `{issuedAt:day}` is the day without the hour.
public struct Template: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case plain, bullet, numbered(Int) }
  public enum Piece: Hashable, Sendable {
    case words(String)
    case place(String)
  }
  public let kind: Kind
  public let pieces: [Piece]
  public let line: Int

  /// Splits at `{path}`; `{{` and `}}` stand for braces. Nil when a brace is left open or a place has no name.
  public init?(_ text: String, kind: Kind = .plain, line: Int = 0) {
    // Most texts have no place; to walk over their characters would be half of the work of a start.
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else {
      self.kind = kind
      pieces = text.isEmpty ? [] : [.words(text)]
      self.line = line
      return
    }
    var pieces: [Piece] = []
    var words = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        words.append(character)
        rest.removeFirst()
      case "{":
        guard let end = rest.firstIndex(of: "}") else { return nil }
        let path = String(rest[..<end])
        guard !path.isEmpty, path.utf8.allSatisfy(isPathByte) else { return nil }
        if !words.isEmpty { pieces.append(.words(words)) }
        words = ""
        pieces.append(.place(path))
        rest = rest[rest.index(after: end)...]
      case "}": return nil
      default: words.append(character)
      }
    }
    if !words.isEmpty { pieces.append(.words(words)) }
    self.kind = kind
    self.pieces = pieces
    self.line = line
  }

  public var places: [String] { pieces.compactMap { if case .place(let path) = $0 { path } else { nil } } }

  /// The text with its places filled; nil when a place has nothing to say, so that half a sentence is never shown.
  public func filled(_ fill: (String) -> String?) -> String? {
    var out = ""
    for piece in pieces {
      switch piece {
      case .words(let words): out += words
      case .place(let path):
        guard let text = fill(path) else { return nil }
        out += text
      }
    }
    return out
  }
}

private func isPathByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"),
    UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"):
    true
  default: false
  }
}

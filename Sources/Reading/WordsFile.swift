internal import CMark

/// A file of words: CommonMark, one `## key` per text. Everything before the first key is for the people who write.
public struct WordsFile: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public let key: String
    public let mark: Mark
    public let paragraphs: [Paragraph]
  }

  /// A paragraph or one item of a list.
  public struct Paragraph: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case plain, bullet, numbered(Int) }
    public let kind: Kind
    public let text: String
    public let mark: Mark
  }

  public let entries: [Entry]

  public static let maximumBytes = 1 << 20

  /// Reads paragraphs, lists, emphasis and links; anything else (tables, HTML, quotations, code, rules) is an error.
  /// - Throws: `ReadingError` with the place.
  public static func read(_ bytes: [UInt8]) throws(ReadingError) -> WordsFile {
    guard bytes.count <= maximumBytes else { throw ReadingError(reason: .tooLarge, mark: Mark(line: 1, column: 1)) }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw ReadingError(reason: .notUTF8, mark: Mark(ofFirstInvalidByteIn: bytes))
    }
    let parsed = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_DEFAULT) }
    }
    guard let document = parsed else { throw ReadingError(reason: .empty, mark: Mark(line: 1, column: 1)) }
    defer { cmark_node_free(document) }
    var entries: [Entry] = []
    var known: Set<String> = []
    var key: (text: String, mark: Mark)?
    var paragraphs: [Paragraph] = []
    func finish() {
      if let key { entries.append(Entry(key: key.text, mark: key.mark, paragraphs: paragraphs)) }
      paragraphs = []
    }
    var node = cmark_node_first_child(document)
    while let current = node {
      if cmark_node_get_type(current) == CMARK_NODE_HEADING, cmark_node_get_heading_level(current) == 2 {
        finish()
        let mark = place(current)
        let text = try inlineText(current).trimmed
        guard known.insert(text).inserted else { throw ReadingError(reason: .duplicateKey(text), mark: mark) }
        key = (text, mark)
      } else if key != nil {
        try append(current, to: &paragraphs)
      }
      node = cmark_node_next(current)
    }
    finish()
    return WordsFile(entries: entries)
  }

  private static func append(_ node: OpaquePointer, to paragraphs: inout [Paragraph]) throws(ReadingError) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_PARAGRAPH:
      paragraphs.append(Paragraph(kind: .plain, text: try inlineText(node).trimmed, mark: place(node)))
    case CMARK_NODE_LIST:
      let numbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      var number = Int(cmark_node_get_list_start(node))
      var item = cmark_node_first_child(node)
      while let current = item {
        guard let paragraph = cmark_node_first_child(current), cmark_node_next(paragraph) == nil,
          cmark_node_get_type(paragraph) == CMARK_NODE_PARAGRAPH
        else { throw ReadingError(reason: .syntax("an item of a list is one paragraph"), mark: place(current)) }
        paragraphs.append(
          Paragraph(
            kind: numbered ? .numbered(number) : .bullet, text: try inlineText(paragraph).trimmed, mark: place(current))
        )
        number += 1
        item = cmark_node_next(current)
      }
    default:
      throw ReadingError(
        reason: .syntax("only paragraphs and lists stand under a key"), mark: place(node))
    }
  }

  /// cmark counts columns in bytes. What stands before a block is indentation and list marks, so they are characters too.
  private static func place(_ node: OpaquePointer) -> Mark {
    Mark(line: Int(cmark_node_get_start_line(node)), column: max(1, Int(cmark_node_get_start_column(node))))
  }

  /// The words without emphasis and link marks. A line break in the file joins: between two Latin letters with a blank, else without.
  private static func inlineText(_ node: OpaquePointer) throws(ReadingError) -> String {
    var text = ""
    let iterator = cmark_iter_new(node)
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return text }
      guard event == CMARK_EVENT_ENTER, let current = cmark_iter_get_node(iterator) else { continue }
      switch cmark_node_get_type(current) {
      case CMARK_NODE_TEXT, CMARK_NODE_CODE:
        guard let literal = cmark_node_get_literal(current) else { continue }
        let piece = String(cString: literal)
        // To CommonMark a table is a paragraph of bars and hyphens, and it would be read aloud as such.
        if text.isEmpty || text.last == "\n", isOfTable(piece) {
          throw ReadingError(reason: .syntax("a table cannot be heard; write a list"), mark: place(node))
        }
        append(piece, to: &text)
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += "\n"
      case CMARK_NODE_HTML_INLINE, CMARK_NODE_CUSTOM_INLINE, CMARK_NODE_IMAGE:
        // Left out, a word in angle brackets would be missing without anybody noticing.
        throw ReadingError(
          reason: .syntax("HTML and pictures are not understood; write \\< for a bracket"), mark: place(node))
      default: break
      }
    }
  }

  /// Whether a line begins with a bar, or consists of bars and hyphens.
  private static func isOfTable(_ line: String) -> Bool {
    let line = line.utf8.drop { $0 == UInt8(ascii: " ") }
    guard line.contains(UInt8(ascii: "|")) else { return false }
    return line.first == UInt8(ascii: "|") || line.allSatisfy { "|-: ".utf8.contains($0) }
  }

  private static func append(_ piece: String, to text: inout String) {
    guard text.last == "\n" else {
      text += piece
      return
    }
    text.removeLast()
    if let before = text.last, let after = piece.first, before.isASCII, after.isASCII { text += " " }
    text += piece
  }
}

extension String {
  var trimmed: String {
    var slice = self[...]
    while let first = slice.first, first.isWhitespace { slice = slice.dropFirst() }
    while let last = slice.last, last.isWhitespace { slice = slice.dropLast() }
    return String(slice)
  }
}

public import Domain

/// The size of a terminal in cells.
public struct Size: Hashable, Sendable {
  public var rows: Int
  public var columns: Int
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }
}

/// What stands in the cells of a terminal: no escape codes, at most one attribute a piece, and where the cursor is.
public struct Grid: Hashable, Sendable {
  public enum Attribute: Hashable, Sendable { case plain, bold, reverse }
  public struct Piece: Hashable, Sendable {
    public var column: Int
    public var words: TerminalSafe
    public var attribute: Attribute
    public var text: String { words.text }
  }
  public var size: Size
  /// The pieces of each row, from left to right, without overlap.
  public var rows: [[Piece]]
  public var cursorRow = 0
  public var cursorColumn = 0
  /// The title for the terminal's window.
  public var windowTitle = ""

  public init(size: Size) {
    self.size = size
    rows = Array(repeating: [], count: max(0, size.rows))
  }

  public mutating func put(_ text: String, row: Int, column: Int = 0, _ attribute: Attribute = .plain) {
    guard rows.indices.contains(row), column < size.columns, !text.isEmpty else { return }
    let words = TerminalSafe(line: CellWidth.cut(TerminalSafe(line: text).text, to: size.columns - column))
    rows[row].append(Piece(column: column, words: words, attribute: attribute))
  }

  /// The first character on it whose width the terminal decides.
  public var firstAmbiguous: Unicode.Scalar? {
    rows.lazy.joined().compactMap { CellWidth.firstAmbiguous(in: $0.text) }.first
  }

  /// The rows as plain text, without blanks at their ends: for goldens and `screens show`.
  public var text: String {
    rows.map { pieces in
      var line = ""
      var width = 0
      for piece in pieces {
        if piece.column > width { line += String(repeating: " ", count: piece.column - width) }
        line += piece.text
        width = max(width, piece.column) + CellWidth.of(piece.text)
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}

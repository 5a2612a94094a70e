internal import CNcurses
internal import Domain
internal import Screens

extension Grid {
  /// Puts the cells into ncurses' frame, which writes only what changed, and leaves the hardware cursor at the grid's.
  ///
  /// A row that says something else than in the frame before is written whole: a reader that hears what is written would hear half a word
  /// where both begin alike. What is typed, or taken back, at the end of a row is written alone.
  func paintCells(after before: Grid?) {
    cn_begin()
    for (row, pieces) in rows.enumerated() {
      for piece in pieces { put(piece, row: row) }
    }
    for row in rowsToWriteWhole(after: before) { cn_write_whole(Int32(row)) }
    cn_end(Int32(cursorRow), Int32(min(cursorColumn, size.columns - 1)))
  }

  private func rowsToWriteWhole(after before: Grid?) -> [Int] {
    guard let before, before.size == size else { return [] }
    let old = before.rows.map { $0.map(\.text).joined(separator: " ") }
    let new = rows.map { $0.map(\.text).joined(separator: " ") }
    let changed = new.indices.filter {
      new[$0] != old[$0] && !new[$0].hasPrefix(old[$0]) && !old[$0].hasPrefix(new[$0])
    }
    // What has only moved is moved by the terminal, and what comes in is written to an empty row.
    return Self.hasScrolled(from: old, to: new, rows: changed) ? [] : changed
  }

  /// Whether more than half of these rows stand where others stood, all moved by the same number of rows.
  private static func hasScrolled(from old: [String], to new: [String], rows: [Int]) -> Bool {
    guard rows.count > 3 else { return false }
    return (1..<old.count).contains { distance in
      [distance, -distance].contains { offset in
        2 * rows.count { old.indices.contains($0 + offset) && !new[$0].isEmpty && new[$0] == old[$0 + offset] }
          > rows.count
      }
    }
  }

  private func put(_ piece: Grid.Piece, row: Int) {
    let attribute: Int32
    switch piece.attribute {
    case .plain: attribute = Int32(CN_PLAIN)
    case .bold: attribute = Int32(CN_BOLD)
    case .reverse: attribute = Int32(CN_REVERSE)
    }
    var column = piece.column
    var cell: [UInt32] = []
    var width = 0
    func flush() {
      guard !cell.isEmpty else { return }
      if column + width <= size.columns { cn_cell(Int32(row), Int32(column), cell, Int32(cell.count), attribute) }
      column += width
      cell.removeAll(keepingCapacity: true)
      width = 0
    }
    // A cell is a base character with the marks of width 0 that follow it.
    for scalar in piece.words.text.unicodeScalars {
      let scalarWidth = CellWidth.of(scalar)
      if scalarWidth > 0 {
        flush()
        width = scalarWidth
      }
      cell.append(scalar.value)
    }
    flush()
  }
}

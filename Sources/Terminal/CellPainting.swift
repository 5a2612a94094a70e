internal import CNcurses
internal import Domain
internal import Screens

extension Grid {
  /// Puts the cells into ncurses' frame, which writes only what changed, and leaves the hardware cursor at the grid's.
  func paintCells() {
    cn_begin()
    for (row, pieces) in rows.enumerated() {
      for piece in pieces { put(piece, row: row) }
    }
    cn_end(Int32(cursorRow), Int32(min(cursorColumn, size.columns - 1)))
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

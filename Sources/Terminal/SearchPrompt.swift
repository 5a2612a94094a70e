internal import Domain
internal import Screens

/// The line at the bottom in which words to search are typed; the cursor is in it.
struct SearchPrompt {
  let label: TerminalSafe
  var text = ""
  /// Said in place of the keys: that the text is as long as it may be.
  var note: TerminalSafe?

  func paint(on grid: inout Grid, _ library: ScreenLibrary) {
    let row = grid.size.rows - 2
    guard grid.rows.indices.contains(row) else { return }
    grid.rows[row] = []
    let label = label.text + " "
    let shown = CellWidth.end(of: TerminalSafe(line: text).text, columns: grid.size.columns - CellWidth.of(label) - 1)
    grid.put(label, row: row, .bold)
    grid.put(shown, row: row, column: CellWidth.of(label))
    if let note, row + 1 < grid.size.rows {
      grid.rows[row + 1] = []
      grid.put(note.text, row: row + 1)
    }
    grid.cursorRow = row
    grid.cursorColumn = CellWidth.of(label) + CellWidth.of(shown)
  }
}

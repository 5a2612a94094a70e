internal import Domain
internal import Screens

/// The line at the bottom in which words to search are typed; the cursor is in it.
struct SearchPrompt {
  let label: TerminalSafe
  var text: TypedText = ""
  /// Said in place of the keys: that the text is as long as it may be.
  var note: TerminalSafe?

  func paint(on grid: inout Grid, _ words: FrameWords) {
    let row = grid.size.rows - 2
    guard grid.rows.indices.contains(row) else { return }
    grid.rows[row] = []
    let label = label.text + " "
    let (shown, cursor) = text.shown(columns: grid.size.columns - CellWidth.of(label) - 1)
    grid.put(label, row: row, .bold)
    grid.put(shown, row: row, column: CellWidth.of(label))
    if row + 1 < grid.size.rows {
      grid.rows[row + 1] = []
      grid.put(note?.text ?? words.hint(columns: grid.size.columns, .typing), row: row + 1)
    }
    grid.cursorRow = row
    grid.cursorColumn = CellWidth.of(label) + cursor
  }
}

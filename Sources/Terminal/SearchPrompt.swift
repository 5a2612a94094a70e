internal import Domain
internal import Screens

/// The line at the bottom in which words to search are typed; the cursor is in it.
struct SearchPrompt {
  let label: TerminalSafe
  var text = ""

  func paint(on grid: inout Grid, _ library: ScreenLibrary) {
    let row = grid.size.rows - 2
    guard grid.rows.indices.contains(row) else { return }
    grid.rows[row] = []
    let label = label.text + " "
    var shown = TerminalSafe(line: text).text
    while CellWidth.of(label) + CellWidth.of(shown) >= grid.size.columns, !shown.isEmpty { shown.removeFirst() }
    grid.put(label, row: row, .bold)
    grid.put(shown, row: row, column: CellWidth.of(label))
    grid.cursorRow = row
    grid.cursorColumn = CellWidth.of(label) + CellWidth.of(shown)
  }
}

internal import Domain

/// A table as lines: its cells under each other where all of them fit, else row after row with the name of each column.
enum TableLayout {
  /// Between two columns: no rule is drawn.
  private static let gap = 2
  private static let indent = 2

  static func lines(of table: Page.Table, width: Int) -> [Layout.Line] {
    let all = [table.columns] + table.rows
    let widths = table.columns.indices.map { column in all.map { CellWidth.of($0[column].text) }.max() ?? 0 }
    let needed = indent + widths.reduce(0, +) + gap * (widths.count - 1)
    guard needed < width else { return stacked(table, width: width) }
    return all.enumerated().map { index, row in
      Layout.Line(
        text: zip(row, widths).map { cell, width in
          cell.text + String(repeating: " ", count: width + gap - CellWidth.of(cell.text))
        }.joined().trimmingEnd, attribute: index == 0 ? .bold : .plain, indent: indent)
    }
  }

  private static func stacked(_ table: Page.Table, width: Int) -> [Layout.Line] {
    table.rows.flatMap { row in
      zip(table.columns, row).enumerated().flatMap { index, cell -> [Layout.Line] in
        let text = index == 0 ? cell.1.text : cell.0.text + ": " + cell.1.text
        let indent = index == 0 ? indent : indent * 2
        return LineBreaking.lines(text, columns: width - indent - 1).map { Layout.Line(text: $0, indent: indent) }
      }
    }
  }
}

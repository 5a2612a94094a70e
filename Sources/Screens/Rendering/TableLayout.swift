internal import Domain

/// A table as lines: its cells under each other where all of them fit, else row after row with the name of each column.
enum TableLayout {
  /// Between two columns: no rule is drawn.
  private static let gap = 2
  private static let indent = 2
  /// Fewer columns than this are no place for a sentence.
  private static let leastOfLast = 20

  static func lines(of table: Page.Table, width: Int) -> [Layout.Line] {
    let all = [table.columns] + table.rows
    let widths = table.columns.indices.map { column in all.map { CellWidth.of($0[column].text) }.max() ?? 0 }
    let beforeLast = widths.dropLast().reduce(indent) { $0 + $1 + gap }
    let room = width - 1 - beforeLast
    // Only the last column may be broken: the others are what the eye goes along.
    guard (widths.last ?? 0) <= room || room >= leastOfLast else { return stacked(table, width: width) }
    return all.enumerated().flatMap { index, row -> [Layout.Line] in
      let first = zip(row.dropLast(), widths).map { cell, width in
        cell.text + String(repeating: " ", count: width + gap - CellWidth.of(cell.text))
      }.joined()
      return LineBreaking.lines(row.last?.text ?? "", columns: room).enumerated().map { line, last in
        Layout.Line(
          text: (line == 0 ? first : String(repeating: " ", count: beforeLast - indent)) + last,
          attribute: index == 0 ? .bold : .plain, indent: indent)
      }
    }
  }

  private static func stacked(_ table: Page.Table, width: Int) -> [Layout.Line] {
    table.rows.flatMap { row in
      zip(table.columns, row).enumerated().flatMap { index, cell -> [Layout.Line] in
        let text = index == 0 ? cell.1.text : cell.0.text + ": " + cell.1.text
        let indent = index == 0 ? indent : indent * 2
        // What goes on in the next line does not look like the next row.
        let whole = LineBreaking.lines(text, columns: width - indent - 1)
        guard whole.count > 1 else { return whole.map { Layout.Line(text: $0, indent: indent) } }
        return LineBreaking.lines(text, columns: width - indent - 5).enumerated().map { line, text in
          Layout.Line(text: text, indent: line == 0 ? indent : indent + 4)
        }
      }
    }
  }
}

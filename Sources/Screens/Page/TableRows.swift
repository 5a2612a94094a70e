internal import Domain

extension PageBuilder {
  /// A table that has no row says so instead.
  mutating func add(_ table: ScreenFile.Table) {
    if scope.result == nil { return addMissing(table.path.text) }
    guard case .list(let schema)? = scope.resultSchema.at(table.path.text) else { return }
    let items = scope.look(table.path.text)?.value.list ?? []
    guard !items.isEmpty else {
      return append(table.path.text, .paragraph(library.text(table.none.text)))
    }
    let rows = items.map { item in
      table.columns.map { column in
        let parts = column.shows.compactMap { detail in
          holds(detail.condition, (item, schema)) ? line(detail.text.text, (item, schema)) : nil
        }
        // An empty cell would be silence for who hears it.
        return parts.isEmpty ? library.text("voice.empty-cell") : TerminalSafe(line: library.joined(parts))
      }
    }
    append(
      table.path.text,
      .table(
        Page.Table(
          summary: library.text(
            "voice.table",
            [
              "rows": SpokenValue.say(rows.count),
              "columns": library.joined(table.columns.map { library.text($0.name.text).text }),
            ]),
          columns: table.columns.map { library.text($0.name.text) }, rows: rows)))
  }
}

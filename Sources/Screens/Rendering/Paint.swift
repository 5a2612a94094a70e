internal import Domain

/// Words of the frame around a page, in the person's language.
public struct FrameWords: Hashable, Sendable {
  public var name: String
  /// Hints for keys, the most important last to be cut: the first fits into 40 columns.
  public var shortHint: String
  public var longHint: String
  public var tooSmall: String
  public var loadingRow: String
  /// Stands under the content while there is more of it below.
  public var below: String

  public init(_ library: ScreenLibrary) {
    name = library.text("voice.portal").text
    shortHint = library.text("voice.hint.short").text
    longHint = library.text("voice.hint.long").text
    tooSmall = library.text("voice.too-small").text
    loadingRow = library.text("voice.loading-row").text
    below = library.text("voice.below").text
  }
}

extension Page {
  /// The cells of the page: a title line, the content from the viewport's first line, a line of words, the keys.
  /// The cursor stands on the focus.
  public func paint(in size: Size, _ viewport: Viewport, _ words: FrameWords) -> Grid {
    var grid = Grid(size: size)
    grid.elements = elements
    grid.windowTitle = title.text + " - " + words.name
    guard size.rows >= Viewport.smallest.rows, size.columns >= Viewport.smallest.columns else {
      for (row, line) in LineBreaking.lines(words.tooSmall, columns: max(2, size.columns - 1)).prefix(size.rows)
        .enumerated()
      {
        grid.put(line, row: row)
      }
      return grid
    }
    let prefix = banner.map { $0.text + ": " } ?? ""
    grid.put(prefix + title.text, row: 0, .bold)
    let hasMore = paintContent(&grid, viewport, words)
    if let line = wordsToSay(columns: size.columns) ?? (hasMore ? words.below : nil) {
      grid.put(line, row: size.rows - 2)
    }
    let hint = CellWidth.of(words.longHint) < size.columns ? words.longHint : words.shortHint
    grid.put(hint, row: size.rows - 1)
    return grid
  }

  /// What is waited for, unless the page says it itself, or what the last action did. In a narrow terminal only the sentences that
  /// fit, so that none ends in the middle.
  private func wordsToSay(columns: Int) -> String? {
    let said = waiting.flatMap { waiting in
      blocks.contains { $0.content == .paragraph(waiting) } ? nil : waiting
    }
    guard let text = (said ?? (waiting == nil ? outcome : nil))?.text else { return nil }
    if CellWidth.of(text) <= columns { return text }
    let end = text.indices.last { index in
      let next = text.index(after: index)
      return (text[index] == "。" || text[index...].hasPrefix(". ")) && CellWidth.of(String(text[..<next])) <= columns
    }
    return end.map { String(text[...$0]) } ?? text
  }

  /// True when there is more below.
  private func paintContent(_ grid: inout Grid, _ viewport: Viewport, _ words: FrameWords) -> Bool {
    let layout = Layout(self, columns: grid.size.columns)
    let height = Viewport.height(grid.size)
    let width = min(grid.size.columns, Layout.widestText)
    let focusLine = viewport.focus.flatMap { layout.line(of: $0) }
    grid.cursorRow = Viewport.above
    for section in layout.sections where section.end > viewport.top && section.start < viewport.top + height {
      for line in max(section.start, viewport.top)..<min(section.end, viewport.top + height) {
        let row = Viewport.above + line - viewport.top
        let focused = line == focusLine
        if focused {
          grid.cursorRow = row
          grid.cursorColumn = 0
        }
        if section.rowHeight > 0, case .list(let list) = section.block.content {
          let offset = line - section.start
          let text =
            list.rows[offset / section.rowHeight].map {
              Layout.rowLine($0, line: offset % section.rowHeight, height: section.rowHeight, width: width)
            } ?? (offset % section.rowHeight == 0 ? words.loadingRow : "")
          grid.put(text, row: row, focused ? .reverse : .plain)
        } else {
          let piece = section.lines[line - section.start]
          paint(piece, of: section, focused: focused, row: row, &grid, viewport)
        }
      }
    }
    return layout.lineCount > viewport.top + height
  }

  private func paint(
    _ line: Layout.Line, of section: Layout.Section, focused: Bool, row: Int, _ grid: inout Grid, _ viewport: Viewport
  ) {
    switch section.block.content {
    case .field(let field) where focused:
      // The insertion point is the cursor; a text longer than the line shows its end.
      let label = Layout.label(field.label, columns: grid.size.columns, room: 10)
      let value = TerminalSafe(line: viewport.typed ?? field.value).text
      let room = grid.size.columns - CellWidth.of(label) - 1
      var shown = value
      while CellWidth.of(shown) > room { shown.removeFirst() }
      grid.put(label, row: row, .bold)
      grid.put(shown, row: row, column: CellWidth.of(label))
      grid.cursorColumn = CellWidth.of(label) + CellWidth.of(shown)
    case .secret(let secret) where focused:
      let label = Layout.label(secret.label, columns: grid.size.columns, room: 1)
      grid.put(label, row: row, .bold)
      grid.cursorColumn = CellWidth.of(label)
    case .choice where focused:
      grid.put(line.text, row: row, column: line.indent, .reverse)
      grid.cursorColumn = line.indent
    default:
      grid.put(line.text, row: row, column: line.indent, line.attribute)
      if focused { grid.cursorColumn = line.indent }
    }
  }
}

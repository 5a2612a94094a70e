public import Domain

/// Words of the frame around a page, in the person's language.
public struct FrameWords: Hashable, Sendable {
  public var name: String
  /// Hints for keys, the most important last to be cut: the first fits into 40 columns.
  public var shortHint: String
  public var longHint: String
  /// The same where a field is asked for and nothing is typed in it yet.
  public var shortQuestionHint: String
  public var longQuestionHint: String
  /// The same while something is typed in a field.
  public var shortFieldHint: String
  public var longFieldHint: String
  public var tooSmall: String
  public var loadingRow: String
  /// Stands for a row that was asked for and did not come.
  public var failedRow: String
  /// Stands under the content while there is more of it below.
  public var below: String

  public init(_ library: ScreenLibrary) {
    name = library.text("voice.portal").text
    shortHint = library.text("voice.hint.short").text
    longHint = library.text("voice.hint.long").text
    shortQuestionHint = library.text("voice.hint.question.short").text
    longQuestionHint = library.text("voice.hint.question.long").text
    shortFieldHint = library.text("voice.hint.field.short").text
    longFieldHint = library.text("voice.hint.field.long").text
    tooSmall = library.text("voice.too-small").text
    loadingRow = library.text("voice.loading-row").text
    failedRow = library.text("voice.failed-row").text
    below = library.text("voice.below").text
  }

  /// What the keys of a moment do.
  public enum Keys: Hashable, Sendable { case choosing, question, typing }

  /// The line of keys that fits.
  public func hint(columns: Int, _ keys: Keys) -> String {
    let (long, short) =
      switch keys {
      case .choosing: (longHint, shortHint)
      case .question: (longQuestionHint, shortQuestionHint)
      case .typing: (longFieldHint, shortFieldHint)
      }
    return CellWidth.of(long) < columns ? long : short
  }
}

extension Page {
  /// The cells of the page for a size of terminal.
  public func paint(in size: Size, _ viewport: Viewport, _ words: FrameWords) -> Grid {
    laidOut(in: size).paint(viewport, words)
  }
}

extension Layout {
  /// The cells of the page: a title line, the content from the viewport's first line, a line of words, the keys.
  /// The cursor stands on the focus.
  /// - Parameter outcome: what a key did, which is said instead of all else: a key is answered also while something is waited for.
  public func paint(_ viewport: Viewport, _ words: FrameWords, outcome: TerminalSafe? = nil) -> Grid {
    var grid = Grid(size: size)
    grid.windowTitle = page.title.text + " - " + words.name
    guard size.rows >= Viewport.smallest.rows, size.columns >= Viewport.smallest.columns else {
      for (row, line) in LineBreaking.lines(words.tooSmall, columns: max(2, size.columns - 1)).prefix(size.rows)
        .enumerated()
      {
        grid.put(line, row: row)
      }
      return grid
    }
    let prefix = page.banner.map { $0.text + ": " } ?? ""
    grid.put(prefix + page.title.text, row: 0, .bold)
    // In the row that parts the title from the content: nothing moves when it comes.
    if let announcement = fitting(page.announcement) { grid.put(announcement, row: 1, .bold) }
    let hasMore = paintContent(&grid, viewport, words)
    if let line = fitting(outcome ?? pageWords) ?? (hasMore ? words.below : nil) {
      grid.put(line, row: size.rows - 2)
      if viewport.readsWords { (grid.cursorRow, grid.cursorColumn) = (size.rows - 2, 0) }
    }
    // Only what the page or the person does changes the keys, not a move: a reader that compares screens would say them instead of the
    // row under the cursor. A page that asks for a field begins in it.
    let isTyping = page.field(at: viewport.focus).map { $0.field.narrows || viewport.typed[$0.id] != nil } ?? false
    let keys: FrameWords.Keys = isTyping ? .typing : page.askedField != nil ? .question : .choosing
    grid.put(words.hint(columns: size.columns, keys), row: size.rows - 1)
    return grid
  }

  /// What is waited for, unless the page says it itself, or what the last action did.
  public var pageWords: TerminalSafe? {
    guard let waiting = page.waiting else { return page.outcome }
    return page.blocks.contains { $0.content == .paragraph(waiting) } ? nil : waiting
  }

  /// In a narrow terminal only the sentences that fit, so that none ends in the middle.
  private func fitting(_ words: TerminalSafe?) -> String? {
    let columns = size.columns
    guard let text = words?.text else { return nil }
    if CellWidth.of(text) <= columns { return text }
    let end = text.indices.last { index in
      let next = text.index(after: index)
      return (text[index] == "。" || text[index...].hasPrefix(". ")) && CellWidth.of(String(text[..<next])) <= columns
    }
    return end.map { String(text[...$0]) } ?? text
  }

  /// True when there is more below.
  private func paintContent(_ grid: inout Grid, _ viewport: Viewport, _ words: FrameWords) -> Bool {
    let height = Viewport.height(size)
    let width = min(size.columns, Self.widestText)
    let focusLine = viewport.focus.flatMap { line(of: $0) }
    grid.cursorRow = Viewport.above
    // Said once and at the cursor: a reader that hears the screen would say it for each row.
    var loadingIsSaid = false
    for section in sections where section.end > viewport.top && section.start < viewport.top + height {
      for line in max(section.start, viewport.top)..<min(section.end, viewport.top + height) {
        let row = Viewport.above + line - viewport.top
        let focused = line == focusLine
        if focused {
          grid.cursorRow = row
          grid.cursorColumn = 0
        }
        if let rows = section.rows, case .list(let list) = section.block.content {
          let text = rows.text(at: line - section.start, of: list, width: width) { index in
            if list.isFailed(index) { return words.failedRow }
            defer { loadingIsSaid = true }
            return focused || !loadingIsSaid ? words.loadingRow : ""
          }
          grid.put(text, row: row, focused ? .reverse : .plain)
        } else {
          let piece = section.lines[line - section.start]
          paint(piece, of: section, focused: focused, row: row, &grid, viewport)
        }
      }
    }
    return lineCount > viewport.top + height
  }

  private func paint(
    _ line: Line, of section: Section, focused: Bool, row: Int, _ grid: inout Grid, _ viewport: Viewport
  ) {
    switch section.block.content {
    case .field(let field) where line == section.lines.last && (focused || viewport.typed[section.block.id] != nil):
      // The insertion point is the cursor; a text longer than the line shows what is before it.
      let label = Self.label(field.label, columns: size.columns, room: 10)
      let typed = viewport.typed[section.block.id] ?? TypedText(field.value)
      let (shown, cursor) = typed.shown(columns: size.columns - CellWidth.of(label) - 1)
      grid.put(label, row: row, focused ? .bold : .plain)
      grid.put(shown, row: row, column: CellWidth.of(label))
      if focused { grid.cursorColumn = CellWidth.of(label) + cursor }
    case .secret(let secret) where focused:
      let label = Self.label(secret.label, columns: size.columns, room: 1)
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

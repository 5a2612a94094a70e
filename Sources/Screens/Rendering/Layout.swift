internal import Domain

/// A page broken into lines for a size of terminal. Made once for each page and size: what keys move over and what is painted. The
/// rows of a list are not laid out one by one: a list of a hundred thousand costs no more than one of ten.
public struct Layout: Sendable {
  public let page: Page
  public let size: Size

  struct Line: Hashable {
    var text: String
    var attribute: Grid.Attribute = .plain
    var indent = 0
  }

  /// One block's place among the lines.
  struct Section {
    let block: Page.Block
    let start: Int
    let lines: [Line]
    /// For lists: how many lines a row takes; 0 for other blocks.
    let rowHeight: Int
    let count: Int
    var end: Int { start + count }
  }

  private(set) var sections: [Section] = []
  private(set) var lineCount = 0

  /// Text is never wider than this, however wide the terminal: long lines are hard to read.
  static let widestText = 80

  init(_ page: Page, in size: Size) {
    self.page = page
    self.size = size
    let width = min(size.columns, Self.widestText)
    for block in page.blocks {
      if needsBlankBefore(block) { addBlank() }
      let lines = Self.lines(of: block.content, width: width)
      if case .list(let list) = block.content, list.total > 0 {
        let height = width >= 60 ? 1 : 2
        add(Section(block: block, start: lineCount, lines: [], rowHeight: height, count: list.total * height))
      } else {
        add(Section(block: block, start: lineCount, lines: lines, rowHeight: 0, count: lines.count))
      }
    }
  }

  private mutating func add(_ section: Section) {
    sections.append(section)
    lineCount += section.count
  }

  private mutating func addBlank() {
    guard lineCount > 0 else { return }
    lineCount += 1
  }

  /// A blank line parts what belongs to different thoughts.
  private func needsBlankBefore(_ block: Page.Block) -> Bool {
    guard let last = sections.last?.block.content else { return false }
    switch (last, block.content) {
    case (.choice, .choice), (.fact, .fact), (.bullet, .bullet), (.heading, _): return false
    default: return true
    }
  }

  static func lines(of content: Page.Content, width: Int) -> [Line] {
    func wrapped(_ text: String, indent: Int = 0, _ attribute: Grid.Attribute = .plain) -> [Line] {
      LineBreaking.lines(text, columns: width - indent - 1).map { Line(text: $0, attribute: attribute, indent: indent) }
    }
    switch content {
    case .heading(let text): return wrapped(text.text, .bold)
    case .paragraph(let text): return wrapped(text.text)
    case .bullet(let text):
      // A hanging indent tells one item from the next, without a mark that readers would spell out.
      var lines = wrapped(text.text, indent: 2)
      if lines.count > 1 {
        lines = wrapped(text.text, indent: 4)
        lines[0].indent = 2
      }
      return lines
    case .body(let lines): return lines.flatMap { $0.text.isEmpty ? [Line(text: "")] : wrapped($0.text) }
    case .fact(let label, let value): return wrapped(label.text + ": " + value.text)
    case .alert(let word, let what, let next):
      return wrapped(word.text + ": " + what.text, .bold) + (next.map { wrapped($0.text) } ?? [])
    case .choice(let text, _): return wrapped(text.text)
    case .list(let list): return list.total == 0 ? wrapped(list.none.text) : []
    case .field(let field):
      return (field.hint.map { wrapped($0.text) } ?? []) + [
        Line(text: label(field.label, columns: width, room: 10) + TerminalSafe(line: field.value).text)
      ]
    case .secret(let secret):
      return (secret.hint.map { wrapped($0.text) } ?? []) + [Line(text: label(secret.label, columns: width, room: 1))]
    }
  }

  /// The label of a field, cut so that `room` columns are left for what is typed: the cursor never leaves the screen.
  static func label(_ label: TerminalSafe, columns: Int, room: Int) -> String {
    CellWidth.cut(label.text, to: columns - room - 2) + ": "
  }

  /// The section at a line; nil on a blank line between two.
  func section(at line: Int) -> Section? { sections.first { $0.start <= line && line < $0.end } }

  /// The text of one line of a row: the name first, the details right of it or on a line of their own.
  static func rowLine(_ row: Page.Row, line: Int, height: Int, width: Int) -> String {
    if height == 2 {
      return line == 0
        ? CellWidth.cut(row.name.text, to: width - 1)
        : "  " + details(of: row, columns: width - 3)
    }
    // The details of all rows stand under each other; a row without any has the whole line for its name.
    let room = row.details.isEmpty ? width - 1 : width / 2 - 2
    let name = CellWidth.cut(row.name.text, to: room)
    if row.details.isEmpty { return name }
    let gap = String(repeating: " ", count: room + 2 - CellWidth.of(name))
    return name + gap + details(of: row, columns: width - 1 - room - 2)
  }

  /// The details that fit, each whole: half a date says nothing. Only the first, the most important, is cut when it must be.
  private static func details(of row: Page.Row, columns: Int) -> String {
    var out = ""
    for (index, detail) in row.details.enumerated() {
      let next = index == 0 ? CellWidth.cut(detail.text, to: columns) : out + " " + detail.text
      guard CellWidth.of(next) <= columns else { break }
      out = next
    }
    return out
  }
}

extension Page {
  public func laidOut(in size: Size) -> Layout { Layout(self, in: size) }
}

/// Something the cursor can stand on.
public enum Focus: Hashable, Sendable {
  /// A choice or a field.
  case element(ElementID)
  /// A row of a list, by index: it may not be loaded yet.
  case row(ElementID, Int)
  /// A line of text that is being read.
  case text(ElementID, Int)
}

extension Layout {
  /// The line of a focus; nil when the page no longer has it.
  func line(of focus: Focus) -> Int? {
    switch focus {
    case .element(let id):
      guard let section = sections.first(where: { $0.block.id == id }) else { return nil }
      switch section.block.content {
      case .field, .secret: return section.end - 1
      default: return section.start
      }
    case .row(let id, let index):
      guard let section = sections.first(where: { $0.block.id == id }), section.rowHeight > 0,
        index >= 0, index * section.rowHeight < section.count
      else { return nil }
      return section.start + index * section.rowHeight
    case .text(let id, let line):
      guard let section = sections.first(where: { $0.block.id == id }), line < section.count else { return nil }
      return section.start + line
    }
  }

  /// What the cursor stands on at a line, when it may stand there. Lines of text are stops in a long text, and everywhere
  /// when the page is longer than the screen: nothing must be out of reach.
  func focus(at line: Int, textIsStop: Bool) -> Focus? {
    guard let section = section(at: line) else { return nil }
    switch section.block.content {
    case .choice: return line == section.start ? .element(section.block.id) : nil
    case .field, .secret: return line == section.end - 1 ? .element(section.block.id) : nil
    case .list where section.rowHeight > 0:
      let offset = line - section.start
      return offset % section.rowHeight == 0 ? .row(section.block.id, offset / section.rowHeight) : nil
    case .body:
      return section.lines[line - section.start].text.isEmpty ? nil : .text(section.block.id, line - section.start)
    default: return textIsStop ? .text(section.block.id, line - section.start) : nil
    }
  }
}

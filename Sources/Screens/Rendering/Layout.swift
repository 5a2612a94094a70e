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
    /// For lists that have rows.
    let rows: RowLayout?
    let count: Int
    var end: Int { start + count }

    /// The lines of a row of the list; nil when there is none.
    func lines(ofRow index: Int) -> Range<Int>? {
      rows?.lines(of: index).map { $0.lowerBound + start..<$0.upperBound + start }
    }
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
        let rows = RowLayout(list, width: width, height: Viewport.height(size))
        add(Section(block: block, start: lineCount, lines: [], rows: rows, count: rows.lineCount))
      } else {
        add(Section(block: block, start: lineCount, lines: lines, rows: nil, count: lines.count))
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
    case .table(let table): return TableLayout.lines(of: table, width: width)
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

  /// The block it stands in.
  var block: ElementID {
    switch self {
    case .element(let id), .row(let id, _), .text(let id, _): id
    }
  }
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
      return sections.first { $0.block.id == id }?.lines(ofRow: index)?.lowerBound
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
    case .list:
      guard let rows = section.rows else { return textIsStop ? .text(section.block.id, line - section.start) : nil }
      let row = rows.row(at: line - section.start)
      return section.lines(ofRow: row)?.lowerBound == line ? .row(section.block.id, row) : nil
    case .body:
      return section.lines[line - section.start].text.isEmpty ? nil : .text(section.block.id, line - section.start)
    default: return textIsStop ? .text(section.block.id, line - section.start) : nil
    }
  }
}

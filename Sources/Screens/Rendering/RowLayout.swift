internal import Domain

/// How the rows of a list stand under each other.
enum RowLayout {
  /// A window over a long list: every row takes as many lines, so that a hundred thousand rows cost no more than ten. What does not
  /// fit is marked, and there when the row is opened.
  case even(height: Int, count: Int)
  /// A list that is here as a whole: each row takes the lines it needs. The lines one after the other, the row of each, and the
  /// first line of each row.
  case whole(lines: [String], row: [Int], first: [Int])

  /// What came in one answer is laid out as a whole.
  static let mostOfWhole = 50
  /// From so many columns on, the details stand right of the name.
  private static let columnsForTwo = 60
  /// Stands at the end of what is cut.
  private static let mark = ".."

  /// - Parameter height: lines that are in sight: no row takes more, because the cursor stands on its first.
  init(_ list: Page.RowList, width: Int, height: Int) {
    guard !list.isWindow || (list.total <= Self.mostOfWhole && list.rows.count == list.total) else {
      self = .even(height: width >= Self.columnsForTwo ? 1 : 2, count: list.total)
      return
    }
    var lines: [String] = []
    var row: [Int] = []
    var first: [Int] = []
    for index in 0..<list.total {
      first.append(lines.count)
      let rowLines = list.rows[index].map { Self.lines(of: $0, width: width, most: height) } ?? [""]
      lines += rowLines
      row += Array(repeating: index, count: rowLines.count)
    }
    self = .whole(lines: lines, row: row, first: first)
  }

  /// All lines of the list.
  var lineCount: Int {
    switch self {
    case .even(let height, let count): height * count
    case .whole(let lines, _, _): lines.count
    }
  }

  /// The lines of a row, counted from the first of the list; nil when there is no such row.
  func lines(of index: Int) -> Range<Int>? {
    switch self {
    case .even(let height, let count):
      return (0..<count).contains(index) ? index * height..<(index + 1) * height : nil
    case .whole(let lines, _, let first):
      guard first.indices.contains(index) else { return nil }
      return first[index]..<(index + 1 < first.count ? first[index + 1] : lines.count)
    }
  }

  /// The row that a line of the list belongs to.
  func row(at line: Int) -> Int {
    switch self {
    case .even(let height, _): line / height
    case .whole(_, let row, _): row[line]
    }
  }

  /// What stands in a line of the list.
  /// - Parameter missing: stands for a row that is not here.
  func text(at line: Int, of list: Page.RowList, width: Int, missing: (Int) -> String) -> String {
    switch self {
    case .even(let height, _):
      guard let row = list.rows[line / height] else { return line % height == 0 ? missing(line / height) : "" }
      return Self.evenLine(row, line: line % height, height: height, width: width)
    case .whole(let lines, _, _): return lines[line]
    }
  }

  // MARK: Rows that take the lines they need

  /// Columns of the name when the details stand right of it: those of all rows stand under each other.
  private static func nameColumns(_ width: Int) -> Int { width / 2 - 2 }

  private static func lines(of row: Page.Row, width: Int, most: Int) -> [String] {
    var lines = LineBreaking.lines(row.name.text, columns: width - 1)
    let isBeside = width >= columnsForTwo
    let indent = isBeside ? nameColumns(width) + 2 : 2
    var details = packed(row.details.map(\.text), columns: width - 1 - indent)
    if isBeside, lines.count == 1, !details.isEmpty, CellWidth.of(lines[0]) <= nameColumns(width) {
      lines[0] += String(repeating: " ", count: indent - CellWidth.of(lines[0])) + details.removeFirst()
    }
    lines += details.map { String(repeating: " ", count: indent) + $0 }
    guard lines.count > most else { return lines }
    let last = CellWidth.cut(lines[most - 1], to: width - 1 - 1 - mark.count, mark: "") + " " + mark
    return lines.prefix(most - 1) + [last]
  }

  /// Details in as few lines as hold them; only one that is longer than a line is broken.
  private static func packed(_ details: [String], columns: Int) -> [String] {
    var lines: [String] = []
    for detail in details {
      if let last = lines.last, CellWidth.of(last) + 1 + CellWidth.of(detail) <= columns {
        lines[lines.count - 1] = last + " " + detail
      } else {
        lines += LineBreaking.lines(detail, columns: columns)
      }
    }
    return lines
  }

  // MARK: Rows of a window

  private static func evenLine(_ row: Page.Row, line: Int, height: Int, width: Int) -> String {
    if height == 2 {
      return line == 0 ? CellWidth.cut(row.name.text, to: width - 1) : "  " + fitting(row.details, columns: width - 3)
    }
    let columns = row.details.isEmpty ? width - 1 : nameColumns(width)
    let name = CellWidth.cut(row.name.text, to: columns)
    if row.details.isEmpty { return name }
    let gap = String(repeating: " ", count: columns + 2 - CellWidth.of(name))
    return name + gap + fitting(row.details, columns: width - 1 - columns - 2)
  }

  /// The details that fit, each whole: half a date says nothing. Only the first, the most important, is cut when it must be. The
  /// mark stands for those that are left out.
  private static func fitting(_ details: [TerminalSafe], columns: Int) -> String {
    var out = ""
    var used = 0
    for (index, detail) in details.enumerated() {
      let isLast = index == details.count - 1
      let room = isLast ? columns : columns - 1 - mark.count
      let width = CellWidth.of(detail.text)
      if index == 0 {
        // One that would fit without its followers is cut as well: the mark stands for them too.
        if width > room { return CellWidth.cut(detail.text, to: min(columns, width - 1)) }
        out = detail.text
        used = width
        continue
      }
      guard used + 1 + width <= room else { return out + " " + mark }
      out += " " + detail.text
      used += 1 + width
    }
    return out
  }
}

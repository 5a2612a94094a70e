import Domain
import Screens

/// An answer in lines: TAB-separated for a script, in words and under each other for a person.
struct AnswerLines {
  let isTerminal: Bool
  let texts: ScreenLibrary
  let colour: Colour
  /// How wide the columns are so far: a list that comes in pages stays aligned.
  private var widths: [Int] = []

  init(isTerminal: Bool, texts: ScreenLibrary, colour: Colour) {
    self.isTerminal = isTerminal
    self.texts = texts
    self.colour = colour
  }

  mutating func lines(_ answer: Answer) -> [Marked] {
    switch answer.lines {
    case .nothing, .bytes, .pages, .raw: return []
    case .words(let lines): return lines.map { Marked($0) }
    case .rows(let rows): return rows.map(line)
    case .list(let path, let columns, let schema):
      let items = answer.value.at(path)?.list ?? []
      if isTerminal, items.isEmpty { return [Marked(texts.text("cli.empty"))] }
      return rows(items, columns, schema)
    case .facts(let paths, let body, let rows, let schema):
      return facts(answer.value, paths, rows, schema) + long(body.flatMap { answer.value.at($0)?.text })
    }
  }

  mutating func rows(_ items: [Value], _ columns: [String], _ schema: Schema) -> [Marked] {
    let rows = items.map { item in columns.map { cell(item, $0, schema) } }
    return (isTerminal ? aligned(rows) : rows.map { TerminalSafe(columns: $0) }).map { Marked($0) }
  }

  private func facts(
    _ value: Value, _ paths: [String], _ rows: (path: String, columns: [String])?, _ schema: Schema
  ) -> [Marked] {
    var lines: [Marked] = []
    for path in paths {
      let text = cell(value, path, schema)
      guard !text.isEmpty else { continue }
      let name = isTerminal ? texts.text("cli.field." + path) : TerminalSafe(line: path)
      lines.append(labelled(name, [text]))
    }
    guard let rows, case .list(let item)? = schema.at(rows.path) else { return lines }
    for row in value.at(rows.path)?.list ?? [] {
      let cells = rows.columns.map { cell(row, $0, item) }
      // For a person the row speaks for itself.
      lines.append(isTerminal ? Marked(joined(cells)) : labelled(TerminalSafe(line: rows.path), cells))
    }
    return lines
  }

  private func line(_ row: Row) -> Marked {
    let name = isTerminal ? texts.text("cli.row." + row.kind) : TerminalSafe(line: row.kind)
    return labelled(name, row.cells.map { say($0.value, $0.schema) })
  }

  /// What it is, then what there is to say of it.
  private func labelled(_ name: TerminalSafe, _ cells: [String]) -> Marked {
    let label = colour.mark(name, as: .label)
    return isTerminal
      ? label + TerminalSafe(line: ": ") + joined(cells) : label + TerminalSafe(columns: [""] + cells)
  }

  private func joined(_ cells: [String]) -> TerminalSafe {
    TerminalSafe(line: cells.filter { !$0.isEmpty }.joined(separator: "  "))
  }

  private func long(_ text: String?) -> [Marked] {
    guard let text else { return [] }
    let lines = TerminalSafe(lines: text).text.split(separator: "\n", omittingEmptySubsequences: false)
    return [Marked(TerminalSafe(line: ""))] + lines.map { Marked(TerminalSafe(line: String($0))) }
  }

  /// One field in one line: as it is for a pipe, in words for a person.
  private func cell(_ value: Value, _ path: String, _ schema: Schema) -> String {
    value.at(path).map { say($0, path == Self.certain ? .choice(name: path, []) : schema.at(path)) } ?? ""
  }

  /// The field that says whether a day is certain. A person is told where it is not.
  static let certain = "certain"

  private func say(_ found: Value, _ schema: Schema?) -> String {
    if isTerminal, case .choice(Self.certain, _)? = schema {
      return found.bool == false ? texts.text("todo.row.uncertain").text : ""
    }
    if isTerminal { return SpokenValue.say(found, as: schema, in: texts.locale) { texts.word($0) } ?? "" }
    switch found {
    case .null: return ""
    case .text(let text): return text
    case .integer(let number): return String(number)
    case .bool(let yes): return String(yes)
    default: return JSONWriter.write(found)
    }
  }

  /// Columns under each other, the last as long as it is.
  private mutating func aligned(_ rows: [[String]]) -> [TerminalSafe] {
    guard let first = rows.first else { return [] }
    let safe = rows.map { $0.map { TerminalSafe(line: $0).text } }
    if widths.count != first.count { widths = first.map { _ in 0 } }
    for column in first.indices {
      widths[column] = max(widths[column], safe.map { CellWidth.of($0[column]) }.max() ?? 0)
    }
    return safe.map { row in
      var line = ""
      for (column, text) in row.enumerated() {
        line += text
        if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - CellWidth.of(text) + 2) }
      }
      return TerminalSafe(line: line)
    }
  }
}

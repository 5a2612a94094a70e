/// Writes a `Value` as JSON: fields in their order, UTF-8 unescaped, and every character that could steer a terminal or hide
/// from a reader's eye as a `\u` escape: controls, bidi controls, invisible characters, marks and variation selectors without a
/// character that they belong to. So even raw output is safe to show (`TerminalSafe(json:)`), and nothing of a value is lost.
public struct JSONWriter {
  public enum Layout: Hashable, Sendable {
    /// On one line, without blanks.
    case compact
    /// Two blanks a level, a field or item on each line.
    case indented
  }

  public static func write(_ value: Value, layout: Layout = .compact) -> String {
    var writer = JSONWriter(layout: layout)
    writer.write(value, level: 0)
    return writer.out
  }

  private let layout: Layout
  private var out = ""
  private init(layout: Layout) { self.layout = layout }

  private mutating func write(_ value: Value, level: Int) {
    switch value {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .number(let value): out += value.isFinite ? String(value) : "null"
    case .text(let text): write(text)
    case .list(let items):
      write("[", "]", items, level: level) { writer, item in writer.write(item, level: level + 1) }
    case .object(let fields):
      write("{", "}", fields.all, level: level) { writer, field in
        writer.write(field.name)
        writer.out += writer.layout == .compact ? ":" : ": "
        writer.write(field.value, level: level + 1)
      }
    }
  }

  private mutating func write<Item>(
    _ open: String, _ close: String, _ items: [Item], level: Int, _ each: (inout JSONWriter, Item) -> Void
  ) {
    out += open
    for (index, item) in items.enumerated() {
      if index > 0 { out += "," }
      newLine(level + 1)
      each(&self, item)
    }
    if !items.isEmpty { newLine(level) }
    out += close
  }

  private mutating func newLine(_ level: Int) {
    guard layout == .indented else { return }
    out += "\n" + String(repeating: "  ", count: level)
  }

  private mutating func write(_ text: String) {
    out += "\""
    var walk = SafeWalk()
    for scalar in text.unicodeScalars {
      let isSafe = walk.admits(scalar)
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case _ where !isSafe:
        for unit in UTF16.encode(scalar)! {
          let hex = String(unit, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}

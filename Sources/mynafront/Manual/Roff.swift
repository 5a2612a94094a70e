import Screens

/// Writes a manual page in the macros of man(7). Text goes in as it is and comes out with everything escaped that roff would take
/// for an order.
struct Roff {
  private(set) var lines: [String] = []

  init(name: String, section: Int, source: String) {
    // No date: the same program writes the same page.
    lines.append(".TH \(Self.quoted(name.uppercased())) \(section) \"\" \(Self.quoted(source)) \"\"")
    // Not justified, not hyphenated: commands and Japanese would be torn apart.
    lines += [".nh", ".ad l"]
  }

  mutating func section(_ heading: String) { lines.append(".SH " + Self.quoted(heading)) }
  mutating func subsection(_ heading: String) { lines.append(".SS " + Self.quoted(heading)) }

  mutating func paragraph(_ text: String) { lines += [".PP", Self.line(text)] }

  /// `name - what it is`, for `whatis` and `apropos`, which know no places to break: it must be short.
  mutating func name(_ name: String, _ sentence: String) {
    lines.append(Self.plain(name) + " \\- " + Self.escaped(sentence))
  }

  /// Something to type, in bold, on a line of its own.
  mutating func command(_ text: String) { lines += [".PP", "\\fB" + Self.escaped(text) + "\\fR"] }

  /// As it is, line by line, without filling.
  mutating func example(_ text: [String]) {
    lines += [".PP", ".RS 4", ".EX"] + text.map(Self.plain) + [".EE", ".RE"]
  }

  /// A bold word with what it means beside or below it.
  mutating func item(_ tag: String, _ text: String) {
    lines += [".TP", "\\fB" + Self.escaped(tag) + "\\fR", Self.line(text)]
  }

  mutating func bullet(_ text: String) { lines += [".IP \\(bu 2", Self.line(text)] }

  /// Everything until `outdent` stands further to the right.
  mutating func indent() { lines.append(".RS") }
  mutating func outdent() { lines.append(".RE") }

  // MARK: Escaping

  /// One input line of filled text: no line break in it, and it begins with no order.
  static func line(_ text: String) -> String { guarded(broken(text)) }
  private static func plain(_ text: String) -> String { guarded(escaped(text)) }

  /// A full stop or an apostrophe at the beginning would be an order; an empty line would be a gap.
  private static func guarded(_ text: String) -> String {
    text.isEmpty || text.hasPrefix(".") || text.hasPrefix("'") || text.hasPrefix("\\(aq") ? "\\&" + text : text
  }

  /// Characters that roff takes for orders or prints as others (groff_char(7)). A hyphen stays one that can be copied and typed.
  static func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "\\": out += "\\(rs"
      case "-": out += "\\-"
      case "'": out += "\\(aq"
      case "`": out += "\\(ga"
      case "^": out += "\\(ha"
      case "~": out += "\\(ti"
      case "\n", "\r\n", "\t": out += " "
      default: out.append(character)
      }
    }
    return out
  }

  /// Escaped, with a place to break between Japanese characters where a line may end: roff itself breaks at blanks only.
  static func broken(_ text: String) -> String {
    var out = ""
    var before: Character?
    for character in text {
      if let before, before != " ", character != " ", LineBreaking.mayBreak(between: before, and: character) {
        out += "\\:"
      }
      out += escaped(String(character))
      before = character
    }
    return out
  }

  /// An argument of a macro.
  private static func quoted(_ text: String) -> String {
    "\"" + escaped(text).replacing("\"", with: "\\(dq") + "\""
  }
}

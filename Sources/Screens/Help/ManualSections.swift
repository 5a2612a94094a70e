internal import Domain

/// The user manual (`docs/manual`) in sections, as help looks through it and shows it. It is Markdown for people who read it in a browser;
/// here its marks are left out, and a row of a table is a line of its own.
struct ManualSections {
  struct Section {
    /// `manual-7`: the seventh heading of the file. It is a place for this version of the manual, and kept nowhere.
    let id: String
    let title: String
    let lines: [String]
  }

  let all: [Section]

  /// Empty when the manual is not installed.
  init(file: String) {
    guard let bytes = readWholeFile(file), let text = String(validating: bytes, as: UTF8.self) else {
      all = []
      return
    }
    var sections: [Section] = []
    var title: String?
    var lines: [String] = []
    var isCode = false
    func close() {
      guard let title, lines.contains(where: { !$0.isEmpty }) else { return }
      sections.append(Section(id: "manual-\(sections.count + 1)", title: title, lines: Self.joined(lines)))
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        isCode.toggle()
        lines.append("")
      } else if !isCode, line.hasPrefix("#") {
        close()
        title = Self.plain(String(line.drop { $0 == "#" || $0 == " " }))
        lines = []
      } else if isCode {
        // A mark that keeps the line from being joined with others.
        lines.append("\t" + line)
      } else {
        lines.append(contentsOf: Self.line(line))
      }
    }
    close()
    all = sections
  }

  /// A row of a table as 「a: b」, a rule of one as nothing.
  private static func line(_ line: String) -> [String] {
    guard line.hasPrefix("|") else { return [plain(line)] }
    let cells = line.split(separator: "|").map { plain(String($0)) }
    if cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) { return [] }
    return ["\t" + cells.joined(separator: ": ")]
  }

  /// Lines of one paragraph belong together; items, code and rows stand alone.
  private static func joined(_ lines: [String]) -> [String] {
    var out: [String] = []
    var mayJoin = false
    for line in lines {
      let isItem = line.hasPrefix("- ") || line.first?.isNumber == true && line.contains(". ")
      let text = line.hasPrefix("\t") ? String(line.dropFirst()) : Folding.trimmed(line)
      if text.isEmpty {
        mayJoin = false
      } else if line.hasPrefix("\t") {
        out.append(text)
        mayJoin = false
      } else if mayJoin, !isItem {
        let last = out.removeLast()
        out.append(last + (last.last.map { CellWidth.of($0) == 2 } == true ? "" : " ") + text)
      } else {
        out.append(isItem && text.hasPrefix("- ") ? String(text.dropFirst(2)) : text)
        mayJoin = true
      }
    }
    return out
  }

  /// Without marks of emphasis and code; of a link only its words.
  private static func plain(_ text: String) -> String {
    var out = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "*" where rest.first == "*": rest.removeFirst()
      case "`": continue
      case "]" where rest.first == "(": if let end = rest.firstIndex(of: ")") { rest = rest[rest.index(after: end)...] }
      case "[": continue
      default: out.append(character)
      }
    }
    return Folding.trimmed(out)
  }
}

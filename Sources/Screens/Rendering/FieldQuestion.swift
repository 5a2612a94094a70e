internal import Domain

extension Page.TextField {
  /// What the line of a field's question says besides its label, the least needed first.
  private enum Part: Int, Comparable {
    /// What stands in the field, how an answer is written, that 「なし」 empties it, whether it must be answered, and what Enter does.
    case present, shape, clearing, need, enter
    static func < (left: Part, right: Part) -> Bool { left.rawValue < right.rawValue }
  }

  /// The line at which a field's answer is waited for.
  /// - Parameter columns: how many the row of the cursor has; nil where nothing is a row. What has no room in it is a sentence before it.
  public func question(_ library: ScreenLibrary, columns: Int?) -> String {
    let said = said(library)
    func joined(_ isSaid: (Part) -> Bool) -> String {
      said.filter { isSaid($0.part) }.map(\.text).joined(separator: library.separator)
    }
    func row(_ least: Part?) -> String {
      let parts = least.map { least in joined { $0 >= least } } ?? ""
      return library.text(
        parts.isEmpty ? "voice.prompt.bare" : "voice.prompt.field",
        [
          "label": label.text, "parts": parts,
        ]
      ).text
    }
    // One for the cursor, one for the blank before it.
    let fits = { (row: String) in columns.map { CellWidth.of(row) <= $0 - 2 } ?? true }
    let least = said.map(\.part).sorted().first { fits(row($0)) }
    // That an answer is not needed is said by what Enter does.
    let before = joined { part in (least.map { part < $0 } ?? true) && !(part == .need && isOptional) }
    if before.isEmpty { return row(least) }
    return library.text("voice.prompt.before", ["parts": before.capitalizedAtStart]).text + " " + row(least)
  }

  /// In the order in which it is said.
  private func said(_ library: ScreenLibrary) -> [(part: Part, text: String)] {
    func word(_ name: String, _ places: [String: String] = [:]) -> String {
      library.text("voice.part.\(name)", places).text
    }
    let present = TerminalSafe(line: value).text
    var said: [(part: Part, text: String)] = []
    if let need { said.append((.need, need.text)) }
    if present.isEmpty {
      if let shape { said.append((.shape, shape.text)) }
      if need == nil {
        said.append((.enter, word("stays-empty")))
      } else if isOptional {
        said.append((.enter, word("skip")))
      }
    } else {
      said += [(.present, word("now", ["value": present])), (.enter, word("same"))]
      // An empty line keeps what stands in a field that is no question.
      if need == nil { said.append((.clearing, word("clear"))) }
    }
    return said
  }
}

extension String {
  /// As a sentence begins, in languages that have capitals.
  fileprivate var capitalizedAtStart: String { prefix(1).uppercased() + dropFirst() }
}

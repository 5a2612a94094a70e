internal import Domain

extension Page.TextField {
  /// The line at which a field's answer is waited for: its label, whether it must be answered and how, what stands in it, and what Enter does.
  /// - Parameter columns: how many the row of the cursor has; nil where nothing is a row. What has no room in it is a sentence before it,
  ///   the least needed first: what stands in the field, how it is written.
  public func question(_ library: ScreenLibrary, columns: Int?) -> String {
    func part(_ name: String, _ places: [String: String] = [:]) -> String {
      library.text("voice.part.\(name)", places).text
    }
    let present = TerminalSafe(line: value).text
    let isEmpty = present.isEmpty
    /// As they are said, each with how much it is needed.
    let parts: [(text: String, worth: Int)] = [
      need.map { ($0.text, 3) },
      isEmpty ? shape.map { ($0.text, 1) } : (part("now", ["value": present]), 0),
      isEmpty && need != nil && !isOptional
        ? nil : (part(!isEmpty ? "same" : need == nil ? "stays-empty" : "skip"), 4),
      // An empty line keeps what stands in a field that is no question.
      !isEmpty && need == nil ? (part("clear"), 2) : nil,
    ].compactMap { $0 }
    var least = 0
    func row() -> String {
      let kept = parts.filter { $0.worth >= least }.map(\.text)
      let places = ["label": label.text, "parts": kept.joined(separator: library.separator)]
      return library.text(kept.isEmpty ? "voice.prompt.bare" : "voice.prompt.field", places).text
    }
    // One for the cursor, one for the blank before it.
    while let columns, least <= 4, CellWidth.of(row()) > columns - 2 { least += 1 }
    // That an answer is not needed is said by what Enter does.
    let before = parts.filter { $0.worth < least && !(isEmpty && isOptional && $0.text == need?.text) }.map(\.text)
    if before.isEmpty { return row() }
    return library.text("voice.prompt.before", ["parts": before.joined(separator: library.separator)]).text + " "
      + row()
  }
}

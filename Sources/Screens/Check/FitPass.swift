internal import Domain
internal import Reading

/// Fit: what must stand on one line, or be short enough to be heard at once, does and is.
extension ScreenCheck {
  /// Columns; a Japanese character takes two, and a place counts as four, in a hint as one.
  private enum Limit {
    static let title = 40
    static let choice = 76
    static let prompt = 60
    static let shortHint = 38
    static let longHint = 78
  }

  mutating func fit() {
    var titles: Set<String> = []
    var choices: Set<String> = []
    for screen in screens.values {
      titles.insert(screen.title.text)
      collectChoices(screen.blocks, &choices)
    }
    for form in forms.values {
      titles.insert(form.title.text)
      choices.insert(form.send.text)
    }
    for key in titles.sorted() { fit(key, into: Limit.title, "a title") }
    for key in choices.sorted() { fit(key, into: Limit.choice, "a choice") }
    for key in (texts[.ja] ?? [:]).keys.sorted() {
      if key.hasPrefix("voice.prompt.") { fit(key, into: Limit.prompt, "a prompt") }
      if key.hasPrefix("voice.hint."), key.hasSuffix("short") { fit(key, into: Limit.shortHint, "this hint") }
      if key.hasPrefix("voice.hint."), key.hasSuffix("long") { fit(key, into: Limit.longHint, "this hint") }
    }
  }

  private func collectChoices(_ nodes: [ScreenFile.Node], _ keys: inout Set<String>) {
    for node in nodes {
      switch node.kind {
      case .choices(let choices): keys.formUnion(choices.map(\.text.text))
      case .part(_, _, let nodes): collectChoices(nodes, &keys)
      default: continue
      }
    }
  }

  private mutating func fit(_ key: String, into limit: Int, _ what: String) {
    for locale in languages {
      guard let text = texts[locale]?[key] else { continue }
      // What a place names may be a key of one character.
      let place = key.hasPrefix("voice.hint.") ? 1 : 4
      let line = text.templates.map { template in
        template.pieces.map { piece in
          switch piece {
          case .words(let words): words
          case .place: String(repeating: "x", count: place)
          }
        }.joined()
      }.joinedAsSentences
      let width = CellWidth.of(line)
      if width > limit { find(text.file, text.mark, "\(what) has at most \(limit) columns; this one has \(width)") }
    }
  }
}

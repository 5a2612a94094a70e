internal import Domain
internal import Reading

/// Choose: headings, choices and options that stand together can be told apart by ear, and a choice can be chosen by its name.
extension ScreenCheck {
  mutating func checkNames() {
    for screen in screens.values.sorted(by: { $0.name < $1.name }) {
      let named = names(screen.blocks, under: [])
      tellApart(named.filter { $0.action == nil }, "heading", in: screen.file)
      let choices = named.filter { $0.action != nil }
      tellApart(choices, "choice", in: screen.file)
      for choice in choices { checkName(choice, in: screen.file) }
    }
    for form in forms.values.sorted(by: { $0.name < $1.name }) {
      for question in form.questions {
        let options = question.kind.options.map { Named(key: $0.text, conditions: []) }
        tellApart(options, "option", in: form.file)
        for option in options { checkName(option, in: form.file) }
      }
    }
  }

  /// A heading, a choice or an option, with all that must hold for it to be shown.
  private struct Named {
    let key: ScreenFile.Reference
    let conditions: [ScreenFile.Condition]
    /// Of a choice.
    var action: ScreenFile.Choice.Action?

    /// What one needs must not be for the other.
    func excludes(_ other: Named) -> Bool {
      func isDenied(_ these: [ScreenFile.Condition], _ those: [ScreenFile.Condition]) -> Bool {
        these.contains { one in those.contains { one.when != nil && one.when?.text == $0.unless?.text } }
      }
      return isDenied(conditions, other.conditions) || isDenied(other.conditions, conditions)
    }
  }

  private func names(_ nodes: [ScreenFile.Node], under outer: [ScreenFile.Condition]) -> [Named] {
    nodes.flatMap { node -> [Named] in
      let conditions = outer + [node.condition].compactMap { $0 }
      switch node.kind {
      case .heading(let key): return [Named(key: key, conditions: conditions)]
      case .choices(let choices):
        return choices.map {
          Named(key: $0.text, conditions: conditions + [$0.condition].compactMap { $0 }, action: $0.action)
        }
      case .part(_, _, let nodes): return names(nodes, under: conditions)
      default: return []
      }
    }
  }

  private mutating func tellApart(_ all: [Named], _ what: String, in file: String) {
    for (index, later) in all.enumerated() {
      for earlier in all[..<index] where !earlier.excludes(later) {
        let line = earlier.key.mark.line
        if earlier.key.text == later.key.text {
          find(file, later.key.mark, "the \(what) in line \(line) has the same text")
          continue
        }
        for locale in languages {
          guard let one = pieces(earlier, locale), let other = pieces(later, locale), one == other else { continue }
          find(file, later.key.mark, "the \(what) in line \(line) has the same text in \(locale.name)")
        }
      }
    }
  }

  private func pieces(_ named: Named, _ locale: Locale) -> [[Template.Piece]]? {
    texts[locale]?[named.key.text]?.templates.map(\.pieces)
  }

  /// In the line-by-line view a number is that of a choice, and a word of the prompt comes before a name.
  private mutating func checkName(_ named: Named, in file: String) {
    for locale in languages {
      guard let text = texts[locale]?[named.key.text], let line = text.templates.first?.filled({ _ in nil }),
        text.templates.count == 1
      else { continue }
      let spellings = Furigana.spellings(of: line)
      if let number = spellings.first(where: { Int(SpokenInput.plain($0)) != nil }) {
        find(
          text.file, text.mark,
          "'\(number)' is a number: typed, it means another choice (\(file):\(named.key.mark.line))")
      } else if let word = spellings.first(where: { SpokenCommand($0).map { !does(named, $0) } ?? false }) {
        find(
          text.file, text.mark,
          "'\(word)' is a word of the prompt: typed, it does that (\(file):\(named.key.mark.line))")
      }
    }
  }

  /// Whether the choice does what the word of the prompt does.
  private func does(_ named: Named, _ command: SpokenCommand) -> Bool {
    switch named.action {
    case .does(let verb): verb.text == command.rawValue
    case .opens(let screen, _): screen.text == (command == .places ? "menu" : command.rawValue)
    default: false
    }
  }
}

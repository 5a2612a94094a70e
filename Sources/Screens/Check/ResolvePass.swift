internal import Domain
internal import Reading

/// Resolve: what a screen names is there, and a text asks only for what its screen offers.
extension ScreenCheck {
  mutating func resolve() {
    for screen in screens.values.sorted(by: { $0.name < $1.name }) {
      let call = screen.source.flatMap { calls[$0.text] }
      let scope = PathScope(
        result: call?.result ?? .object([]), parameters: .object(parameters(of: screen) ?? []), row: nil,
        isKnown: screen.source == nil || call != nil)
      useText(screen.title, in: screen, scope)
      usePaths(screen.with, in: screen, scope)
      resolve(screen.blocks, in: screen, scope)
    }
  }

  private struct PathScope {
    let result: Schema
    let parameters: Schema
    var row: Schema?
    /// False where the call or the list is not known, which is a finding already: what is in it cannot be judged.
    var isKnown = true
    func schema(of path: String) -> Schema? {
      Scope.schema(of: path, result: result, parameters: parameters, row: row)
    }
    /// Every path that there is, for who has written none of them.
    var paths: [String] { Scope.paths(result: result, parameters: parameters, row: row) }
    var lists: [String] { paths.filter { if case .list? = schema(of: $0) { true } else { false } } }
  }

  private mutating func resolve(_ nodes: [ScreenFile.Node], in screen: ScreenFile, _ scope: PathScope) {
    for node in nodes {
      for path in node.condition?.paths ?? [] { usePath(path, in: screen, scope) }
      switch node.kind {
      case .heading(let text), .paragraph(let text), .alert(let text): useText(text, in: screen, scope)
      case .fact(let label, let value):
        useText(label, in: screen, scope)
        useTextOrPath(value, in: screen, scope)
      case .body(let path): usePath(path, in: screen, scope)
      case .field(let label, let hint, let sets):
        useText(label, in: screen, scope)
        if let hint { useText(hint, in: screen, scope) }
        useParameter(sets.text, sets.mark, in: screen, scope)
      case .filter(let label, let hint):
        useText(label, in: screen, scope)
        if let hint { useText(hint, in: screen, scope) }
        for node in nodes {
          guard case .choices(let choices) = node.kind else { continue }
          for choice in choices { useOtherWords(for: choice.text.text) }
        }
      case .secret(let label, let hint, _):
        useText(label, in: screen, scope)
        if let hint { useText(hint, in: screen, scope) }
      case .keys: demandKeys()
      case .part(let name, let title, let nodes):
        usePath(name, in: screen, scope)
        if let title { useText(title, in: screen, scope) }
        // What is asked in one piece has no part that fails alone.
        if scope.result.at("problems") != nil { demand("\(screen.name).part.\(name.text)") }
        resolve(nodes, in: screen, scope)
      case .choices(let choices):
        for choice in choices {
          useText(choice.text, in: screen, scope)
          for path in choice.condition?.paths ?? [] { usePath(path, in: screen, scope) }
          switch choice.action {
          case .opens(_, let bindings): usePaths(bindings, in: screen, scope)
          case .sets(let bindings):
            usePaths(bindings, in: screen, scope)
            for binding in bindings { useParameter(binding.name, binding.mark, in: screen, scope) }
          case .calls(_, let bindings, let confirm, let done):
            usePaths(bindings, in: screen, scope)
            for text in [confirm, done].compactMap({ $0 }) { useText(text, in: screen, scope) }
          case .does: break
          }
        }
      case .list(let list): resolve(list, in: screen, scope)
      case .table(let table):
        useText(table.none, in: screen, scope)
        let row = rowScope(of: table.path, in: screen, scope)
        for column in table.columns {
          useText(column.name, in: screen, scope)
          resolve(column.shows, in: screen, row)
        }
      }
    }
  }

  /// Not every name needs other words, but one that has them has them in every language.
  private mutating func useOtherWords(for choice: String) {
    let key = ScreenFile.otherWords(for: choice)
    if texts.values.contains(where: { $0[key] != nil }) { demand(key) }
  }

  private mutating func resolve(_ list: ScreenFile.List, in screen: ScreenFile, _ scope: PathScope) {
    useText(list.none, in: screen, scope)
    let row = rowScope(of: list.path, in: screen, scope)
    useText(list.row, in: screen, row)
    resolve(list.details, in: screen, row)
    usePaths(list.with, in: screen, row)
    if let opens = list.opens, opens.text.hasPrefix("@") {
      usePath(ScreenFile.Reference(text: String(opens.text.dropFirst()), mark: opens.mark), in: screen, row)
    }
  }

  /// Where texts and paths of a row look: inside an item of the list.
  private mutating func rowScope(of list: ScreenFile.Reference, in screen: ScreenFile, _ scope: PathScope) -> PathScope
  {
    var row = scope
    if case .list(let item)? = scope.schema(of: list.text) {
      row.row = item
    } else {
      row.isKnown = false
      if scope.isKnown {
        find(
          screen.file, list.mark,
          "the result has no list '\(list.text)'" + suggestion(for: list.text, among: scope.lists))
      }
    }
    return row
  }

  private mutating func resolve(_ details: [ScreenFile.Detail], in screen: ScreenFile, _ row: PathScope) {
    for detail in details {
      useText(detail.text, in: screen, row)
      for path in detail.condition?.paths ?? [] { usePath(path, in: screen, row) }
    }
  }

  /// What a screen sets is a parameter of its own call.
  private mutating func useParameter(_ name: String, _ mark: Mark, in screen: ScreenFile, _ scope: PathScope) {
    guard scope.isKnown, scope.parameters.at(name) == nil else { return }
    var known: [String] = []
    if case .object(let fields) = scope.parameters { known = fields.map(\.name) }
    find(screen.file, mark, "no parameter '\(name)'" + suggestion(for: name, among: known))
  }

  private mutating func usePaths(_ bindings: [ScreenFile.Binding], in screen: ScreenFile, _ scope: PathScope) {
    for binding in bindings {
      if case .path(let path) = binding.source {
        usePath(ScreenFile.Reference(text: path, mark: binding.mark), in: screen, scope)
      }
    }
  }

  private mutating func usePath(_ path: ScreenFile.Reference, in screen: ScreenFile, _ scope: PathScope) {
    if scope.isKnown, scope.schema(of: path.text) == nil {
      find(screen.file, path.mark, "there is no '\(path.text)' here" + suggestion(for: path.text, among: scope.paths))
    }
  }

  /// The value of a fact is a path, or a text with places. What is neither is found once, not once for each language.
  private mutating func useTextOrPath(_ value: ScreenFile.Reference, in screen: ScreenFile, _ scope: PathScope) {
    if texts.values.contains(where: { $0[value.text] != nil }) { return useText(value, in: screen, scope) }
    guard scope.isKnown, scope.schema(of: value.text) == nil, !isUnreadable(value.text, .ja) else { return }
    find(
      screen.file, value.mark,
      "there is no value and no text '\(value.text)'"
        + suggestion(for: value.text, among: scope.paths + (texts[.ja] ?? [:]).keys.sorted()))
  }

  /// A text exists in every language, and each of its places is offered here.
  private mutating func useText(_ key: ScreenFile.Reference, in screen: ScreenFile, _ scope: PathScope) {
    used.insert(key.text)
    for locale in languages {
      guard let text = texts[locale]?[key.text] else {
        if isUnreadable(key.text, locale) || !Locale.complete.contains(locale) { continue }
        let known = (texts[locale] ?? [:]).keys.sorted()
        find(
          screen.file, key.mark,
          "no text '\(key.text)' in \(locale.name)" + suggestion(for: key.text, among: known))
        continue
      }
      for template in text.templates {
        for place in template.places {
          if let form = Place(place).unknownForm {
            find(
              text.file, Mark(line: template.line, column: 1),
              "no form '\(form)'" + suggestion(for: form, among: Place.Form.allCases.map(\.rawValue)))
          }
          guard scope.isKnown, scope.schema(of: Place(place).path) == nil else { continue }
          find(
            text.file, Mark(line: template.line, column: 1),
            "'\(key.text)' has the place {\(place)}, which \(screen.file):\(key.mark.line) does not offer"
              + suggestion(for: Place(place).path, among: scope.paths))
        }
      }
    }
  }
}

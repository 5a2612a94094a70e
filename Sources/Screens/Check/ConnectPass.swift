internal import Domain
internal import Reading

/// Connect: every screen that is opened exists, can be reached and is told what it needs; every call is in the catalogue.
extension ScreenCheck {
  mutating func connect() {
    var reached = Set(screens.values.filter(\.isRoot).map(\.name))
    var queue = Array(reached)
    while let name = queue.popLast() {
      if let target = forms[name]?.opens.text, reached.insert(target).inserted { queue.append(target) }
      guard let screen = screens[name] else { continue }
      for target in openings(screen.blocks).map(\.screen) where !target.text.hasPrefix("@") {
        if reached.insert(target.text).inserted { queue.append(target.text) }
      }
    }
    for screen in screens.values.sorted(by: { $0.name < $1.name }) {
      for target in openings(screen.blocks).map(\.screen)
      where !target.text.hasPrefix("@") && !screenNames.contains(target.text) && !formNames.contains(target.text) {
        find(
          screen.file, target.mark,
          "no screen '\(target.text)'"
            + suggestion(for: target.text, among: screenNames.union(formNames).sorted()))
      }
      if everyFileIsRead, !reached.contains(screen.name) {
        find(screen.file, Mark(line: 1, column: 1), "no screen opens '\(screen.name)', and it is not a root")
      }
      for call in [screen.load, screen.then].compactMap({ $0 }) { demand(call, in: screen, isOperation: false) }
      for act in acts(screen.blocks) { checkAct(act.call, act.told, in: screen) }
      if let operation = screen.operates { demand(operation, in: screen, isOperation: true) }
      checkBindings(screen)
      for opening in openings(screen.blocks) { checkTelling(opening, in: screen) }
    }
    for form in forms.values.sorted(by: { $0.name < $1.name }) where everyFileIsRead && !reached.contains(form.name) {
      find(form.file, Mark(line: 1, column: 1), "no screen opens '\(form.name)'")
    }
  }

  /// `load` and `then` name calls, `operates` an operation.
  private mutating func demand(_ name: ScreenFile.Reference, in screen: ScreenFile, isOperation: Bool) {
    if calls[name.text]?.isOperation == isOperation { return }
    let known = calls.values.filter { $0.isOperation == isOperation }.map(\.name.text)
    find(
      screen.file, name.mark,
      "no \(isOperation ? "operation" : "call") '\(name.text)'" + suggestion(for: name.text, among: known.sorted()))
  }

  /// What a screen is told when it is opened: all that its call cannot do without, and nothing that its call does not know.
  private mutating func checkTelling(_ opening: Opening, in screen: ScreenFile) {
    // Which screen an `@path` leads to is known only with the value.
    guard !opening.screen.text.hasPrefix("@"), let target = screens[opening.screen.text] else { return }
    guard let known = parameters(of: target) else { return }
    for binding in opening.told where !known.contains(where: { $0.name == binding.name }) {
      find(
        screen.file, binding.mark,
        "'\(target.name)' cannot be told '\(binding.name)'" + suggestion(for: binding.name, among: known.map(\.name)))
    }
    for field in known where !field.optional {
      let needs = target.with.contains { $0.name == field.name && $0.source == .path("param." + field.name) }
      if needs, !opening.told.contains(where: { $0.name == field.name }) {
        find(screen.file, opening.screen.mark, "'\(target.name)' must be told '\(field.name)'")
      }
    }
  }

  func parameters(of screen: ScreenFile) -> [Field]? {
    screen.parameters(of: screen.source.flatMap { calls[$0.text] }, asking: form(opening: screen))
  }

  func form(opening screen: ScreenFile) -> Form? {
    forms.values.filter { $0.opens.text == screen.name }.min { $0.name < $1.name }
  }

  private typealias Opening = (screen: ScreenFile.Reference, told: [ScreenFile.Binding])

  private func openings(_ nodes: [ScreenFile.Node]) -> [Opening] {
    nodes.flatMap { node -> [Opening] in
      switch node.kind {
      case .list(let list): return list.opens.map { [($0, list.with)] } ?? []
      case .choices(let choices):
        return choices.compactMap { if case .opens(let screen, let told) = $0.action { (screen, told) } else { nil } }
      case .part(_, _, let nodes): return openings(nodes)
      default: return []
      }
    }
  }

  private func acts(_ nodes: [ScreenFile.Node]) -> [(call: ScreenFile.Reference, told: [ScreenFile.Binding])] {
    nodes.flatMap { node -> [(ScreenFile.Reference, [ScreenFile.Binding])] in
      switch node.kind {
      case .choices(let choices):
        return choices.compactMap {
          if case .calls(let call, let told, _, _) = $0.action { (call, told) } else { nil }
        }
      case .part(_, _, let nodes): return acts(nodes)
      default: return []
      }
    }
  }

  /// A choice makes a call that changes something, and tells it what it needs.
  private mutating func checkAct(
    _ name: ScreenFile.Reference, _ told: [ScreenFile.Binding], in screen: ScreenFile
  ) {
    guard let call = calls[name.text], call.changes, !call.isOperation else {
      let known = calls.values.filter { $0.changes && !$0.isOperation }.map(\.name.text)
      return find(
        screen.file, name.mark,
        "no call that changes something is named '\(name.text)'" + suggestion(for: name.text, among: known.sorted()))
    }
    let parameters = call.parameters.map(\.name)
    for binding in told where !parameters.contains(binding.name) {
      find(
        screen.file, binding.mark,
        "\(name.text) has no parameter '\(binding.name)'" + suggestion(for: binding.name, among: parameters))
    }
    for field in call.parameters where !field.optional && !told.contains(where: { $0.name == field.name }) {
      find(screen.file, name.mark, "\(name.text) needs the parameter '\(field.name)'")
    }
  }

  private mutating func checkBindings(_ screen: ScreenFile) {
    guard let load = screen.source, let call = calls[load.text] else { return }
    for binding in screen.with where !call.parameters.contains(where: { $0.name == binding.name }) {
      find(
        screen.file, binding.mark,
        "\(load.text) has no parameter '\(binding.name)'"
          + suggestion(for: binding.name, among: call.parameters.map(\.name)))
    }
    for field in call.parameters where !field.optional && !screen.with.contains(where: { $0.name == field.name }) {
      find(screen.file, load.mark, "\(load.text) needs the parameter '\(field.name)'")
    }
    // What is called afterwards gets what the screen was told.
    for field in screen.then.flatMap({ calls[$0.text] })?.parameters ?? []
    where !field.optional && !call.parameters.contains(where: { $0.name == field.name }) {
      find(
        screen.file, screen.then?.mark ?? load.mark, "\(screen.then?.text ?? "") needs the parameter '\(field.name)'")
    }
  }
}

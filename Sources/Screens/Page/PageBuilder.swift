public import Domain
internal import Reading

extension ScreenLibrary {
  /// The page of a screen: its structure, the words of the language, the values of the scope.
  /// - Throws: the findings for which the screen's file cannot be shown.
  public func page(_ name: String, _ scope: Scope) throws(ScreenErrors) -> Page {
    let screen = try screen(name)
    var builder = PageBuilder(library: self, screen: name, scope: scope)
    builder.add(screen.blocks)
    // What every operation shows while it works stands in a file of its own.
    if screen.operates != nil { builder.add(try self.screen(ScreenFile.steps).blocks) }
    builder.addNothingFound()
    var page = Page(
      screen: name, title: TerminalSafe(line: builder.line(screen.title.text) ?? screen.title.text),
      blocks: builder.blocks)
    page.isIncomplete = builder.isIncomplete
    if scope.session["practice"]?.bool == true { page.banner = text("voice.practice") }
    return page
  }

  /// What is being waited for: the answer to a question, or what a search for words finds.
  public func waitingText(searching words: String? = nil) -> TerminalSafe {
    words.map { text("voice.searching", ["words": TerminalSafe(line: $0).text]) } ?? text("voice.waiting")
  }
}

/// Walks a screen's blocks once and makes the page's of them. Tables are in `TableRows.swift`.
struct PageBuilder {
  let library: ScreenLibrary
  let screen: String
  let scope: Scope
  var blocks: [Page.Block] = []
  var isIncomplete = false
  /// What was typed into the filter of the screen.
  private var filter: NameSearch?
  private var used: Set<String> = []

  init(library: ScreenLibrary, screen: String, scope: Scope) {
    self.library = library
    self.screen = screen
    self.scope = scope
  }

  typealias RowScope = (value: Value, schema: Schema)

  private func say(_ path: String, _ row: RowScope?) -> String? {
    if KeyPlace(path) != nil { return library.mark(ofKeyFor: path) ?? library.text("key.none").text }
    let place = Place(path)
    guard let (value, schema) = scope.look(place.path, row: row) else { return nil }
    let question = schema == nil ? scope.question(of: place.path) : nil
    if let question, question.kind.hasOptions { return value.isSomething ? library.spoken(value, of: question) : nil }
    let said = SpokenValue.say(
      value, as: schema ?? question?.kind.schema, form: place.form, in: library.locale
    ) { library.word($0) }
    return said.map { library.name($0, reading: reading(of: place.path, row)) }
  }

  /// The reading that the data has beside a name: `kana` beside `displayName`, `bodyKana` beside `body`.
  private func reading(of path: String, _ row: RowScope?) -> String? {
    guard library.showsReadings else { return nil }
    let parent = path.lastIndex(of: ".").map { path[...$0] } ?? ""
    let beside = path.dropFirst(parent.count) == "displayName" ? parent + "kana" : path + "Kana"
    return scope.look(String(beside), row: row)?.value.text
  }

  /// The paragraphs of a text that have all they need.
  private func paragraphs(_ key: String, _ row: RowScope? = nil) -> [(Template.Kind, String)] {
    guard let templates = library.templates(key) else { return [(.plain, key)] }
    return templates.compactMap { template in template.filled { say($0, row) }.map { (template.kind, $0) } }
  }

  func line(_ key: String) -> String? { line(key, nil) }
  func line(_ key: String, _ row: RowScope?) -> String? {
    let lines = paragraphs(key, row).map(\.1)
    return lines.isEmpty ? nil : lines.joinedAsSentences
  }

  func holds(_ condition: ScreenFile.Condition?, _ row: RowScope? = nil) -> Bool {
    guard let condition else { return true }
    func isThere(_ path: ScreenFile.Reference) -> Bool {
      scope.look(path.text, row: row)?.value.isSomething ?? false
    }
    return condition.when.map(isThere) != false && condition.unless.map(isThere) != true
  }

  mutating func append(_ id: String, _ content: Page.Content) {
    var unique = id
    var number = 2
    while !used.insert(unique).inserted {
      unique = "\(id).\(number)"
      number += 1
    }
    blocks.append(Page.Block(ElementID(unique), content))
  }

  mutating func add(_ nodes: [ScreenFile.Node]) {
    for node in nodes where holds(node.condition) { add(node.kind) }
  }

  private mutating func add(_ kind: ScreenFile.Kind) {
    switch kind {
    case .heading(let key):
      if let text = line(key.text) { append(key.text, .heading(TerminalSafe(line: text))) }
    case .paragraph(let key):
      for (kind, text) in paragraphs(key.text) {
        switch kind {
        case .plain: append(key.text, .paragraph(TerminalSafe(line: text)))
        case .bullet: append(key.text, .bullet(TerminalSafe(line: text)))
        case .numbered(let number): append(key.text, .bullet(TerminalSafe(line: "\(number). \(text)")))
        }
      }
    case .alert(let key):
      let lines = paragraphs(key.text).map { TerminalSafe(line: $0.1) }
      guard let first = lines.first else { return }
      append(
        key.text,
        .alert(
          word: library.text("voice.alert"), what: first,
          next: lines.count > 1 ? TerminalSafe(line: lines.dropFirst().map(\.text).joinedAsSentences) : nil))
    case .fact(let label, let value):
      if let text = factValue(value.text) {
        let value = TerminalSafe(line: text)
        append(label.text, .fact(label: library.text(label.text), value: value))
        let forms = RegisteredForms.characters(in: value.text)
        if !forms.isEmpty {
          let characters = forms.map(String.init).joined(separator: " ")
          append(label.text + ".forms", .paragraph(library.text("voice.registered-form", ["characters": characters])))
        }
      }
    case .body(let path):
      // A sender may have written the text in やさしい日本語 as well: `body` beside `bodyEasy`.
      let easy = library.locale == .easy ? scope.look(path.text + "Easy")?.value.text : nil
      if let text = easy ?? scope.look(path.text)?.value.text, !text.isEmpty {
        let lines = TerminalSafe(lines: text).text.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed()
        if !text.isEmpty { append(path.text, .body(text.map { TerminalSafe(line: String($0)) })) }
      }
    case .list(let list): add(list)
    case .table(let table): add(table)
    case .choices(let choices):
      for choice in choices where holds(choice.condition) {
        guard let text = line(choice.text.text) else { continue }
        if let filter, !filter.fits(library.names(ofChoice: choice.text.text)) { continue }
        append(choice.text.text, .choice(TerminalSafe(line: text), action(choice.action, label: text)))
      }
    case .field(let label, let hint, let sets):
      let value = scope.look("param." + sets.text)?.value.text ?? ""
      append(
        "field." + sets.text,
        .field(
          Page.TextField(label: library.text(label.text), hint: hint.map { library.text($0.text) }, value: value)))
    case .filter(let label, let hint):
      let typed = scope.parameters[ScreenFile.filter]?.text ?? ""
      filter = NameSearch(typed)
      var field = Page.TextField(
        label: library.text(label.text), hint: hint.map { library.text($0.text) }, value: typed)
      field.narrows = true
      append("field." + ScreenFile.filter, .field(field))
    case .secret(let label, let hint, let kind):
      append(
        "secret." + kind.word,
        .secret(
          Page.SecretField(label: library.text(label.text), hint: hint.map { library.text($0.text) }, kind: kind)))
    case .part(let name, let title, let nodes): add(part: name.text, title: title?.text, nodes)
    case .keys(.fullScreen): addKeys()
    case .keys(.linear): addWords()
    }
  }

  /// Where a filter leaves nothing, that is said.
  mutating func addNothingFound() {
    guard filter != nil, !blocks.contains(where: { if case .choice = $0.content { true } else { false } }) else {
      return
    }
    let typed = scope.parameters[ScreenFile.filter]?.text ?? ""
    append(
      "voice.filter.none", .paragraph(library.text("voice.filter.none", ["words": TerminalSafe(line: typed).text])))
  }

  /// A part stands under its heading whatever became of it: it came, it is waited for, or it failed and can be tried again.
  private mutating func add(part name: String, title: String?, _ nodes: [ScreenFile.Node]) {
    if let title { append(title, .heading(TerminalSafe(line: line(title) ?? title))) }
    if let problem = scope.failedParts[name] {
      let places = problem.places(in: library)
      append(
        "problem." + name,
        .alert(
          word: library.text("voice.alert"),
          what: library.text(
            "voice.part-failed",
            [
              "part": library.text("\(screen).part.\(name)").text,
              "what": library.text("problem.\(problem.code.rawValue).what", places).text,
            ]),
          next: library.text("problem.\(problem.code.rawValue).next", places)))
      if let reference = problem.reference {
        append("reference." + name, .paragraph(library.text("problem.reference", ["fact.reference": reference])))
      }
      append("retry." + name, .choice(library.text("common.retry"), .verb("retry")))
      append(
        "answer." + name,
        .choice(
          library.text("problem.answer"),
          .open(screen: "answer", parameters: .fields(("id", .text(problem.code.rawValue))))))
    } else if scope.result?.at(name)?.isNull ?? true {
      if scope.isWaitedFor { isIncomplete = true }
      if title != nil { addMissing(name) }
    } else {
      add(nodes)
    }
  }

  /// What stands in the place of something that is not here: that it is waited for, or that this was stopped, and the way on.
  mutating func addMissing(_ name: String) {
    if scope.isWaitedFor {
      append("waiting." + name, .paragraph(library.waitingText(searching: scope.soughtWords)))
    } else {
      append("cancelled." + name, .paragraph(library.text("voice.outcome.cancelled")))
      append("retry." + name, .choice(library.text("common.retry"), .verb("retry")))
    }
  }

  /// A value is a text key with places, or a path.
  private func factValue(_ reference: String) -> String? {
    library.templates(reference) == nil ? say(reference, nil) : line(reference)
  }

  private func action(
    _ action: ScreenFile.Choice.Action, label: String = "", row: RowScope? = nil
  ) -> Page.Action {
    switch action {
    case .opens(let screen, let bindings): .open(screen: screen.text, parameters: values(bindings, row))
    case .does(let verb): .verb(verb.text)
    case .sets(let bindings): .set(values(bindings, row))
    case .calls(let call, let bindings, let confirm, let done):
      .call(
        Page.Call(
          CallName(call.text), values(bindings, row), label: TerminalSafe(line: label), confirm: confirm?.text,
          done: done.text))
    }
  }

  private func values(_ bindings: [ScreenFile.Binding], _ row: RowScope?) -> Value {
    .object(
      Fields(
        bindings.map { binding in
          switch binding.source {
          case .constant(let value): (binding.name, value)
          case .path(let path): (binding.name, scope.look(path, row: row)?.value ?? .null)
          }
        }))
  }

  private mutating func add(_ list: ScreenFile.List) {
    // Nothing is known of it yet: an empty list would be untrue, and so would be the rows of an earlier question.
    if scope.result == nil { return addMissing(list.path.text) }
    guard case .list(let itemSchema)? = scope.resultSchema.at(list.path.text) else { return }
    let items: [Int: Value]
    let total: Int
    if list.isWindow {
      items = scope.window
      total = scope.windowTotal
    } else {
      let all = scope.look(list.path.text)?.value.list ?? []
      items = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($0, $1) })
      total = min(all.count, list.limit ?? all.count)
    }
    if list.opens == nil, !list.isWindow, total > 0 { return addLines(list, items, total, itemSchema) }
    var rows: [Int: Page.Row] = [:]
    for (index, item) in items where index < total {
      let row = (value: item, schema: itemSchema)
      let details = list.details.compactMap { detail in
        holds(detail.condition, row) ? line(detail.text.text, row).map { TerminalSafe(line: $0) } : nil
      }
      let id = item["id"]?.text ?? String(index + 1)
      rows[index] = Page.Row(
        id: ElementID("\(list.path.text)/\(id)"), name: TerminalSafe(line: line(list.row.text, row) ?? id),
        details: details,
        action: list.opens.map { opens($0.text, list.with, row) } ?? .none)
    }
    var rowList = Page.RowList(total: total, rows: rows, isWindow: list.isWindow, none: library.text(list.none.text))
    if list.isWindow { rowList.failed = scope.failedRows }
    append(list.path.text, .list(rowList))
  }

  /// A list from which nothing is opened is text: every entry whole, one after the other.
  private mutating func addLines(_ list: ScreenFile.List, _ items: [Int: Value], _ total: Int, _ schema: Schema) {
    for index in 0..<total {
      guard let item = items[index] else { continue }
      let row = (value: item, schema: schema)
      let details = list.details.compactMap { holds($0.condition, row) ? line($0.text.text, row) : nil }
      let id = item["id"]?.text ?? String(index + 1)
      let parts = [line(list.row.text, row) ?? id] + details
      append("\(list.path.text)/\(id)", .bullet(TerminalSafe(line: library.joined(parts))))
    }
  }

  /// `opens: @leadsTo` takes the screen and its parameters from the row itself: each to-do leads somewhere else.
  private func opens(_ screen: String, _ bindings: [ScreenFile.Binding], _ row: RowScope) -> Page.Action {
    guard screen.hasPrefix("@") else { return action(.opens(.init(screen), bindings), row: row) }
    guard let target = row.value.at(String(screen.dropFirst())), let type = target["kind"]?.text,
      (try? library.screen(type)) != nil,
      let id = target["id"]?.text
    else { return .none }
    return .open(screen: type, parameters: .fields(("id", .text(id))))
  }

  private mutating func addKeys() {
    append("help.keys", .heading(library.text("help.keys")))
    for command in KeyCommand.allCases {
      let names = library.keys.keys(of: command).map { library.name(of: $0) }
      append(
        "key." + command.rawValue,
        .fact(
          label: names.isEmpty
            ? library.text("key.none") : TerminalSafe(line: names.joined(separator: library.separator)),
          value: library.text("key.\(command.rawValue)")))
    }
  }

  private mutating func addWords() {
    append("help.words", .heading(library.text("help.words")))
    for word in SpokenCommand.allCases {
      append(
        "word." + word.rawValue,
        .fact(
          label: TerminalSafe(line: word.spellings.joined(separator: library.separator)),
          value: library.text("key.word.\(word.rawValue)")))
    }
  }
}

extension ScreenFile.Reference {
  fileprivate init(_ text: String) { self.init(text: text, mark: .init(line: 1, column: 1)) }
}

extension Problem {
  /// What the problem screen is told: the words of the problem, and which choices its remedy gives.
  public func scopeFacts(in library: ScreenLibrary) -> Value {
    let places = places(in: library)
    var facts = Fields([
      ("code", .text(code.rawValue)),
      ("what", .text(library.text("problem.\(code.rawValue).what", places).text)),
      ("next", .text(library.text("problem.\(code.rawValue).next", places).text)),
      ("reference", Value(reference)),
    ])
    switch remedy {
    case .tryAgain, .wait: facts["canRetry"] = true
    case .logIn: facts["canLogIn"] = true
    case .insertCard: facts["cardNeeded"] = true
    case .visitOffice, .none: break
    }
    return .object(facts)
  }

  /// A problem as a part of an answer names it (`Problem.entry`); nil when it names none that this version knows.
  public init?(entry: Value) {
    guard let code = entry["code"]?.text.flatMap(Code.init(rawValue:)) else { return nil }
    self.init(
      code, remedy: entry["retryAfterSeconds"]?.integer.map { .wait(seconds: $0) },
      reference: entry["reference"]?.text)
  }

  /// The facts of a problem in words, for the places of its texts.
  public func places(in library: ScreenLibrary) -> [String: String] {
    var places: [String: String] = [:]
    for field in facts.all {
      places[field.name] =
        field.value.list.map { $0.compactMap(\.text).joined(separator: library.separator) }
        ?? SpokenValue.say(field.value, as: nil, in: library.locale) { library.word($0) }
    }
    if let card = facts["card"]?.text { places["card"] = library.word("value.cardKind." + card) }
    // Words of ours that are said in the person's language.
    for (problem, fact, list) in [
      (Code.fileFailed, "reason", "fileReason"), (.certificateMissing, "kind", "certificateKind"),
      (.sandboxUnavailable, "reason", "sandboxReason"), (.configurationInvalid, "reason", "configurationReason"),
      (.cardFault, "kind", "pinKind"), (.cardRemoved, "kind", "pinKind"),
      (.pinWrong, "kind", "pinKind"), (.pinLocked, "kind", "pinKind"),
    ] where problem == code {
      if let word = facts[fact]?.text { places[fact] = library.word("value.\(list).\(word)") }
    }
    // What is not there has no place in which to mend it.
    if code == .configurationInvalid, ["missing", "unreadable", "profile"].contains(where: { facts[$0] != nil }) {
      places["place"] = nil
    }
    // Two minutes and more are said in minutes: a text has a paragraph for each, of which one is left out.
    if case .wait(let seconds) = remedy {
      places["seconds"] = nil
      places[seconds < 120 ? "seconds" : "minutes"] = SpokenValue.say(seconds < 120 ? seconds : (seconds + 59) / 60)
    }
    return places
  }
}

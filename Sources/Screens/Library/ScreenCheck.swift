public import Domain
internal import Reading

/// Reads every screen and every text and says what is wrong, each with file, line and column: screens and texts are checked like code.
///
/// Four passes: read (shape), resolve (every text exists in every language and asks only for what there is), connect (every screen
/// that is opened exists and can be reached, every call is in the catalogue), speak (no ornament, no line that cannot be broken).
public struct ScreenCheck {
  /// - Parameters:
  ///   - screens: directory of `*.yaml`; named `screens/…` in the findings.
  ///   - content: directory with one directory a language; named `content/…`.
  ///   - schemas: further shapes whose closed lists need words, such as that of `card status`.
  ///   - wordsOfProgram: text keys that the program itself uses.
  public static func findings(
    screens: String, content: String, calls: [CallDescription], schemas: [Schema], wordsOfProgram: [String]
  ) -> [Finding] {
    var check = ScreenCheck(calls: calls)
    check.readScreens(screens)
    for locale in Locale.allCases { check.readWords(content, locale) }
    check.connect()
    check.resolve()
    for key in wordsOfProgram + check.wordsOfValues(schemas) { check.demand(key) }
    check.compareLanguages()
    check.findUnused()
    return check.findings.sorted()
  }

  private struct Text {
    let file: String
    let mark: Mark
    let templates: [Template]
  }

  private let calls: [String: CallDescription]
  private var findings: [Finding] = []
  private var screens: [String: ScreenFile] = [:]
  private var screenNames: Set<String> = []
  private var texts: [Locale: [String: Text]] = [:]
  private var used: Set<String> = []
  /// Files of words that could not be read: what they lack is not said again for each text.
  private var unreadable: Set<String> = []

  private init(calls: [CallDescription]) {
    self.calls = Dictionary(calls.map { ($0.name.text, $0) }) { first, _ in first }
  }

  private mutating func find(_ file: String, _ mark: Mark, _ sentence: String) {
    findings.append(Finding(file, mark, sentence))
  }

  // MARK: Read

  private mutating func readScreens(_ directory: String) {
    let files = ScreenGallery.entries(directory).filter { $0.hasSuffix(".yaml") }.sorted()
    if files.isEmpty { find("screens", Mark(line: 1, column: 1), "there are no screens") }
    for name in files {
      screenNames.insert(String(name.dropLast(5)))
      guard let bytes = readWholeFile("\(directory)/\(name)") else {
        find("screens/\(name)", Mark(line: 1, column: 1), "the file cannot be read")
        continue
      }
      do {
        let screen = try ScreenReader.read(bytes, file: "screens/\(name)")
        screens[screen.name] = screen
      } catch {
        findings += error.findings
      }
    }
  }

  private mutating func readWords(_ directory: String, _ locale: Locale) {
    var all: [String: Text] = [:]
    let files = ScreenGallery.entries("\(directory)/\(locale.rawValue)").filter { $0.hasSuffix(".md") }.sorted()
    if files.isEmpty {
      find("content/\(locale.rawValue)", Mark(line: 1, column: 1), "there are no texts")
      unreadable.insert("content/\(locale.rawValue)")
    }
    for name in files {
      let file = "content/\(locale.rawValue)/\(name)"
      guard let bytes = readWholeFile("\(directory)/\(locale.rawValue)/\(name)") else {
        find(file, Mark(line: 1, column: 1), "the file cannot be read")
        unreadable.insert(file)
        continue
      }
      do {
        let index = WordsIndex(bytes)
        for entry in try WordsFile.read(bytes).entries {
          // CommonMark knows other ways to write a heading; a run looks for this one only.
          if index.entry(entry.key) != entry {
            find(file, entry.mark, "write the key as '## \(entry.key)', alone in its line")
          }
          if WordsLocation.file(of: entry.key) + ".md" != name {
            find(file, entry.mark, "'\(entry.key)' belongs into \(WordsLocation.file(of: entry.key)).md")
          }
          var templates: [Template] = []
          for paragraph in entry.paragraphs {
            speak(paragraph, file)
            guard
              let template = Template(paragraph.text, kind: Template.Kind(paragraph.kind), line: paragraph.mark.line)
            else {
              find(file, paragraph.mark, "a brace is open or a place has no name")
              continue
            }
            templates.append(template)
          }
          if templates.isEmpty { find(file, entry.mark, "'\(entry.key)' has no text") }
          all[entry.key] = Text(file: file, mark: entry.mark, templates: templates)
        }
      } catch {
        find(file, error.mark, error.sentence)
        unreadable.insert(file)
      }
    }
    texts[locale] = all
  }

  // MARK: Speak

  /// What a screen reader spells out or skips, and what carries meaning by its looks.
  private static let ornaments = Set("★☆●○◎◆◇■□▲△▼▽→←↑↓⇒⇔※…‥─━│┃═║✓✔✗✘☑☐♪♥①②③④⑤⑥⑦⑧⑨⑩")

  private mutating func speak(_ paragraph: WordsFile.Paragraph, _ file: String) {
    if let ornament = paragraph.text.first(where: { Self.ornaments.contains($0) }) {
      find(file, paragraph.mark, "'\(ornament)' is an ornament: say it in words")
    }
    if let scalar = TerminalSafe.firstUnsafe(in: paragraph.text) {
      let hex = String(scalar.value, radix: 16, uppercase: true)
      find(file, paragraph.mark, "a character that cannot be shown: U+\(hex)")
    }
    let longest =
      paragraph.text.split(whereSeparator: { $0 == " " || CellWidth.of($0) == 2 }).map { CellWidth.of(String($0)) }
      .max() ?? 0
    if longest > 76 { find(file, paragraph.mark, "a word is wider than 76 columns and cannot be broken") }
  }

  // MARK: Connect

  private mutating func connect() {
    // What an unreadable file opens or says is not known: nothing else is blamed for it.
    let everyFileIsRead = screens.count == screenNames.count
    var reached = Set(screens.values.filter(\.isRoot).map(\.name))
    var queue = Array(reached)
    while let name = queue.popLast() {
      guard let screen = screens[name] else { continue }
      for target in openings(screen.blocks).map(\.screen) where !target.text.hasPrefix("@") {
        if reached.insert(target.text).inserted { queue.append(target.text) }
      }
    }
    for screen in screens.values.sorted(by: { $0.name < $1.name }) {
      for target in openings(screen.blocks).map(\.screen)
      where !target.text.hasPrefix("@") && !screenNames.contains(target.text) {
        find(
          screen.file, target.mark,
          "no screen '\(target.text)'" + suggestion(for: target.text, among: screenNames.sorted()))
      }
      if everyFileIsRead, !reached.contains(screen.name) {
        find(screen.file, Mark(line: 1, column: 1), "no screen opens '\(screen.name)', and it is not a root")
      }
      for call in [screen.load, screen.then].compactMap({ $0 }) { demand(call, in: screen, isOperation: false) }
      if let operation = screen.operates { demand(operation, in: screen, isOperation: true) }
      checkBindings(screen)
      for opening in openings(screen.blocks) { checkTelling(opening, in: screen) }
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
    let call = target.source.flatMap { calls[$0.text] }
    if target.source != nil, call == nil { return }
    let known = call?.parameters ?? []
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

  // MARK: Resolve

  private mutating func resolve() {
    for screen in screens.values.sorted(by: { $0.name < $1.name }) {
      let call = screen.source.flatMap { calls[$0.text] }
      let scope = PathScope(
        result: call?.result ?? .object([]), parameters: .object(call?.parameters ?? []), row: nil,
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
  }

  private mutating func resolve(_ nodes: [ScreenFile.Node], in screen: ScreenFile, _ scope: PathScope) {
    for node in nodes {
      for path in node.condition?.paths ?? [] { usePath(path, in: screen, scope) }
      switch node.kind {
      case .heading(let text), .paragraph(let text), .alert(let text): useText(text, in: screen, scope)
      case .fact(let label, let value):
        useText(label, in: screen, scope)
        if texts[.ja]?[value.text] != nil || scope.schema(of: value.text) == nil {
          useText(value, in: screen, scope)
        }
      case .body(let path): usePath(path, in: screen, scope)
      case .field(let label, let hint, let sets):
        useText(label, in: screen, scope)
        if let hint { useText(hint, in: screen, scope) }
        useParameter(sets.text, sets.mark, in: screen, scope)
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
          case .does: break
          }
        }
      case .list(let list): resolve(list, in: screen, scope)
      }
    }
  }

  private mutating func resolve(_ list: ScreenFile.List, in screen: ScreenFile, _ scope: PathScope) {
    useText(list.none, in: screen, scope)
    var row = scope
    if case .list(let item)? = scope.schema(of: list.path.text) {
      row.row = item
    } else {
      row.isKnown = false
      if scope.isKnown { find(screen.file, list.path.mark, "the result has no list '\(list.path.text)'") }
    }
    useText(list.row, in: screen, row)
    for detail in list.details {
      useText(detail.text, in: screen, row)
      for path in detail.condition?.paths ?? [] { usePath(path, in: screen, row) }
    }
    usePaths(list.with, in: screen, row)
    if let opens = list.opens, opens.text.hasPrefix("@") {
      usePath(ScreenFile.Reference(text: String(opens.text.dropFirst()), mark: opens.mark), in: screen, row)
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
      find(screen.file, path.mark, "there is no '\(path.text)' here")
    }
  }

  /// A text exists in every language, and each of its places is offered here.
  private mutating func useText(_ key: ScreenFile.Reference, in screen: ScreenFile, _ scope: PathScope) {
    used.insert(key.text)
    for locale in Locale.allCases {
      guard let text = texts[locale]?[key.text] else {
        if isUnreadable(key.text, locale) { continue }
        let known = (texts[locale] ?? [:]).keys.sorted()
        find(
          screen.file, key.mark,
          "no text '\(key.text)' in \(locale.rawValue)" + suggestion(for: key.text, among: known))
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
            "'\(key.text)' has the place {\(place)}, which \(screen.file):\(key.mark.line) does not offer")
        }
      }
    }
  }

  private mutating func demand(_ key: String) {
    guard used.insert(key).inserted else { return }
    for locale in Locale.allCases where texts[locale]?[key] == nil {
      if isUnreadable(key, locale) { continue }
      let file = "content/\(locale.rawValue)/\(WordsLocation.file(of: key)).md"
      find(file, Mark(line: 1, column: 1), "the program needs the text '\(key)'")
    }
  }

  private func isUnreadable(_ key: String, _ locale: Locale) -> Bool {
    unreadable.contains("content/\(locale.rawValue)/\(WordsLocation.file(of: key)).md")
      || unreadable.contains("content/\(locale.rawValue)")
  }

  private mutating func demandKeys() {
    for binding in KeyTable.all {
      demand("key." + binding.command.rawValue)
      for name in binding.keyNames { demand("key.name." + name) }
    }
    for word in SpokenCommand.allCases { demand("key.word." + word.rawValue) }
    for key in ["help.keys", "help.words"] { demand(key) }
  }

  /// Words for every closed list of every call, and for every problem.
  private func wordsOfValues(_ schemas: [Schema]) -> [String] {
    var keys: [String] = []
    func walk(_ schema: Schema) {
      switch schema {
      case .choice(let name, let words):
        // Names of parts and codes are never shown as they are.
        if name != "homePart" && name != "problem" { keys += words.map { "value.\(name).\($0)" } }
      case .list(let item): walk(item)
      case .object(let fields): for field in fields { walk(field.schema) }
      default: break
      }
    }
    for schema in calls.values.map(\.result) + schemas { walk(schema) }
    for code in Problem.Code.allCases {
      keys += ["problem.\(code.rawValue).what", "problem.\(code.rawValue).next", "value.problem.\(code.rawValue)"]
    }
    return keys
  }

  // MARK: Languages

  private mutating func compareLanguages() {
    for (key, ja) in texts[.ja] ?? [:] {
      for locale in Locale.allCases where locale != .ja {
        guard let other = texts[locale]?[key] else {
          if isUnreadable(key, locale) { continue }
          find(ja.file, ja.mark, "'\(key)' is missing in \(locale.rawValue)")
          continue
        }
        let places = Set(ja.templates.flatMap(\.places))
        let others = Set(other.templates.flatMap(\.places))
        if places != others {
          let difference = places.symmetricDifference(others).sorted().map { "{\($0)}" }.joined(separator: ", ")
          find(other.file, other.mark, "'\(key)' and its Japanese text differ in \(difference)")
        }
      }
    }
    for locale in Locale.allCases where locale != .ja {
      for (key, text) in texts[locale] ?? [:] where texts[.ja]?[key] == nil && !isUnreadable(key, .ja) {
        find(text.file, text.mark, "'\(key)' has no Japanese text")
      }
    }
  }

  private mutating func findUnused() {
    guard screens.count == screenNames.count else { return }
    for (key, text) in texts[.ja] ?? [:] where !used.contains(key) {
      find(text.file, text.mark, "nobody uses '\(key)'")
    }
  }
}

public import Domain
internal import Reading

#if canImport(Glibc)
  internal import Glibc
#endif

/// Any screen in any of its declared states, without a network: `screens/states/<screen>.<state>.json` says what there is. Its fields,
/// none of which is needed: `result` (what the screen's call would have answered), `parameters` (what the screen was opened with),
/// `session` (what is not as in most states), `facts` (the step of a log-in), `problem` (`code`, `facts`, `reference`: what the
/// problem screen tells of), `waiting` (the text key of what is waited for). Of a form: `step` (`intro`, `check`, `leaving`, `kept`, or
/// the name of a question), `answers`, `refused` (what was typed), `faults` (a code for each question), `keptAt` (since when answers are
/// kept), `isKept` (false: they are not on the disk).
public enum ScreenGallery {
  /// The names of all screens and forms, sorted.
  public static func names(_ resources: String) -> [String] {
    (entries(resources + "/screens") + entries(resources + "/screens/forms")).filter { $0.hasSuffix(".yaml") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  /// The states of a screen for which there is a fixture, sorted.
  public static func states(of screen: String, _ resources: String) -> [String] {
    entries(resources + "/screens/states").filter { $0.hasPrefix(screen + ".") && $0.hasSuffix(".json") }
      .map { String($0.dropFirst(screen.count + 1).dropLast(5)) }.filter { !$0.contains(".") }.sorted()
  }

  /// The page of a screen in a state; an empty state is the screen without any values.
  /// - Throws: `screenBroken` with the place, `notFound` for a state that has no fixture.
  public static func page(
    _ name: String, state: String, _ resources: String, _ library: ScreenLibrary
  ) throws(Problem) -> Page {
    do throws(ScreenErrors) {
      if let form = try library.form(name) {
        let fixture = state.isEmpty ? [:] : try fixture(name, state, resources) { $0.check(form) }
        return library.page(form, in: fixture)
      }
      let screen = try library.screen(name)
      let call = screen.source.flatMap { library.description(of: CallName($0.text)) }
      var scope = Scope()
      if screen.source == nil { scope.form = form(opening: name, resources, library) }
      var waiting: String?
      if let call {
        scope.resultSchema = call.result
        scope.parameterSchema = .object(call.parameters)
      }
      scope.session = .fields(
        ("loggedIn", .bool(name != "start" && name != "login")), ("displayName", "サンプル 太郎"),
        ("expiresAt", "2026-11-20T15:30:00+09:00"), ("practice", .bool(true)), ("version", "0.1.0"))
      if !state.isEmpty {
        let fixture = try fixture(name, state, resources) { $0.check(screen, call, scope.form) }
        scope.take(fixture, windowPath: windowPath(screen.blocks), library)
        waiting = fixture["waiting"]?.text
      }
      var page = try library.page(name, scope)
      page.waiting = waiting.map { library.text($0) }
      library.addSessionEnd(to: &page, scope.session)
      return page
    } catch {
      throw Problem(.screenBroken, facts: [("place", .text(error.findings.first?.description ?? name))])
    }
  }

  private static func form(opening screen: String, _ resources: String, _ library: ScreenLibrary) -> Form? {
    entries(resources + "/screens/forms").filter { $0.hasSuffix(".yaml") }.sorted().lazy
      .compactMap { (try? library.form(String($0.dropLast(5)))) ?? nil }.first { $0.opens.text == screen }
  }

  private static func fixture(
    _ name: String, _ state: String, _ resources: String, check: (inout StateFile) -> Void
  ) throws(ScreenErrors) -> Value {
    let file = "screens/states/\(name).\(state).json"
    guard let bytes = readWholeFile("\(resources)/\(file)") else {
      throw ScreenErrors([Finding(file, Mark(line: 1, column: 1), "no such state")])
    }
    var fixture = try StateFile(bytes, file: file)
    check(&fixture)
    guard fixture.findings.isEmpty else { throw ScreenErrors(fixture.findings) }
    return fixture.value
  }

  private static func windowPath(_ nodes: [ScreenFile.Node]) -> String? {
    for node in nodes {
      switch node.kind {
      case .list(let list) where list.isWindow: return list.path.text
      case .part(_, _, let nodes): if let path = windowPath(nodes) { return path }
      default: continue
      }
    }
    return nil
  }

  static func entries(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }
}

extension ScreenLibrary {
  fileprivate func page(_ form: Form, in fixture: Value) -> Page {
    let step: FormStep =
      switch fixture["step"]?.text {
      case "check": .check
      case "leaving": .leaving
      case "kept": .kept(at: fixture["keptAt"]?.text ?? "")
      case "intro": .intro
      case let name?: .question(name)
      case nil: form.intro == nil ? .question(form.questions[0].name) : .intro
      }
    func each<R>(_ name: String, _ make: (String) -> R?) -> [String: R] {
      let pairs = (fixture[name]?.object?.all ?? []).compactMap { field in
        field.value.text.flatMap(make).map { (field.name, $0) }
      }
      return Dictionary(pairs) { first, _ in first }
    }
    return page(
      form, at: step, Answers(fixture["answers"]?.object ?? Fields()),
      faults: each("faults") { EntryFault.Code(rawValue: $0).map { EntryFault($0) } }, refused: each("refused") { $0 },
      given: fixture["isKept"]?.bool == false ? .lostAtEnd : .kept, isPractice: true)
  }
}

extension Scope {
  fileprivate mutating func take(_ fixture: Value, windowPath: String?, _ library: ScreenLibrary) {
    result = fixture["result"]
    if let parameters = fixture["parameters"] { self.parameters = parameters }
    if let facts = fixture["facts"] { self.facts = facts }
    if case .object(var fields) = session {
      for field in fixture["session"]?.object?.all ?? [] { fields[field.name] = field.value }
      session = .object(fields)
    }
    if let problem = fixture["problem"], let code = problem["code"]?.text.flatMap(Problem.Code.init(rawValue:)) {
      let told = (problem["facts"]?.object?.all ?? []).map { ($0.name, $0.value) }
      self.facts = Problem(code, facts: told, reference: problem["reference"]?.text).scopeFacts(in: library)
    }
    takeProblemsOfResult()
    if let windowPath, let items = result?.at(windowPath)?.list {
      window = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($0, $1) })
      windowTotal = result?["total"]?.integer ?? items.count
    }
  }
}

internal import Domain
internal import Reading

/// What stands in `screens/states/<screen>.<state>.json`, held against the screen or the form that is shown with it: the gallery would
/// take a word that it does not know for nothing at all, and show a page that waits.
struct StateFile {
  let file: String
  let value: Value
  private(set) var findings: [Finding] = []
  /// The same bytes as YAML, whose reader keeps the places; nil where they are JSON only.
  private let places: YAMLNode?

  private static let start = Mark(line: 1, column: 1)
  private static let partsOfScreen = ["result", "parameters", "session", "facts", "problem", "waiting"]
  private static let partsOfForm = ["step", "answers", "refused", "faults", "keptAt", "isKept"]

  /// - Throws: the finding that it is no JSON.
  init(_ bytes: [UInt8], file: String) throws(ScreenErrors) {
    do {
      value = try JSONReader.read(bytes, maximumBytes: YAMLNode.maximumBytes)
    } catch {
      throw ScreenErrors([
        Finding(file, error.reason == .tooLarge ? Self.start : Mark(ofByte: error.offset, in: bytes), error.sentence)
      ])
    }
    self.file = file
    places = try? YAMLNode.read(bytes)
  }

  // MARK: Of a screen

  /// - Parameters:
  ///   - call: what the screen shows; nil for a screen without a call.
  ///   - form: the one whose answers the screen is opened with.
  ///   - texts: the keys that `waiting` may name; nil where they are not known.
  mutating func check(_ screen: ScreenFile, _ call: CallDescription?, _ form: Form?, texts: [String]? = nil) {
    guard allow(Self.partsOfScreen, in: value, at: []) else { return }
    if let result = value["result"] {
      if let call {
        fit(result, call.result, at: ["result"], "\(call.name.text) gives")
      } else if screen.source == nil {
        find(["result"], "'\(screen.name)' has no call whose 'result' this could be")
      }
    }
    if let known = screen.parameters(of: call, asking: form) {
      // What a call cannot do without may be missing here: nothing is asked.
      fit(value["parameters"], .object(known.map(\.asOptional)), at: ["parameters"], "'\(screen.name)' is told")
    }
    fit(value["session"], Scope.sessionSchema.allOptional, at: ["session"], "the session has")
    fit(value["facts"], Scope.factsSchema, at: ["facts"], "a step has")
    if let problem = value["problem"], allow(["code", "facts", "reference"], in: problem, at: ["problem"]) {
      let codes = Problem.Code.allCases.map(\.rawValue)
      word(problem["code"], among: codes, at: ["problem", "code"], "no problem")
    }
    if let texts, let waiting = value["waiting"] { word(waiting, among: texts, at: ["waiting"], "no text") }
  }

  // MARK: Of a form

  mutating func check(_ form: Form) {
    guard allow(Self.partsOfForm, in: value, at: []) else { return }
    let questions = form.questions.map(\.name)
    if let step = value["step"] {
      word(step, among: ["intro", "check", "leaving", "kept"] + questions, at: ["step"], "no step")
    }
    let answers = form.questions.map { Field($0.name, $0.kind.schema, optional: true) }
    fit(value["answers"], .object(answers), at: ["answers"], "the form asks for")
    for part in ["refused", "faults"] {
      guard let given = value[part], allow(questions, in: given, at: [part], "no question") else { continue }
      for field in given.object?.all ?? [] {
        if part == "faults" {
          word(field.value, among: EntryFault.Code.allCases.map(\.rawValue), at: [part, field.name], "no fault")
        } else if field.value.text == nil {
          find([part, field.name], "what was typed is a text")
        }
      }
    }
    let others = Schema.object([Field("keptAt", .time, optional: true), Field("isKept", .boolean, optional: true)])
    let given = Fields(["keptAt", "isKept"].compactMap { name in value[name].map { (name, $0) } })
    fit(.object(given), others, at: [], "a form has")
    if value["step"]?.text == "kept", value["keptAt"] == nil { find(["step"], "'kept' needs 'keptAt'") }
  }

  // MARK: Shapes

  private mutating func find(_ path: [String], _ sentence: String) {
    findings.append(Finding(file, places?.mark(at: path[...]) ?? Self.start, sentence))
  }

  /// Whether it is an object at all; every name in it that is not known is found.
  private mutating func allow(_ names: [String], in value: Value, at path: [String], _ what: String = "unknown key")
    -> Bool
  {
    guard let fields = value.object else {
      find(path, path.isEmpty ? "a state is an object ({…})" : "'\(path[path.count - 1])' is an object ({…})")
      return false
    }
    for name in fields.all.map(\.name) where !names.contains(name) {
      find(path + [name], "\(what) '\(name)'" + suggestion(for: name, among: names))
    }
    return true
  }

  private mutating func word(_ value: Value?, among known: [String], at path: [String], _ what: String) {
    guard let text = value?.text else { return find(path, "'\(path[path.count - 1])' is a word") }
    if !known.contains(text) { find(path, "\(what) '\(text)'" + suggestion(for: text, among: known)) }
  }

  /// The first place at which it does not have its shape.
  private mutating func fit(_ value: Value?, _ schema: Schema, at path: [String], _ who: String) {
    guard let value, let misfit = schema.misfit(value) else { return }
    let steps = misfit.split { ".[]".contains($0) }.map(String.init)
    let (shape, given) = steps.reduce((Schema?.some(schema), Value?.some(value))) {
      ($0.0?.inside($1), $0.1?.inside($1))
    }
    let name = (steps.isEmpty ? path : path + [misfit]).joined(separator: ".")
    if shape != nil, given == nil || given?.isNull == true {
      find(path + (given == nil ? steps.dropLast() : steps), "'\(name)' is missing: \(who) it")
    } else if shape == nil, let last = steps.last {
      let others = steps.dropLast().reduce(Schema?.some(schema)) { $0?.inside($1) }?.names ?? []
      find(path + steps, "\(who) no '\(last)'" + suggestion(for: last, among: others))
    } else {
      find(path + steps, "'\(name)' is not what \(who)" + (shape?.words.map { ": " + $0 } ?? ""))
    }
  }
}

extension JSONError {
  fileprivate var sentence: String {
    switch reason {
    case .unexpectedByte, .invalidNumber: "not JSON: this cannot stand here"
    case .unexpectedEnd: "not JSON: the file ends too early"
    case .invalidUTF8: "the file is not UTF-8"
    case .invalidEscape: "not JSON: there is no such character"
    case .duplicateField: "not JSON: the same name stands twice"
    case .tooDeep: "nested too deeply"
    case .tooLarge: "the file is too large: at most 1 MiB"
    case .trailingBytes: "not JSON: something follows its end"
    }
  }
}

extension YAMLNode {
  /// Where a value stands, or its name where it has one; nil where the path ends early.
  fileprivate func mark(at path: ArraySlice<String>) -> Mark? {
    guard let step = path.first else { return mark }
    if let items = sequence, let index = Int(step), items.indices.contains(index) {
      return items[index].mark(at: path.dropFirst())
    }
    guard let pair = mapping?.first(where: { $0.key == step }) else { return nil }
    return path.count == 1 ? pair.mark : pair.value.mark(at: path.dropFirst())
  }
}

extension Value {
  fileprivate func inside(_ step: String) -> Value? {
    guard case .list(let items) = self else { return self[step] }
    return Int(step).flatMap { items.indices.contains($0) ? items[$0] : nil }
  }
}

extension Schema {
  fileprivate func inside(_ step: String) -> Schema? {
    guard case .list(let item) = self else { return at(step) }
    return item
  }

  /// The names of its fields.
  fileprivate var names: [String] {
    guard case .object(let fields) = self else { return [] }
    return fields.map(\.name)
  }

  /// What is right there, for who has written something else.
  fileprivate var words: String? {
    switch self {
    case .choice(_, let words): words.joined(separator: ", ")
    case .date: "a date such as 2026-11-20"
    case .time: "a time such as 2026-11-20T15:30:00+09:00"
    case .boolean: "true or false"
    case .integer: "a whole number"
    case .text, .body: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }

  fileprivate var allOptional: Schema {
    guard case .object(let fields) = self else { return self }
    return .object(fields.map(\.asOptional))
  }
}

extension Field {
  fileprivate var asOptional: Field { Field(name, schema, optional: true, summary) }
}

public import Domain

/// What a screen's paths can lead to: the call's result, the screen's own parameters, the session and the portal.
public struct Scope: Hashable, Sendable {
  /// The call's result; nil while it is waited for. For a windowed list, without its rows.
  public var result: Value?
  public var resultSchema: Schema
  public var parameters: Value
  public var parameterSchema: Schema
  /// The form whose answers the parameters are: it knows the words of those of which the screen has no call that does.
  public var form: Form?
  /// `loggedIn`, `displayName`, `kana`, `expiresAt`, `idleSeconds`; `minutesLeft` when it ends soon, `ended` when it has by itself;
  /// `practice`, `version`; `linear`: the face reads lines.
  public var session: Value
  /// Rows of the windowed list that are loaded, by index.
  public var window: [Int: Value]
  public var windowTotal: Int
  /// Rows of it that were asked for and did not come.
  public var failedRows: [Range<Int>] = []
  /// Parts of the result that did not come, by name.
  public var failedParts: [String: Problem]
  /// False when nothing more will come: a part that is missing was cancelled.
  public var isWaitedFor = true
  /// The words for which a list is being searched; nil when none are.
  public var soughtWords: String?
  /// Facts and words that belong to the page itself (a problem's code and counts, the step of a log-in).
  public var facts: Value

  public init(
    result: Value? = nil, resultSchema: Schema = .object([]), parameters: Value = .object(Fields()),
    parameterSchema: Schema = .object([]), session: Value = .object(Fields()), window: [Int: Value] = [:],
    windowTotal: Int = 0, failedParts: [String: Problem] = [:], facts: Value = .object(Fields())
  ) {
    self.result = result
    self.resultSchema = resultSchema
    self.parameters = parameters
    self.parameterSchema = parameterSchema
    self.session = session
    self.window = window
    self.windowTotal = windowTotal
    self.failedParts = failedParts
    self.facts = facts
  }

  /// Names the parts that did not come from the list `problems` of the result.
  public mutating func takeProblemsOfResult() {
    for entry in result?["problems"]?.list ?? [] {
      if let part = entry["part"]?.text { failedParts[part] = Problem(entry: entry) ?? Problem(.internalFault) }
    }
  }

  /// What the session offers to every screen.
  public static let sessionSchema: Schema = .object([
    Field("loggedIn", .boolean), Field("displayName", .text, optional: true), Field("kana", .text, optional: true),
    Field("expiresAt", .time, optional: true),
    Field("practice", .boolean), Field("version", .text), Field("linear", .boolean),
    Field("idleSeconds", .integer, optional: true), Field("minutesLeft", .integer, optional: true),
    Field("ended", .boolean, optional: true),
  ])

  /// Which PIN.
  private static let pins = Schema.object(PINKind.allCases.map { Field($0.word, .boolean, optional: true) })

  /// What a problem or a step of an operation offers to the texts of its page.
  public static let factsSchema: Schema = .object([
    Field("code", .text, optional: true), Field("what", .text, optional: true), Field("next", .text, optional: true),
    Field("reference", .text, optional: true), Field("remedy", .text, optional: true),
    Field("triesLeft", .integer, optional: true),
    // An operation: while it works, when its result is there.
    Field("running", .boolean, optional: true), Field("done", .boolean, optional: true),
    // What it does while it works.
    Field("card", .boolean, optional: true), Field("verifying", .boolean, optional: true),
    Field("portal", .boolean, optional: true), Field("held", .boolean, optional: true),
    Field("leaving", .boolean, optional: true),
    // What it asks.
    Field("pin", .choice(name: "pinKind", PINKind.allCases.map(\.word)), optional: true),
    Field("current", pins, optional: true), Field("old", pins, optional: true), Field("new", pins, optional: true),
    Field("again", pins, optional: true),
    Field("malformed", .boolean, optional: true), Field("differs", .boolean, optional: true),
    Field("lastTry", .boolean, optional: true), Field("atReader", .boolean, optional: true),
    Field("replacing", .text, optional: true), Field("canCancel", .boolean, optional: true),
    Field("canRetry", .boolean, optional: true),
    Field("canLogIn", .boolean, optional: true), Field("cardNeeded", .boolean, optional: true),
  ])

  /// A path of the file in the scope: `param.x`, `session.x`, `fact.x`, else the row (in a list) or the result.
  public func look(_ path: String, row: (value: Value, schema: Schema)? = nil) -> (value: Value, schema: Schema?)? {
    func found(_ value: Value?, _ schema: Schema, _ path: String) -> (Value, Schema?)? {
      value?.at(path).map { ($0, schema.at(path)) }
    }
    if path.hasPrefix("param.") { return found(parameters, parameterSchema, String(path.dropFirst(6))) }
    if path.hasPrefix("session.") { return found(session, Self.sessionSchema, String(path.dropFirst(8))) }
    if path.hasPrefix("fact.") { return found(facts, Self.factsSchema, String(path.dropFirst(5))) }
    if let row { return found(row.value, row.schema, path) }
    return found(result, resultSchema, path)
  }

  /// The question of the form that a path is the answer to.
  func question(of path: String) -> Form.Question? {
    path.hasPrefix("param.") ? form?.question(String(path.dropFirst(6))) : nil
  }

  /// The schema that a path would have, whether or not there is a value: for the check of the files.
  public static func schema(
    of path: String, result: Schema, parameters: Schema, row: Schema? = nil
  ) -> Schema? {
    if path.hasPrefix("key.") { return KeyPlace(path).map { _ in .text } }
    if path.hasPrefix("param.") { return parameters.at(String(path.dropFirst(6))) }
    if path.hasPrefix("session.") { return sessionSchema.at(String(path.dropFirst(8))) }
    if path.hasPrefix("fact.") { return factsSchema.at(String(path.dropFirst(5))) }
    return (row ?? result).at(path)
  }

  /// Every path for which there is a schema, in the order in which they are looked for.
  static func paths(result: Schema, parameters: Schema, row: Schema?) -> [String] {
    (row ?? result).paths + parameters.paths.map { "param." + $0 } + sessionSchema.paths.map { "session." + $0 }
      + factsSchema.paths.map { "fact." + $0 } + KeyCommand.allCases.map { "key." + $0.rawValue }
  }
}

extension Schema {
  /// The dotted paths of all that is in it.
  fileprivate var paths: [String] {
    guard case .object(let fields) = self else { return [] }
    return fields.flatMap { field in [field.name] + field.schema.paths.map { field.name + "." + $0 } }
  }
}

extension Value {
  /// Whether there is something: not null, false, zero or empty.
  var isSomething: Bool {
    switch self {
    case .null, .bool(false), .integer(0): false
    case .text(let text): !text.isEmpty
    case .list(let items): !items.isEmpty
    default: true
    }
  }
}

import Domain

#if canImport(Glibc)
  import Glibc
#endif

/// `bff …`: the catalogue of calls by name, as the screens use it.
enum BFFCommands {
  static func list(_ invocation: Invocation) async throws(Failure) -> Answer {
    let items = Calls.catalogue.map { call -> Value in
      .fields(
        ("name", .text(call.name.text)), ("summary", .text(call.summary)), ("changes", .bool(call.changes)),
        ("needsSession", .bool(call.needsSession)))
    }
    let item = Schema.object([
      Field("name", .text), Field("summary", .text), Field("changes", .boolean), Field("needsSession", .boolean),
    ])
    return Answer(
      .fields(
        ("items", .list(items)), ("next", .null), ("total", .integer(items.count)), ("problems", .list([]))),
      .list(path: "items", columns: ["name", "summary"], item: item))
  }

  static func describe(_ invocation: Invocation) async throws(Failure) -> Answer {
    let name = invocation.arguments[0]
    guard let call = Calls.catalogue.first(where: { $0.name.text == name }) else { throw try unknown(name) }
    let value = Value.fields(
      ("name", .text(call.name.text)), ("summary", .text(call.summary)), ("changes", .bool(call.changes)),
      ("needsSession", .bool(call.needsSession)), ("parameters", Schema.jsonSchema(of: call.parameters)),
      ("result", call.result.jsonSchema))
    // A description is JSON Schema for whoever reads it.
    return Answer(value, .words([Output.document(value, layout: .indented)]))
  }

  static func call(_ invocation: Invocation) async throws(Failure) -> Answer {
    let name = invocation.arguments[0]
    guard let description = Calls.catalogue.first(where: { $0.name.text == name }) else { throw try unknown(name) }
    var parameters: Value = [:]
    if let input = invocation["input"] {
      let bytes = try await invocation.trying { () throws(Problem) in try Files.input(input) }
      guard let value = try? JSONReader.read(bytes), value.object != nil else {
        throw .problem(Problem(.inputInvalid, facts: [("field", .text("--input"))]))
      }
      parameters = value
    }
    var texts: [(name: String, text: String)] = []
    for argument in invocation.arguments.dropFirst() {
      guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
        throw .badValue(argument, of: "key=value", allowed: description.parameters.map { $0.name + "=" })
      }
      texts.append((String(argument[..<equals]), String(argument[argument.index(after: equals)...])))
    }
    let given = texts
    let fromArguments = try await invocation.trying { () throws(Problem) in
      try Calls.parameters(of: CallName(name), from: given)
    }
    if case .object(var fields) = parameters {
      for field in fromArguments.object?.all ?? [] { fields[field.name] = field.value }
      parameters = .object(fields)
    }
    let services = try invocation.services()
    let whole = parameters
    let value = try await invocation.trying { () throws(Problem) in try await services.call(CallName(name), whole) }
    // A call may answer although parts of it failed: they are in its `problems`.
    let exit = value["problems"]?.list?.isEmpty == false ? ExitCode.partMissing : .done
    // What a call gives is JSON for whoever reads it; only `--jsonl` asks for the rows of a list by themselves.
    if invocation.has("jsonl"), value["items"]?.list != nil {
      return Answer(value, .list(path: "items", columns: [], item: .object([])), exit: exit)
    }
    return Answer(value, .words([Output.document(value, layout: .indented)]), exit: exit)
  }

  private static func unknown(_ name: String) throws(Failure) -> Failure {
    var places = ["word": name]
    places["suggestion"] = Nearest.word(to: name, among: Calls.catalogue.map(\.name.text))
    return .misuse(key: "cli.unknown-call", places: places)
  }
}

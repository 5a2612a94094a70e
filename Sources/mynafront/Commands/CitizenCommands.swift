import Domain
import Screens

/// `home`, `todo`, `applications`: reading what the portal has.
enum CitizenCommands {
  static func home(_ invocation: Invocation) async throws(Failure) -> Answer {
    let services = try invocation.services()
    var last: (value: Value, isComplete: Bool, loginProblem: Problem?)?
    for await overview in services.home() { last = overview }
    guard let last else { throw .because(.internalFault) }
    if let problem = last.loginProblem { throw .problem(problem) }
    let value = last.value
    let problems = value["problems"]?.list ?? []
    let texts = invocation.texts
    let codes = problems.compactMap { $0["code"]?.text.flatMap(Problem.Code.init(rawValue:)) }
    // When no part came, there is nothing to print: it is one problem, not seven.
    let partNames = ["notices", "delivery", "todo", "applications", "selfInfo", "proxies", "status"]
    if problems.count == partNames.count, let code = codes.first { throw .because(code) }
    let remarks = problems.compactMap { $0["part"]?.text }.map { part in
      texts.text("cli.part-missing", ["part": texts.text("home.part." + part).text])
    }
    return Answer(
      value, .words(lines(value, texts)), remarks: remarks, exit: problems.isEmpty ? .done : .partMissing)
  }

  /// One thing a line: what it is, its id, its date, its words.
  private static func lines(_ value: Value, _ texts: ScreenLibrary) -> [TerminalSafe] {
    var lines: [TerminalSafe] = []
    func add(_ columns: [String?]) { lines.append(TerminalSafe(columns: columns.map { $0 ?? "" })) }
    for outage in value["status"]?.list ?? [] {
      add(["status", outage["id"]?.text, outage["from"]?.text, outage["title"]?.text])
    }
    if let unread = value.at("notices.unread")?.integer { add(["unread", String(unread)]) }
    for notice in value.at("notices.latest")?.list ?? [] {
      add(["notice", notice["id"]?.text, notice["issuedAt"]?.text, notice["title"]?.text])
    }
    for todo in value["todo"]?.list ?? [] {
      add(["todo", todo["id"]?.text, todo["due"]?.text, todo["title"]?.text])
    }
    for application in value["applications"]?.list ?? [] {
      add([
        "application", application["id"]?.text, application["state"]?.text, application.at("procedure.title")?.text,
      ])
    }
    return lines
  }

  static func todoList(_ invocation: Invocation) async throws(Failure) -> Answer {
    try await list(invocation, "todo.list", [], columns: ["id", "due", "daysLeft", "kind", "title"])
  }

  static func applicationsList(_ invocation: Invocation) async throws(Failure) -> Answer {
    try await list(
      invocation, "applications.list", [], columns: ["id", "state", "submittedAt", "procedure.title"])
  }

  static func applicationsShow(_ invocation: Invocation) async throws(Failure) -> Answer {
    let services = try invocation.services()
    let value = try await invocation.trying { () throws(Problem) in
      try await services.call("applications.show", .fields(("id", .text(invocation.arguments[0]))))
    }
    return Answer(
      value,
      .facts(
        [
          "id", "procedure.title", "state", "nextAction", "destination", "submittedAt", "receipt.number", "due",
          "officeMessage",
        ], rows: ("history", ["at", "state", "note"]), Calls.description("applications.show").result))
  }

  /// A list call: its options as parameters, one page or (`--all`) every page.
  static func list(
    _ invocation: Invocation, _ name: CallName, _ parameters: [(String, Value)], columns: [String]
  ) async throws(Failure) -> Answer {
    let services = try invocation.services()
    let limit = try invocation.number("limit", in: 1...100_000)
    let description = Calls.description(name)
    var fields = Fields(parameters)
    var items: [Value] = []
    var cursor = invocation["cursor"]
    var whole = Value.object(Fields())
    // A page of the portal has at most 200 items; more are fetched page by page.
    let wanted = invocation.has("all") ? Int.max : limit ?? 50
    repeat {
      fields["limit"] = .integer(min(200, wanted - items.count))
      fields["cursor"] = cursor.map(Value.text)
      let parameters = Value.object(fields)
      whole = try await invocation.trying { () throws(Problem) in try await services.call(name, parameters) }
      items += whole["items"]?.list ?? []
      cursor = whole["next"]?.text
    } while cursor != nil && items.count < wanted
    guard case .object(var result) = whole, case .list(let itemSchema)? = description.result.at("items") else {
      throw .because(.internalFault)
    }
    result["items"] = .list(items)
    let remarks = cursor.map { [invocation.text("cli.more", ["next": $0])] } ?? []
    return Answer(.object(result), .list(path: "items", columns: columns, item: itemSchema), remarks: remarks)
  }
}

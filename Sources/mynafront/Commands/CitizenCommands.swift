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
    // When no part came, there is nothing to print: it is one problem, not seven.
    let partNames = ["notices", "delivery", "todo", "applications", "selfInfo", "proxies", "status"]
    if problems.count == partNames.count, let first = problems.first.flatMap({ Problem(entry: $0) }) {
      throw .problem(first)
    }
    let remarks = problems.map { remark(on: $0, texts) }
    return Answer(
      value, .rows(rows(value)), remarks: remarks, exit: problems.isEmpty ? .done : .partMissing)
  }

  /// A part that is missing, with what the portal said of it: why, how long to wait, what to tell the help desk.
  private static func remark(on entry: Value, _ texts: ScreenLibrary) -> TerminalSafe {
    let part = texts.text("home.part." + (entry["part"]?.text ?? ""))
    var sentences = [texts.text("cli.part-missing", ["part": part.text])]
    if let problem = Problem(entry: entry) {
      let places = problem.places(in: texts)
      sentences += ["what", "next"].map { texts.text("problem.\(problem.code.rawValue).\($0)", places) }
      if let reference = problem.reference { sentences.append(texts.text("cli.reference", ["reference": reference])) }
    }
    return TerminalSafe(line: sentences.map(\.text).joinedAsSentences)
  }

  /// One thing a line: what it is, its id, its date, its words.
  private static func rows(_ value: Value) -> [Row] {
    var rows: [Row] = []
    for outage in value["status"]?.list ?? [] {
      rows.append(Row("status", (outage["id"], .text), (outage["from"], .time), (outage["title"], .text)))
    }
    if let unread = value.at("notices.unread") { rows.append(Row("unread", (unread, .integer))) }
    for notice in value.at("notices.latest")?.list ?? [] {
      rows.append(Row("notice", (notice["id"], .text), (notice["issuedAt"], .time), (notice["title"], .text)))
    }
    let certain = Schema.choice(name: AnswerLines.certain, [])
    for todo in value["todo"]?.list ?? [] {
      rows.append(
        Row("todo", (todo["id"], .text), (todo["due"], .date), (todo["title"], .text), (todo["certain"], certain)))
    }
    let state = Schema.choice(name: "applicationState", [])
    for application in value["applications"]?.list ?? [] {
      rows.append(
        Row(
          "application", (application["id"], .text), (application["state"], state),
          (application.at("procedure.title"), .text)))
    }
    return rows
  }

  static func todoList(_ invocation: Invocation) async throws(Failure) -> Answer {
    try await list(invocation, "todo.list", [], columns: ["id", "due", "daysLeft", "kind", "title", "certain"])
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
    Answer([:], .pages(try pages(invocation, name, parameters, columns: columns)))
  }

  static func pages(
    _ invocation: Invocation, _ name: CallName, _ parameters: [(String, Value)], columns: [String]
  ) throws(Failure) -> Pages {
    let limit = try invocation.number("limit", in: 1...100_000)
    guard case .list(let item)? = Calls.description(name).result.at("items") else { throw .because(.internalFault) }
    return Pages(
      of: name, Fields(parameters), columns: columns, item: item, wanted: invocation.has("all") ? .max : limit ?? 50,
      cursor: invocation["cursor"], from: try invocation.services())
  }
}

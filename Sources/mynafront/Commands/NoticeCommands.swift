import Domain
import Operations
import Screens
import Synchronization

/// `notices …`.
enum NoticeCommands {
  static func list(_ invocation: Invocation) async throws(Failure) -> Answer {
    var parameters: [(String, Value)] = []
    if invocation.has("unread") { parameters.append(("unread", .bool(true))) }
    for name in ["from", "search"] {
      if let words = invocation[name] { parameters.append((name, .text(words))) }
    }
    let services = try invocation.services()
    var since = invocation["since"]
    let marks = since == "last" ? services.seenMarks : nil
    if since == "last" {
      // Without a session the call below says so; without a mark everything is new.
      since = marks?.last("notices")?.rfc3339
    }
    if let since {
      guard CalendarDate(iso: since) != nil || Instant(rfc3339: since) != nil else {
        throw .badValue(since, of: "--since", allowed: ["YYYY-MM-DD", "last"])
      }
      parameters.append(("since", .text(since)))
    }
    let pages = try CitizenCommands.pages(
      invocation, "notices.list", parameters, columns: ["id", "readAt", "issuedAt", "sender.body", "title"])
    // Seen is only what was written, to its end and without a filter.
    let filtered = ["unread", "from", "search", "cursor"].contains { invocation.has($0) }
    guard let marks, !filtered else { return Answer([:], .pages(pages)) }
    var answer = remembering(pages, in: marks)
    answer.remarkWhenMore = invocation.text("cli.since-stays")
    return answer
  }

  /// The list, after whose last page everything up to the newest notice, by the portal's own clock, counts as seen.
  private static func remembering(_ pages: Pages, in marks: SeenMarks) -> Answer {
    let seen = Seen()
    let watched = Pages(columns: pages.columns, item: pages.item, system: pages.system) { () throws(Problem) in
      let page = try await pages.next()
      if let page { seen.note(page) }
      return page
    }
    var answer = Answer([:], .pages(watched))
    answer.afterWriting = { () throws(Problem) in
      guard let newest = seen.newestOfWhole else { return }
      // One second on: the same notice is not new again, and the portal's times have no smaller unit.
      try marks.remember("notices", newest.adding(seconds: 1))
    }
    return answer
  }

  /// What went by.
  private final class Seen: Sendable {
    private let state = Mutex<(newest: Instant?, isWhole: Bool)>((nil, false))
    func note(_ page: Value) {
      let newest = (page["items"]?.list ?? []).lazy.compactMap { $0["issuedAt"]?.text }
        .compactMap { Instant(rfc3339: $0) }.max()
      state.withLock { state in
        if let newest { state.newest = state.newest.map { max($0, newest) } ?? newest }
        state.isWhole = Pages.cursor(after: page) == nil
      }
    }
    /// Nil when the list goes on, or had nothing.
    var newestOfWhole: Instant? { state.withLock { $0.isWhole ? $0.newest : nil } }
  }

  static func show(_ invocation: Invocation) async throws(Failure) -> Answer {
    let value = try await notice(invocation)
    return Answer(
      value,
      .facts(
        ["id", "title", "sender.body", "sender.department", "kind", "issuedAt", "readAt", "due", "action"],
        body: "body", rows: ("attachments", ["name", "bytes", "sha256"]), Calls.description("notices.show").result))
  }

  private static func notice(_ invocation: Invocation) async throws(Failure) -> Value {
    let services = try invocation.services()
    return try await invocation.trying { () throws(Problem) in
      try await services.call("notices.show", .fields(("id", .text(invocation.arguments[0]))))
    }
  }

  static func markRead(_ invocation: Invocation) async throws(Failure) -> Answer {
    try await mark(invocation, "notices.mark-read")
  }
  static func markUnread(_ invocation: Invocation) async throws(Failure) -> Answer {
    try await mark(invocation, "notices.mark-unread")
  }

  /// Every id is tried; what failed is named, what was done stays done.
  private static func mark(_ invocation: Invocation, _ name: CallName) async throws(Failure) -> Answer {
    let services = try invocation.services()
    var done: [Value] = []
    var problems: [Value] = []
    var first: Problem?
    for id in invocation.arguments {
      do throws(Problem) {
        done.append(try await services.call(name, .fields(("id", .text(id)))))
      } catch {
        first = first ?? error
        problems.append(.fields(("id", .text(id)), ("code", .text(error.code.rawValue))))
      }
    }
    if done.isEmpty, let first { throw .problem(first) }
    let value = Value.fields(
      ("items", .list(done)), ("next", .null), ("total", .integer(done.count)), ("problems", .list(problems)))
    return Answer(
      value, .list(path: "items", columns: ["id", "readAt", "title"], item: itemSchema),
      remarks: problems.map { problem in
        TerminalSafe(
          line: (problem["id"]?.text ?? "") + ": "
            + invocation.text("problem.\(problem["code"]?.text ?? "").what").text)
      }, exit: problems.isEmpty ? .done : .partMissing)
  }

  private static var itemSchema: Schema {
    if case .list(let item)? = Calls.description("notices.list").result.at("items") { item } else { .object([]) }
  }

  static func attachment(_ invocation: Invocation) async throws(Failure) -> Answer {
    guard let number = Int(invocation.arguments[1]), number > 0 else {
      throw .badValue(invocation.arguments[1], of: "N", allowed: ["1", "2", "3 ..."])
    }
    let services = try invocation.services()
    let (name, bytes) = try await invocation.trying { () throws(Problem) in
      try await services.attachment(invocation.arguments[0], number: number)
    }
    // The name comes from outside: without `-o` only its last part, and nothing hidden.
    let file = if let output = invocation["output"] { output } else { try ownName(for: name) }
    return try await invocation.save(bytes, as: file)
  }

  static func save(_ invocation: Invocation) async throws(Failure) -> Answer {
    let value = try await notice(invocation)
    guard let file = invocation["output"] else { throw .misuse(key: "cli.missing-argument", places: ["name": "-o"]) }
    var text = ""
    for path in ["title", "sender.body", "sender.department", "issuedAt", "due"] {
      if let words = value.at(path)?.text { text += TerminalSafe(line: words).text + "\n" }
    }
    text += "\n" + TerminalSafe(lines: value["body"]?.text ?? "").text + "\n"
    return try await invocation.save(Array(text.utf8), as: file)
  }

  private static func ownName(for outside: String) throws(Failure) -> String {
    let name = TerminalSafe(line: outside.split(separator: "/").last.map(String.init) ?? "").text
    guard !name.isEmpty, !name.hasPrefix("."), name.utf8.count <= 200 else {
      throw .misuse(key: "cli.missing-argument", places: ["name": "-o"])
    }
    return name
  }
}

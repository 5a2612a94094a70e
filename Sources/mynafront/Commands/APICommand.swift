import Domain

#if canImport(Glibc)
  import Glibc
#endif

/// `api METHOD PATH`: an address of the portal asked for by hand. The answer is the portal's, not ours: it is written as it came.
enum APICommand {
  static func run(_ invocation: Invocation) async throws(Failure) -> Answer {
    guard let method = HTTPMethod(rawValue: invocation.arguments[0].uppercased()) else {
      throw .badValue(invocation.arguments[0], of: "METHOD", allowed: HTTPMethod.allCases.map(\.rawValue))
    }
    let path = invocation.arguments[1]
    guard path.hasPrefix("/"), !path.hasPrefix("//") else {
      throw .misuse(key: "cli.api-path", places: ["value": path])
    }
    let input = try body(invocation["input"])
    let fields = try fields(invocation["field"])
    // Fields go into the address where there is no body for them.
    let inAddress = method == .get || input != nil
    let isPaged = invocation.has("paginate")
    guard !isPaged || method == .get else {
      throw .badValue(method.rawValue + " --paginate", of: "METHOD", allowed: ["GET"])
    }
    let services = try invocation.services()
    var made: [UInt8]?
    if !inAddress, !fields.isEmpty {
      made = Array(JSONWriter.write(.object(Fields(fields.map { ($0.0, Value.text($0.1)) }))).utf8)
    }
    let pager = RawPager(
      services, method, path, query: inAddress ? fields : [], body: input ?? made, isPaged: isPaged)
    return Answer([:], .raw(includingHead: invocation.has("include")) { () throws(Problem) in try await pager.next() })
  }

  private static func body(_ input: String?) throws(Failure) -> [UInt8]? {
    guard let input else { return nil }
    do throws(Problem) {
      return try Files.input(input)
    } catch { throw .problem(error) }
  }

  /// `-f key=value`, as often as it stands.
  private static func fields(_ given: String?) throws(Failure) -> [(String, String)] {
    var fields: [(String, String)] = []
    for field in given.map({ $0.split(separator: Option.repeatMark) }) ?? [] {
      guard let equals = field.firstIndex(of: "="), equals != field.startIndex else {
        throw .badValue(String(field), of: "-f", allowed: ["KEY=VALUE"])
      }
      fields.append((String(field[..<equals]), String(field[field.index(after: equals)...])))
    }
    return fields
  }
}

/// One answer, or with `--paginate` one after the other as long as they name a next page.
private actor RawPager {
  private let services: Services
  private let method: HTTPMethod
  private let path: String
  private var query: [(String, String)]
  private let body: [UInt8]?
  private let isPaged: Bool
  private var isDone = false
  private var seen: Set<String> = []

  init(
    _ services: Services, _ method: HTTPMethod, _ path: String, query: [(String, String)], body: [UInt8]?, isPaged: Bool
  ) {
    self.services = services
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.isPaged = isPaged
  }

  func next() async throws(Problem) -> RawReply? {
    if isDone { return nil }
    let reply = try await services.raw(method, path: path, query: query, body: body)
    let cursor = reply.problem == nil && isPaged ? (try? JSONReader.read(reply.body))?["next"]?.text : nil
    guard let cursor else {
      isDone = true
      return reply
    }
    // A place where we were would never end.
    guard !query.contains(where: { $0 == ("cursor", cursor) }), seen.insert(cursor).inserted else {
      throw Problem(.portalAnswerMalformed, facts: [("field", "next")])
    }
    query = query.filter { $0.0 != "cursor" && $0.0 != "offset" } + [("cursor", cursor)]
    return reply
  }
}

/// What the portal answered, as it came.
struct RawReply: Sendable {
  let status: Int
  let version: String
  let headers: [Header]
  let body: [UInt8]
  /// What a status of 400 or more means.
  let problem: Problem?

  /// So much of an answer that is no JSON is told with a problem, in bytes.
  private static let excerpt = 4 << 10

  /// The problem with what the portal said in its own words: for whoever reads problems and not the portal's form of them.
  fileprivate func told(_ problem: Problem) -> Problem {
    var problem = problem
    problem.facts["status"] = .integer(status)
    problem.facts["answer"] =
      (try? JSONReader.read(body)) ?? .text(String(decoding: body.prefix(Self.excerpt), as: UTF8.self))
    return problem
  }
}

extension Output {
  /// Bodies as they came; at a terminal cleaned, with `--jq` filtered. One that says no is written too, and then what it means;
  /// where JSON is asked for it is our problem document, with the portal's answer as a fact, unless `--include` asks for all as it came.
  func write(raw next: @Sendable () async throws(Problem) -> RawReply?, includingHead: Bool) async -> ExitCode {
    var isFirst = true
    do throws(Problem) {
      while !StandardStreams.readerIsGone, let reply = try await next() {
        if isFirst, !includingHead, form != .lines, let problem = reply.problem {
          return write(.problem(reply.told(problem)), command: "api")
        }
        isFirst = false
        if includingHead, let failed = StandardStreams.put(head(of: reply)) { return failed }
        if let failed = put(body: reply) { return failed }
        guard let problem = reply.problem else { continue }
        tell(problem)
        return ExitCode(problem.code)
      }
    } catch {
      if isFirst { return write(.problem(error), command: "api") }
      tell(error)
      return .partMissing
    }
    return StandardStreams.readerIsGone ? .pipeClosed : .done
  }

  private func head(of reply: RawReply) -> TerminalSafe {
    let lines = ["\(reply.version) \(reply.status)"] + reply.headers.map { "\($0.name): \($0.value)" } + [""]
    return TerminalSafe(ended: lines.map { TerminalSafe(line: $0) })
  }

  private func put(body reply: RawReply) -> ExitCode? {
    if filter != nil, reply.problem == nil {
      // The portal's JSON, by our own reader and writer.
      guard let value = try? JSONReader.read(reply.body, maximumBytes: .max) else {
        return write(.problem(Problem(.portalAnswerMalformed, facts: [("field", "body")])), command: "api")
      }
      return put(filtered: TerminalSafe(json: value))
    }
    // The next thing on a terminal begins on a line of its own.
    let ended = !isTerminal || reply.body.isEmpty || reply.body.last == UInt8(ascii: "\n")
    return StandardStreams.pass(ended ? reply.body : reply.body + [UInt8(ascii: "\n")])
  }
}

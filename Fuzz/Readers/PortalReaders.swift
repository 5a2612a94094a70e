import BFF
import Domain

extension FuzzReader {
  /// Answers of a portal that may be anybody.
  static let portal = [
    FuzzReader(
      "portal-answer", "every call makes of any answer a value of its shape, or a problem that can be told",
      later: { input in
        var input = input
        let call = input.one(of: Catalogue.calls)
        let status = input.one(of: [200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503])
        var headers: [Header] = []
        while headers.count < 8, case let line = input.take(upTo: 0x0A), !line.isEmpty {
          let parts = String(decoding: line, as: UTF8.self).split(separator: ":", maxSplits: 1).map(String.init)
          headers.append(Header(parts.first ?? "", parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""))
        }
        let transport = SameAnswer(answer: HTTPResponse(status: status, headers: headers, body: input.bytes))
        let client = PortalClient(
          transport: transport, portal: "https://127.0.0.1", clock: StandingClock(), token: { Sensitive("t") })
        var parameters = Fields()
        for field in call.description.parameters where !field.optional { parameters[field.name] = value(field.schema) }
        do throws(Problem) {
          let value = try await call.run(client, parameters: .object(parameters))
          let text = JSONWriter.write(value)
          return first(
            call.description.result.misfit(value).map { "\(call.description.name.text): \($0) is not as described" },
            broken((try? JSONReader.read(Array(text.utf8))) != value, "the value is another one when read again"),
            unsafe(text))
        } catch {
          var seconds = 1
          if case .wait(let told) = error.remedy { seconds = told }
          return first(
            broken(!(1...86_400).contains(seconds), "the person is told to wait \(seconds) seconds"),
            unsafe(JSONWriter.write(.object(error.facts))),
            error.reference.flatMap { unsafe($0) })
        }
      })
  ]

  private static func value(_ schema: Schema) -> Value {
    switch schema {
    case .text, .body: "n-1"
    case .integer: 1
    case .boolean: true
    case .date: "2026-11-20"
    case .time: "2026-11-20T00:00:00Z"
    case .choice(_, let words): .text(words.first ?? "")
    case .list: []
    case .object(let fields): .object(Fields(fields.filter { !$0.optional }.map { ($0.name, value($0.schema)) }))
    }
  }
}

/// A portal that gives one answer to everything.
private struct SameAnswer: Transport {
  let answer: HTTPResponse
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { answer }
}

private struct StandingClock: PortalClock {
  var now: Instant { Instant(seconds: 1_795_000_000) }
}

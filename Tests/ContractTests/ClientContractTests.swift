import BFF
import Domain
import TestKit
import Testing

/// The client against the written exchanges: it asks what stands there, and makes of the answer what stands there.
@Suite struct ClientContractTests {
  static let clock = FixedClock(Instant(rfc3339: "2026-11-20T09:30:00+09:00")!)

  @Test(arguments: try ExchangeFile.all())
  func theClientAsksAndUnderstandsAsWritten(file: ExchangeFile) async throws {
    let call = try #require(Catalogue.named(file.call), "\(file.name): no call \(file.call)")
    for exchange in file.exchanges {
      let place: Comment = "\(file.name): \(exchange.when)"
      let transport = ScriptedTransport([
        .init(exchange.method, exchange.path, .answer(exchange.answer)) { complaint(about: $0, exchange) }
      ])
      let client = PortalClient(
        transport: transport, portal: "https://portal.test", clock: Self.clock, token: { Sensitive("secret") })
      do {
        let value = try await call.run(client, parameters: exchange.parameters)
        #expect(value == exchange.gives, place)
        #expect(call.description.result.misfit(value) == nil, place)
      } catch {
        let expected = try #require(exchange.problem, place)
        #expect(error.code.rawValue == expected["code"]?.text, place)
        #expect(Value.object(error.facts) == expected["facts"], place)
        #expect(error.reference == "r-1", place)
        if let seconds = expected["wait"]?.integer { #expect(error.remedy == .wait(seconds: seconds), place) }
      }
      #expect(transport.complaints.isEmpty, place)
    }
  }

  @Test func everyCallHasAnExchangeAndASuccessAmongThem() throws {
    let files = try ExchangeFile.all()
    for call in Catalogue.calls where call.description.name != "home" {
      let file = files.first { $0.call == call.description.name }
      #expect(file?.exchanges.contains { $0.gives != nil } == true, "\(call.description.name)")
    }
  }
}

/// What is wrong with a request besides its method and address.
private func complaint(about request: HTTPRequest, _ exchange: Exchange) -> String? {
  func header(_ name: String) -> String? { request.headers.first { $0.name == name }?.value }
  if header("Authorization") != (exchange.session ? "Bearer secret" : nil) { return "authorization" }
  if header("Content-Type") != (exchange.body == nil ? nil : "application/json") { return "content type" }
  guard let body = exchange.body else { return request.body.isEmpty ? nil : "a body" }
  return (try? JSONReader.read(request.body)) == body ? nil : "another body"
}

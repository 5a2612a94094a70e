import BFF
import Domain
import TestKit
import Testing

@Suite struct CatalogueTests {
  @Test func theCatalogueIsWhatIsPromised() {
    #expect(
      Catalogue.calls.map(\.description.name.text) == [
        "session.challenge", "session.open", "session.current", "session.close", "home", "notices.list", "notices.show",
        "notices.mark-read", "notices.mark-unread", "notices.attachment", "delivery.list", "todo.list",
        "applications.list", "applications.show", "self-info.categories", "proxies.list", "status.list",
      ])
    for call in Catalogue.calls {
      #expect(call.description.summary.hasSuffix("."))
      #expect(Catalogue.named(call.description.name)?.description == call.description)
    }
    #expect(Catalogue.named("notices.nome") == nil)
  }

  @Test(
    arguments: [
      ("notices.list", ["limit": 0], "limit"), ("notices.list", ["limit": 201], "limit"),
      ("notices.list", ["limit": "5"], "limit"),
      ("notices.list", ["offset": -1], "offset"), ("notices.list", ["offset": 1, "cursor": "c"], "cursor"),
      ("notices.list", ["unread": "yes"], "unread"), ("notices.list", ["since": "last"], "since"),
      ("notices.list", ["search": ""], "search"), ("notices.list", ["colour": "red"], "colour"),
      ("notices.list", ["search": "a\u{1}b"], "search"), ("notices.list", ["from": "\u{1B}[2J"], "from"),
      ("notices.list", ["cursor": "a\n"], "cursor"), ("notices.show", ["id": "\u{85}"], "id"),
      ("notices.show", [:], "id"),
      ("notices.show", ["id": ""], "id"), ("notices.show", .null, "id"), ("notices.show", [], ""),
      ("notices.attachment", ["id": "n", "number": 0], "number"), ("applications.list", ["state": "draft"], "state"),
      ("home", ["x": 1], "x"),
      (
        "session.open",
        [
          "method": "card", "nonce": "n", "algorithm": "sha256WithRSAEncryption", "certificate": "MAA", "signature": "",
        ], "certificate"
      ),
      ("session.open", ["method": "qr", "nonce": "n"], "method"),
    ] as [(String, Value, String)])
  func aWrongParameterIsNamedAndNothingIsSent(name: String, parameters: Value, field: String) async throws {
    let call = try #require(Catalogue.named(CallName(name)))
    let transport = ScriptedTransport([])
    await #expect(throws: Problem(.inputInvalid, facts: [("field", .text(field))])) {
      try await call.run(client(transport), parameters: parameters)
    }
    #expect(transport.requests.isEmpty)
  }

  @Test func textsBecomeWhatTheDescriptionSays() throws {
    let call = try #require(Catalogue.named("notices.list"))
    #expect(
      try call.parameters(fromTexts: [("unread", "true"), ("limit", "5"), ("search", "5")])
        == ["unread": true, "limit": 5, "search": "5"])
    for (name, text) in [("limit", "five"), ("unread", "1"), ("colour", "red")] {
      #expect(throws: Problem(.inputInvalid, facts: [("field", .text(name))])) {
        try call.parameters(fromTexts: [(name, text)])
      }
    }
    #expect(throws: Problem.self) { try call.parameters(fromTexts: [("limit", "1"), ("limit", "2")]) }
  }

  @Test func withoutATokenNothingThatNeedsOneIsSent() async throws {
    for call in Catalogue.calls where call.description.needsSession && call.description.name != "home" {
      let transport = ScriptedTransport([])
      var parameters = Fields()
      for field in call.description.parameters where !field.optional {
        parameters[field.name] = field.schema == .integer ? 1 : "n"
      }
      await #expect(throws: Problem(.loginNeeded), "\(call.description.name)") {
        try await call.run(client(transport, token: nil), parameters: .object(parameters))
      }
      #expect(transport.requests.isEmpty)
    }
  }

  @Test func aRequestHasTheTimeOfOneCallAndNoSecretInItsAddress() async throws {
    let transport = ScriptedTransport([.init(.get, "/session/v1/sessions/current", .error(.unreachable))])
    _ = try? await client(transport, timeout: .milliseconds(2500)).currentSession()
    let request = try #require(transport.requests.first)
    #expect(request.timeoutMilliseconds == 2500)
    #expect(request.headers.contains(Header("Authorization", "Bearer secret")))
    #expect(!request.url.contains("secret"))
    #expect(transport.requests.count == 1, "nothing is asked twice")
  }

  @Test func aChallengeComesWithTheServersCertificateOrNotAtAll() async throws {
    let answer =
      #"{"nonce":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","origin":"o","label":"l","expiresAt":"2026-11-20T09:00:00.50Z"}"#
    var response = HTTPResponse.json(answer, status: 201)
    let without = ScriptedTransport([.init(.post, "/session/v1/challenges", .answer(response))])
    await #expect(throws: Problem(.portalAnswerMalformed, facts: [("field", "serverCertificate")], reference: "r-1")) {
      try await client(without).challenge()
    }
    response.serverCertificatePEM = "PEM"
    let with = ScriptedTransport([
      .init(.post, "/session/v1/challenges", .answer(response)) { $0.wantsServerCertificate ? nil : "not asked for" }
    ])
    let challenge = try await client(with, token: nil).challenge()
    #expect(challenge.expiresAt == "2026-11-20T09:00:00.50Z", "as sent: it is signed")
    #expect(challenge.serverCertificatePEM == "PEM")
    #expect(with.complaints.isEmpty)
  }
}

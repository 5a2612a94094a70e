import BFF
import Card
import Domain
import Foundation
import Sandbox
import Synchronization
import Testing
import Trust

/// The client and the sandbox over real TLS on loopback. They share no wire types, so that they agree means something.
@Suite(.serialized) struct SandboxContractTests {
  /// A sandbox of a test's own, and a session of its default persona.
  final class Scene: Sendable {
    let server: SandboxServer
    let url: String
    let transport: CurlTransport
    let token = Mutex<Sensitive<String>?>(nil)
    private let folder: URL

    init() throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "contract-\(UUID().uuidString.prefix(8))")
      var options = ServeOptions()
      options.inMemory = true
      options.notices = 60
      guard case .started(let started) = try SandboxServer.start(StateDirectory(folder.path), options) else {
        throw ExchangeError(place: "sandbox")
      }
      server = started
      url = server.ready["url"]?.text ?? ""
      transport = CurlTransport(anchors: server.ready["ca"]?.text ?? "")
    }

    deinit {
      transport.shutdown()
      server.stop()
      try? FileManager.default.removeItem(at: folder)
    }

    func client(timeout: Duration = .seconds(10)) -> PortalClient {
      PortalClient(transport: transport, portal: url, clock: SystemClock(), timeout: timeout) { [self] in
        token.withLock { $0 }
      }
    }

    /// The text of docs/portal-api.md, put together here anew, signed by the sandbox's card.
    /// - Parameter algorithm: what the portal is told; nil: what the certificate's key makes.
    func logIn(as algorithm: String? = nil) async throws -> SessionSummary {
      let challenge = try await client().challenge()
      let server = try Certificate(pem: challenge.serverCertificatePEM)
      let text = [
        "mynafront-login-v1", url, lowercaseHex(server.publicKeySHA256), challenge.nonce, challenge.expiresAt,
      ].joined(separator: "\n")
      let reader = SocketReader(path: self.server.directory.cardSocket)
      let (certificate, key, signature) = try await reader.withCard { (channel) throws(CardError) in
        let card = try await JPKICard(selecting: channel)
        let certificate = try await card.certificate(for: .authentication)
        guard let key = (try? Certificate(der: certificate))?.keyAlgorithm else { throw .malformed(during: "test") }
        var pin = PIN()
        for byte in "1234".utf8 { _ = pin.append(byte) }
        try await card.verify(.authentication, pin)
        let signature = try await card.sign(digestInfo: key.toBeSigned(for: Array(text.utf8)), with: .authentication)
        return (certificate, key, signature)
      }
      let opened = try await client().openSession(
        method: .card, nonce: challenge.nonce, algorithm: algorithm ?? key.name, certificate: certificate,
        signature: signature)
      token.withLock { $0 = opened.token }
      return opened.summary
    }

    func setFault(_ kind: String, at system: String, delay: Int? = nil) throws {
      let fields = [("kind", Value.text(kind)), ("at", .text(system)), ("delay", Value(delay))]
      guard case .done? = ControlClient(server.directory).ask("fault set", fields) else {
        throw ExchangeError(place: kind)
      }
    }
    func clearFaults() { _ = ControlClient(server.directory).ask("fault clear") }
  }

  /// A server that the anchors vouch for, and that has another key than the one that was signed, gets nothing of the request; a
  /// connection that was kept from before does not let it through either.
  @Test func theSignatureGoesToTheKeyThatWasSignedOnly() async throws {
    let scene = try Scene()
    let key = try Certificate(pem: try await scene.client().challenge().serverCertificatePEM).publicKeySHA256
    var request = HTTPRequest(.get, scene.url + "/status/v1/status", serverKeySHA256: key)
    #expect(try await scene.transport.send(request).status == 200)
    request.serverKeySHA256 = nil
    #expect(try await scene.transport.send(request).status == 200)
    request.serverKeySHA256 = key.map { $0 ^ 1 }
    let another = request
    await #expect(throws: TransportError.tls(.wrongKey)) { try await scene.transport.send(another) }
  }

  /// A card of today and the next one: same text, same person, another algorithm; a name that is not the key's is refused.
  @Test(arguments: ["card", "next"]) func theKeyOfTheCardSaysHowItSigns(form: String) async throws {
    let scene = try Scene()
    _ = ControlClient(scene.server.directory).ask("card insert", [("persona", "p01"), ("as", .text(form))])
    let right = try await scene.logIn()
    #expect(right.method == .card)
    do {
      _ = try await scene.logIn(as: form == "next" ? "sha256WithRSAEncryption" : "ecdsa-with-SHA384")
      Issue.record("another algorithm's name was taken")
    } catch let problem as Problem {
      #expect(problem.code == .loginRefused && problem.facts["reason"] == "signature")
    }
    #expect(try await scene.logIn().subject == right.subject)
  }

  private static func scene() async throws -> Scene {
    let scene = try Scene()
    _ = try await scene.logIn()
    return scene
  }

  @Test func everyCallIsAnsweredInTheShapeThatItPromises() async throws {
    let scene = try await Self.scene()
    let client = scene.client()
    let notice = try #require(try await client.notices().page.items.first).id
    let application = try #require(try await client.applications().items.first).id
    let attached = try #require(
      try await client.notices(NoticeFilter(), ListRequest(limit: 200)).page.items.first { !$0.attachments.isEmpty })
    let parameters: [CallName: Value] = [
      "notices.show": ["id": .text(notice)], "notices.mark-read": ["id": .text(notice)],
      "notices.mark-unread": ["id": .text(notice)], "applications.show": ["id": .text(application)],
      "notices.attachment": ["id": .text(attached.id), "number": 1],
      "notices.list": ["unread": true, "from": "市", "since": "2000-01-01", "search": "お知らせ", "limit": 3, "offset": 0],
      "applications.list": ["state": "review", "limit": 200],
    ]
    for call in Catalogue.calls where !["session.open", "session.close"].contains(call.description.name.text) {
      let name = call.description.name
      let value = try await call.run(client, parameters: parameters[name] ?? [:])
      #expect(call.description.result.misfit(value) == nil, "\(name)")
      if name == "home" { #expect(value["problems"] == [], "\(name)") }
    }
    let bytes = try await client.noticeAttachment(attached.id, number: 1)
    #expect(bytes.count == attached.attachments[0].bytes)
    #expect(SHA256.hex(bytes) == attached.attachments[0].sha256)
    #expect(try await client.markNotice(notice, read: true).readAt != nil)
    #expect(try await client.markNotice(notice, read: false).readAt == nil)
    try await client.closeSession()
    await #expect(throws: Problem.self) { try await client.currentSession() }
  }

  @Test func pagesByCursorAndByOffsetAreTheSameList() async throws {
    let client = try await Self.scene().client()
    var byCursor: [String] = []
    var start = ListRequest.Start.offset(0)
    var total: Int?
    while true {
      let page = try await client.notices(NoticeFilter(), ListRequest(limit: 7, start: start)).page
      byCursor += page.items.map(\.id)
      total = page.total
      guard let next = page.next else { break }
      start = .cursor(next)
    }
    #expect(byCursor.count == total)
    #expect(Set(byCursor).count == byCursor.count)
    let tail = try await client.notices(NoticeFilter(), ListRequest(limit: 7, start: .offset(20))).page
    #expect(tail.items.map(\.id) == Array(byCursor[20..<27]))
  }

  /// The answers say nothing that is not written: every field of the sandbox's stands in some exchange of the endpoint.
  @Test func theSandboxSaysNothingThatIsNotWritten() async throws {
    let scene = try await Self.scene()
    for file in try ExchangeFile.all() {
      guard let exchange = file.exchanges.first(where: { $0.gives != nil }), exchange.method == .get,
        !exchange.path.contains("/n-1"), !exchange.path.contains("/a-1")
      else { continue }
      var request = HTTPRequest(.get, scene.url + exchange.path)
      if exchange.session, let token = scene.token.withLock({ $0 }) {
        request.headers.append(Header("Authorization", "Bearer " + token.reveal()))
      }
      let answer = try await scene.transport.send(request)
      #expect(answer.status == exchange.answer.status, "\(file.name)")
      #expect(answer[header: "X-Request-Id"] != nil, "\(file.name)")
      let written = file.exchanges.reduce(into: Set<String>()) { names, exchange in
        if let body = try? JSONReader.read(exchange.answer.body) { names.formUnion(fieldPaths(of: body)) }
      }
      let said = fieldPaths(of: try JSONReader.read(answer.body))
      #expect(said.subtracting(written).isEmpty, "\(file.name)")
    }
  }

  @Test func aTroubleAtThePortalIsTheProblemThatItIs() async throws {
    let scene = try await Self.scene()
    for (kind, code) in [
      ("429", Problem.Code.portalBusy), ("500", .portalFault), ("503", .portalBusy),
      ("maintenance", .portalMaintenance),
      ("malformed", .portalAnswerMalformed), ("drop", .offline), ("reset", .offline), ("delay", .portalSlow),
    ] {
      try scene.setFault(kind, at: "delivery", delay: kind == "delay" ? 5_000 : nil)
      do {
        _ = try await scene.client(timeout: .milliseconds(400)).deliveryServices()
        Issue.record("\(kind): no problem")
      } catch {
        #expect(error.code == code, "\(kind)")
      }
      scene.clearFaults()
    }
    #expect(throws: Never.self) { try scene.setFault("hostile-text", at: "notices") }
    _ = try await scene.client().notices()
    scene.clearFaults()
  }

  @Test func aSystemThatHangsHoldsNobodyOnHome() async throws {
    let scene = try await Self.scene()
    for part in HomePart.allCases {
      try scene.setFault("delay", at: part.system, delay: 3_000)
      var last = HomeOverview()
      for await overview in scene.client().overview(within: .milliseconds(500)) { last = overview }
      #expect(last.isComplete)
      #expect(last.problems.map(\.part) == [part])
      #expect(last.problems.first?.problem.code == .portalSlow)
      scene.clearFaults()
    }
  }

  @Test func aServerOfAnotherAuthorityIsNotTrusted() async throws {
    let (scene, other) = (try Scene(), try Scene())
    let client = PortalClient(
      transport: CurlTransport(anchors: other.server.ready["ca"]?.text ?? ""), portal: scene.url, clock: SystemClock(),
      token: { nil })
    await #expect(throws: Problem(.portalNotTrusted, facts: [("reason", "unknownIssuer")])) {
      try await client.status()
    }
  }
}

/// Dotted names of all fields, those of a list's items without their index.
private func fieldPaths(of value: Value, under path: String = "") -> Set<String> {
  switch value {
  case .object(let fields):
    fields.all.reduce(into: []) { names, field in
      names.insert(path + field.name)
      names.formUnion(fieldPaths(of: field.value, under: path + field.name + "."))
    }
  case .list(let items): items.reduce(into: []) { $0.formUnion(fieldPaths(of: $1, under: path)) }
  default: []
  }
}

import Domain
import Serving
import Synchronization
import Testing

@testable import Sandbox

/// A portal in memory with a clock that the test moves, and a judge that knows one signature.
struct PortalKit {
  /// Says yes to the certificate `cert-<persona>` under exactly the text that was to be signed.
  struct Judge: LoginJudge {
    static let keyHash = "5e1f"
    func judge(
      certificate: [UInt8], algorithm: String, signature: [UInt8], signedText: String, at: Instant
    ) -> LoginVerdict {
      let name = String(decoding: certificate, as: UTF8.self)
      if name == "expired" { return .refused(.expired) }
      guard signature == sha256(signedText) else { return .refused(.signature) }
      return .person(serial: name)
    }
  }

  final class Clock: PortalClock {
    private let time: Mutex<Instant>
    init(_ start: Instant) { time = Mutex(start) }
    var now: Instant {
      get { time.withLock { $0 } }
    }
    func advance(seconds: Int) { time.withLock { $0 = $0.adding(seconds: seconds) } }
  }

  let portal: Portal
  let clock: Clock
  let faults = Faults()
  static let start = Instant(rfc3339: "2026-11-20T14:30:00+09:00")!

  init(citizens: Int = 3, notices: Int = 60, at start: Instant = PortalKit.start, seed: Int = 1) throws {
    clock = Clock(start)
    let store = try Store(
      path: nil, wanted: { _ in Store.Recipe(seed: seed, citizens: citizens, notices: notices) }, issuer: "urn:test",
      now: start)
    portal = Portal(
      store: store, clock: clock, faults: faults, judge: Judge(), serverKeyHash: Judge.keyHash,
      personaID: { $0.hasPrefix("cert-") ? String($0.dropFirst(5)) : nil })
    portal.origin = "https://127.0.0.1:1"
  }

  struct Reply {
    let status: Int
    let headers: [Header]
    let body: [UInt8]
    var value: Value { (try? JSONReader.read(body)) ?? .null }
    subscript(header name: String) -> String? { headers.first { $0.name == name }?.value }
    subscript(path: String) -> Value? { value.at(path) }
    var items: [Value] { value["items"]?.list ?? [] }
  }

  func raw(
    _ method: String, _ target: String, token: String? = nil, body: Value? = nil
  ) async throws -> ServerResponse {
    let request = try #require(
      ServerRequest(
        method: method, target: target, headers: token.map { [Header("Authorization", "Bearer \($0)")] } ?? [],
        body: body.map { Array(JSONWriter.write($0).utf8) } ?? []))
    return await portal.answer(request)
  }

  func call(_ method: String, _ target: String, token: String? = nil, body: Value? = nil) async throws -> Reply {
    guard case .answer(let status, let headers, let bytes) = try await raw(method, target, token: token, body: body)
    else {
      Issue.record("the connection was dropped")
      return Reply(status: 0, headers: [], body: [])
    }
    return Reply(status: status, headers: headers, body: bytes)
  }

  /// What a client sends to log in, with the challenge it answers.
  func logInBody(_ certificate: String = "cert-p01") async throws -> Value {
    let challenge = try await call("POST", "/session/v1/challenges", body: .fields())
    let text = try ["label", "origin", "", "nonce", "expiresAt"].map { name in
      name.isEmpty ? Judge.keyHash : try #require(challenge[name]?.text)
    }.joined(separator: "\n")
    return .fields(
      ("method", "card"), ("nonce", challenge["nonce"] ?? .null), ("algorithm", "sha256WithRSAEncryption"),
      ("certificate", .text(Base64.standard.encode(Array(certificate.utf8)))),
      ("signature", .text(Base64.standard.encode(sha256(text)))))
  }

  func logIn(_ persona: String = "p01") async throws -> String {
    let reply = try await call("POST", "/session/v1/sessions", body: try await logInBody("cert-\(persona)"))
    return try #require(reply["token"]?.text)
  }
}

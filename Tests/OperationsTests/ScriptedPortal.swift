import Domain
import Foundation
import Operations
import Synchronization
import TestKit
import Testing
import Trust

@testable import Sandbox

/// A portal that answers the session's calls as docs/portal-api.md says, rebuilds the signed text itself, and lets the sandbox's
/// judge decide. Other calls fail the test.
final class ScriptedPortal: Transport {
  static let origin = "https://127.0.0.1:8443"
  let authorities: Authorities
  let diary: Diary
  let now: Instant
  var origin: String { change.origin ?? Self.origin }

  struct Change: Sendable {
    var origin: String?
    var label = "mynafront-login-v1"
    var expiresAt = "2026-11-20T10:02:00+09:00"
    var nonce = Base64.url.encode([UInt8](repeating: 7, count: 32))
    /// Answers the opening of a session, or the other calls with a session.
    var refusal: (status: Int, code: String, detail: String)?
    var fails: TransportError?
    /// Of the session that the calls with a session are for.
    var token = "token-1"
    /// Called before each answer.
    var onSend: @Sendable () -> Void = {}
  }
  let change: Change

  init(_ authorities: Authorities, diary: Diary, now: Instant, change: Change = Change()) {
    self.authorities = authorities
    self.diary = diary
    self.now = now
    self.change = change
  }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard request.url.hasPrefix(Self.origin) else {
      Issue.record("another host: \(request.url)")
      throw .unreachable
    }
    let path = String(request.url.dropFirst(Self.origin.count))
    diary.write("\(request.method.rawValue) \(path)")
    change.onSend()
    if let fails = change.fails { throw fails }
    switch (request.method, path) {
    case (.post, "/session/v1/challenges"):
      return answer(
        201,
        .fields(
          ("nonce", .text(change.nonce)), ("origin", .text(origin)), ("label", .text(change.label)),
          ("expiresAt", .text(change.expiresAt))), pem: authorities.serverCertificatePEM)
    case (.post, "/session/v1/sessions"): return open(request)
    case (.get, "/session/v1/sessions/current"), (.delete, "/session/v1/sessions/current"):
      #expect(request.headers.contains(Header("Authorization", "Bearer \(change.token)")))
      if let refusal { return refusal }
      return request.method == .delete ? HTTPResponse(status: 204) : answer(200, session)
    default:
      Issue.record("no call of a session: \(request.method) \(path)")
      throw .unreachable
    }
  }

  private var refusal: HTTPResponse? {
    change.refusal.map {
      answer($0.status, .fields(("code", .text($0.code)), ("detail", .text($0.detail)), ("title", "")))
    }
  }

  private var session: Value {
    .fields(
      ("expiresAt", "2026-11-20T11:00:00+09:00"), ("idleSeconds", 3600), ("method", "card"), ("assurance", "high"),
      ("subject", "pairwise-1"), ("person", .fields(("displayName", "見本　花子"), ("kana", "ミホン　ハナコ"))))
  }

  private func open(_ request: HTTPRequest) -> HTTPResponse {
    // The signature goes to the server whose key was signed, and to no other.
    #expect(request.serverKeySHA256.map(lowercaseHex) == authorities.serverKeyHash)
    if let refusal { return refusal }
    guard let body = try? JSONReader.read(request.body), body["nonce"]?.text == change.nonce,
      let algorithm = body["algorithm"]?.text, body["method"] == "card",
      let certificate = (body["certificate"]?.text).flatMap(Base64.standard.decode),
      let signature = (body["signature"]?.text).flatMap(Base64.standard.decode)
    else {
      Issue.record("not the body of a log-in")
      return HTTPResponse(status: 400)
    }
    let text = "mynafront-login-v1\n\(origin)\n\(authorities.serverKeyHash)\n\(change.nonce)\n\(change.expiresAt)"
    let verdict = authorities.judge(
      certificate: certificate, algorithm: algorithm, signature: signature, signedText: text, at: now)
    switch verdict {
    case .person(let serial):
      guard authorities.personaID(certificateSerial: serial) != nil else { return refused(.unknownPerson) }
    case .refused(let reason): return refused(reason)
    }
    guard var fields = session.object else { return HTTPResponse(status: 500) }
    fields["token"] = "token-1"
    return answer(201, .object(fields))
  }

  private func refused(_ reason: LoginRefusal) -> HTTPResponse {
    answer(401, .fields(("code", "LOGIN_REFUSED"), ("detail", .text(reason.rawValue)), ("title", "")))
  }

  private func answer(_ status: Int, _ value: Value, pem: String? = nil) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: [Header("X-Request-Id", "req-1")], body: Array(JSONWriter.write(value).utf8),
      serverCertificatePEM: pem)
  }
}

/// A person with one answer to each question.
struct ScriptedPerson: PINPrompt {
  var pin: String? = "1234"
  /// How often a last try is consented to.
  var consents = Int.max
  var waits: Duration?
  /// Whether there is somebody who could type on a reader.
  var listens = true
  let diary: Diary
  var newPIN: String?

  func askNew(_ kind: PINKind, _ question: NewPINQuestion) async -> sending PIN? { newPIN.map(secret) }
  func ask(_ kind: PINKind, _ purpose: PINPurpose, triesLeft: Int) async -> sending PIN? {
    diary.write("asked for \(purpose == .replace ? "the old " : "")\(kind.word), \(triesLeft) left")
    if let waits { try? await Task.sleep(for: waits) }
    return pin.map(secret)
  }
  func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool {
    diary.write("told to use the reader for \(kind.word), \(triesLeft) left")
    return listens
  }
  func confirmLastTry(_ kind: PINKind) async -> Bool {
    diary.write("asked for the last try")
    return diary.count("asked for the last try") <= consents
  }
}

extension ScriptedPerson {
  init(
    pin: String? = "1234", confirms: Bool, waits: Duration? = nil, listens: Bool = true, diary: Diary
  ) {
    self.init(pin: pin, consents: confirms ? Int.max : 0, waits: waits, listens: listens, diary: diary)
  }
  init(pin: String? = "1234", confirms times: Int, diary: Diary) {
    self.init(pin: pin, consents: times, diary: diary)
  }
}

func secret(_ text: String) -> PIN {
  var pin = PIN()
  for byte in text.utf8 { _ = pin.append(byte) }
  return pin
}

/// Directories and authorities that all tests of this target share; they only read them.
struct Practice {
  static let now = Instant(rfc3339: "2026-11-20T10:00:00+09:00")!
  static let shared = Result { try Practice() }
  let authorities: Authorities
  let anchors: TrustStore
  private let directory = TemporaryDirectory()

  init() throws {
    authorities = try Authorities(directory: directory.path + "/authorities", clock: FixedClock(Self.now))
    anchors = try TrustStore(anchorsPEMFile: authorities.cardCAFile)
  }

  /// The certificates of the authorities, as cards carry them.
  var authAuthority: [UInt8] { get throws { try credentials("a01").authCA } }
  var signAuthority: [UInt8] { get throws { try credentials("a01").signCA } }

  private func credentials(_ id: String) throws -> CardCredentials {
    try authorities.credentials(
      for: Persona(
        id: id, name: "見本　花子", kana: nil, birth: PartialDate(1990, 2, 28), sex: .female, address: "見本県見本市",
        description: "", note: ""))
  }

  func card(_ id: String, _ condition: CardCondition = .valid) throws -> PlayedCard.Card {
    let persona = Persona(
      id: id, name: "見本　花子", kana: nil, birth: PartialDate(1990, 2, 28), sex: .female, address: "見本県見本市",
      description: "",
      note: "", card: condition)
    let credentials = try authorities.credentials(for: persona)
    return PlayedCard.Card(certificate: credentials.authCertificate, keyPEM: credentials.authKeyPEM)
  }

  /// A card that carries the signing certificate and key in the place of the others.
  func signingCard(_ id: String) throws -> PlayedCard.Card {
    let persona = Persona(
      id: id, name: "見本　花子", kana: nil, birth: PartialDate(1990, 2, 28), sex: .female, address: "見本県見本市",
      description: "",
      note: "")
    let credentials = try authorities.credentials(for: persona)
    return PlayedCard.Card(
      certificate: try #require(credentials.signCertificate), keyPEM: try #require(credentials.signKeyPEM))
  }
}

final class TemporaryDirectory: Sendable {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("operations-\(UUID().uuidString)").path
  init() {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    AtExit.remove(path)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}

public import Domain

/// What the portal wants signed for a log-in, and the certificate that its server showed when it said so.
public struct Challenge: Hashable, Sendable {
  public let nonce: String
  /// To be compared with the configured origin before anything is signed.
  public let origin: String
  public let label: String
  /// As sent: the text is part of what is signed.
  public let expiresAt: String
  public let serverCertificatePEM: String

  static let schema = Schema.object([
    Field("nonce", .text, "32 bytes in base64url; taken once."),
    Field("origin", .text),
    Field("label", .text),
    Field("expiresAt", .time),
    Field("serverCertificate", .body, "PEM of the certificate that the server showed on this connection."),
  ])
  var value: Value {
    .fields(
      ("nonce", .text(nonce)), ("origin", .text(origin)), ("label", .text(label)), ("expiresAt", .text(expiresAt)),
      ("serverCertificate", .text(serverCertificatePEM)))
  }
}

/// A session that was just opened.
public struct OpenedSession: Hashable, Sendable {
  public let summary: SessionSummary
  public let token: Sensitive<String>
}

extension PortalClient {
  /// Asks for something to sign, on a new connection whose certificate is told. Needs no session.
  public func challenge() async throws(Problem) -> Challenge {
    try await call(
      .post, Path("/session/v1/challenges"), body: [:], as: .none, wantsServerCertificate: true
    ) { (wire, answer) throws(Malformed) in
      let nonce = try wire.text("nonce")
      guard Base64.url.decode(nonce)?.count == 32 else { throw Malformed(field: "nonce") }
      _ = try wire.time("expiresAt")
      guard let certificate = answer.serverCertificatePEM else { throw Malformed(field: "serverCertificate") }
      return Challenge(
        nonce: nonce, origin: try wire.text("origin"), label: try wire.text("label"),
        expiresAt: try wire.text("expiresAt"), serverCertificatePEM: certificate)
    }
  }

  /// Opens a session with a signed challenge. `loginRefused` has the fact `reason`.
  /// - Parameters:
  ///   - algorithm: how the certificate's key signs; one of `loginAlgorithms`.
  ///   - certificate: DER of the authentication certificate.
  ///   - signature: over the text that docs/portal-api.md describes.
  ///   - serverKeySHA256: the key that is named in that text. Another server, even one that the anchors vouch for, gets nothing
  ///     of this request (`portalNotTrusted`); nil asks for no particular one.
  public func openSession(
    method: SessionSummary.Method, nonce: String, algorithm: String, certificate: [UInt8], signature: [UInt8],
    serverKeySHA256: [UInt8]? = nil
  ) async throws(Problem) -> OpenedSession {
    let body = Value.fields(
      ("method", .text(method.rawValue)), ("nonce", .text(nonce)), ("algorithm", .text(algorithm)),
      ("certificate", .text(Base64.standard.encode(certificate))),
      ("signature", .text(Base64.standard.encode(signature))))
    return try await call(.post, Path("/session/v1/sessions"), body: body, as: .none, serverKeySHA256: serverKeySHA256)
    { (wire, _) throws(Malformed) in
      let token = try wire.text("token")
      // It goes into a header and a file of one line (RFC 6750 §2.1, b68token).
      guard (1...4096).contains(token.utf8.count), token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw Malformed(field: "token")
      }
      return OpenedSession(summary: try SessionSummary(wire), token: Sensitive(token))
    }
  }

  /// Who is logged in; `loginNeeded` or `sessionExpired` when nobody is. Extends the session.
  public func currentSession() async throws(Problem) -> SessionSummary {
    try await call(.get, Path("/session/v1/sessions/current")) { (wire) throws(Malformed) in try SessionSummary(wire) }
  }

  /// Ends the session at the portal.
  public func closeSession() async throws(Problem) {
    _ = try await exchange(.delete, Path("/session/v1/sessions/current"))
  }

  /// Ends the session of this token, which need not be the one of this client's calls.
  public func closeSession(of token: Sensitive<String>) async throws(Problem) {
    try await PortalClient(
      transport: transport, portal: origin, clock: clock, timeout: .milliseconds(timeoutMilliseconds), token: { token }
    ).closeSession()
  }
}

extension SessionSummary {
  init(_ wire: Wire) throws(Malformed) {
    self.init(
      method: try wire.word("method"), assurance: try wire.text("assurance"), expiresAt: try wire.time("expiresAt"),
      idleSeconds: try wire.count("idleSeconds"), subject: try wire.id("subject"),
      person: try wire.object("person") { (wire) throws(Malformed) in
        Person(
          displayName: try wire.legalName("displayName"), kana: try wire.optionalText("kana").flatMap { LegalName($0) })
      })
  }
}

extension Catalogue {
  /// What the portal takes (docs/portal-api.md): of the cards of today, and of the next one.
  static let loginAlgorithms = ["sha256WithRSAEncryption", "ecdsa-with-SHA384"]

  static let sessionCalls = [
    CatalogueCall(
      CallDescription(
        "session.challenge", "Asks for something to sign for a log-in.", result: Challenge.schema, changes: true,
        needsSession: false)
    ) { (client, _) throws(Problem) in try await client.challenge().value },
    CatalogueCall(
      CallDescription(
        "session.open", "Opens a session with a signed challenge.",
        parameters: [
          Field("method", .choice(name: "loginMethod", ["card"])), Field("nonce", .text, "Of the challenge."),
          Field("algorithm", .choice(name: "signatureAlgorithm", loginAlgorithms)),
          Field("certificate", .text, "The authentication certificate: base64 of DER."),
          Field("signature", .text, "Base64."),
        ],
        result: SessionSummary.schemaWithToken, changes: true, needsSession: false)
    ) { (client, parameters) throws(Problem) in
      let opened = try await client.openSession(
        method: .card, nonce: parameters.required("nonce"), algorithm: parameters.required("algorithm"),
        certificate: parameters.bytes("certificate"), signature: parameters.bytes("signature"))
      var fields = opened.summary.value.object ?? Fields()
      fields["token"] = .text(opened.token.reveal())
      return .object(fields)
    },
    CatalogueCall(
      CallDescription("session.current", "Who is logged in, how and until when.", result: SessionSummary.schema)
    ) { (client, _) throws(Problem) in try await client.currentSession().value },
    CatalogueCall(
      CallDescription(
        "session.close", "Ends the session at the portal.", result: SessionSummary.schema, changes: true)
    ) { (client, _) throws(Problem) in
      try await client.closeSession()
      return SessionSummary.absentValue
    },
  ]
}

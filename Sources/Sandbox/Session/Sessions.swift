internal import Database
internal import Domain

// Log-in with a card: a challenge that is taken once, a signature over five lines that the server puts together itself, a
// token of which only the hash is kept.

/// One open session.
struct SessionRow: Hashable, Sendable {
  let person: Int
  let method: String
  let usedAt: Instant
  /// SHA-256 of the token.
  let tokenHash: [UInt8]
}

enum SessionRules {
  /// Seconds without a call after which a session ends, when nothing else is said (the real portal's one hour).
  static let usualIdleSeconds = 3600
  /// Seconds a challenge lives.
  static let challengeSeconds = 120
  static let label = "mynafront-login-v1"
  /// Of the cards of today, and of the next one. Which of them a signature must have, the certificate's key says.
  static let algorithms = ["sha256WithRSAEncryption", "ecdsa-with-SHA384"]
}

extension Portal {
  /// `POST /session/v1/challenges`
  func openChallenge(_ call: Call) async throws(PortalFailure) -> Answer {
    _ = try call.body()
    let nonce = Base64.url.encode(randomBytes(32))
    let expires = call.now.adding(seconds: SessionRules.challengeSeconds)
    try await store.keepChallenge(nonce: nonce, expires: expires, now: call.now)
    return .json(
      201,
      .fields(
        ("nonce", .text(nonce)), ("origin", .text(origin)), ("label", .text(SessionRules.label)),
        ("expiresAt", .text(expires.rfc3339))))
  }

  /// `POST /session/v1/sessions`
  func openSession(_ call: Call) async throws(PortalFailure) -> Answer {
    let body = try call.body()
    func text(_ name: String) throws(PortalFailure) -> String {
      guard let text = body[name]?.text else { throw .invalid(name) }
      return text
    }
    guard try text("method") == "card" else { throw .invalid("method") }
    let algorithm = try text("algorithm")
    guard SessionRules.algorithms.contains(algorithm) else { throw .invalid("algorithm") }
    guard let certificate = Base64.standard.decode(try text("certificate")) else { throw .invalid("certificate") }
    guard let signature = Base64.standard.decode(try text("signature")) else { throw .invalid("signature") }
    let nonce = try text("nonce")
    // Taken before anything is verified: a nonce that met a wrong signature is spent as well.
    guard let expires = try await store.takeChallenge(nonce: nonce, now: call.now) else { throw .refused(.nonce) }
    let signedText = [SessionRules.label, origin, serverKeyHash, nonce, expires].joined(separator: "\n")
    switch judge.judge(
      certificate: certificate, algorithm: algorithm, signature: signature, signedText: signedText, at: call.now)
    {
    case .refused(let reason): throw .refused(reason)
    case .person(let serial):
      guard let id = personaID(serial) else { throw .refused(.unknownPerson) }
      let token = Base64.url.encode(randomBytes(32))
      guard let answer = try await store.openSession(personaID: id, token: token, method: "card", now: call.now) else {
        throw .refused(.unknownPerson)
      }
      return answer
    }
  }
}

extension Store {
  func keepChallenge(nonce: String, expires: Instant, now: Instant) throws(PortalFailure) {
    try asking { () throws(DatabaseError) in
      try connection.run("DELETE FROM challenges WHERE expires_at < ?", [.integer(now.milliseconds)])
      try connection.run(
        "INSERT INTO challenges VALUES (?, ?, ?)",
        [.text(nonce), .integer(expires.milliseconds), .text(expires.rfc3339)])
    }
  }

  /// The challenge's `expiresAt` as it was sent; nil when there is no such nonce, it was taken, or its time is over.
  func takeChallenge(nonce: String, now: Instant) throws(PortalFailure) -> String? {
    try asking { () throws(DatabaseError) in
      try connection.first(
        "DELETE FROM challenges WHERE nonce = ? RETURNING expires_at, expires_text", [.text(nonce)]
      ) { (row) throws(DatabaseError) -> String? in
        try row.integer("expires_at") >= now.milliseconds ? try row.text("expires_text") : nil
      } ?? nil
    }
  }

  /// Nil when the portal does not know the person.
  func openSession(personaID: String, token: String, method: String, now: Instant) throws(PortalFailure) -> Answer? {
    try asking { () throws(DatabaseError) in
      let person = try connection.first("SELECT number FROM people WHERE id = ?", [.text(personaID)]) {
        (row) throws(DatabaseError) in try row.integer("number")
      }
      guard let person else { return nil }
      // Sessions that ended a day ago are forgotten; until then their token is told that it expired.
      try connection.run(
        "DELETE FROM sessions WHERE used_at < ?", [.integer(now.adding(seconds: -86_400).milliseconds)])
      let session = SessionRow(person: person, method: method, usedAt: now, tokenHash: sha256(token))
      try connection.run(
        "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
        [
          .blob(session.tokenHash), .integer(person), .text(method), .integer(now.milliseconds),
          .integer(now.milliseconds),
        ])
      return .json(201, try describe(session, token: token))
    }
  }

  /// Finds the session of a token and extends it.
  func useSession(token: String, now: Instant) throws(PortalFailure) -> SessionRow {
    let hash = sha256(token)
    let found = try asking { () throws(DatabaseError) in
      try connection.first("SELECT person, method, used_at FROM sessions WHERE token_hash = ?", [.blob(hash)]) {
        (row) throws(DatabaseError) in
        SessionRow(
          person: try row.integer("person"), method: try row.text("method"),
          usedAt: Instant(milliseconds: try row.integer("used_at")), tokenHash: hash)
      }
    }
    guard let found else { throw .noSession }
    guard now <= found.usedAt.adding(seconds: sessionSeconds) else { throw .sessionExpired }
    // A clock that was set back must not make the session older than it is.
    guard abs(now.milliseconds - found.usedAt.milliseconds) >= 1000 else { return found }
    try asking { () throws(DatabaseError) in
      try connection.run(
        "UPDATE sessions SET used_at = ? WHERE token_hash = ?", [.integer(now.milliseconds), .blob(hash)])
    }
    return SessionRow(person: found.person, method: found.method, usedAt: now, tokenHash: hash)
  }

  /// `GET /session/v1/sessions/current`
  func session(_ call: Call) throws(PortalFailure) -> Answer {
    guard let session = call.session else { throw .noSession }
    return .json(200, try asking { () throws(DatabaseError) in try describe(session, token: nil) })
  }

  /// `DELETE /session/v1/sessions/current`
  func endSession(_ call: Call) throws(PortalFailure) -> Answer {
    guard let session = call.session else { throw .noSession }
    try asking { () throws(DatabaseError) in
      try connection.run("DELETE FROM sessions WHERE token_hash = ?", [.blob(session.tokenHash)])
    }
    return .nothing
  }

  private func describe(_ session: SessionRow, token: String?) throws(DatabaseError) -> Value {
    var fields = Fields()
    if let token { fields["token"] = .text(token) }
    fields["expiresAt"] = .text(session.usedAt.adding(seconds: sessionSeconds).rfc3339)
    fields["idleSeconds"] = .integer(sessionSeconds)
    fields["method"] = .text(session.method)
    fields["assurance"] = "high"
    try connection.each("SELECT name, kana, subject FROM people WHERE number = ?", [.integer(session.person)]) {
      (row) throws(DatabaseError) in
      fields["subject"] = .text(try row.text("subject"))
      fields["person"] = .fields(
        ("displayName", .text(try row.text("name"))), ("kana", Value(try row.optionalText("kana"))))
    }
    return .object(fields)
  }
}

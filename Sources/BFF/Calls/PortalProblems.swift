// The one place where what the network and the portal say becomes what the citizen is told.
internal import Domain

extension Problem {
  /// - Parameter error: how the exchange ended without a whole answer.
  init(_ error: TransportError) {
    switch error {
    case .unreachable: self.init(.offline)
    case .timedOut(let sent): self.init(.portalSlow, facts: [("sent", .bool(sent))])
    case .tls(let doubt): self.init(.portalNotTrusted, facts: [("reason", .text(doubt.rawValue))])
    case .tooLarge: self.init(.portalAnswerMalformed, facts: [("field", "size")])
    // Whoever cancelled does not read this.
    case .cancelled: self.init(.offline, facts: [("cancelled", true)])
    }
  }

  /// An answer that is no success, as docs/portal-api.md lists them. The status decides, the body's `code` tells apart what has
  /// the same status; an answer from something that is not the portal has no code.
  init(refusal answer: HTTPResponse) {
    let body = try? JSONReader.read(answer.body, maximumBytes: 64 << 10)
    let reference = answer.reference
    switch (answer.status, body?["code"]?.text) {
    case (400, _), (422, _):
      let field = Self.fieldName(body?["detail"]?.text)
      self.init(.inputInvalid, facts: field.map { [("field", .text($0))] } ?? [], reference: reference)
    case (401, "SESSION_EXPIRED"): self.init(.sessionExpired, reference: reference)
    case (401, "LOGIN_REFUSED"):
      let reason = body?["detail"]?.text.flatMap { Self.refusals.contains($0) ? $0 : nil } ?? "other"
      self.init(.loginRefused, facts: [("reason", .text(reason))], reference: reference)
    case (401, _): self.init(.loginNeeded, reference: reference)
    case (403, _): self.init(.forbidden, reference: reference)
    case (404, _): self.init(.notFound, reference: reference)
    case (409, _): self.init(.notPossibleNow, reference: reference)
    case (429, _), (503, "UNAVAILABLE"): self = .wait(.portalBusy, answer, body)
    case (503, "MAINTENANCE"): self = .wait(.portalMaintenance, answer, body)
    case (503, _): self = .wait(.portalBusy, answer, body)
    case (500..., _): self.init(.portalFault, reference: reference)
    default:
      self.init(
        .portalAnswerMalformed, facts: [("field", "status"), ("status", .integer(answer.status))], reference: reference)
    }
  }

  /// An answer that says something else than the protocol allows.
  init(_ malformed: Malformed, in answer: HTTPResponse) {
    self.init(
      .portalAnswerMalformed, facts: [("field", .text(malformed.field.isEmpty ? "body" : malformed.field))],
      reference: answer.reference)
  }

  /// `detail` of LOGIN_REFUSED.
  private static let refusals: Set<String> = [
    "nonce", "origin", "chain", "expired", "revoked", "purpose", "signature", "unknownPerson",
  ]

  private static func wait(_ code: Code, _ answer: HTTPResponse, _ body: Value?) -> Problem {
    var seconds = answer[header: "Retry-After"].flatMap { Int($0) } ?? body?["retryAfterSeconds"]?.integer
    if seconds == nil, case .wait(let usual) = code.usualRemedy { seconds = usual }
    // Between a second and a day: what is told to a person must make sense.
    let told = min(max(seconds ?? 1, 1), 86_400)
    return Problem(
      code, remedy: .wait(seconds: told), facts: [("seconds", .integer(told))], reference: answer.reference)
  }

  /// The portal's text is shown only where it is a name of a field.
  private static func fieldName(_ detail: String?) -> String? {
    guard let detail, (1...64).contains(detail.utf8.count),
      detail.utf8.allSatisfy({ byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "["), UInt8(ascii: "]"):
          true
        default: false
        }
      })
    else { return nil }
    return detail
  }
}

extension HTTPResponse {
  /// The server's request id; nil when it is none that one could tell somebody.
  var reference: String? {
    guard let id = self[header: "X-Request-Id"], (1...128).contains(id.utf8.count),
      id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    return id
  }
}

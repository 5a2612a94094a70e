internal import BFF
public import Domain
internal import Trust

/// What is signed for a log-in (docs/portal-api.md): five lines that the client puts together from what it knows, so that the
/// portal never chooses the bytes.
struct LoginText: Hashable {
  /// Separates this signature from every other use of the key.
  static let label = "mynafront-login-v1"

  let text: String
  /// Of the server that gave the challenge: only that one may get the signature.
  let serverKeySHA256: [UInt8]

  /// - Parameter origin: as configured.
  /// - Throws: `originMismatch` when the challenge speaks for another origin, `portalAnswerMalformed` for a label or server
  ///   certificate that cannot be signed.
  init(_ challenge: Challenge, origin: String) throws(Problem) {
    guard challenge.origin.utf8.elementsEqual(origin.utf8) else { throw Problem(.originMismatch) }
    guard challenge.label == Self.label else { throw Problem(.portalAnswerMalformed, facts: [("field", "label")]) }
    let server: Certificate
    do {
      server = try Certificate(pem: challenge.serverCertificatePEM)
    } catch { throw Problem(.portalNotTrusted) }
    serverKeySHA256 = server.publicKeySHA256
    let lines = [
      Self.label, origin, lowercaseHex(server.publicKeySHA256), challenge.nonce, challenge.expiresAt,
    ]
    // A line end inside a line would let one text stand for another.
    guard lines.allSatisfy({ line in line.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) else {
      throw Problem(.portalAnswerMalformed, facts: [("field", "nonce")])
    }
    text = lines.joined(separator: "\n")
  }

  var bytes: [UInt8] { Array(text.utf8) }
}

extension Login {
  /// What a log-in would have signed, by which key, for whom and at which cost: for a rehearsal, without card and network. What
  /// challenge and card would bring stands in angle brackets.
  public static func signature(origin: String) -> Value {
    let lines = [
      LoginText.label, origin, "<SHA-256 of the server's public key>", "<nonce of the challenge>",
      "<expiresAt of the challenge>",
    ]
    return .fields(
      ("what", "login"), ("to", .text(origin)), ("key", "auth"),
      ("algorithm", "<of the certificate's key>"), ("pin", "auth"), ("triesAtMost", 1),
      ("text", .list(lines.map(Value.text))))
  }
}

internal import Card
public import Domain
internal import Trust

/// A certificate of the card, for whoever wants it as a file: `card certificate`.
public struct CardCertificates: Sendable {
  private let access: CardAccess
  private let clock: any PortalClock

  public init(access: CardAccess, clock: any PortalClock) {
    self.access = access
    self.clock = clock
  }

  /// The shape of what is said beside the bytes.
  public static let schema = Schema.object([
    Field("kind", .choice(name: "certificateKind", ["auth", "sign"])),
    Field("subject", .text, "As RFC 4514 writes it; of a signing certificate without the four attributes."),
    Field("issuer", .text), Field("serial", .text, "Hexadecimal."), Field("notBefore", .time),
    Field("notAfter", .time), Field("daysLeft", .integer, "Whole days; negative after its end."),
    Field("key", .text, "Such as RSA-2048 or P-384."), Field("sha256", .text, "Of the whole certificate (DER)."),
    Field("pem", .text),
  ])

  /// - Parameter given: the password of `signature`, when it is there already; `authentication` needs none on a card, and its PIN on a phone.
  /// - Returns: DER, and what can be said of it.
  public func certificate(
    _ kind: PINKind, given: consuming PIN?
  ) async throws(Problem) -> (der: [UInt8], facts: Value) {
    let der: [UInt8]
    switch kind {
    case .signature:
      let sight = CardAccess.Sight.signingCertificate(isTyped: given == nil)
      der = try await access.unlocked(JPKICard.self, .signature, given: given, after: sight) {
        (card) async throws(CardError) in try await card.certificate(for: .signature)
      }
    case .authentication:
      if let shown = try await shown() {
        der = shown
      } else {
        der = try await access.unlocked(JPKICard.self, .authentication, given: given) {
          (card) async throws(CardError) in try await card.certificate(for: .authentication)
        }
      }
    case .text, .juki, .surface: throw Problem(.notPossibleNow)
    }
    let certificate: Certificate
    do throws(TrustError) {
      certificate = try Certificate(der: der)
    } catch { throw await access.naming(error.problem) }
    return (der, facts(of: certificate, kind))
  }

  /// The authentication certificate, where the card shows it without its PIN; nil on a phone.
  private func shown() async throws(Problem) -> [UInt8]? {
    try await access.visit { (channel) async throws(CardError) -> [UInt8]? in
      do throws(CardError) {
        return try await JPKICard(selecting: channel).certificate(for: .authentication)
      } catch .pinNeeded {
        return nil
      }
    }
  }

  private func facts(of certificate: Certificate, _ kind: PINKind) -> Value {
    .fields(
      ("kind", .text(kind.word)), ("subject", .text(certificate.subject)), ("issuer", .text(certificate.issuer)),
      ("serial", .text(certificate.serial)), ("notBefore", .text(certificate.notBefore.rfc3339)),
      ("notAfter", .text(certificate.notAfter.rfc3339)),
      ("daysLeft", .integer(clock.now.jst.date.days(until: certificate.notAfter.jst.date))),
      ("key", .text(certificate.key.name)), ("sha256", .text(SHA256.hex(certificate.der))),
      ("pem", .text(PEM.text(ofCertificate: certificate.der))))
  }
}

extension Certificate.KeyKind {
  /// As people who handle keys call it.
  var name: String {
    switch self {
    case .rsa(let bits): "RSA-\(bits)"
    case .ellipticCurve(let bits): "P-\(bits)"
    case .other: "other"
    }
  }
}

public import Domain

// Where the chapters of this module meet. `Authorities` (folder Authorities) issues and judges certificates; `CardService`
// (folder Card) plays the persona's card over a socket; the portal only knows what stands here and the two classes' faces:
//
//   final class Authorities: LoginJudge
//     init(directory: String, clock: any PortalClock) throws      certificate authorities, made at the first start
//     portalCAFile, cardCAFile: String                            PEM files for the client's configuration
//     serverCertificatePEM, serverKeyPEM: String                  the portal's own TLS credentials, for 127.0.0.1 and localhost
//     serverKeyHash: String                                       lower-case hex SHA-256 of its SubjectPublicKeyInfo
//     credentials(for: Persona, as: CardForm) throws -> CardCredentials    made when first asked for, then kept
//     personaID(certificateSerial: String) -> String?             whose authentication certificate that is
//
//   final class CardService
//     init(socket: String, directory: String, authorities: Authorities, personas: [Persona], clock: any PortalClock)
//     start() throws · stop() · insert(personaID: String) throws · remove() · status: Value
//     setFault(kind: String, times: Int?) throws · openConnections: Int

/// Judges a log-in with a card: the certificate's path, time, state and purpose, then the signature under it.
public protocol LoginJudge: Sendable {
  /// - Parameters:
  ///   - certificate: the authentication certificate as it was sent, DER.
  ///   - algorithm: what the client says it is; anything but what the certificate's key makes is refused.
  ///   - signature: over the UTF-8 bytes of `signedText`.
  ///   - at: the portal's present time.
  func judge(
    certificate: [UInt8], algorithm: String, signature: [UInt8], signedText: String, at: Instant
  ) -> LoginVerdict
}

/// What the judge says. A refusal names what can be acted on first.
public enum LoginVerdict: Hashable, Sendable {
  /// The holder of the certificate with this serial number (lower-case hex without leading zeros) signed the text.
  case person(serial: String)
  case refused(LoginRefusal)
}

/// The words of `detail` in a `LOGIN_REFUSED` answer (docs/portal-api.md).
public enum LoginRefusal: String, Hashable, Sendable, CaseIterable {
  case nonce, origin, chain, expired, revoked, purpose, signature, unknownPerson
}

/// What is on one persona's card: certificates in DER, keys in PEM. A certificate the card does not hold is nil.
public struct CardCredentials: Sendable {
  /// 利用者証明用: certificate, its authority's certificate, key.
  public var authCertificate: [UInt8]
  public var authCA: [UInt8]
  public var authKeyPEM: String
  /// 署名用: nil for a person under 15 and for a card without it.
  public var signCertificate: [UInt8]?
  public var signCA: [UInt8]
  public var signKeyPEM: String?
  /// Signs what the card holds as text.
  public var maker: CardMaker

  public init(
    authCertificate: [UInt8], authCA: [UInt8], authKeyPEM: String, signCertificate: [UInt8]?, signCA: [UInt8],
    signKeyPEM: String?, maker: CardMaker
  ) {
    self.authCertificate = authCertificate
    self.authCA = authCA
    self.authKeyPEM = authKeyPEM
    self.signCertificate = signCertificate
    self.signCA = signCA
    self.signKeyPEM = signKeyPEM
    self.maker = maker
  }
}

public import Domain

/// The facts of one X.509 certificate, read from DER that is not trusted. What it says of itself: whether to believe it is
/// for `TrustStore.judge`.
public struct Certificate: Hashable, Sendable {
  /// The bytes, exactly as they came.
  public let der: [UInt8]
  public let notBefore: Instant
  /// The last moment at which it is valid.
  public let notAfter: Instant
  /// Names in RFC 4514 form (last part first). From outside: never shown without `TerminalSafe`.
  public let subject: String
  public let issuer: String
  /// Lower-case hex of the serial number, an even count of digits.
  public let serial: String
  /// Nil when the certificate has no keyUsage extension.
  public let keyUsage: KeyUsage?
  /// Whether it may issue certificates by its own words (CA:TRUE or keyCertSign).
  public let isCA: Bool
  public let key: KeyKind
  /// SHA-256 of SubjectPublicKeyInfo (DER): names the key whatever certificate carries it.
  public let publicKeySHA256: [UInt8]
  /// Certificate policies as dotted text.
  public let policies: [String]
  /// The otherNames of subjectAltName (the four attributes of a signing certificate); unknown ones are kept as well.
  public let otherNames: [OtherName]

  /// How this key signs; nil for a kind, curve or length that signs nothing for us.
  public let keyAlgorithm: KeyAlgorithm?

  let parsed: ParsedCertificate
  /// What a signed document names its signer by (RFC 5652 §5.3): the issuer's name and the number as DER, or the key's identifier,
  /// nil when the certificate has none.
  let encodedIssuer: [UInt8]
  let encodedSerial: [UInt8]
  let subjectKeyIdentifier: [UInt8]?

  public enum KeyKind: Hashable, Sendable {
    case rsa(bits: Int)
    case ellipticCurve(bits: Int)
    case other

    /// The longest signature in bytes: how much a card may answer. ECDSA: two numbers as DER (RFC 3279 §2.2.3).
    public var signatureLength: Int {
      switch self {
      case .rsa(let bits): (bits + 7) / 8
      case .ellipticCurve(let bits): 2 * ((bits + 7) / 8 + 3) + 3
      case .other: 256
      }
    }
  }

  /// A name that only its identifier explains. The text may be a person's, so it does not print itself.
  public struct OtherName: Hashable, Sendable {
    public let identifier: String
    public let text: Sensitive<String>
  }

  /// - Throws: `malformedCertificate` for anything but exactly one certificate whose extensions can be read, `tooLarge`.
  public init(der: [UInt8]) throws(TrustError) {
    let parsed = try ParsedCertificate(der: der)
    // Questions about damaged extensions leave errors in this thread's queue that would be taken for somebody else's.
    defer { LibCrypto.forgetErrors() }
    guard !parsed.hasInvalidExtensions() else { throw .malformedCertificate }
    self.der = der
    self.parsed = parsed
    notBefore = try parsed.notBefore()
    notAfter = try parsed.notAfter()
    subject = try parsed.subject()
    issuer = try parsed.issuer()
    serial = try parsed.serial()
    keyUsage = parsed.keyUsage()
    isCA = parsed.isCA()
    key = parsed.keyKind()
    let publicKey = try parsed.publicKeyInfo()
    publicKeySHA256 = SHA256.hash(publicKey)
    keyAlgorithm = KeyAlgorithm.of(publicKey, key)
    encodedIssuer = try parsed.encodedIssuer()
    encodedSerial = try parsed.encodedSerial()
    subjectKeyIdentifier = parsed.subjectKeyIdentifier()
    policies = parsed.policies()
    otherNames = parsed.otherNames()
  }

  /// The first certificate of a PEM text.
  public init(pem: String) throws(TrustError) {
    guard let first = try PEM.certificates(in: pem).first else { throw .malformedPEM }
    try self.init(der: first)
  }

  /// Whether `instant` is within the validity, both ends included (RFC 5280 §4.1.2.5).
  public func isValid(at instant: Instant) -> Bool { notBefore <= instant && instant < notAfter.adding(seconds: 1) }

  /// The text of the first otherName with that identifier.
  public func otherName(_ identifier: String) -> Sensitive<String>? {
    otherNames.first { $0.identifier == identifier }?.text
  }

  public static func == (a: Certificate, b: Certificate) -> Bool { a.der == b.der }
  public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

/// Its bytes hold a person's name and address, so a certificate prints no more than its number.
extension Certificate: CustomStringConvertible, CustomReflectable {
  public var description: String { "Certificate(\(serial))" }
  public var customMirror: Mirror { Mirror(self, children: ["serial": serial]) }
}

/// What a key may be used for (RFC 5280 §4.2.1.3), with libcrypto's bits (KU_…).
public struct KeyUsage: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let digitalSignature = KeyUsage(rawValue: 0x80)
  public static let nonRepudiation = KeyUsage(rawValue: 0x40)
  public static let keyEncipherment = KeyUsage(rawValue: 0x20)
  public static let certificateSigning = KeyUsage(rawValue: 0x04)
  public static let crlSigning = KeyUsage(rawValue: 0x02)
}

/// Object identifiers of the four attributes in a signing certificate's otherNames (seen on cards; the same in several
/// independent readers of the card).
public enum AttributeIdentifier {
  public static let name = "1.2.392.200149.8.5.5.1"
  public static let nameSubstitutes = "1.2.392.200149.8.5.5.2"
  public static let sex = "1.2.392.200149.8.5.5.3"
  public static let birth = "1.2.392.200149.8.5.5.4"
  public static let address = "1.2.392.200149.8.5.5.5"
  public static let addressSubstitutes = "1.2.392.200149.8.5.5.6"
}

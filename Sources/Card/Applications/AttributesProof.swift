/// What the 券面事項入力補助 application says in proof of what it holds: digests of number and attributes, signed by a key of its own
/// that the card's issuer has certified. The form is known from one source (soltia48/myna-card), and the issuer's public key is
/// not public: what can be shown is that the parts fit together, not that the State has made them.
public struct AttributesProof: Hashable, Sendable {
  /// SHA-256 of the number's file, 32 bytes.
  public let numberDigest: [UInt8]
  /// SHA-256 of the four attributes' objects, 32 bytes.
  public let attributesDigest: [UInt8]
  /// What is signed: both digests as objects (DF31, DF32).
  public let signed: [UInt8]
  /// RSASSA-PKCS1-v1_5 with SHA-256, as long as the modulus.
  public let signature: [UInt8]
  /// Of the key that made the signature.
  public let certificate: CardVerifiableCertificate

  /// `FF30 { DF31 digest, DF32 digest, DF33 signature }` and `7F21 …`.
  init?(digests: [UInt8], certificate: [UInt8]) {
    guard let objects = BERObject.list(inside: 0xFF30, digests), let number = objects.only(0xDF31), number.count == 32,
      let attributes = objects.only(0xDF32), attributes.count == 32, let signature = objects.only(0xDF33),
      let certificate = CardVerifiableCertificate(certificate)
    else { return nil }
    numberDigest = number
    attributesDigest = attributes
    signed = objects.filter { $0.tag == 0xDF31 || $0.tag == 0xDF32 }.flatMap(\.encoded)
    self.signature = signature
    self.certificate = certificate
  }
}

/// A card-verifiable certificate (ISO/IEC 7816-8) as the card holds it: a public key, and the issuer's signature over it.
public struct CardVerifiableCertificate: Hashable, Sendable {
  /// The number of the issuer's key, 16 bytes.
  public let issuerKey: [UInt8]
  /// The number of the certified key, 16 bytes.
  public let subjectKey: [UInt8]
  /// Big-endian, without a sign byte.
  public let modulus: [UInt8]
  /// The public exponent, big-endian, without a sign byte.
  public let exponent: [UInt8]
  /// The content of 5F4E: what the issuer has signed.
  public let signed: [UInt8]
  /// The issuer's, over `signed`. The issuer's public key is not public, so nobody here can check it.
  public let signature: [UInt8]

  /// `7F21 { 5F4E { issuer's key 16, subject's key 16, 90 exponent, 91 modulus }, 5F37 signature }` (soltia48/myna-card).
  init?(_ bytes: [UInt8]) {
    guard let objects = BERObject.list(inside: 0x7F21, bytes), let body = objects.only(0x5F4E), body.count > 32,
      let signature = objects.only(0x5F37), let key = BERObject.list(Array(body[32...])),
      let exponent = key.only(0x90), let modulus = key.only(0x91), !exponent.isEmpty, modulus.count >= 128
    else { return nil }
    issuerKey = Array(body[..<16])
    subjectKey = Array(body[16..<32])
    (self.modulus, self.exponent) = (modulus, exponent)
    signed = body
    self.signature = signature
  }
}

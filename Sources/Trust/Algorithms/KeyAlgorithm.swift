/// The keys we deal with, and how each one signs. The next card (`docs/facts`: ECDSA P-384 with SHA-384) is a row here already;
/// one after it is one more row, with the length of its signatures left to its certificate.
public struct KeyAlgorithm: Hashable, Sendable {
  enum Family: Hashable, Sendable { case rsa, ellipticCurve }

  /// What a card is given to sign.
  enum Layout: Hashable, Sendable {
    /// The DigestInfo of the hash (RFC 8017 §9.2); the card adds the padding.
    case digestInfo
    /// The hash itself.
    case digest
  }

  /// The signature's algorithm as RFC 3279 and RFC 5758 call it, and as the portal is told (docs/portal-api.md).
  public let name: String
  let family: Family
  /// The AlgorithmIdentifier in the certificate's SubjectPublicKeyInfo, as DER. A curve only by its name (RFC 5480 §2.1.1).
  let publicKeyIdentifier: [UInt8]
  /// In bits, of the modulus or the curve.
  let minimumBits: Int
  /// The digest this key signs with; it verifies with any of the table of digests.
  let digest: DigestAlgorithm
  /// The AlgorithmIdentifier that a signature made with it has, as DER.
  let signatureIdentifier: [UInt8]
  let layout: Layout

  /// What a card is given, so that its answer is the signature of `message`. RSA: the DigestInfo (RFC 8017 §9.2 note 1, with its
  /// NULL; 51 bytes), to which the card adds the padding. ECDSA: the hash alone (32 bytes for P-256, 48 for P-384).
  public func toBeSigned(for message: [UInt8]) -> [UInt8] {
    let hash = LibCrypto.hash(message, digest)
    return layout == .digestInfo ? digest.digestInfo(hash) : hash
  }

  static let all = [
    // RFC 3279 §2.3.1, RFC 5754 §3.2. 2,048 bits: every certificate of today's cards.
    KeyAlgorithm(
      name: "sha256WithRSAEncryption", family: .rsa,
      publicKeyIdentifier: identifier(OID(1, 2, 840, 113549, 1, 1, 1), DERWriter.null), minimumBits: 2048,
      digest: .sha256, signatureIdentifier: identifier(OID(1, 2, 840, 113549, 1, 1, 11), DERWriter.null),
      layout: .digestInfo),
    // RFC 5480 §2.1.1.1, RFC 5754 §3.3: P-256
    KeyAlgorithm(
      name: "ecdsa-with-SHA256", family: .ellipticCurve,
      publicKeyIdentifier: identifier(
        OID(1, 2, 840, 10045, 2, 1), DERWriter.objectIdentifier(OID(1, 2, 840, 10045, 3, 1, 7))), minimumBits: 256,
      digest: .sha256, signatureIdentifier: identifier(OID(1, 2, 840, 10045, 4, 3, 2)), layout: .digest),
    // P-384
    KeyAlgorithm(
      name: "ecdsa-with-SHA384", family: .ellipticCurve,
      publicKeyIdentifier: identifier(
        OID(1, 2, 840, 10045, 2, 1), DERWriter.objectIdentifier(OID(1, 3, 132, 0, 34))), minimumBits: 384,
      digest: .sha384, signatureIdentifier: identifier(OID(1, 2, 840, 10045, 4, 3, 3)), layout: .digest),
  ]

  private static func identifier(_ oid: OID, _ parameters: [UInt8] = []) -> [UInt8] {
    DERWriter.sequence(DERWriter.objectIdentifier(oid), parameters)
  }

  /// The row of a SubjectPublicKeyInfo (DER) whose key has `kind`.
  static func of(_ publicKeyInfo: [UInt8], _ kind: Certificate.KeyKind) -> KeyAlgorithm? {
    let bits: Int
    switch kind {
    case .rsa(let count), .ellipticCurve(let count): bits = count
    case .other: return nil
    }
    guard var inside = try? DERReader.only(Tag.sequence, in: publicKeyInfo[...]), let identifier = try? inside.next()
    else { return nil }
    return all.first { identifier.whole.elementsEqual($0.publicKeyIdentifier) && bits >= $0.minimumBits }
  }
}

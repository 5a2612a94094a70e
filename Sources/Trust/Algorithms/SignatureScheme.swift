/// How a signature was made: padding and digest. Read from the signature's AlgorithmIdentifier by a table.
struct SignatureScheme: Hashable, Sendable {
  enum Padding: Hashable, Sendable {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    case pkcs1
    /// RSASSA-PSS (RFC 8017 §8.1) with MGF1 of the same digest; the salt in bytes.
    case pss(salt: Int)
    /// ECDSA (FIPS 186-5 §6): two numbers as DER.
    case ecdsa
  }

  let padding: Padding
  let digest: DigestAlgorithm

  var family: KeyAlgorithm.Family { padding == .ecdsa ? .ellipticCurve : .rsa }

  enum Refusal: Error, Hashable { case weak, unsupported }

  /// The scheme of an identifier beside the digest that the signer names.
  init(_ identifier: AlgorithmIdentifier, digest: DigestAlgorithm) throws(Refusal) {
    if Self.weak.contains(identifier.oid) { throw .weak }
    if identifier.oid == Self.pss {
      self = try Self.pss(identifier.parameters)
    } else {
      guard let row = Self.rows.first(where: { $0.oid == identifier.oid }) else { throw .unsupported }
      // RSA has NULL (or nothing, seen often), ECDSA has nothing (RFC 5754 §3.2, §3.3).
      guard row.padding == .pkcs1 ? identifier.hasNoParameters : identifier.parameters == nil else {
        throw .unsupported
      }
      self.init(padding: row.padding, digest: row.digest ?? digest)
    }
    // Two digests in one signature serve nobody but one who wants to confuse.
    guard self.digest == digest else { throw .unsupported }
  }

  init(padding: Padding, digest: DigestAlgorithm) {
    self.padding = padding
    self.digest = digest
  }

  /// RFC 5754 §3.2 and §3.3. No digest: the one that stands beside it (rsaEncryption, RFC 3370 §3.2).
  private static let rows: [(oid: OID, padding: Padding, digest: DigestAlgorithm?)] = [
    (OID(1, 2, 840, 113549, 1, 1, 1), .pkcs1, nil),
    (OID(1, 2, 840, 113549, 1, 1, 11), .pkcs1, .sha256),
    (OID(1, 2, 840, 113549, 1, 1, 12), .pkcs1, .sha384),
    (OID(1, 2, 840, 113549, 1, 1, 13), .pkcs1, .sha512),
    (OID(1, 2, 840, 10045, 4, 3, 2), .ecdsa, .sha256),
    (OID(1, 2, 840, 10045, 4, 3, 3), .ecdsa, .sha384),
    (OID(1, 2, 840, 10045, 4, 3, 4), .ecdsa, .sha512),
  ]

  /// md5WithRSAEncryption, sha1WithRSAEncryption, ecdsa-with-SHA1.
  private static let weak: Set<OID> = [
    OID(1, 2, 840, 113549, 1, 1, 4), OID(1, 2, 840, 113549, 1, 1, 5), OID(1, 2, 840, 10045, 4, 1),
  ]

  /// RFC 4055 §3.1.
  private static let pss = OID(1, 2, 840, 113549, 1, 1, 10)
  private static let mgf1 = OID(1, 2, 840, 113549, 1, 1, 8)

  /// RSASSA-PSS-params: what is left out means SHA-1, so digest and mask function must be there.
  private static func pss(_ parameters: [UInt8]?) throws(Refusal) -> SignatureScheme {
    guard let parameters else { throw .weak }
    let parts: (digest: AlgorithmIdentifier?, mask: AlgorithmIdentifier?, salt: Int)
    do throws(DERError) { parts = try pssParts(parameters) } catch { throw .unsupported }
    guard let digest = parts.digest, let mask = parts.mask else { throw .weak }
    guard digest.hasNoParameters, mask.hasNoParameters, digest.oid == mask.oid else { throw .unsupported }
    guard let known = DigestAlgorithm(digest.oid) else {
      throw DigestAlgorithm.weak.contains(digest.oid) ? .weak : .unsupported
    }
    return SignatureScheme(padding: .pss(salt: parts.salt), digest: known)
  }

  private static func pssParts(_ parameters: [UInt8]) throws(DERError)
    -> (digest: AlgorithmIdentifier?, mask: AlgorithmIdentifier?, salt: Int)
  {
    var inside = try DERReader.only(Tag.sequence, in: parameters[...])
    var digest: AlgorithmIdentifier?
    if let hash = try inside.optional(Tag.context(0)) {
      digest = try AlgorithmIdentifier(inside: DERReader.only(Tag.sequence, in: hash.content))
    }
    var mask: AlgorithmIdentifier?
    if let generator = try inside.optional(Tag.context(1)) {
      let identifier = try AlgorithmIdentifier(inside: DERReader.only(Tag.sequence, in: generator.content))
      guard identifier.oid == mgf1, let parameters = identifier.parameters else { throw .malformed }
      mask = try AlgorithmIdentifier(inside: DERReader.only(Tag.sequence, in: parameters[...]))
    }
    var salt = 20
    if let number = try inside.optional(Tag.context(2)) {
      var reader = DERReader(number.content)
      salt = try reader.smallInteger()
      try reader.end()
    }
    // trailerField has one value, which is its default: DER leaves it out.
    try inside.end()
    return (digest, mask, salt)
  }
}

/// The digests a document may be signed with (FIPS 180-4). RFC 5754 §2 gives the identifiers.
enum DigestAlgorithm: Hashable, Sendable, CaseIterable {
  case sha256, sha384, sha512

  var oid: OID {
    switch self {
    case .sha256: OID(2, 16, 840, 1, 101, 3, 4, 2, 1)
    case .sha384: OID(2, 16, 840, 1, 101, 3, 4, 2, 2)
    case .sha512: OID(2, 16, 840, 1, 101, 3, 4, 2, 3)
    }
  }

  /// In bytes.
  var length: Int {
    switch self {
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  /// AlgorithmIdentifier, by RFC 5754 §2 without parameters.
  var identifier: [UInt8] { DERWriter.sequence(DERWriter.objectIdentifier(oid)) }

  /// RFC 8017 §9.2, note 1. Here the NULL belongs: cards and verifiers compare these bytes.
  func digestInfo(_ hash: [UInt8]) -> [UInt8] {
    DERWriter.sequence(
      DERWriter.sequence(DERWriter.objectIdentifier(oid), DERWriter.null), DERWriter.octetString(hash))
  }

  /// Known, and too weak to prove anything today: MD5 (RFC 6151), SHA-1 (RFC 6194).
  static let weak: Set<OID> = [OID(1, 2, 840, 113549, 2, 5), OID(1, 3, 14, 3, 2, 26)]

  init?(_ oid: OID) {
    guard let found = Self.allCases.first(where: { $0.oid == oid }) else { return nil }
    self = found
  }
}

/// An AlgorithmIdentifier (RFC 5280 §4.1.1.2) that was read, not yet judged.
struct AlgorithmIdentifier: Hashable, Sendable {
  let oid: OID
  /// The whole element that follows the identifier, nil when there is none.
  let parameters: [UInt8]?

  init(_ reader: inout DERReader) throws(DERError) {
    try self.init(inside: reader.enter(Tag.sequence))
  }

  /// Of the content of one that is tagged or stands alone.
  init(inside: DERReader) throws(DERError) {
    var inside = inside
    oid = try inside.objectIdentifier()
    parameters = inside.isAtEnd ? nil : Array(try inside.next().whole)
    try inside.end()
  }

  /// Digests and RSA are written with NULL and without by different programs; both mean the same (RFC 5754 §2).
  var hasNoParameters: Bool { parameters == nil || parameters == DERWriter.null }
}

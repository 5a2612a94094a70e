/// CMS SignedData (RFC 5652 §5) as its bytes say it: read strictly, not yet judged.
///
/// Everything is checked that a reader could otherwise pass over: version numbers, empty parameters, the order of the signed
/// attributes, that nothing follows. What stays unread are unsigned attributes and revocation lists: nothing is decided by them.
struct SignedData {
  let contentType: OID
  /// Nil when the document is detached, and for every content type but `id-data`.
  let content: ArraySlice<UInt8>?
  let digests: [AlgorithmIdentifier]
  let certificates: [[UInt8]]
  /// Whether there are certificates of other kinds than X.509 (attribute certificates and older forms).
  let hasOtherCertificates: Bool
  let signers: [SignerInfo]

  /// Real documents have one signer and two or three certificates.
  static let maximumSigners = 16
  static let maximumCertificates = 32
  /// In bytes: everything but the content. A document of nothing but tiny parts would fill the memory many times over.
  static let maximumFrame = 1 << 20

  /// Nil when the bytes are CMS of another kind (encrypted data, a digest).
  static func read(_ der: [UInt8]) throws(DERError) -> SignedData? {
    var info = try DERReader.only(Tag.sequence, in: der[...])
    let type = try info.objectIdentifier()
    let outer = try info.next(Tag.context(0))
    try info.end()
    guard type == .signedData else { return nil }
    return try SignedData(outer.content)
  }

  private init(_ der: ArraySlice<UInt8>) throws(DERError) {
    var reader = try DERReader.only(Tag.sequence, in: der)
    let version = try reader.smallInteger()

    var algorithms = try reader.enter(Tag.set)

    var encapsulated = try reader.enter(Tag.sequence)
    contentType = try encapsulated.objectIdentifier()
    let wrapped = try encapsulated.optional(Tag.context(0))
    try encapsulated.end()
    if contentType == .data, let wrapped {
      var inside = DERReader(wrapped.content)
      content = try inside.next(Tag.octetString).content
      try inside.end()
    } else {
      content = nil
    }
    guard der.count - (content?.count ?? 0) <= Self.maximumFrame else { throw .tooLarge }

    var digests: [AlgorithmIdentifier] = []
    while !algorithms.isAtEnd { digests.append(try AlgorithmIdentifier(&algorithms)) }

    var choices: [DERElement] = []
    if let set = try reader.optional(Tag.context(0)) {
      var inside = DERReader(set.content)
      choices = try inside.all()
    }
    let lists = try reader.optional(Tag.context(1))

    var infos = try reader.enter(Tag.set)
    var signers: [SignerInfo] = []
    while !infos.isAtEnd { signers.append(try SignerInfo(&infos)) }
    try reader.end()

    self.digests = digests
    self.signers = signers
    certificates = choices.filter { $0.tag == Tag.sequence }.map { Array($0.whole) }
    hasOtherCertificates = certificates.count != choices.count
    // RFC 5652 §5.1 says which version goes with what; 4 and 5 belong to kinds that are not read here or only passed over.
    let expected = contentType != .data || signers.contains { $0.version == 3 } ? 3 : 1
    guard version == expected || (version > expected && version <= 5 && (hasOtherCertificates || lists != nil)) else {
      throw .malformed
    }
    // Every digest that a signer uses is announced (§5.1), which also makes each announced one mean something.
    guard digests.allSatisfy(\.hasNoParameters),
      signers.allSatisfy({ signer in digests.contains { $0.oid == signer.digest.oid } })
    else { throw .malformed }
  }
}

/// One signer of a SignedData (RFC 5652 §5.3).
struct SignerInfo {
  enum Identifier {
    /// Name and serial number, both as DER.
    case issuer(ArraySlice<UInt8>, serial: ArraySlice<UInt8>)
    /// The content of subjectKeyIdentifier.
    case key(ArraySlice<UInt8>)
  }

  let version: Int
  let identifier: Identifier
  let digest: AlgorithmIdentifier
  let attributes: SignedAttributes?
  let signatureAlgorithm: AlgorithmIdentifier
  let signature: [UInt8]

  fileprivate init(_ outer: inout DERReader) throws(DERError) {
    var reader = try outer.enter(Tag.sequence)
    version = try reader.smallInteger()
    if let key = try reader.optional(Tag.primitiveContext(0)) {
      guard version == 3 else { throw .malformed }
      identifier = .key(key.content)
    } else {
      guard version == 1 else { throw .malformed }
      var name = try reader.enter(Tag.sequence)
      let issuer = try name.next(Tag.sequence).whole
      let serial = try name.next(Tag.integer).whole
      try name.end()
      identifier = .issuer(issuer, serial: serial)
    }
    digest = try AlgorithmIdentifier(&reader)
    if let set = try reader.optional(Tag.context(0)) {
      attributes = try SignedAttributes(set)
    } else {
      attributes = nil
    }
    signatureAlgorithm = try AlgorithmIdentifier(&reader)
    signature = Array(try reader.next(Tag.octetString).content)
    _ = try reader.optional(Tag.context(1))
    try reader.end()
  }
}

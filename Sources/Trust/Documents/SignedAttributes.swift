internal import Domain

/// The signed attributes of one signer (RFC 5652 §5.3, §11): what the signature is really over. They are read here and written
/// here, so that both are seen on one page.
struct SignedAttributes {
  /// The DER that is hashed and signed: a SET OF, whatever tag it has in the document (RFC 5652 §5.4).
  let encoded: [UInt8]
  let contentType: OID
  let messageDigest: [UInt8]
  /// What the signer's machine said; nobody vouches for it.
  let signingTime: Instant?
  /// The certificates that the signer names by their hash (RFC 5035 §3), the signer's own first. Nil without the attribute.
  let certificateHashes: [CertificateHash]?

  /// ESSCertIDv2 (RFC 5035 §4).
  struct CertificateHash {
    let algorithm: OID
    let hash: [UInt8]
    /// The certificate's issuer and serial number, when they are said.
    let name: SignerInfo.Identifier?
  }

  // MARK: Reading

  /// Whether these bytes could be what a signature over attributes is really over.
  static func areMade(of bytes: [UInt8]) -> Bool {
    var reader = DERReader(bytes[...])
    guard bytes.first == Tag.set, let set = try? reader.next(Tag.set), (try? reader.end()) != nil else { return false }
    // More than the attributes that are known here: whatever a set of sequences is, it is no document.
    var inside = DERReader(set.content)
    return (try? inside.all())?.allSatisfy { $0.tag == Tag.sequence } ?? false
  }

  init(_ element: DERElement) throws(DERError) {
    encoded = [Tag.set] + element.whole.dropFirst()
    var reader = DERReader(element.content)
    let all = try reader.all()
    // §5.4 wants DER: a set in another order would be signed in an order that is not the one in the file.
    for (one, next) in zip(all, all.dropFirst()) {
      guard one.whole.lexicographicallyPrecedes(next.whole) else { throw .malformed }
    }
    var values: [OID: ArraySlice<UInt8>] = [:]
    for attribute in all {
      guard attribute.tag == Tag.sequence else { throw .malformed }
      var inside = DERReader(attribute.content)
      let type = try inside.objectIdentifier()
      let value = try inside.next(Tag.set).content
      try inside.end()
      guard values.updateValue(value, forKey: type) == nil else { throw .malformed }
    }
    // §11.1 and §11.2: both must be there, and have one value.
    guard let type = values[.contentType], let digest = values[.messageDigest] else { throw .malformed }
    var typeReader = DERReader(type)
    contentType = try typeReader.objectIdentifier()
    try typeReader.end()
    var digestReader = DERReader(digest)
    messageDigest = Array(try digestReader.next(Tag.octetString).content)
    try digestReader.end()
    signingTime = if let time = values[.signingTime] { try Self.time(time) } else { nil }
    certificateHashes = if let value = values[.signingCertificateV2] { try Self.hashes(value) } else { nil }
  }

  /// §11.3: in UTC, with seconds and without fractions; UTCTime from 1950 to 2049, GeneralizedTime for every other year.
  private static func time(_ value: ArraySlice<UInt8>) throws(DERError) -> Instant {
    var reader = DERReader(value)
    let element = try reader.next()
    try reader.end()
    let digits = element.content.dropLast()
    let isShort = element.tag == Tag.utcTime
    guard isShort || element.tag == Tag.generalizedTime, element.content.last == UInt8(ascii: "Z"),
      digits.count == (isShort ? 12 : 14), digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw .malformed }
    var text = String(decoding: digits, as: UTF8.self)
    if isShort { text = (text < "5" ? "20" : "19") + text }
    let letters = Array(text)
    func part(_ range: Range<Int>) -> String { String(letters[range]) }
    let date = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
    guard isShort || !("1950"..."2049").contains(part(0..<4)),
      let instant = Instant(rfc3339: "\(date)T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z")
    else { throw .malformed }
    return instant
  }

  private static func hashes(_ value: ArraySlice<UInt8>) throws(DERError) -> [CertificateHash] {
    var inside = try DERReader.only(Tag.sequence, in: value)
    var list = try inside.enter(Tag.sequence)
    _ = try inside.optional(Tag.sequence)  // policies: none of ours
    try inside.end()
    var found: [CertificateHash] = []
    while !list.isAtEnd {
      var one = try list.enter(Tag.sequence)
      var algorithm = DigestAlgorithm.sha256.oid
      if one.nextTag == Tag.sequence { algorithm = try AlgorithmIdentifier(&one).oid }
      let hash = Array(try one.next(Tag.octetString).content)
      var name: SignerInfo.Identifier?
      if let element = try one.optional(Tag.sequence) {
        var both = DERReader(element.content)
        // GeneralNames with one directoryName (RFC 5035 §4: the issuer of the certificate, nothing else).
        var names = try both.enter(Tag.sequence)
        let issuer = try names.next(Tag.context(4)).content
        try names.end()
        name = .issuer(issuer, serial: try both.next(Tag.integer).whole)
        try both.end()
      }
      try one.end()
      found.append(CertificateHash(algorithm: algorithm, hash: hash, name: name))
    }
    guard !found.isEmpty else { throw .malformed }
    return found
  }

  // MARK: Writing

  /// The attributes of CAdES-BES (RFC 5126 §5.7): content type, digest of the content, time, and the signer's certificate by its
  /// hash, so that no other certificate with the same key can take its place.
  static func encode(contentHash: [UInt8], signer: Certificate, digest: DigestAlgorithm, time: Instant) -> [UInt8] {
    let hash = DERWriter.octetString(LibCrypto.hash(signer.der, digest))
    // DER leaves out a default, and SHA-256 is it (RFC 5035 §4).
    let named = digest == .sha256 ? DERWriter.sequence(hash) : DERWriter.sequence(digest.identifier, hash)
    return DERWriter.set([
      attribute(.contentType, DERWriter.objectIdentifier(.data)),
      attribute(.messageDigest, DERWriter.octetString(contentHash)),
      attribute(.signingTime, encode(time)),
      attribute(.signingCertificateV2, DERWriter.sequence(DERWriter.sequence(named))),
    ])
  }

  private static func attribute(_ type: OID, _ value: [UInt8]) -> [UInt8] {
    DERWriter.sequence(DERWriter.objectIdentifier(type), DERWriter.set([value]))
  }

  private static func encode(_ time: Instant) -> [UInt8] {
    let utc = time.adding(seconds: -Instant.jstOffset).jst
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let rest = [utc.date.month, utc.date.day, utc.hour, utc.minute, utc.second].map(two).joined() + "Z"
    let year = String(utc.date.year)
    return (1950...2049).contains(utc.date.year)
      ? DERWriter.element(Tag.utcTime, Array((year.suffix(2) + rest).utf8))
      : DERWriter.element(Tag.generalizedTime, Array((year + rest).utf8))
  }
}

internal import COpenSSL
internal import Domain
internal import Trust

/// What shall stand in a certificate, before an authority signs it.
struct CertificateDraft: Sendable {
  enum Failure: Error, Hashable { case refused(String), key(SigningKey.Failure), unreadable(TrustError) }

  /// One part of a name.
  struct NamePart: Hashable, Sendable {
    let type: Int32
    let text: String
    static func country(_ text: String) -> NamePart { NamePart(type: NID_countryName, text: text) }
    static func organization(_ text: String) -> NamePart { NamePart(type: NID_organizationName, text: text) }
    static func unit(_ text: String) -> NamePart { NamePart(type: NID_organizationalUnitName, text: text) }
    static func locality(_ text: String) -> NamePart { NamePart(type: NID_localityName, text: text) }
    static func common(_ text: String) -> NamePart { NamePart(type: NID_commonName, text: text) }
  }

  var subject: [NamePart]
  /// Big-endian, positive.
  var serial: [UInt8]
  var notBefore: Instant
  var notAfter: Instant
  /// Extensions as the command line's configuration writes them.
  var extensions: [(type: Int32, value: String)] = []
  /// Certificate policy, critical.
  var policy: String?
  /// subjectAltName otherNames: identifier and text.
  var otherNames: [(identifier: String, text: String)] = []
  /// issuerAltName and cRLDistributionPoints, as directory names.
  var issuerAlternative: [NamePart] = []
  var revocationList: [NamePart] = []

  /// The certificate for `key`, signed by `issuer`; by itself when there is none.
  func signed(for key: SigningKey, by issuer: (certificate: [UInt8], key: SigningKey)?) throws(Failure) -> [UInt8] {
    let x509 = try Self.need(X509_new(), "new")
    defer { X509_free(x509) }
    try Self.check(X509_set_version(x509, 2), "version")  // 2 means v3
    try Self.check(co_set_serial(x509, serial, Int32(serial.count)), "serial")
    try Self.check(co_set_validity(x509, Int64(notBefore.seconds), Int64(notAfter.seconds)), "validity")
    try Self.check(X509_set_pubkey(x509, key.pointer), "key")
    let name = try Self.name(subject)
    defer { X509_NAME_free(name) }
    try Self.check(X509_set_subject_name(x509, name), "subject")

    var above: OpaquePointer?
    defer { X509_free(above) }
    if let issuer {
      var used = 0
      above = try Self.need(co_x509_from_der(issuer.certificate, issuer.certificate.count, &used), "issuer")
      try Self.check(X509_set_issuer_name(x509, X509_get_subject_name(above)), "issuer")
    } else {
      try Self.check(X509_set_issuer_name(x509, name), "issuer")
    }
    for one in extensions { try Self.check(co_add_extension(x509, above, one.type, one.value), one.value) }
    if let policy { try Self.check(co_add_policy(x509, policy), "certificatePolicies") }
    try addNames(to: x509)
    guard X509_sign(x509, issuer?.key.pointer ?? key.pointer, EVP_sha256()) > 0 else { throw Self.refusal("sign") }

    var der: UnsafeMutablePointer<UInt8>?
    let count = co_x509_der(x509, &der)
    guard count > 0, let der else { throw Self.refusal("encode") }
    defer { co_free(der) }
    return Array(UnsafeBufferPointer(start: der, count: Int(count)))
  }

  private func addNames(to x509: OpaquePointer) throws(Failure) {
    if !otherNames.isEmpty {
      let names = try Self.need(co_general_names_new(), "names")
      defer { co_general_names_free(names) }
      for one in otherNames {
        try Self.check(co_general_names_add_other(names, one.identifier, one.text), "otherName")
      }
      try Self.check(co_add_general_names(x509, NID_subject_alt_name, names), "subjectAltName")
    }
    if !issuerAlternative.isEmpty {
      let names = try Self.directory(issuerAlternative)
      defer { co_general_names_free(names) }
      try Self.check(co_add_general_names(x509, NID_issuer_alt_name, names), "issuerAltName")
    }
    if !revocationList.isEmpty {
      try Self.check(co_add_crl_point(x509, try Self.directory(revocationList)), "cRLDistributionPoints")
    }
  }

  private static func directory(_ parts: [NamePart]) throws(Failure) -> OpaquePointer {
    let name = try Self.name(parts)
    defer { X509_NAME_free(name) }
    let names = try need(co_general_names_new(), "names")
    guard co_general_names_add_directory(names, name) == 1 else {
      co_general_names_free(names)
      throw refusal("directoryName")
    }
    return names
  }

  private static func name(_ parts: [NamePart]) throws(Failure) -> OpaquePointer {
    let name = try need(X509_NAME_new(), "name")
    for part in parts where co_name_add(name, part.type, part.text) != 1 {
      X509_NAME_free(name)
      throw refusal("name")
    }
    return name
  }

  private static func need(_ pointer: OpaquePointer?, _ step: String) throws(Failure) -> OpaquePointer {
    guard let pointer else { throw refusal(step) }
    return pointer
  }
  private static func check(_ result: Int32, _ step: String) throws(Failure) {
    guard result == 1 else { throw refusal(step) }
  }
  /// `step` is a constant of ours: libcrypto's own text may quote what was put in.
  private static func refusal(_ step: String) -> Failure {
    ERR_clear_error()
    return .refused(step)
  }
}

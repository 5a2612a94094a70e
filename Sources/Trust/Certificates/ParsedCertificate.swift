internal import COpenSSL
internal import Domain

/// libcrypto's view of a certificate. Made once for each, because reading the key costs more than every question after it.
///
/// `@unchecked Sendable`: the object owns one reference of an `X509` that nobody changes after it was made; what libcrypto finds out
/// later and keeps in it (extensions), it keeps under its own lock (openssl-threads(7)).
final class ParsedCertificate: @unchecked Sendable {
  let x509: OpaquePointer

  /// Real certificates of the card have about 1.5 KB; anything near this limit is an attack or a mistake.
  static let maximumBytes = 64 << 10

  /// Takes exactly one certificate: bytes after it are refused, so that one certificate has one sequence of bytes.
  init(der: [UInt8]) throws(TrustError) {
    guard der.count <= Self.maximumBytes else { throw .tooLarge }
    var used = 0
    guard let x509 = co_x509_from_der(der, der.count, &used) else {
      ERR_clear_error()
      throw .malformedCertificate
    }
    guard used == der.count else {
      X509_free(x509)
      throw .malformedCertificate
    }
    self.x509 = x509
  }

  deinit { X509_free(x509) }

  func notBefore() throws(TrustError) -> Instant { try instant(X509_get0_notBefore(x509)) }
  func notAfter() throws(TrustError) -> Instant { try instant(X509_get0_notAfter(x509)) }

  private func instant(_ time: UnsafePointer<ASN1_TIME>?) throws(TrustError) -> Instant {
    guard let epoch = ASN1_TIME_set(nil, 0) else { throw .exhausted }
    defer { ASN1_STRING_free(epoch) }
    var days: Int32 = 0
    var seconds: Int32 = 0
    // Without a zone the two bytes of a year could mean anything: X509 times are in UTC (RFC 5280 §4.1.2.5).
    guard let time, ASN1_TIME_check(time) == 1, ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
      ERR_clear_error()
      throw .malformedCertificate
    }
    return Instant(seconds: Int(days) * 86_400 + Int(seconds))
  }

  func subject() throws(TrustError) -> String { try text(X509_get_subject_name(x509)) }
  func issuer() throws(TrustError) -> String { try text(X509_get_issuer_name(x509)) }

  /// RFC 4514 order and escapes, with characters beyond ASCII left as they are.
  private func text(_ name: OpaquePointer?) throws(TrustError) -> String {
    guard let bio = co_bio_new() else { throw .exhausted }
    defer { BIO_free(bio) }
    guard co_print_name(bio, name) >= 0 else {
      ERR_clear_error()
      throw .malformedCertificate
    }
    var data: UnsafePointer<UInt8>?
    let count = co_bio_data(bio, &data)
    guard count > 0, let data else { return "" }
    return String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
  }

  /// Lower-case hex of the serial number's bytes, at least two digits; a negative number has a leading `-`.
  func serial() throws(TrustError) -> String {
    guard let number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), nil) else { throw .malformedCertificate }
    defer { BN_free(number) }
    guard let text = BN_bn2hex(number) else { throw .exhausted }
    defer { co_free(text) }
    let hex = String(cString: text).lowercased()
    return hex == "0" ? "00" : hex
  }

  func publicKeyInfo() throws(TrustError) -> [UInt8] { try encoding(co_spki) }
  /// The issuer's name as DER: as the issuer wrote it.
  func encodedIssuer() throws(TrustError) -> [UInt8] { try encoding(co_issuer_der) }
  /// The serial number as DER (an INTEGER).
  func encodedSerial() throws(TrustError) -> [UInt8] { try encoding(co_serial_der) }

  private func encoding(
    _ write: (OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
  ) throws(TrustError) -> [UInt8] {
    var der: UnsafeMutablePointer<UInt8>?
    let count = write(x509, &der)
    guard count > 0, let der else {
      ERR_clear_error()
      throw .malformedCertificate
    }
    defer { co_free(der) }
    return Array(UnsafeBufferPointer(start: der, count: Int(count)))
  }

  /// The subjectKeyIdentifier (RFC 5280 §4.2.1.2), nil without the extension.
  func subjectKeyIdentifier() -> [UInt8]? {
    guard let identifier = X509_get0_subject_key_id(x509), let data = ASN1_STRING_get0_data(identifier) else {
      return nil
    }
    return Array(UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(identifier))))
  }

  /// Nil without the extension: RFC 5280 then allows every use, and we do not.
  func keyUsage() -> KeyUsage? {
    let flags = X509_get_extension_flags(x509)
    guard flags & UInt32(EXFLAG_KUSAGE) != 0 else { return nil }
    return KeyUsage(rawValue: X509_get_key_usage(x509))
  }

  /// Whether it says of itself that it may issue (basicConstraints CA:TRUE), or may sign certificates, or is version 1 self-signed.
  func isCA() -> Bool {
    let usage = keyUsage() ?? []
    return X509_get_extension_flags(x509) & UInt32(EXFLAG_CA) != 0 || usage.contains(.certificateSigning)
  }

  /// Extensions that libcrypto could not read (EXFLAG_INVALID) make every other answer about the certificate worthless.
  func hasInvalidExtensions() -> Bool { X509_get_extension_flags(x509) & UInt32(EXFLAG_INVALID) != 0 }

  /// Whether the issuer signed it with RSA or ECDSA and SHA-256, SHA-384 or SHA-512.
  func hasStrongSignature() -> Bool {
    var digest: Int32 = 0
    var key: Int32 = 0
    guard X509_get_signature_info(x509, &digest, &key, nil, nil) == 1 else {
      ERR_clear_error()
      return false
    }
    return [NID_sha256, NID_sha384, NID_sha512].contains(digest)
      && [NID_rsaEncryption, NID_rsassaPss, NID_X9_62_id_ecPublicKey].contains(key)
  }

  func keyKind() -> Certificate.KeyKind {
    guard let key = X509_get0_pubkey(x509) else {
      ERR_clear_error()
      return .other
    }
    let bits = Int(co_pkey_bits(key))
    if co_pkey_is_rsa(key) == 1 { return .rsa(bits: bits) }
    if co_pkey_is_ec(key) == 1 { return .ellipticCurve(bits: bits) }
    return .other
  }

  func policies() -> [String] {
    let count = co_policy(x509, 0, nil, 0)
    guard count > 0 else {
      ERR_clear_error()
      return []
    }
    return (0..<count).compactMap { index in
      var room = [CChar](repeating: 0, count: 128)
      let length = co_policy(x509, index, &room, Int32(room.count))
      // A longer identifier is cut by libcrypto; a cut one would be another identifier.
      guard length > 0, length < room.count else { return nil }
      return String(decoding: room.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// The otherNames of subjectAltName that are UTF8Strings; whatever else stands there is passed over.
  func otherNames() -> [Certificate.OtherName] {
    guard let names = co_general_names(x509, NID_subject_alt_name) else {
      ERR_clear_error()
      return []
    }
    defer { co_general_names_free(names) }
    return (0..<co_general_names_count(names)).compactMap { index in
      var object: OpaquePointer?
      var value: UnsafeMutablePointer<ASN1_TYPE>?
      guard co_other_name(co_general_names_at(names, index), &object, &value) == 1, let text = co_utf8_of(value) else {
        return nil
      }
      var room = [CChar](repeating: 0, count: 128)
      let length = OBJ_obj2txt(&room, Int32(room.count), object, 1)
      guard length > 0, length < room.count else { return nil }
      let bytes = UnsafeBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text)))
      guard let string = String(validating: bytes, as: UTF8.self) else { return nil }
      let identifier = String(decoding: room.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return Certificate.OtherName(identifier: identifier, text: Sensitive(string))
    }
  }
}

internal import COpenSSL

/// The few questions that signatures put to libcrypto. Its return codes have one meaning here: 1 is yes, everything else (0 wrong,
/// negative broken) is no; what it left in this thread's error queue is thrown away, for it would be taken for somebody else's.
enum LibCrypto {
  /// Empties this thread's error queue.
  static func forgetErrors() { ERR_clear_error() }

  static func hash(_ bytes: [UInt8], _ algorithm: DigestAlgorithm) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: algorithm.length) { room, count in
      let done = co_hash(Int32(algorithm.length * 8), bytes, bytes.count, room.baseAddress)
      precondition(done == 1, "libcrypto without SHA-2 cannot run any part of this program")
      count = algorithm.length
    }
  }

  static func verifies(
    _ signature: [UInt8], over message: [UInt8], certificate: Certificate, scheme: SignatureScheme
  ) -> Bool {
    defer { ERR_clear_error() }
    guard let key = X509_get0_pubkey(certificate.parsed.x509) else { return false }
    let kind: Int
    var salt = 0
    switch scheme.padding {
    case .ecdsa: kind = CO_ECDSA
    case .pkcs1: kind = CO_RSA_PKCS1
    case .pss(let bytes):
      kind = CO_RSA_PSS
      salt = bytes
    }
    return co_verify(
      key, Int32(kind), Int32(scheme.digest.length * 8), Int32(salt), message, message.count, signature, signature.count
    )
      == 1
  }

  /// Whether `issuer`'s key signed `certificate`, whatever their names are.
  static func issued(_ certificate: Certificate, by issuer: Certificate) -> Bool {
    defer { ERR_clear_error() }
    guard let key = X509_get0_pubkey(issuer.parsed.x509) else { return false }
    return X509_verify(certificate.parsed.x509, key) == 1
  }

  /// Whether libcrypto, too, finds structure, digest and signature of this CMS right. `content` is nil when it is inside.
  static func accepts(cms: [UInt8], content: [UInt8]?) -> Bool {
    defer { ERR_clear_error() }
    guard let content else { return co_cms_verify(cms, cms.count, nil, 0) == 1 }
    // An empty array may have no address, which would mean "inside".
    return co_cms_verify(cms, cms.count, content.isEmpty ? [0] : content, Int32(clamping: content.count)) == 1
  }
}

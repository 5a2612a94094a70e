internal import COpenSSL

extension Certificate {
  /// Whether `signature` is the RSASSA-PKCS1-v1_5 signature with SHA-256 (RFC 8017 §8.2) over `message` by this
  /// certificate's key. Exact: the length is that of the modulus and the padding is compared byte for byte by libcrypto. A key
  /// that is not RSA, or has fewer than 2,048 bits, signs nothing for us.
  public func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    guard case .rsa(let bits) = key, bits >= 2048, signature.count == (bits + 7) / 8,
      let parsed = try? ParsedCertificate(der: der), let publicKey = X509_get0_pubkey(parsed.x509)
    else { return false }
    defer { ERR_clear_error() }
    return co_rsa_verify_sha256(publicKey, message, message.count, signature, signature.count) == 1
  }
}

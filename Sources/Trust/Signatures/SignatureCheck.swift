extension Certificate {
  /// Whether `signature` over `message` was made with this certificate's key, in the way this kind of key signs: RSA of 2,048 bits
  /// or more with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 8017 §8.2), P-256 with ECDSA and SHA-256, P-384 with ECDSA and SHA-384
  /// (FIPS 186-5 §6; the two numbers as DER, RFC 3279 §2.2.3).
  ///
  /// Exact: an RSA signature has the length of the modulus and its padding is compared byte for byte; an ECDSA signature is DER
  /// without a byte more. Any other key signs nothing for us.
  public func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    guard let algorithm = keyAlgorithm else { return false }
    let padding: SignatureScheme.Padding = algorithm.family == .rsa ? .pkcs1 : .ecdsa
    return verifies(signature, over: message, scheme: SignatureScheme(padding: padding, digest: algorithm.digest))
  }

  /// The same for a signature that says itself how it was made. False when this kind of key cannot have made it.
  func verifies(_ signature: [UInt8], over message: [UInt8], scheme: SignatureScheme) -> Bool {
    guard let algorithm = keyAlgorithm, algorithm.family == scheme.family else { return false }
    if case .rsa(let bits) = key, signature.count != (bits + 7) / 8 { return false }
    return LibCrypto.verifies(signature, over: message, certificate: self, scheme: scheme)
  }
}

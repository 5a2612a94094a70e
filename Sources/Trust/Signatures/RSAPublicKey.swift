internal import COpenSSL

/// An RSA key that came as two numbers instead of a certificate (a card-verifiable certificate).
public struct RSAPublicKey: Hashable, Sendable {
  private let modulus: [UInt8]
  private let exponent: [UInt8]

  /// Big-endian, without a sign byte.
  /// - Returns: nil for fewer than 2,048 or more than 8,192 bits, an even modulus or exponent, and an exponent below 3 or
  ///   above 32 bits.
  public init?(modulus: [UInt8], exponent: [UInt8]) {
    let modulus = Array(modulus.drop { $0 == 0 })
    let exponent = Array(exponent.drop { $0 == 0 })
    guard let first = modulus.first, let last = modulus.last, let end = exponent.last, exponent.count <= 4 else {
      return nil
    }
    let bits = modulus.count * 8 - first.leadingZeroBitCount
    guard (2048...8192).contains(bits), last & 1 == 1, end & 1 == 1, exponent != [1] else { return nil }
    self.modulus = modulus
    self.exponent = exponent
  }

  /// Whether `signature` is the RSASSA-PKCS1-v1_5 signature with SHA-256 (RFC 8017 §8.2) over `message` by this key.
  public func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    guard signature.count == modulus.count,
      let key = co_rsa_public_key(modulus, modulus.count, exponent, exponent.count)
    else { return false }
    defer {
      EVP_PKEY_free(key)
      ERR_clear_error()
    }
    return co_verify(key, Int32(CO_RSA_PKCS1), 256, 0, message, message.count, signature, signature.count) == 1
  }
}

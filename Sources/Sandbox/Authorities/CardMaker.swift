internal import COpenSSL
internal import Trust

/// Who makes practice cards: the key in every card's 券面事項入力補助 application, and the issuer's that certifies it. Made when the
/// first card is, then kept. (A real card has a key of its own; one for all is enough to practise with.)
public struct CardMaker: Sendable {
  private let application: SigningKey
  private let issuer: SigningKey

  static func load(in files: PrivateFiles) throws -> CardMaker {
    func key(_ name: String) throws -> SigningKey {
      if let pem = try files.text(name), let kept = try? SigningKey(pem: pem) { return kept }
      let made = try SigningKey.rsa()
      try files.write(name, try made.pem())
      return made
    }
    return CardMaker(application: try key("application.key.pem"), issuer: try key("issuer.key.pem"))
  }

  /// File 0003: `FF30 { DF31 digest of the number's file, DF32 digest of the attributes' objects, DF33 signature }`.
  func proof(number file: [UInt8], attributes objects: [UInt8]) throws -> [UInt8] {
    let digests =
      BERWriter.object(0xDF31, SHA256.hash(file)) + BERWriter.object(0xDF32, SHA256.hash(objects))
    return BERWriter.object(
      0xFF30, digests + BERWriter.object(0xDF33, try application.signRaw(SHA256.digestInfo(SHA256.hash(digests)))))
  }

  /// File 0004: `7F21 { 5F4E { issuer's key 16, subject's key 16, 90 exponent, 91 modulus }, 5F37 signature }`.
  func certificate() throws -> [UInt8] {
    func name(_ key: SigningKey) throws -> [UInt8] { Array(SHA256.hash(try key.publicNumbers().modulus).prefix(16)) }
    let numbers = try application.publicNumbers()
    let body =
      try name(issuer) + name(application) + BERWriter.object(0x90, numbers.exponent)
      + BERWriter.object(0x91, numbers.modulus)
    return BERWriter.object(
      0x7F21,
      BERWriter.object(0x5F4E, body)
        + BERWriter.object(0x5F37, try issuer.signRaw(SHA256.digestInfo(SHA256.hash(body)))))
  }
}

extension SigningKey {
  /// Modulus and exponent of an RSA key, big-endian without leading zeros.
  func publicNumbers() throws(Failure) -> (modulus: [UInt8], exponent: [UInt8]) {
    func number(_ name: String) throws(Failure) -> [UInt8] {
      var found: OpaquePointer?
      guard EVP_PKEY_get_bn_param(pointer, name, &found) == 1, let found else {
        ERR_clear_error()
        throw .notReadable
      }
      defer { BN_free(found) }
      var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(found) + 7) / 8)
      BN_bn2bin(found, &bytes)
      return bytes
    }
    // OSSL_PKEY_PARAM_RSA_N and _E (core_names.h).
    return (try number("n"), try number("e"))
  }
}

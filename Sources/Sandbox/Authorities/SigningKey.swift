internal import COpenSSL

/// A private key of an authority, of the portal, or of a card that exists only here.
///
/// `@unchecked Sendable`: the object owns one reference of an `EVP_PKEY` that nobody changes after it was made; libcrypto's
/// signing with a shared key takes its own locks (openssl-threads(7)).
final class SigningKey: @unchecked Sendable {
  enum Failure: Error, Hashable { case notMade, notReadable, notWritable, notSigned }

  let pointer: OpaquePointer

  private init(_ pointer: OpaquePointer) { self.pointer = pointer }
  deinit { EVP_PKEY_free(pointer) }

  /// RSA with 2,048 bits, as every key of today's cards.
  static func rsa() throws(Failure) -> SigningKey { try made(co_rsa_generate(2048)) }
  static func ellipticCurve(_ curve: String) throws(Failure) -> SigningKey { try made(co_ec_generate(curve)) }

  private static func made(_ pointer: OpaquePointer?) throws(Failure) -> SigningKey {
    guard let pointer else {
      ERR_clear_error()
      throw .notMade
    }
    return SigningKey(pointer)
  }

  init(pem: String) throws(Failure) {
    let bytes = Array(pem.utf8)
    guard let pointer = co_read_private_key(bytes, Int32(bytes.count)) else {
      ERR_clear_error()
      throw .notReadable
    }
    self.pointer = pointer
  }

  /// PKCS #8, not encrypted: the file's 0600 is the whole protection, and there is nothing real to protect.
  func pem() throws(Failure) -> String {
    guard let bio = co_bio_new() else { throw .notWritable }
    defer { BIO_free(bio) }
    var data: UnsafePointer<UInt8>?
    guard co_write_private_key(bio, pointer) == 1 else {
      ERR_clear_error()
      throw .notWritable
    }
    let count = co_bio_data(bio, &data)
    guard count > 0, let data else { throw .notWritable }
    return String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
  }

  /// Whether a card with this key takes so many bytes to sign: RSA what leaves room for the padding (RFC 8017 §9.2), a curve a digest of
  /// its own length.
  func takes(_ count: Int) -> Bool {
    let length = (Int(co_pkey_bits(pointer)) + 7) / 8
    return co_pkey_is_rsa(pointer) == 1 ? (1...length - 11).contains(count) : count == length
  }

  /// What the card's COMPUTE DIGITAL SIGNATURE does with `bytes` as they are. RSA: RSASSA-PKCS1-v1_5 type 1 padding and private operation
  /// (over a DigestInfo); a curve: ECDSA over a digest, two numbers as DER.
  func signRaw(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: 512)
    var count = signature.count
    guard co_sign_raw(pointer, bytes, bytes.count, &signature, &count) == 1 else {
      ERR_clear_error()
      throw .notSigned
    }
    return Array(signature.prefix(count))
  }
}

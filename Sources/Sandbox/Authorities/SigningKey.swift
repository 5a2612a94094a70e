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
  /// P-256, for TLS.
  static func ellipticCurve() throws(Failure) -> SigningKey { try made(co_ec_generate("P-256")) }

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

  /// RSASSA-PKCS1-v1_5 type 1 padding and private operation over `bytes` as they are (a DigestInfo, 1–245 bytes): what the
  /// card's COMPUTE DIGITAL SIGNATURE does.
  func signRaw(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: 512)
    var count = signature.count
    guard co_rsa_sign_raw(pointer, bytes, bytes.count, &signature, &count) == 1 else {
      ERR_clear_error()
      throw .notSigned
    }
    return Array(signature.prefix(count))
  }
}

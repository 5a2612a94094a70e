internal import COpenSSL

/// SHA-256 (FIPS 180-4) and the form in which a card signs it.
public enum SHA256 {
  /// 32 bytes.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { room, count in
      let done = co_sha256(bytes, bytes.count, room.baseAddress)
      precondition(done == 1, "libcrypto without SHA-256 cannot run any part of this program")
      count = 32
    }
  }

  /// Lower-case hex of the hash.
  public static func hex(_ bytes: [UInt8]) -> String { lowercaseHex(hash(bytes)) }

  /// The DigestInfo (RFC 8017 §9.2, note 1) of a SHA-256 hash, with the NULL that the standard asks for: what a JPKI key is
  /// given to sign. `hash` has 32 bytes.
  public static func digestInfo(_ hash: [UInt8]) -> [UInt8] {
    precondition(hash.count == 32, "a SHA-256 hash has 32 bytes")
    return digestInfoPrefix + hash
  }

  private static let digestInfoPrefix: [UInt8] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
  ]
}

/// Two lower-case digits for each byte.
public func lowercaseHex(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var out: [UInt8] = []
  for byte in bytes {
    out.append(digits[Int(byte >> 4)])
    out.append(digits[Int(byte & 15)])
  }
  return String(decoding: out, as: UTF8.self)
}

/// Random bytes from the kernel: the standard library's generator reads getrandom(2) on Linux.
public enum RandomBytes {
  public static func make(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }
}

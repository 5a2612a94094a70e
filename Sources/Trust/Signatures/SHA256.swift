/// SHA-256 (FIPS 180-4) and the form in which a card signs it.
public enum SHA256 {
  /// 32 bytes.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] { LibCrypto.hash(bytes, .sha256) }

  /// Lower-case hex of the hash.
  public static func hex(_ bytes: [UInt8]) -> String { lowercaseHex(hash(bytes)) }

  /// The DigestInfo (RFC 8017 §9.2, note 1) of a SHA-256 hash, with the NULL that the standard asks for: what a JPKI key is
  /// given to sign. `hash` has 32 bytes.
  public static func digestInfo(_ hash: [UInt8]) -> [UInt8] {
    precondition(hash.count == 32, "a SHA-256 hash has 32 bytes")
    return DigestAlgorithm.sha256.digestInfo(hash)
  }
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

/// An object identifier by its encoded content (ITU-T X.690 §8.19).
struct OID: Hashable, Sendable {
  /// What stands after tag and length.
  let content: [UInt8]

  /// From an encoding. Nil unless every number has its shortest form.
  init?(content: ArraySlice<UInt8>) {
    guard let last = content.last, last < 0x80, content.count <= 64 else { return nil }
    var startsNumber = true
    for byte in content {
      if startsNumber, byte == 0x80 { return nil }
      startsNumber = byte < 0x80
    }
    self.content = Array(content)
  }

  /// From numbers of ours, of which there are at least two.
  init(_ numbers: Int...) {
    var bytes: [UInt8] = []
    for number in [numbers[0] * 40 + numbers[1]] + numbers.dropFirst(2) {
      var groups = [UInt8(number & 0x7F)]
      var rest = number >> 7
      while rest > 0 {
        groups.insert(0x80 | UInt8(rest & 0x7F), at: 0)
        rest >>= 7
      }
      bytes += groups
    }
    content = bytes
  }

  // RFC 5652 §4, §5.1, §11
  static let data = OID(1, 2, 840, 113549, 1, 7, 1)
  static let signedData = OID(1, 2, 840, 113549, 1, 7, 2)
  static let contentType = OID(1, 2, 840, 113549, 1, 9, 3)
  static let messageDigest = OID(1, 2, 840, 113549, 1, 9, 4)
  static let signingTime = OID(1, 2, 840, 113549, 1, 9, 5)
  // RFC 5035 §3
  static let signingCertificateV2 = OID(1, 2, 840, 113549, 1, 9, 16, 2, 47)
}

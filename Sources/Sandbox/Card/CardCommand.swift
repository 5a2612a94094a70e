/// A command APDU as the card receives it (ISO/IEC 7816-4, 5.1). Read apart from the client's writer, so that their agreement means
/// something.
struct CardCommand: Sendable {
  let cla: UInt8
  let ins: UInt8
  let p1: UInt8
  let p2: UInt8
  let data: [UInt8]
  /// Nil: no answer data wanted. 256 and 65536 for the zeros.
  let expected: Int?
  let isExtended: Bool

  /// Nil when the length is none that the standard knows (status 6700).
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 4 else { return nil }
    (cla, ins, p1, p2) = (bytes[0], bytes[1], bytes[2], bytes[3])
    let body = bytes[4...]
    func le(_ part: ArraySlice<UInt8>, whenZero: Int) -> Int {
      let number = part.reduce(0) { $0 << 8 | Int($1) }
      return number == 0 ? whenZero : number
    }
    if body.isEmpty {
      (data, expected, isExtended) = ([], nil, false)
    } else if body.count == 1 {
      (data, expected, isExtended) = ([], le(body, whenZero: 256), false)
    } else if body[4] != 0 {
      let count = Int(body[4])
      let rest = body.dropFirst(1)
      guard rest.count == count || rest.count == count + 1 else { return nil }
      data = Array(rest.prefix(count))
      expected = rest.count == count ? nil : le(rest.suffix(1), whenZero: 256)
      isExtended = false
    } else if body.count == 3 {
      (data, expected, isExtended) = ([], le(body.dropFirst(1), whenZero: 65536), true)
    } else {
      guard body.count > 3 else { return nil }
      let count = Int(body[5]) << 8 | Int(body[6])
      let rest = body.dropFirst(3)
      guard count > 0, rest.count == count || rest.count == count + 2 else { return nil }
      data = Array(rest.prefix(count))
      expected = rest.count == count ? nil : le(rest.suffix(2), whenZero: 65536)
      isExtended = true
    }
  }

  /// VERIFY with data, CHANGE REFERENCE DATA and CHANGE KEY: what must not be logged.
  static func carriesSecret(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 5 else { return false }
    return [0x20, 0x24, 0x32, 0x2C].contains(bytes[1])
  }

  /// CHANGE REFERENCE DATA or CHANGE KEY.
  static func isChange(_ bytes: [UInt8]) -> Bool { bytes.count > 5 && [0x24, 0x32].contains(bytes[1]) }
}

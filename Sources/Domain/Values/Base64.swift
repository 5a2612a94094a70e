/// RFC 4648 base64 and base64url, strict: one text for one sequence of bytes, so that two parties who compare texts agree.
public enum Base64: Hashable, Sendable {
  /// `A–Z a–z 0–9 + /`, padded with `=` (RFC 4648 §4).
  case standard
  /// `A–Z a–z 0–9 - _`, without padding (RFC 4648 §5, as RFC 7515 uses it).
  case url

  public func encode(_ bytes: some Collection<UInt8>) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 1
      guard count == 3 else { continue }
      for shift in [18, 12, 6, 0] { out.append(letter(bits >> UInt32(shift) & 63)) }
      bits = 0
      count = 0
    }
    if count > 0 {
      bits <<= UInt32(8 * (3 - count))
      for place in 0...count { out.append(letter(bits >> UInt32(18 - 6 * place) & 63)) }
      if self == .standard { for _ in count..<3 { out.append(UInt8(ascii: "=")) } }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes, or nil when `text` is anything but what `encode` writes: blanks, line ends, the other alphabet, missing or
  /// needless padding and bits that do not count are all refused.
  public func decode(_ text: String) -> [UInt8]? {
    var letters = Array(text.utf8)
    switch self {
    case .standard:
      guard letters.count % 4 == 0 else { return nil }
      var padding = 0
      while padding < 2, letters.last == UInt8(ascii: "=") {
        letters.removeLast()
        padding += 1
      }
    case .url:
      guard letters.count % 4 != 1 else { return nil }
    }
    var out: [UInt8] = []
    out.reserveCapacity(letters.count / 4 * 3 + 2)
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for letter in letters {
      guard let value = value(letter) else { return nil }
      bits = bits << 6 | value
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      out.append(UInt8(truncatingIfNeeded: bits >> count))
      bits &= (1 << count) - 1
    }
    return bits == 0 && count < 6 ? out : nil
  }

  private func letter(_ value: UInt32) -> UInt8 {
    switch UInt8(value) {
    case let value where value < 26: UInt8(ascii: "A") + value
    case let value where value < 52: UInt8(ascii: "a") + value - 26
    case let value where value < 62: UInt8(ascii: "0") + value - 52
    case 62: self == .standard ? UInt8(ascii: "+") : UInt8(ascii: "-")
    default: self == .standard ? UInt8(ascii: "/") : UInt8(ascii: "_")
    }
  }

  private func value(_ letter: UInt8) -> UInt32? {
    switch letter {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): self == .standard ? 62 : nil
    case UInt8(ascii: "/"): self == .standard ? 63 : nil
    case UInt8(ascii: "-"): self == .url ? 62 : nil
    case UInt8(ascii: "_"): self == .url ? 63 : nil
    default: nil
    }
  }
}

/// The frames of vsmartcard's vpcd (src/vpcd/vpcd.c): two bytes of length, big-endian, then that many bytes. `tellProperties` is
/// ours: the client's reader asks what it can do; vpcd never does.
enum VPCDFrame {
  enum Meaning: Hashable {
    case powerOff, powerOn, reset, tellATR, tellProperties
    case command([UInt8])
  }

  /// The payload of the first whole frame.
  static func first(of bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 2 else { return nil }
    let count = Int(bytes[0]) << 8 | Int(bytes[1])
    guard bytes.count >= 2 + count else { return nil }
    return Array(bytes[2..<2 + count])
  }

  static func append(_ payload: [UInt8], to bytes: inout [UInt8]) {
    let count = min(payload.count, 0xFFFF)
    bytes += [UInt8(count >> 8), UInt8(count & 0xFF)]
    bytes += payload.prefix(count)
  }

  /// A payload of one byte is about power: no command is that short.
  static func meaning(of payload: [UInt8]) -> Meaning {
    guard payload.count == 1 else { return .command(payload) }
    switch payload[0] {
    case 0x00: return .powerOff
    case 0x01: return .powerOn
    case 0x02: return .reset
    case 0x04: return .tellATR
    case 0x05: return .tellProperties
    default: return .command(payload)
    }
  }
}

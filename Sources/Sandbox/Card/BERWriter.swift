/// Writes BER-TLV with the shortest length. Apart from the client's reader, so that their agreement means something.
enum BERWriter {
  static func object(_ tag: UInt32, _ content: [UInt8]) -> [UInt8] {
    let tagBytes = [
      UInt8(truncatingIfNeeded: tag >> 16), UInt8(truncatingIfNeeded: tag >> 8), UInt8(truncatingIfNeeded: tag),
    ]
    let count = content.count
    let length: [UInt8] =
      count < 0x80
      ? [UInt8(count)]
      : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
    return tagBytes.drop { $0 == 0 } + length + content
  }
}

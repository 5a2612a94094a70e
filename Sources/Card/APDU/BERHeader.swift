/// Tag and length of a BER-TLV object (ISO/IEC 8825-1, 8.1), read from bytes that are not trusted.
public struct BERHeader: Hashable, Sendable {
  /// The tag's bytes as one number: 0x30, 0xDF22.
  public let tag: UInt32
  /// Length of tag and length together.
  public let headerLength: Int
  /// Length of the content, in bytes, as the header says.
  public let contentLength: Int
  /// Header and content together, in bytes.
  public var totalLength: Int { headerLength + contentLength }

  /// Reads the header at `offset`. The content need not be there yet: this is how the length of a file is learned from its start.
  /// Lengths of up to three bytes (81, 82, 83); the indefinite form and longer ones are refused, as no file of the card needs them.
  /// - Returns: nil when the bytes are not such a header or end within it.
  public init?(_ bytes: [UInt8], at offset: Int = 0) {
    guard offset >= 0, offset < bytes.count else { return nil }
    var position = offset
    var tag = UInt32(bytes[position])
    position += 1
    if tag & 0x1F == 0x1F {
      repeat {
        guard position < bytes.count, position - offset < 3 else { return nil }
        tag = tag << 8 | UInt32(bytes[position])
        position += 1
      } while tag & 0x80 != 0
    }
    guard position < bytes.count else { return nil }
    let first = bytes[position]
    position += 1
    var length = Int(first)
    if first >= 0x80 {
      let count = Int(first & 0x7F)
      guard (1...3).contains(count), position + count <= bytes.count else { return nil }
      length = bytes[position..<position + count].reduce(0) { $0 << 8 | Int($1) }
      position += count
    }
    self.tag = tag
    headerLength = position - offset
    contentLength = length
  }

  /// The content of the object at `offset`, when all of it is there.
  public static func content(of bytes: [UInt8], at offset: Int = 0) -> (header: BERHeader, bytes: [UInt8])? {
    guard let header = BERHeader(bytes, at: offset), offset + header.totalLength <= bytes.count else { return nil }
    return (header, Array(bytes[offset + header.headerLength..<offset + header.totalLength]))
  }
}

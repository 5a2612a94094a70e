/// Programs that sign as a stream (`openssl cms -sign -stream`, many in Java) write the frame of a document in BER: lengths that
/// are only known at the end, and content in pieces (ITU-T X.690 §8.1.3.6, §8.7.3). This rewrites exactly that into DER, and
/// leaves every other freedom of BER to the reader, who refuses it.
///
/// Nothing that is signed is changed by it: the content is the octets without their frame (RFC 5652 §5.4), and signed attributes
/// are kept byte for byte.
enum IndefiniteLengths {
  /// Deeper than any document needs: the content's pieces are at depth five.
  private static let maximumDepth = 12

  /// `bytes` as they are when the outermost length is definite.
  static func resolved(_ bytes: [UInt8]) throws(MalformedDER) -> [UInt8] {
    guard bytes.count >= 2, bytes[1] == 0x80 else { return bytes }
    var place = 0
    let out = try element(bytes, &place, depth: 0)
    guard place == bytes.count else { throw MalformedDER() }
    return out
  }

  private static func element(_ bytes: [UInt8], _ place: inout Int, depth: Int) throws(MalformedDER) -> [UInt8] {
    guard depth < maximumDepth, place + 1 < bytes.count else { throw MalformedDER() }
    guard bytes[place + 1] == 0x80 else {
      var reader = DERReader(bytes[place...])
      let whole = try reader.next().whole
      place = whole.endIndex
      return Array(whole)
    }
    let tag = bytes[place]
    guard tag & 0x20 != 0, tag & 0x1F != 0x1F else { throw MalformedDER() }
    place += 2
    var parts: [[UInt8]] = []
    while true {
      guard place + 1 < bytes.count else { throw MalformedDER() }
      if bytes[place] == 0 {
        guard bytes[place + 1] == 0 else { throw MalformedDER() }
        place += 2
        break
      }
      parts.append(try element(bytes, &place, depth: depth + 1))
    }
    guard tag == Tag.octetString | 0x20 else { return DERWriter.element(tag, Array(parts.joined())) }
    var octets: [UInt8] = []
    for part in parts {
      var piece = DERReader(part)
      octets += try piece.next(Tag.octetString).content
    }
    return DERWriter.octetString(octets)
  }
}

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
  static func resolved(_ bytes: [UInt8]) throws(DERError) -> [UInt8] {
    guard bytes.count >= 2, bytes[1] == 0x80 else { return bytes }
    var place = 0
    let out = try element(bytes, &place, depth: 0)
    guard place == bytes.count else { throw .malformed }
    return out
  }

  /// The element that begins at `place` with an indefinite length, as DER. Afterwards `place` is behind it.
  private static func element(_ bytes: [UInt8], _ place: inout Int, depth: Int) throws(DERError) -> [UInt8] {
    let tag = bytes[place]
    guard depth < maximumDepth, tag & 0x20 != 0, tag & 0x1F != 0x1F else { throw .malformed }
    let isPieces = tag == Tag.octetString | 0x20
    place += 2
    var content: [UInt8] = []
    while true {
      guard place + 1 < bytes.count else { throw .malformed }
      if bytes[place] == 0 {
        guard bytes[place + 1] == 0 else { throw .malformed }
        place += 2
        return DERWriter.element(isPieces ? Tag.octetString : tag, content)
      }
      if bytes[place + 1] == 0x80 {
        guard !isPieces else { throw .malformed }
        content += try element(bytes, &place, depth: depth + 1)
      } else {
        var reader = DERReader(bytes[place...])
        let part = try reader.next()
        guard !isPieces || part.tag == Tag.octetString else { throw .malformed }
        content += isPieces ? part.content : part.whole
        place = part.whole.endIndex
      }
    }
  }
}

/// Writes the few kinds of DER that a signed document is made of. Every function gives a whole element.
enum DERWriter {
  static func element(_ tag: UInt8, _ parts: [UInt8]...) -> [UInt8] { joined(tag, parts) }
  static func sequence(_ parts: [UInt8]...) -> [UInt8] { joined(Tag.sequence, parts) }

  /// SET OF: DER wants the elements sorted (ITU-T X.690 §11.6). `tag` is another one where the set is tagged implicitly.
  static func set(_ elements: [[UInt8]], tag: UInt8 = Tag.set) -> [UInt8] {
    joined(tag, elements.sorted { $0.lexicographicallyPrecedes($1) })
  }

  static func objectIdentifier(_ oid: OID) -> [UInt8] { element(Tag.objectIdentifier, oid.content) }
  static func octetString(_ bytes: [UInt8]) -> [UInt8] { element(Tag.octetString, bytes) }
  /// 0 to 127.
  static func integer(_ value: UInt8) -> [UInt8] { element(Tag.integer, [value]) }
  static let null: [UInt8] = [Tag.null, 0]

  private static func joined(_ tag: UInt8, _ parts: [[UInt8]]) -> [UInt8] {
    let count = parts.reduce(0) { $0 + $1.count }
    var out: [UInt8] = [tag]
    out.reserveCapacity(count + 6)
    if count < 0x80 {
      out.append(UInt8(count))
    } else {
      let bytes = (count.bitWidth - count.leadingZeroBitCount + 7) / 8
      out.append(0x80 | UInt8(bytes))
      for place in (0..<bytes).reversed() { out.append(UInt8(truncatingIfNeeded: count >> (8 * place))) }
    }
    for part in parts { out += part }
    return out
  }
}

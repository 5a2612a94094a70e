/// One BER-TLV object with its content.
public struct BERObject: Hashable, Sendable {
  /// The tag's bytes as one number: 0x30, 0xDF22.
  public let tag: UInt32
  /// The value, without tag and length.
  public let content: [UInt8]
  /// The object as it stood, with tag and length: what a digest is taken over.
  public let encoded: [UInt8]

  /// The objects that lie one after the other in `bytes`. Erased memory (FF) may follow the last one.
  /// - Returns: nil when anything else is there, or an object ends outside.
  public static func list(_ bytes: [UInt8]) -> [BERObject]? {
    var objects: [BERObject] = []
    var offset = 0
    while offset < bytes.count {
      if bytes[offset...].allSatisfy({ $0 == 0xFF }) { break }
      guard let (header, content) = BERHeader.content(of: bytes, at: offset) else { return nil }
      objects.append(
        BERObject(
          tag: header.tag, content: content, encoded: Array(bytes[offset..<offset + header.totalLength])))
      offset += header.totalLength
    }
    return objects
  }

  /// The objects in the one object that `bytes` begin with.
  /// - Returns: nil when that object has another tag, or its content is not a list of objects.
  static func list(inside tag: UInt32, _ bytes: [UInt8]) -> [BERObject]? {
    guard let (header, content) = BERHeader.content(of: bytes), header.tag == tag else { return nil }
    return list(content)
  }
}

extension [BERObject] {
  /// The content of the only object with this tag; nil when there is none or more than one.
  func only(_ tag: UInt32) -> [UInt8]? {
    let found = filter { $0.tag == tag }
    return found.count == 1 ? found[0].content : nil
  }

  /// The same as text.
  func text(_ tag: UInt32) -> String? { only(tag).flatMap { String(validating: $0, as: UTF8.self) } }
}

/// One element of DER (ITU-T X.690): a tag of one byte, and where its bytes are. Slices share the memory they were cut from.
struct DERElement {
  let tag: UInt8
  /// Tag, length and content.
  let whole: ArraySlice<UInt8>
  let content: ArraySlice<UInt8>
}

/// Why bytes could not be read.
enum DERError: Error, Hashable {
  /// Not the encoding that DER allows for this value: damage, or another set of rules (BER).
  case malformed
  /// More than is worth reading.
  case tooLarge
}

/// The tags that signed documents use (ITU-T X.690 §8.1.2).
enum Tag {
  static let integer: UInt8 = 0x02
  static let octetString: UInt8 = 0x04
  static let null: UInt8 = 0x05
  static let objectIdentifier: UInt8 = 0x06
  static let utcTime: UInt8 = 0x17
  static let generalizedTime: UInt8 = 0x18
  static let sequence: UInt8 = 0x30
  static let set: UInt8 = 0x31
  /// `[n]` around or instead of something constructed, n below 31.
  static func context(_ n: UInt8) -> UInt8 { 0xA0 | n }
  /// `[n]` instead of something primitive.
  static func primitiveContext(_ n: UInt8) -> UInt8 { 0x80 | n }
}

/// Reads DER element by element and refuses everything that DER has another form for: lengths that are indefinite or longer than
/// they must be, tags of several bytes, bytes that are left over. So one value has one sequence of bytes, and a changed byte
/// cannot hide in the encoding.
struct DERReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }
  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The content of the one element with `tag` that `bytes` are.
  static func only(_ tag: UInt8, in bytes: ArraySlice<UInt8>) throws(DERError) -> DERReader {
    var reader = DERReader(bytes)
    let inside = try reader.enter(tag)
    try reader.end()
    return inside
  }

  var isAtEnd: Bool { rest.isEmpty }
  var nextTag: UInt8? { rest.first }

  mutating func next() throws(DERError) -> DERElement {
    guard let tag = rest.first, tag & 0x1F != 0x1F, rest.count >= 2 else { throw .malformed }
    let start = rest.startIndex
    var length = Int(rest[start + 1])
    var header = 2
    if length >= 0x80 {
      let bytes = length - 0x80
      // Four bytes are enough for 4 GiB; none (0x80) is BER's indefinite length.
      guard (1...4).contains(bytes), rest.count >= 2 + bytes else { throw .malformed }
      length = 0
      for place in start + 2..<start + 2 + bytes { length = length << 8 | Int(rest[place]) }
      header += bytes
      guard length >= 0x80, bytes == 1 || length >> (8 * (bytes - 1)) != 0 else { throw .malformed }
    }
    guard rest.count - header >= length else { throw .malformed }
    let end = start + header + length
    let element = DERElement(tag: tag, whole: rest[start..<end], content: rest[start + header..<end])
    rest = rest[end...]
    return element
  }

  mutating func next(_ tag: UInt8) throws(DERError) -> DERElement {
    guard nextTag == tag else { throw .malformed }
    return try next()
  }

  /// The next element when it has `tag`; otherwise nothing is read.
  mutating func optional(_ tag: UInt8) throws(DERError) -> DERElement? { nextTag == tag ? try next() : nil }

  /// A reader of the next element's content, which must have `tag`.
  mutating func enter(_ tag: UInt8) throws(DERError) -> DERReader { DERReader(try next(tag).content) }

  mutating func objectIdentifier() throws(DERError) -> OID {
    guard let oid = OID(content: try next(Tag.objectIdentifier).content) else { throw .malformed }
    return oid
  }

  /// The content of an INTEGER: at least one byte, and no more than needed (ITU-T X.690 §8.3.2).
  mutating func integer() throws(DERError) -> ArraySlice<UInt8> {
    let bytes = try next(Tag.integer).content
    guard let first = bytes.first else { throw .malformed }
    if let second = bytes.dropFirst().first, first == 0 && second < 0x80 || first == 0xFF && second >= 0x80 {
      throw .malformed
    }
    return bytes
  }

  /// An INTEGER from 0 to 65,535.
  mutating func smallInteger() throws(DERError) -> Int {
    let bytes = try integer()
    guard bytes.first! < 0x80, bytes.count <= 3 else { throw .malformed }
    let value = bytes.reduce(0) { $0 << 8 | Int($1) }
    guard value <= 0xFFFF else { throw .malformed }
    return value
  }

  /// The elements that are left.
  mutating func all() throws(DERError) -> [DERElement] {
    var found: [DERElement] = []
    while !isAtEnd { found.append(try next()) }
    return found
  }

  func end() throws(DERError) { guard isAtEnd else { throw .malformed } }
}

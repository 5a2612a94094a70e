/// Why bytes are not the JSON we take. `offset` is in bytes from the start.
public struct JSONError: Error, Hashable, Sendable {
  public enum Reason: String, Hashable, Sendable {
    case unexpectedByte, unexpectedEnd, invalidUTF8, invalidEscape, invalidNumber, duplicateField, tooDeep, tooLarge,
      trailingBytes
  }
  public let reason: Reason
  public let offset: Int
}

/// Reads one JSON document (RFC 8259) from bytes that are not trusted: strict UTF-8, no duplicate fields, a limit on depth and size.
///
/// Our own reader and not Foundation's: it starts in no time, keeps integers exact and fields in order, and its limits are ours.
public struct JSONReader {
  public static let defaultMaximumBytes = 8 << 20
  public static let defaultMaximumDepth = 64
  private static let fewFields = 24

  /// - Throws: `JSONError` with the byte offset at which reading stopped.
  public static func read(
    _ bytes: [UInt8], maximumBytes: Int = defaultMaximumBytes, maximumDepth: Int = defaultMaximumDepth
  ) throws(JSONError) -> Value {
    guard bytes.count <= maximumBytes else { throw JSONError(reason: .tooLarge, offset: maximumBytes) }
    var reader = JSONReader(bytes: bytes, depthLeft: maximumDepth)
    reader.skipBlanks()
    let value = try reader.value()
    reader.skipBlanks()
    guard reader.position == bytes.count else { throw reader.error(.trailingBytes) }
    return value
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depthLeft: Int

  private init(bytes: [UInt8], depthLeft: Int) {
    self.bytes = bytes
    self.depthLeft = depthLeft
  }

  private func error(_ reason: JSONError.Reason) -> JSONError { JSONError(reason: reason, offset: position) }
  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func value() throws(JSONError) -> Value {
    switch next {
    case nil: throw error(.unexpectedEnd)
    case UInt8(ascii: "{"): return try nested { (reader) throws(JSONError) in try reader.object() }
    case UInt8(ascii: "["): return try nested { (reader) throws(JSONError) in try reader.list() }
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func nested(_ read: (inout JSONReader) throws(JSONError) -> Value) throws(JSONError) -> Value {
    guard depthLeft > 0 else { throw error(.tooDeep) }
    depthLeft -= 1
    defer { depthLeft += 1 }
    return try read(&self)
  }

  private mutating func word(_ word: StaticString, _ value: Value) throws(JSONError) -> Value {
    for index in 0..<word.utf8CodeUnitCount {
      guard let byte = next else { throw error(.unexpectedEnd) }
      guard byte == word.utf8Start[index] else { throw error(.unexpectedByte) }
      position += 1
    }
    return value
  }

  private mutating func object() throws(JSONError) -> Value {
    position += 1
    var fields = Fields()
    // Filled only for large objects: looking through a few names is faster than hashing them, and through many is not.
    var names = Set<String>()
    skipBlanks()
    if next == UInt8(ascii: "}") {
      position += 1
      return .object(fields)
    }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw error(next == nil ? .unexpectedEnd : .unexpectedByte) }
      let name = try string()
      // `String` equality, which is wider than that of bytes: `Fields` could not tell such names apart.
      if fields.all.count < Self.fewFields {
        guard fields[name] == nil else { throw error(.duplicateField) }
      } else {
        if names.isEmpty { names = Set(fields.all.map(\.name)) }
        guard names.insert(name).inserted else { throw error(.duplicateField) }
      }
      skipBlanks()
      try expect(UInt8(ascii: ":"))
      skipBlanks()
      fields.appendUnchecked(name, try value())
      skipBlanks()
      if next == UInt8(ascii: ",") {
        position += 1
        continue
      }
      try expect(UInt8(ascii: "}"))
      return .object(fields)
    }
  }

  private mutating func list() throws(JSONError) -> Value {
    position += 1
    var items: [Value] = []
    skipBlanks()
    if next == UInt8(ascii: "]") {
      position += 1
      return .list(items)
    }
    while true {
      skipBlanks()
      items.append(try value())
      skipBlanks()
      if next == UInt8(ascii: ",") {
        position += 1
        continue
      }
      try expect(UInt8(ascii: "]"))
      return .list(items)
    }
  }

  private mutating func expect(_ byte: UInt8) throws(JSONError) {
    guard let found = next else { throw error(.unexpectedEnd) }
    guard found == byte else { throw error(.unexpectedByte) }
    position += 1
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    // The common case, a string without escapes, is taken in one piece.
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    guard let stop = next else { throw error(.unexpectedEnd) }
    if stop == UInt8(ascii: "\"") {
      defer { position += 1 }
      return try text(bytes[start..<position], at: start)
    }
    var buffer = Array(bytes[start..<position])
    while true {
      guard let byte = next else { throw error(.unexpectedEnd) }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try text(buffer[...], at: start)
      case UInt8(ascii: "\\"):
        position += 1
        buffer.append(contentsOf: try escape())
      case 0..<0x20: throw error(.unexpectedByte)
      default:
        buffer.append(byte)
        position += 1
      }
    }
  }

  private func text(_ slice: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw JSONError(reason: .invalidUTF8, offset: start)
    }
    return text
  }

  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard let byte = next else { throw error(.unexpectedEnd) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var scalar = UInt32(try fourHexDigits())
      if (0xD800..<0xDC00).contains(scalar) {
        guard next == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else {
          throw error(.invalidEscape)
        }
        position += 2
        let low = UInt32(try fourHexDigits())
        guard (0xDC00..<0xE000).contains(low) else { throw error(.invalidEscape) }
        scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00)
      }
      guard let valid = Unicode.Scalar(scalar) else { throw error(.invalidEscape) }
      return Array(String(Character(valid)).utf8)
    default: throw error(.invalidEscape)
    }
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt16 {
    var result: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next else { throw error(.unexpectedEnd) }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw error(.invalidEscape) }
      result = result << 4 | UInt16(digit)
      position += 1
    }
    return result
  }

  private mutating func number() throws(JSONError) -> Value {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    guard let first = next else { throw error(.unexpectedEnd) }
    guard (0x30...0x39).contains(first) else { throw error(.unexpectedByte) }
    position += 1
    if first != UInt8(ascii: "0") { skipDigits() }
    var whole = true
    if next == UInt8(ascii: ".") {
      whole = false
      position += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      whole = false
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if whole, let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw JSONError(reason: .invalidNumber, offset: start)
    }
    return .number(number)
  }

  private mutating func skipDigits() { while let byte = next, (0x30...0x39).contains(byte) { position += 1 } }
  private mutating func digits() throws(JSONError) {
    guard let byte = next, (0x30...0x39).contains(byte) else { throw error(.invalidNumber) }
    skipDigits()
  }
}

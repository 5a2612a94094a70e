internal import CSystem

/// Bytes as they come in, lines as they are whole. What was taken or forgotten is wiped, because any of it may have been a secret.
struct LineBuffer {
  enum Line: Equatable {
    case whole([UInt8])
    /// Longer than a line may be: none of it is kept, and none of it is obeyed.
    case tooLong
  }

  /// More bytes than anyone types in one line; a terminal takes as many (N_TTY of Linux).
  static let longestLine = 4096
  private static let mostAhead = 64 << 10

  private var bytes: [UInt8] = []
  /// The beginning of the line that comes was thrown away already.
  private var isSkipping = false

  /// So much has been typed ahead that no more should be read before some of it was taken.
  var isFull: Bool { bytes.count >= Self.mostAhead }

  mutating func add(_ new: ArraySlice<UInt8>) { bytes += new }

  /// The next line without its end; with `atEnd` also what is left without one.
  mutating func next(atEnd: Bool = false) -> Line? {
    if let end = bytes.firstIndex(of: 0x0A) {
      let line: Line = isSkipping || end > Self.longestLine ? .tooLong : .whole(Array(bytes[..<end]))
      isSkipping = false
      drop(end + 1)
      return line
    }
    if isSkipping || bytes.count > Self.longestLine {
      isSkipping = true
      drop(bytes.count)
    }
    guard atEnd, isSkipping || !bytes.isEmpty else { return nil }
    let line: Line = isSkipping ? .tooLong : .whole(bytes)
    isSkipping = false
    drop(bytes.count)
    return line
  }

  /// All scalars that have come whole, of a terminal that gives every key at once; bytes that are no UTF-8 are U+FFFD.
  mutating func takeScalars() -> [Unicode.Scalar] {
    var whole = bytes.count
    // A character of which the end has not come yet: at most three bytes.
    if let lead = bytes.indices.reversed().prefix(4).first(where: { bytes[$0] & 0xC0 != 0x80 }), bytes[lead] >= 0xC0 {
      let length = bytes[lead] >= 0xF0 ? 4 : bytes[lead] >= 0xE0 ? 3 : 2
      if bytes.count - lead < length { whole = lead }
    }
    let scalars = Array(String(decoding: bytes[..<whole], as: UTF8.self).unicodeScalars)
    drop(whole)
    return scalars
  }

  mutating func putBack(_ earlier: [UInt8]) { bytes = earlier + bytes }

  mutating func forget() {
    isSkipping = false
    drop(bytes.count)
  }

  /// What follows moves down over what goes; what that leaves at the end is wiped.
  private mutating func drop(_ count: Int) {
    let rest = bytes.count - count
    bytes.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      for index in 0..<rest { bytes[index] = bytes[count + index] }
      cs_wipe(base + rest, count)
    }
    bytes.removeLast(count)
  }
}

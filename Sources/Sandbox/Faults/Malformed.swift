/// Bytes that claim to be JSON and are not, or not the JSON that was promised: one way after the other.
enum Malformed {
  static func spoil(_ body: [UInt8], number: Int) -> [UInt8] {
    switch number % 6 {
    case 0: Array(body.prefix(body.count / 2))  // cut off
    case 1: Array("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>".utf8)
    case 2: body + [0xFF, 0xFE]  // rubbish after the end
    case 3: Array("{\"items\":\"none\",\"id\":[],\"now\":0,\"token\":7}".utf8)  // the right names, the wrong kinds
    case 4: Array("{\"items\":[\"".utf8) + [0xE3, 0x81] + Array("\"]}".utf8)  // broken UTF-8
    default: []
    }
  }

  /// The same behind many blanks, which JSON allows: only its size is wrong. Longer than the longest attachment that a client
  /// takes (32 MiB).
  static func swollen(_ body: [UInt8]) -> [UInt8] { [UInt8](repeating: 0x20, count: 33 << 20) + body }
}

import Card
import Testing

struct APDUTests {
  struct Encoding: Sendable {
    let name: String
    let command: CommandAPDU
    let start: String
    let count: Int
  }

  /// ISO/IEC 7816-4, 5.1: cases 1, 2, 3 and 4, short and extended.
  static let encodings: [Encoding] = [
    Encoding(name: "1", command: CommandAPDU(0, 0x20, 0, 0x98), start: "00 20 00 98", count: 4),
    Encoding(name: "2S", command: CommandAPDU(0, 0xB0, 0x8A, 0, expected: 32), start: "00 B0 8A 00 20", count: 5),
    Encoding(name: "2S 256", command: CommandAPDU(0, 0xB0, 0, 0, expected: 256), start: "00 B0 00 00 00", count: 5),
    Encoding(
      name: "2E 257", command: CommandAPDU(0, 0xB0, 0, 0, expected: 257), start: "00 B0 00 00 00 01 01", count: 7),
    Encoding(
      name: "2E 65536", command: CommandAPDU(0, 0xB0, 0x8A, 0, expected: 65536), start: "00 B0 8A 00 00 00 00", count: 7
    ),
    Encoding(
      name: "3S", command: CommandAPDU(0, 0xA4, 2, 0xC, data: [0, 0x18]), start: "00 A4 02 0C 02 00 18", count: 7),
    Encoding(
      name: "4S", command: CommandAPDU(0x80, 0x2A, 0, 0x97, data: [1, 2], expected: 256),
      start: "80 2A 00 97 02 01 02 00",
      count: 8),
    Encoding(
      name: "3E", command: CommandAPDU(0, 0xD6, 0, 0, data: [UInt8](repeating: 7, count: 256)),
      start: "00 D6 00 00 00 01 00 07", count: 7 + 256),
    Encoding(
      name: "4E", command: CommandAPDU(0, 0x88, 0, 0, data: [9], expected: 300), start: "00 88 00 00 00 00 01 09 01 2C",
      count: 10),
  ]

  @Test(arguments: encodings.indices)
  func aCommandIsEncodedInTheShortestFormThatFits(_ index: Int) {
    let row = Self.encodings[index]
    let bytes = row.command.withBytes { Array($0) }
    #expect(bytes.starts(with: hex(row.start)), "case \(row.name): \(text(bytes))")
    #expect(bytes.count == row.count, "case \(row.name)")
    #expect(!row.command.carriesSecret)
  }

  @Test func anAnswerIsDataAndStatusWord() {
    #expect(ResponseAPDU(bytes: hex("01 02 90 00")) == ResponseAPDU(data: [1, 2], status: 0x9000))
    #expect(ResponseAPDU(bytes: hex("63 C2")) == ResponseAPDU(status: 0x63C2))
    #expect(ResponseAPDU(bytes: hex("90")) == nil)
    #expect(ResponseAPDU(bytes: hex("")) == nil)
  }

  /// Bytes, then tag, header length, content length; or nothing.
  static let headers: [(String, UInt32, Int, Int)?] = [
    ("30 05", 0x30, 2, 5), ("30 81 80", 0x30, 3, 128), ("30 82 05 B6", 0x30, 4, 1462),
    ("30 83 01 00 00", 0x30, 5, 65536), ("DF 22 0A", 0xDF22, 3, 10), ("FF 20 82 01 02", 0xFF20, 5, 258),
    ("7F 81 01 00", 0x7F8101, 4, 0), ("30 7F", 0x30, 2, 127), ("30 81 00", 0x30, 3, 0),
  ]
  @Test(arguments: headers.indices)
  func aHeaderIsReadInEveryLengthForm(_ index: Int) throws {
    guard let row = Self.headers[index] else { return }
    let header = try #require(BERHeader(hex(row.0)))
    #expect((header.tag, header.headerLength, header.contentLength) == (row.1, row.2, row.3))
    for cut in 0..<hex(row.0).count { #expect(BERHeader(Array(hex(row.0).prefix(cut))) == nil, "cut at \(cut)") }
  }

  @Test(arguments: [
    "", "30", "30 80", "30 84 00 00 00 01", "30 81", "30 82 01", "30 FF", "DF", "DF 22", "7F 81 81 81 01",
  ])
  func whatIsNoHeaderIsRefused(_ bytes: String) { #expect(BERHeader(hex(bytes)) == nil) }

  @Test func aContentThatIsNotAllThereIsNotGiven() {
    #expect(BERHeader.content(of: hex("30 02 01 02"))?.bytes == [1, 2])
    #expect(BERHeader.content(of: hex("30 03 01 02")) == nil)
    #expect(BERHeader.content(of: hex("00 30 01 05"), at: 1)?.bytes == [5])
    #expect(BERHeader(hex("30 01"), at: 7) == nil)
    #expect(BERHeader(hex("30 01"), at: -1) == nil)
  }
}

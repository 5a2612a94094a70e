import Domain
import Foundation
import Testing

@Suite struct JSONTests {
  @Test(
    arguments: [
      ("null", Value.null), (" \t\r\n true ", .bool(true)), ("-0", .integer(0)),
      ("9223372036854775807", .integer(.max)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5e2", .number(150)), ("-12", .integer(-12)),
      (#""\u795e\ud842\udfb7\n\/""#, "神𠮷\n/"), (#""直接""#, "直接"), ("[]", []), ("{}", [:]), ("[1,[2]]", [1, [2]]),
      (#"{"b":1,"a":{"c":null}}"#, ["b": 1, "a": ["c": .null]]),
    ] as [(String, Value)])
  func whatIsJSONIsRead(text: String, value: Value) throws {
    #expect(try JSONReader.read(Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("", JSONError.Reason.unexpectedEnd), ("{", .unexpectedEnd), ("[1,", .unexpectedEnd), ("[1,]", .unexpectedByte),
    ("{\"a\":1,}", .unexpectedByte), ("01", .trailingBytes), ("1.", .invalidNumber), ("+1", .unexpectedByte),
    ("1e400", .invalidNumber), (".5", .unexpectedByte), ("nul", .unexpectedEnd), ("nulL", .unexpectedByte),
    ("\"\u{01}\"", .unexpectedByte), (#""\ud800""#, .invalidEscape), (#""\udc00""#, .invalidEscape),
    (#""\u12g4""#, .invalidEscape), (#""\x""#, .invalidEscape), ("1 2", .trailingBytes),
    (#"{"a":1,"a":2}"#, .duplicateField), ("{\"\u{FA19}\":1,\"\u{795E}\":2}", .duplicateField),
    ("\u{FEFF}1", .unexpectedByte), ("'a'", .unexpectedByte), ("NaN", .unexpectedByte),
    (String(repeating: "[", count: 65), .tooDeep),
  ])
  func whatIsNotJSONIsRefusedWithTheReason(text: String, reason: JSONError.Reason) {
    #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) }
    do { _ = try JSONReader.read(Array(text.utf8)) } catch { #expect(error.reason == reason, "\(text)") }
  }

  @Test(arguments: [
    [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE3, 0x81, 0x22],
  ])
  func bytesThatAreNotUTF8AreRefused(bytes: [Int]) {
    #expect(throws: JSONError.self) { try JSONReader.read(bytes.map { UInt8($0) }) }
  }

  @Test func depthAndSizeHaveLimits() {
    let nested = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(throws: Never.self) { try JSONReader.read(Array(nested.utf8)) }
    #expect(throws: JSONError.self) { try JSONReader.read(Array("1234".utf8), maximumBytes: 3) }
  }

  @Test func manyFieldsAreReadAndADuplicateAmongThemIsFound() throws {
    let fields = (0..<5_000).map { "\"f\($0)\":\($0)" }
    let read = try JSONReader.read(Array("{\(fields.joined(separator: ","))}".utf8))
    #expect(read.object?.all.count == 5_000)
    let twice = fields + ["\"f17\":0"]
    #expect(throws: JSONError.self) { try JSONReader.read(Array("{\(twice.joined(separator: ","))}".utf8)) }
  }

  @Test func whatIsWrittenIsReadAgainByUsAndByFoundation() throws {
    let value: Value = [
      "text": "神\u{FA19}𠮷葛\u{E0100} \"\\\n\t\u{1B}[31m\u{202E}\u{200B}\u{0}",
      "list": [1, -2, .number(1.5), true, .null, []],
      "object": [:],
    ]
    for layout in [JSONWriter.Layout.compact, .indented] {
      let text = JSONWriter.write(value, layout: layout)
      #expect(try JSONReader.read(Array(text.utf8)) == value)
      let foundation = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect((foundation["text"] as? String).map { Array($0.utf8) } == value["text"]?.text.map { Array($0.utf8) })
    }
  }

  @Test func nothingThatSteersATerminalIsWrittenRaw() {
    let dangerous: [Unicode.Scalar] = [
      "\u{1B}", "\u{7F}", "\u{9B}", "\u{202E}", "\u{2066}", "\u{200B}", "\u{FEFF}", "\u{E0041}",
    ]
    let text = JSONWriter.write(.text(String(String.UnicodeScalarView(dangerous))))
    #expect(text == #""\u001b\u007f\u009b\u202e\u2066\u200b\ufeff\udb40\udc41""#)
    #expect(JSONWriter.write(.text("髙𠮷葛\u{E0100}")) == "\"髙𠮷葛\u{E0100}\"")
  }
}

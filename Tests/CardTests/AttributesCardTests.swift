import Card
import Domain
import Testing

struct AttributesCardTests {
  typealias Line = ScriptedChannel.Line

  static func object(_ tag: [UInt8], _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    let length: [UInt8] =
      count < 128
      ? [UInt8(count)] : count < 256 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
    return tag + length + content
  }
  static func file(address: String) -> [UInt8] {
    object(
      [0xFF, 0x20],
      object([0xDF, 0x21], [0, 14, 0, 40, 0, 80, 0, 91]) + object([0xDF, 0x22], Array("葛\u{E0100}城　サンプル".utf8))
        + object([0xDF, 0x23], Array(address.utf8)) + object([0xDF, 0x24], Array("19840512".utf8))
        + object([0xDF, 0x25], Array("2".utf8)))
  }

  @Test(arguments: [20, 60, 200])
  func theAttributesComeInThreeCommandsHoweverLongTheAddress(_ length: Int) async throws {
    let address = String(repeating: "１", count: length)
    let script = ScriptedChannel([
      Line(selectText, "90 00"), Line("00 20 00 91 04 31 32 33 34", "90 00"),
      Line("00 B0 82 00 00 00 00", Self.file(address: address) + [0xFF, 0xFF]),
    ])
    let card = try await AttributesCard(selecting: script)
    try await card.verify(.text, pin("1234"))
    let attributes = try await card.attributes()
    #expect(Array(attributes.name.unicodeScalars) == Array("葛\u{E0100}城　サンプル".unicodeScalars))
    #expect(attributes.address == address)
    #expect((attributes.birth, attributes.sex) == ("19840512", "2"))
    script.expectEnd()
  }

  @Test func theNumberIsTwelveDigitsAndDoesNotPrintItself() async throws {
    let script = ScriptedChannel([
      Line(selectText, "90 00"),
      Line("00 B0 81 00 11", hex("FF 10 0C") + Array("123456789010".utf8) + [0xFF, 0xFF]),
    ])
    let number = try await AttributesCard(selecting: script).number()
    #expect(number.digits.reveal() == "123456789010")
    #expect(!"\(number)".contains("1"))
  }

  @Test(arguments: [
    "FF 20 03 DF 22 05", "FF 20 00", "FF 21 00", "30 00", "FF 20 04 DF 25 01 32",
  ])
  func aBrokenFileIsMalformed(_ bytes: String) async throws {
    let script = ScriptedChannel([Line(selectText, "90 00"), Line("00 B0 82 00 00 00 00", bytes + "90 00")])
    let card = try await AttributesCard(selecting: script)
    let error = await failure { () async throws(CardError) in _ = try await card.attributes() }
    #expect(error == .malformed(during: "read attributes"))
  }
}

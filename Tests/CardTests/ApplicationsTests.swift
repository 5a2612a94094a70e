import Card
import Domain
import Testing

/// 共通, 券面事項確認 and the proof of 券面事項入力補助.
struct ApplicationsTests {
  typealias Line = ScriptedChannel.Line
  static let selectCommon = "00 A4 04 0C 0A D3 92 10 00 31 00 01 01 01 00"
  static let selectSurface = "00 A4 04 0C 0A D3 92 10 00 31 00 01 01 04 02"
  static func object(_ tag: [UInt8], _ content: [UInt8]) -> [UInt8] { AttributesCardTests.object(tag, content) }
  static let record = hex("01 1C") + Array("123456789012345990012035".utf8) + Array("1231".utf8)

  @Test func theCardSaysItsSerialMunicipalityAndLastDayWithoutAPIN() async throws {
    let script = ScriptedChannel([Line(Self.selectCommon, "90 00"), Line("00 B2 01 0C 00", Self.record)])
    let identity = try await CommonCard(selecting: script).identity()
    #expect(identity.serial.reveal() == "123456789012345")
    #expect(identity.municipality == "99001")
    #expect(identity.expiry == CalendarDate(2035, 12, 31))
    #expect(!"\(identity)".contains("123456789012345"))
    script.expectEnd()
  }

  @Test(arguments: [
    "", "01", "01 1C 30", "02 1C" + text(Array(record.dropFirst(2))), "01 1B" + text(Array(record.dropFirst(3))),
    "01 1C" + text(Array("12345678901234599001203513xx".utf8)),
    "01 1C" + text(Array("1234567890123459900120351332".utf8)),
  ])
  func aRecordOfAnotherFormIsMalformed(_ bytes: String) async throws {
    let script = ScriptedChannel([Line(Self.selectCommon, "90 00"), Line("00 B2 01 0C 00", bytes + "90 00")])
    let card = try await CommonCard(selecting: script)
    let error = await failure { () async throws(CardError) in _ = try await card.identity() }
    #expect(error == .malformed(during: "read record"))
  }

  static let surface = object(
    [0xFF, 0x20],
    object([0xDF, 0x21], [UInt8](repeating: 0, count: 18)) + object([0xDF, 0x22], Array("19840512".utf8))
      + object([0xDF, 0x23], Array("2".utf8)) + object([0xDF, 0x25], [1, 2]) + object([0xDF, 0x26], [3])
      + object([0xDF, 0x27], [UInt8](repeating: 7, count: 700)) + object([0xDF, 0x29], Array("20351231".utf8)))

  @Test func whatIsPrintedOpensByTheNumberOnTheCard() async throws {
    let script = ScriptedChannel([
      Line(Self.selectSurface, "90 00"), Line("00 20 00 92", "63 CA"),
      Line("00 20 00 92 0E 35 39 30 35 31 32 32 30 33 35 31 32 33 34", "90 00"),
      Line("00 B0 82 00 00 00 00", Self.surface),
    ])
    let card = try await SurfaceCard(selecting: script)
    #expect(try await card.triesLeft(.surface) == 10)
    try await card.verify(.surface, pin("59051220351234"))
    let surface = try await card.surface()
    #expect(surface.birth == CalendarDate(1984, 5, 12))
    #expect(surface.expiry == CalendarDate(2035, 12, 31))
    #expect(surface.photo.reveal().count == 700)
    #expect(surface.sex == "2")
    script.expectEnd()
  }

  @Test(arguments: ["5905122035123", "590512203512345", "5905122035123x", "1234"])
  func anotherFormOfThatNumberNeverReachesTheCard(_ number: String) async throws {
    let script = ScriptedChannel([Line(Self.selectSurface, "90 00")])
    let card = try await SurfaceCard(selecting: script)
    let error = await failure { () async throws(CardError) in try await card.verify(.surface, pin(number)) }
    #expect(error == .malformedPIN)
    script.expectEnd()
  }

  // MARK: the proof

  static let key = [UInt8](repeating: 0xAB, count: 256)
  static let signature = [UInt8](repeating: 0xCD, count: 256)
  static let digests = object([0xDF, 0x31], [UInt8](1...32)) + object([0xDF, 0x32], [UInt8](33...64))
  static let proofFile = object([0xFF, 0x30], digests + object([0xDF, 0x33], signature))
  static let keyBody =
    [UInt8](repeating: 1, count: 16) + [UInt8](repeating: 2, count: 16) + hex("90 03 01 00 01") + object([0x91], key)
  static let certificateFile = object(
    [0x7F, 0x21], object([0x5F, 0x4E], keyBody) + object([0x5F, 0x37], signature))

  @Test func theProofHasWhatIsSignedAndByWhichKey() async throws {
    let script = ScriptedChannel([
      Line(selectText, "90 00"), Line("00 B0 83 00 00 00 00", Self.proofFile + [0xFF, 0xFF]),
      Line("00 B0 84 00 00 00 00", Self.certificateFile),
    ])
    let proof = try await AttributesCard(selecting: script).proof()
    #expect((proof.numberDigest, proof.attributesDigest) == ([UInt8](1...32), [UInt8](33...64)))
    #expect((proof.signed, proof.signature) == (Self.digests, Self.signature))
    #expect((proof.certificate.modulus, proof.certificate.exponent) == (Self.key, [1, 0, 1]))
    #expect(proof.certificate.signed == Self.keyBody)
    script.expectEnd()
  }

  /// Each byte of tag and length bent: an error or a proof, never a crash and never a read outside.
  @Test func aBentProofIsAnErrorOrAProof() async throws {
    for place in 0..<40 {
      for bits: UInt8 in [0x01, 0x80, 0xFF] {
        for (number, file) in [Self.proofFile, Self.certificateFile].enumerated() {
          var bent = file
          bent[place] ^= bits
          // One file has to be whole for the other to be looked at.
          let files = number == 0 ? (bent, Self.certificateFile) : (Self.proofFile, bent)
          let channel = TwoFiles(files.0, files.1)
          let card = try await AttributesCard(selecting: channel)
          let result = await outcome { () async throws(CardError) in try await card.proof() }
          if case .failure(let error) = result {
            #expect(error == .malformed(during: "read digests") || error == .malformed(during: "read card certificate"))
          }
        }
      }
    }
  }

  private struct TwoFiles: CardChannel {
    let first, second: [UInt8]
    init(_ first: [UInt8], _ second: [UInt8]) { (self.first, self.second) = (first, second) }
    func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
      if command.header[1] == 0xA4 { return ResponseAPDU(status: 0x9000) }
      let p1 = command.header[2]
      // What lies behind the file is empty memory.
      return p1 == 0x83
        ? ResponseAPDU(data: first, status: 0x9000)
        : p1 == 0x84 ? ResponseAPDU(data: second, status: 0x9000) : ResponseAPDU(status: 0x9000)
    }
  }
}

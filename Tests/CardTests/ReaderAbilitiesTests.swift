import Domain
import Synchronization
import Testing

@testable import Card

struct ReaderAbilitiesTests {
  /// What libccid answers to CM_IOCTL_GET_FEATURE_REQUEST and FEATURE_GET_TLV_PROPERTIES (PC/SC part 10, 2.2 and 2.6.14), and
  /// what is no answer at all.
  @Test(
    arguments: [
      ("06 04 42 33 00 06 12 04 42 33 00 12", 0x4233_0006, 0x4233_0012),
      ("12 04 42 00 00 01", nil, 0x4200_0001), ("", nil, nil), ("06", nil, nil), ("06 05 01 02 03 04", nil, nil),
      ("06 02 01 02 12 04 00 00 00 09", nil, 9), ("07 00 06 04 00 00 00 01", 1, nil),
    ] as [(String, UInt32?, UInt32?)])
  func featuresAreReadAsFarAsTheyAreUnderstood(_ bytes: String, _ pad: UInt32?, _ tell: UInt32?) {
    let properties = ReaderProperties(features: hex(bytes))
    #expect((properties.padVerify, properties.tellProperties) == (pad, tell))
  }

  @Test(
    arguments: [
      ("0A 04 00 00 01 00", true), ("0A 04 00 00 00 00", false), ("0A 04 05 01 00 00", true), ("", true),
      ("0A 02 00 00", false), ("0B 02 01 02 0A 01 00", false), ("0A 09 00", true),
    ] as [(String, Bool)])
  func aReaderThatSaysItCannotIsNotTriedWithExtendedLength(_ bytes: String, _ tries: Bool) {
    var properties = ReaderProperties(features: [])
    properties.read(properties: hex(bytes))
    let abilities = ReaderAbilities()
    abilities.learned(properties)
    #expect(abilities.mayTryExtendedLength == tries)
  }

  @Test func aLogInWithAReaderOfShortAPDUsTakesTenCommands() async throws {
    typealias Line = ScriptedChannel.Line
    let script = ScriptedChannel(
      [Line(selectJPKI, "90 00")] + JPKICardTests.pieces() + [
        Line("00 20 00 98", "63 C3"), Line(JPKICardTests.verifyLine, "90 00"), JPKICardTests.signLine,
      ])
    let channel = Described(script)
    channel.abilities.learned(extendedLength: false)
    let card = try await JPKICard(selecting: channel)
    #expect(try await card.certificate(for: .authentication) == JPKICardTests.certificate)
    #expect(try await card.triesLeft(.authentication) == 3)
    _ = try await card.sign(digestInfo: JPKICardTests.digestInfo, with: .authentication, pin: pin("1234"))
    script.expectEnd()
    #expect(script.sent == 10)
  }

  @Test func whatOneApplicationLearnedTheNextNeedNot() async throws {
    typealias Line = ScriptedChannel.Line
    let script = ScriptedChannel(
      [Line(selectJPKI, "90 00"), Line("00 B0 8A 00 00 00 00", "67 00")] + JPKICardTests.pieces() + [
        Line(selectText, "90 00"), Line("00 B0 82 00 00", AttributesCardTests.file(address: "サンプル県")),
      ])
    let channel = Described(script)
    _ = try await JPKICard(selecting: channel).certificate(for: .authentication)
    _ = try await AttributesCard(selecting: channel).attributes()
    script.expectEnd()
  }

  // MARK: PIN pad

  @Test func theReaderIsToldWhichCommandToFill() throws {
    let request = try #require(PINPadRequest(.authentication))
    #expect(
      text(request.structure)
        == "3c 3c 82 04 00 04 04 02 01 11 04 00 00 00 00 09 00 00 00 00 20 00 98 04 ff ff ff ff")
    #expect(PINPadRequest(.signature) == nil)
    #expect(PINPadRequest(.surface) == nil)
  }

  @Test(
    arguments: [
      (0x9000, nil), (0x63C2, .wrongPIN(.authentication, triesLeft: 2)), (0x63C0, .locked(.authentication)),
      (0x6984, .locked(.authentication)),
      (0x6400, .cancelled), (0x6401, .cancelled), (0x6403, .malformedPIN),
      (0x6F00, .unexpected(status: 0x6F00, during: "verify")),
    ] as [(UInt16, CardError?)])
  func whatTheReaderSaysIsSaidInOurWords(_ status: UInt16, _ expected: CardError?) async {
    let channel = Pad(status)
    #expect(
      await failure { () async throws(CardError) in try await channel.verifyAtReader(.authentication) } == expected)
    #expect(channel.asked == 1)
  }

  private final class Described: CardChannel {
    let script: ScriptedChannel
    let abilities = ReaderAbilities()
    init(_ script: ScriptedChannel) { self.script = script }
    func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
      try await script.transmit(command)
    }
  }

  private final class Pad: CardChannel {
    let abilities = ReaderAbilities()
    private let status: UInt16
    private let count = Mutex(0)
    init(_ status: UInt16) { self.status = status }
    var asked: Int { count.withLock { $0 } }
    func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
      Issue.record("nothing goes to the card but what the reader sends")
      throw .removed
    }
    func verifyOnPad(_ request: PINPadRequest) async throws(CardError) -> ResponseAPDU {
      count.withLock { $0 += 1 }
      return ResponseAPDU(status: status)
    }
  }
}

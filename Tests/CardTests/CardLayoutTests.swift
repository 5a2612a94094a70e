import Card
import Domain
import Testing

/// A card whose applications, files and PINs are elsewhere needs a value and no code.
struct CardLayoutTests {
  typealias Line = ScriptedChannel.Line

  /// Two applications for what are five today, one password for signing and attributes, and no PIN of the others.
  static let two = CardLayout(
    names: [.jpki: [0xA0, 1], .text: [0xA0, 2], .surface: [0xA0, 2]],
    pins: [.authentication: 0x03, .signature: 0x04, .text: 0x05],
    keys: [.authentication: .init(certificate: 0x10, authority: 0x11, key: 0x12)],
    files: [.token: 0x07, .attributes: 0x09])

  @Test func aLogInTakesEverythingFromTheLayout() async throws {
    let script = ScriptedChannel(
      [
        Line("00 A4 04 0C 02 A0 01", "90 00"), Line("00 B0 90 00 00 00 00", [0x30, 0x02, 0x05, 0x00]),
        Line("00 20 00 83", "63 C3"), Line("00 20 00 83 04 31 32 33 34", "90 00"),
        Line("80 2A 00 92 02 AB CD 00", [1, 2, 3]),
      ], layout: Self.two)
    let card = try await JPKICard(selecting: script)
    #expect(try await card.certificate(for: .authentication) == [0x30, 0x02, 0x05, 0x00])
    #expect(try await card.triesLeft(.authentication) == 3)
    #expect(try await card.sign(digestInfo: [0xAB, 0xCD], with: .authentication, pin: pin("1234")) == [1, 2, 3])
    script.expectEnd()
  }

  @Test func aPINIsChangedInItsFileAndAReaderIsToldOfIt() async throws {
    let script = ScriptedChannel(
      [
        Line("00 A4 04 0C 02 A0 02", "90 00"), Line("00 A4 02 0C 02 00 05", "90 00"),
        Line("00 20 00 80 04 31 32 33 34", "90 00"), Line("00 24 01 80 04 34 33 32 31", "90 00"),
      ], layout: Self.two)
    try await AttributesCard(selecting: script).changePIN(.text, from: pin("1234"), to: pin("4321"))
    script.expectEnd()
    #expect(PINPadRequest(.text, layout: Self.two) != PINPadRequest(.text))
  }

  /// What is not on the card is known without a command.
  @Test func whatTheLayoutDoesNotHaveIsNotAskedFor() async throws {
    let script = ScriptedChannel(
      [Line("00 A4 04 0C 02 A0 01", "90 00"), Line("00 A4 04 0C 02 A0 02", "90 00")], layout: Self.two)
    let card = try await JPKICard(selecting: script)
    let text = try await AttributesCard(selecting: script)
    #expect(
      await failure { () throws(CardError) in try await card.certificate(for: .signature) }
        == .certificateMissing(.signature))
    #expect(await failure { () throws(CardError) in try await card.triesLeft(.juki) } == .unsupported)
    #expect(await failure { () throws(CardError) in try await card.verify(.juki, pin("1234")) } == .unsupported)
    #expect(await failure { () throws(CardError) in try await text.number() } == .unsupported)
    #expect(await failure { () throws(CardError) in try await CommonCard(selecting: script) } == .unsupported)
    #expect(PINPadRequest(.juki, layout: Self.two) == nil)
    script.expectEnd()
  }
}

import Domain
import Testing

@testable import Card

struct CardErrorTests {
  @Test(
    arguments: [
      (.serviceMissing, .cardServiceMissing), (.noReader, .noReader), (.noCard, .noCard),
      (.severalCards(["A", "B"]), .severalCards),
      (.removed, .cardRemoved), (.reset, .cardFault), (.busy, .cardBusy), (.unsupported, .cardUnsupported),
      (.wrongPIN(.authentication, triesLeft: 2), .pinWrong), (.locked(.signature), .pinLocked),
      (.malformedPIN, .pinMalformed),
      (.pinNeeded(.text), .pinNotGiven), (.changeUnknown(.text), .pinChangeUnknown),
      (.certificateMissing(.signature), .certificateMissing),
      (.unexpected(status: 0x6F00, during: "sign"), .cardFault), (.malformed(during: "sign"), .cardFault),
      (.notSent, .cardFault),
      (.readerFailed(code: 0x8010_0013), .cardFault),
    ] as [(CardError, Problem.Code)])
  func everyErrorIsAProblemForTheCitizen(_ error: CardError, _ code: Problem.Code) {
    #expect(error.problem.code == code)
  }

  @Test func aProblemSaysTheNumbersThatAPersonNeeds() {
    #expect(CardError.wrongPIN(.authentication, triesLeft: 2).problem.facts["triesLeft"] == 2)
    #expect(CardError.locked(.signature).problem.facts["kind"] == "sign")
    #expect(CardError.unexpected(status: 0x6F, during: "sign").problem.facts["status"] == "006F")
    #expect(CardError.severalCards(["A", "B"]).problem.facts["readers"] == ["A", "B"])
  }

  @Test(
    arguments: [
      (0x8010_0002, .cancelled), (0x8010_001D, .serviceMissing), (0x8010_001E, .serviceMissing),
      (0x8010_002E, .noReader),
      (0x8010_0009, .noReader), (0x8010_0017, .noReader), (0x8010_000C, .noCard), (0x8010_0069, .removed),
      (0x8010_0068, .reset), (0x8010_0067, .reset), (0x8010_000B, .busy), (0x8010_0066, .unsupported),
      (0x8010_0013, .readerFailed(code: 0x8010_0013)), (0x1234_5678, .readerFailed(code: 0x1234_5678)),
    ] as [(UInt32, CardError)])
  func everyStatusOfTheServiceHasOneMeaning(_ code: UInt32, _ expected: CardError) {
    #expect(CardError(pcsc: code) == expected)
  }

  @Test func successIsNoError() { #expect(CardError(pcsc: 0) == nil) }

  static let two = [
    ReaderState(name: "Sony RC-S300 00 00", cardPresent: true),
    ReaderState(name: "Virtual PCD 00 00", cardPresent: false),
  ]
  @Test(
    arguments: [
      (.auto, ["Sony RC-S300 00 00", "Virtual PCD 00 00"]), (.named("Virtual PCD 00 00"), ["Virtual PCD 00 00"]),
      (.named("sony"), ["Sony RC-S300 00 00"]), (.named("00 00"), nil), (.named("ACR"), nil), (.named(""), nil),
    ] as [(PCSCReader.Selection, [String]?)])
  func aReaderIsNamedInFullOrByAPartThatFitsOne(_ selection: PCSCReader.Selection, _ names: [String]?) {
    #expect(PCSCReader.chosen(by: selection, from: Self.two)?.map(\.name) == names)
  }
}

import Card
import Domain
import Foundation
import TestKit
import Testing
import Trust

@testable import Sandbox

/// The way to a card over the real pcscd. `Scripts/with-pcscd` gives these tests a pcscd and a virtual reader of their own, in which
/// this test program runs once more with the suite below; where it cannot (tools or namespaces missing) it fails, unless MYNAFRONT_SKIP_PCSC is set.
struct PCSCTests {
  @Test(arguments: ["RealPCSCTests", "OpenSCTests", "ResilienceTests"])
  func theWholeWayOverARealServiceWorks(_ suite: String) throws { try PrivatePCSCD.run(suite) }

  @Test func withoutAServiceThatIsSaid() throws {
    let arguments = Command.thisProgram("NoPCSCTests")
    let run = try Command.run(
      arguments[0], Array(arguments.dropFirst()),
      ["MYNAFRONT_NO_PCSC": "1", "PCSCLITE_CSOCK_NAME": "/nonexistent/pcscd.comm"])
    #expect(run.status == 0, "\(run.output.suffix(3000))")
  }
}

@Suite(.enabled(if: ProcessInfo.processInfo.environment["MYNAFRONT_NO_PCSC"] != nil))
struct NoPCSCTests {
  @Test func everyVerbSaysThatTheServiceIsMissing() async {
    let reader = PCSCReader()
    #expect(await cardFailure { () async throws(CardError) in try await reader.readers() } == .serviceMissing)
    #expect(
      await cardFailure { () async throws(CardError) in try await reader.waitForCard(timeout: .seconds(5)) }
        == .serviceMissing)
    #expect(
      await cardFailure { () async throws(CardError) in try await VirtualCardServiceTests.logIn(reader) }
        == .serviceMissing
    )
    #expect(
      await cardFailure { () async throws(CardError) in _ = try await CardSurvey.take(with: reader) } == .serviceMissing
    )
  }
}

/// One virtual reader with two slots, so one test at a time.
@Suite(.serialized, .enabled(if: PrivatePCSCD.isHere))
struct RealPCSCTests {
  typealias Kit = VirtualCardKit
  static let slots = ["Virtual PCD 00 00", "Virtual PCD 00 01"]

  /// A card in a slot, noticed by pcscd.
  static func insert(_ card: VirtualCard, slot: Int = 0) async throws -> VPCDLink {
    let link = VPCDLink(host: "127.0.0.1", port: UInt16(35963 + slot), card: card)
    try link.start()
    let state = try await PCSCReader(selection: .named(slots[slot])).waitForCard(timeout: .seconds(10))
    #expect(state == ReaderState(name: slots[slot], cardPresent: true))
    return link
  }
  /// Out again, and noticed by pcscd.
  static func remove(_ link: VPCDLink, slot: Int = 0) async throws {
    link.stop()
    for _ in 0..<100 {
      if try await PCSCReader().readers().first(where: { $0.name == slots[slot] })?.cardPresent == false { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("the card is still there")
  }

  @Test func aLogInTakesFiveCommandsAndTheVerifiedStateDiesWithTheVisit() async throws {
    let link = try await Self.insert(try Kit.card(Kit.persona("p01")))
    let reader = PCSCReader()
    let before = link.commandCount
    #expect(before == 0, "neither finding nor waiting for a card touches it")
    let clock = ContinuousClock()
    let times = try await [
      clock.measure { _ = try await VirtualCardServiceTests.logIn(reader) },
      clock.measure { _ = try await VirtualCardServiceTests.logIn(reader) },
    ]
    print("| log-ins over pcscd: \(times)")
    #expect(link.commandCount == 10)
    let error = await cardFailure { () async throws(CardError) in
      try await reader.withCard { (channel) async throws(CardError) -> [UInt8] in
        try await JPKICard(selecting: channel).sign(digestInfo: [1], with: .authentication)
      }
    }
    #expect(error == .pinNeeded(.authentication))
    try await Self.remove(link)
  }

  /// Figures, no judgement: a busy machine is no fault of ours.
  @Test func whatALogInCostsBesideTheCardsOwnTimeIsPrinted() async throws {
    let link = try await Self.insert(try Kit.card(Kit.persona("p01")))
    let reader = PCSCReader()
    let clock = ContinuousClock()
    for delay in [0, 40, 100] {
      link.setDelay(milliseconds: delay)
      var times: [Duration] = []
      for _ in 0..<5 { times.append(try await clock.measure { _ = try await VirtualCardServiceTests.logIn(reader) }) }
      let median = times.sorted()[2] / .milliseconds(1)
      print(
        "| log-in over pcscd, 5 commands of \(delay) ms: median \(median) ms, most allowed \(5.5 * Double(delay) + 20) ms"
      )
    }
    try await Self.remove(link)
  }

  @Test func aReaderWithoutExtendedLengthIsReadInPieces() async throws {
    let link = try await Self.insert(try Kit.card(Kit.persona("p01")))
    try link.setFault(kind: "no-extended", times: nil)
    _ = try await VirtualCardServiceTests.logIn(PCSCReader())
    #expect(link.commandCount == 11)
    try await Self.remove(link)
  }

  @Test func aWrongPINIsShownOnceAndCountsOnce() async throws {
    let link = try await Self.insert(try Kit.card(Kit.persona("p01")))
    let error = await cardFailure { () async throws(CardError) in
      try await VirtualCardServiceTests.logIn(PCSCReader(), pin: "0000")
    }
    #expect(error == .wrongPIN(.authentication, triesLeft: 2))
    #expect(link.log.filter { $0.contains("(secret)") }.count == 1)
    try await Self.remove(link)
  }

  @Test func withoutACardThereIsNoCardAndAWaitEndsInTimeOrByCancellation() async throws {
    let reader = PCSCReader()
    #expect(try await reader.readers().map(\.name) == Self.slots + [TestReader.name])
    #expect(
      await cardFailure { () async throws(CardError) in try await VirtualCardServiceTests.logIn(reader) } == .noCard)
    #expect(
      await cardFailure { () async throws(CardError) in
        try await VirtualCardServiceTests.logIn(PCSCReader(selection: .named("ACR122")))
      } == .noReader)
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try await reader.waitForCard(timeout: .milliseconds(300)) == nil)
    let timeout = clock.now - start
    #expect(timeout >= .milliseconds(290))
    let cpu = Foundation.clock()
    let waiting = Task {
      await cardFailure { () async throws(CardError) in try await reader.waitForCard(timeout: .seconds(60)) }
    }
    try await Task.sleep(for: .seconds(2))
    // Waiting sleeps in the library: it does not spin.
    #expect(Double(Foundation.clock() - cpu) / Double(CLOCKS_PER_SEC) < 0.5)
    // Were the cancellation lost, this would last a minute and end as a time-out.
    waiting.cancel()
    #expect(await waiting.value == .cancelled)
  }

  @Test func aCardPulledOutDuringAVisitIsRemoved() async throws {
    let link = try await Self.insert(try Kit.card(Kit.persona("p01")))
    let error = await cardFailure { () async throws(CardError) in
      try await PCSCReader().withCard { (channel) async throws(CardError) -> Int in
        let card = try await JPKICard(selecting: channel)
        link.stop()
        try? await Task.sleep(for: .milliseconds(800))
        return try await card.triesLeft(.authentication)
      }
    }
    #expect(error == .removed)
    try await Self.remove(link)
  }

  @Test func ofSeveralCardsTheMyNumberCardIsChosen() async throws {
    let other = try VirtualCard("other", contents: CardContents(applications: [], secrets: [:]), directory: nil)
    let first = try await Self.insert(other, slot: 0)
    #expect(
      await cardFailure { () async throws(CardError) in try await VirtualCardServiceTests.logIn(PCSCReader()) }
        == .unsupported)
    let second = try await Self.insert(try Kit.card(Kit.persona("p01")), slot: 1)
    _ = try await VirtualCardServiceTests.logIn(PCSCReader())
    #expect(second.commandCount == 6, "one SELECT to ask, then the visit")
    try await Self.remove(first, slot: 0)
    let third = try await Self.insert(try Kit.card(Kit.persona("p02")), slot: 0)
    #expect(
      await cardFailure { () async throws(CardError) in try await VirtualCardServiceTests.logIn(PCSCReader()) }
        == .severalCards(Self.slots))
    let named = PCSCReader(selection: .named("Virtual PCD 00 01"))
    let certificate = try await VirtualCardServiceTests.logIn(named)
    #expect(certificate == (try Kit.credentials(Kit.persona("p01"))).authCertificate)
    let survey = try await CardSurvey.take(with: PCSCReader())
    #expect(survey.findings.map(\.reader) == Self.slots + [TestReader.name])
    #expect(survey.findings.map(\.card) == [.mynumber, .mynumber, .none])
    #expect(survey.findings.map(\.pins.count) == [4, 4, 0])
    try await Self.remove(second, slot: 1)
    try await Self.remove(third, slot: 0)
  }

  @Test func aCardThatAnotherKeepsIsBusyAndFreeAfterwards() async throws {
    let link = try await Self.insert(try Kit.card(Kit.persona("p01")))
    let impatient = PCSCReader(patience: .milliseconds(300))
    let error = try await PCSCReader().withCard { (channel) async throws(CardError) -> CardError? in
      _ = try await JPKICard(selecting: channel)
      let error = await cardFailure { () async throws(CardError) in try await VirtualCardServiceTests.logIn(impatient) }
      // Our own visit goes on undisturbed.
      _ = try await channel.transmit(CommandAPDU(0x00, 0x20, 0x00, 0x98))
      return error
    }
    #expect(error == .busy)
    _ = try await VirtualCardServiceTests.logIn(PCSCReader())
    _ = try await VirtualCardServiceTests.logIn(impatient)
    try await Self.remove(link)
  }

  @Test func visitsGoOnBesideOtherPrograms() async throws {
    let link = try await Self.insert(try Kit.card(Kit.persona("p01")))
    let others = Task.detached { for _ in 0..<4 { _ = try Command.run("/usr/bin/opensc-tool", ["-n"]) } }
    for _ in 0..<12 { _ = try await VirtualCardServiceTests.logIn(PCSCReader(patience: .seconds(10))) }
    try await others.value
    #expect(link.log.filter { $0.contains("(secret)") }.count <= 12)
    try await Self.remove(link)
  }
}

import Card
import Domain
import Foundation
import Synchronization
import Testing
import Trust

@testable import Sandbox

struct VirtualCardServiceTests {
  typealias Kit = VirtualCardKit

  static func logIn(_ reader: any CardReader, pin digits: String = "1234") async throws(CardError) -> [UInt8] {
    try await logIn(reader, with: cardPIN(digits))
  }

  /// The PIN is lent through the visit, as operations do it.
  private static func logIn(_ reader: any CardReader, with pin: borrowing PIN) async throws(CardError) -> [UInt8] {
    return try await reader.withCard { (channel) async throws(CardError) -> [UInt8] in
      let card = try await JPKICard(selecting: channel)
      let certificate = try await card.certificate(for: .authentication)
      _ = try await card.triesLeft(.authentication)
      let signature = try await card.sign(
        digestInfo: digestInfo(SHA256.hash([7])), with: .authentication, pin: pin)
      guard let parsed = try? Certificate(der: certificate), parsed.verifies(signature, over: [7]) else {
        throw .malformed(during: "test")
      }
      return certificate
    }
  }

  @Test func aLogInOverTheSocketTakesFiveCommandsAndLeavesNoTrace() async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    try service.insert(personaID: "p01")
    let reader = SocketReader(path: socket)
    _ = try await Self.logIn(reader)
    #expect(service.status["commands"] == 5)
    #expect(!service.log.contains { $0.contains("31 32 33 34") })
    #expect(service.log.contains("> 00 20 00 98 (secret)"))
    // The verified PIN died with the visit.
    let error = await cardFailure { () async throws(CardError) in
      try await reader.withCard { (channel) async throws(CardError) -> [UInt8] in
        try await JPKICard(selecting: channel).sign(digestInfo: [1], with: .authentication)
      }
    }
    #expect(error == .pinNeeded(.authentication))
    let attributes = try FileManager.default.attributesOfItem(atPath: socket)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
  }

  @Test func theReaderSaysWhetherThereIsACard() async throws {
    let (service, socket) = try Kit.service()
    let reader = SocketReader(path: socket)
    #expect(try await reader.readers() == [ReaderState(name: "sandbox", cardPresent: false)])
    #expect(await cardFailure { () async throws(CardError) in try await Self.logIn(reader) } == .noCard)
    #expect(try await reader.waitForCard(timeout: .milliseconds(50)) == nil)
    async let waited = reader.waitForCard(timeout: .seconds(20))
    try service.insert(personaID: "p02")
    #expect(try await waited == ReaderState(name: "sandbox", cardPresent: true))
    #expect(service.status["persona"] == "p02")
    service.remove()
    #expect(try await reader.readers().first?.cardPresent == false)
    service.stop()
    #expect(await cardFailure { () async throws(CardError) in try await reader.readers() } == .serviceMissing)
    #expect(await cardFailure { () async throws(CardError) in try await Self.logIn(reader) } == .serviceMissing)
  }

  @Test func whoIsCancelledDoesNotWaitForALateAnswer() async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    try service.insert(personaID: "p01")
    try service.setFault(kind: "slow", times: 1)
    let reader = SocketReader(path: socket)
    let visiting = Task { await cardFailure { () async throws(CardError) in try await Self.logIn(reader) } }
    while !service.log.contains(where: { $0.hasPrefix("> ") }) { try await Task.sleep(for: .milliseconds(5)) }
    let clock = ContinuousClock()
    let time = await clock.measure {
      visiting.cancel()
      _ = await visiting.value
    }
    #expect(time < .milliseconds(1000))
    #expect(await visiting.value == .cancelled)
    // The next visit waits until the late answer has come and the card is reset.
    _ = try await Self.logIn(reader)
    #expect(service.log.count { $0 == "> 00 20 00 98 (secret)" } == 1)
  }

  @Test func aWaitForACardCanBeCancelled() async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    let task = Task {
      await cardFailure { () async throws(CardError) in
        try await SocketReader(path: socket).waitForCard(timeout: .seconds(60))
      }
    }
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    #expect(await task.value == .cancelled)
  }

  @Test func severalClientsTakeTurns() async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    try service.insert(personaID: "p01")
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { try await Self.logIn(SocketReader(path: socket, patience: .seconds(30))).count }
      }
      for try await count in group { #expect(count > 1000) }
    }
    #expect(service.status["commands"] == 40)
  }

  @Test func aCardThatAnotherClientKeepsIsBusy() async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    try service.insert(personaID: "p01")
    let error = try await SocketReader(path: socket).withCard { (channel) async throws(CardError) -> CardError? in
      _ = try await JPKICard(selecting: channel)
      return await cardFailure { () async throws(CardError) in
        try await Self.logIn(SocketReader(path: socket, patience: .milliseconds(200)))
      }
    }
    #expect(error == .busy)
    // The one who gave up does not stand in the way of the next.
    _ = try await Self.logIn(SocketReader(path: socket))
  }

  @Test(
    arguments: [
      ("drop", nil, nil, 0), ("remove", nil, .removed, 0), ("no-extended", nil, nil, 0), ("slow", 1, nil, 0),
      ("6F00", nil, .unexpected(status: 0x6F00, during: "select application"), 0),
      ("garbage", nil, .unexpected(status: 0xEF42, during: "select application"), 0),
      ("short", nil, .malformed(during: "transmit"), 0), ("answer-lost-after-verify", nil, .reset, 1),
      ("drop", 20, .reset, 0),
    ] as [(String, Int?, CardError?, Int)])
  func troubleEndsInAnErrorOrIsOvercome(_ kind: String, _ times: Int?, _ expected: CardError?, _ verifies: Int)
    async throws
  {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    try service.insert(personaID: "p01")
    try service.setFault(kind: kind, times: times)
    let error = await cardFailure { () async throws(CardError) in try await Self.logIn(SocketReader(path: socket)) }
    #expect(error == expected)
    let sent = service.log.filter { $0.hasPrefix("> 00 20 00 98 (secret)") }.count
    #expect(sent == (expected == nil ? 1 : verifies), "never a second VERIFY")
  }

  @Test func aSlowCardIsAsLateAsItIsSaidToBe() {
    let slow: (Int?) -> Int = {
      CardFault.reply(with: [.slow], delay: $0 ?? CardFault.slowMilliseconds) { _ in [] }.delayMilliseconds
    }
    #expect(slow(nil) == 1500)
    #expect(slow(40) == 40)
    #expect(CardFault.reply(with: [], delay: 40) { _ in [] }.delayMilliseconds == 0)
  }

  @Test(arguments: [("no-extended", "6F00"), ("no-extended", "answer-lost-after-verify"), ("slow", "garbage")])
  func howTheCardIsGoesTogetherWithWhatHappensToIt(_ manner: String, _ event: String) async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    try service.insert(personaID: "p01")
    try service.setFault(kind: manner, times: nil)
    try service.setFault(kind: event, times: 1)
    let error = await cardFailure { () async throws(CardError) in try await Self.logIn(SocketReader(path: socket)) }
    #expect(error != nil)
    #expect(service.status["faults"]?.list?.compactMap { $0["kind"]?.text } == [manner])
  }

  @Test func withoutExtendedLengthALogInTakesTenCommands() async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    try service.insert(personaID: "p01")
    try service.setFault(kind: "no-extended", times: nil)
    _ = try await Self.logIn(SocketReader(path: socket))
    #expect(service.status["commands"] == 10)
  }

  @Test func aCardPulledOutDuringAVisitIsRemoved() async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    try service.insert(personaID: "p01")
    let error = await cardFailure { () async throws(CardError) in
      try await SocketReader(path: socket).withCard { (channel) async throws(CardError) -> Int in
        let card = try await JPKICard(selecting: channel)
        service.remove()
        return try await card.triesLeft(.authentication)
      }
    }
    #expect(error == .removed)
  }

  @Test func theSurveySaysEverythingWithoutCostingATry() async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    let reader = SocketReader(path: socket)
    #expect(try await CardSurvey.take(with: reader).findings.map(\.card) == [.none])
    for (id, sign) in [("p01", true), ("p03", false)] {
      try service.insert(personaID: id)
      let survey = try await CardSurvey.take(with: reader)
      let finding = try #require(survey.findings.first)
      #expect(finding.card == .mynumber)
      #expect(finding.failure == nil)
      #expect(finding.applications == [.jpki, .text, .surface, .juki, .common])
      #expect(finding.certificates.map(\.present) == [true, sign])
      #expect(finding.certificates[0].bytes != nil && finding.certificates[1].bytes == nil)
      let tries = finding.pins.map { [$0.kind.word: $0.triesLeft] }
      #expect(
        tries
          == (sign ? [["auth": 3], ["sign": 5], ["text": 3], ["juki": 3]] : [["auth": 3], ["text": 3], ["juki": 3]]))
    }
    #expect(!service.log.contains { $0.contains("secret") })
  }

  @Test func whatTheServiceRefusesIsNamed() throws {
    let (service, _) = try Kit.service()
    defer { service.stop() }
    #expect(throws: CardServiceError.unknownPersona("p99")) { try service.insert(personaID: "p99") }
    let none = Kit.persona(CardCondition.none).id
    #expect(throws: CardServiceError.noCard(none)) { try service.insert(personaID: none) }
    #expect(throws: CardServiceError.unknownFault("fire")) { try service.setFault(kind: "fire", times: nil) }
    let long = "/tmp/" + String(repeating: "x", count: 200)
    let other = CardService(socket: long, directory: "/tmp", personas: []) { _, _ in throw AuthoritiesError.noCard }
    #expect(throws: CardServiceError.socket(path: long, errno: ENAMETOOLONG)) { try other.start() }
  }

  @Test func aClientThatSpeaksOutOfTurnOrRubbishHarmsNobody() async throws {
    let (service, socket) = try Kit.service()
    defer { service.stop() }
    try service.insert(personaID: "p01")
    for rubbish in [
      [0, 4, 0, 0x20, 0, 0x98], [0xFF, 0xFF, 1, 2], [0, 0], [0, 1, 9], [0, 1, 1, 0, 1, 1, 0, 1, 2, 0, 0],
    ] as [[UInt8]] {
      let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(socket.utf8)) }
      let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      #expect(connected == 0)
      _ = send(descriptor, rubbish, rubbish.count, Int32(MSG_NOSIGNAL))
      usleep(20_000)
      close(descriptor)
    }
    _ = try await Self.logIn(SocketReader(path: socket))
    // The empty command of the last one, who had the card, reached it.
    #expect(service.status["commands"] == 6)
  }
}

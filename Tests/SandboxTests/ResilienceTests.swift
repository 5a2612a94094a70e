import Card
import Domain
import Foundation
import Synchronization
import TestKit
import Testing
import Trust

@testable import Sandbox

/// Everything that may happen to card, reader and service while they are used. The reader is the one of Tests/TestReader.
@Suite(.serialized, .enabled(if: PrivatePCSCD.isHere))
struct ResilienceTests {
  typealias Kit = VirtualCardKit
  typealias Service = VirtualCardServiceTests

  /// A card in the test's reader, and our way to it.
  struct Scene {
    let test: TestReader
    let service: CardService
    let reader = PCSCReader()

    init() async throws {
      test = try TestReader()
      service = CardService(
        socket: test.socket, directory: Kit.fresh("memory"), authorities: try Kit.authorities.get(),
        personas: Persona.table, clock: Kit.clock)
      try service.start()
      try service.insert(personaID: "p01")
      try await test.wait(untilCardIs: true)
    }

    func end() async throws {
      service.remove()
      try await test.wait(untilCardIs: false)
      // After a reset that failed, pcscd says "no card" before its own look, every 0.4 s, has seen it; a card that comes back within
      // that time it would never notice.
      try await Task.sleep(for: .milliseconds(500))
      service.stop()
    }

    /// VERIFYs with a PIN that reached the card.
    var verified: Int { service.log.count { $0 == "> 00 20 00 98 (secret)" } }

    /// A signature without a PIN: what is left of a verified one.
    func signWithoutPIN() async -> CardError? {
      await cardFailure { () async throws(CardError) in
        try await reader.withCard { (channel) async throws(CardError) -> [UInt8] in
          try await JPKICard(selecting: channel).sign(digestInfo: [1], with: .authentication)
        }
      }
    }
  }

  private static func failure(of reader: PCSCReader) async -> CardError? {
    await cardFailure { () async throws(CardError) in try await Service.logIn(reader) }
  }

  /// Does something in the middle of a visit, before or after the PIN, and says how the visit ended.
  private static func visit(
    _ reader: PCSCReader, afterPIN: Bool, _ trouble: @Sendable () async throws -> Void
  ) async -> CardError? {
    let pin = cardPIN("1234")
    return await cardFailure { () async throws(CardError) in
      try await reader.withCard { (channel) async throws(CardError) -> [UInt8] in
        let card = try await JPKICard(selecting: channel)
        if afterPIN { try await card.verify(.authentication, pin) }
        do { try await trouble() } catch { Issue.record(error) }
        if !afterPIN { try await card.verify(.authentication, pin) }
        return try await card.sign(digestInfo: digestInfo(SHA256.hash([7])), with: .authentication)
      }
    }
  }

  // MARK: card and reader

  @Test func aCardThatWentAndCameIsUsedAgain() async throws {
    let scene = try await Scene()
    _ = try await Service.logIn(scene.reader)
    scene.service.remove()
    try await scene.test.wait(untilCardIs: false)
    #expect(await Self.failure(of: scene.reader) == .noCard)
    try scene.service.insert(personaID: "p01")
    try await scene.test.wait(untilCardIs: true)
    _ = try await Service.logIn(scene.reader)
    #expect(scene.verified == 2)
    try await scene.end()
  }

  @Test func afterThePINACardThatWentAndCameGetsNoSecondOne() async throws {
    let scene = try await Scene()
    let error = await Self.visit(scene.reader, afterPIN: true) {
      scene.service.remove()
      try await scene.test.wait(untilCardIs: false)
      try scene.service.insert(personaID: "p01")
      try await scene.test.wait(untilCardIs: true)
    }
    #expect(error == .removed || error == .reset, "\(String(describing: error))")
    #expect(scene.verified == 1)
    #expect(await scene.signWithoutPIN() == .pinNeeded(.authentication))
    try await scene.end()
  }

  @Test func aReaderThatIsUnpluggedIsNoReaderUntilItIsBack() async throws {
    let scene = try await Scene()
    let error = await Self.visit(scene.reader, afterPIN: true) {
      try scene.test.set("unplugged")
      try await scene.test.wait(untilCardIs: false)
    }
    #expect(error == .noReader)
    #expect(scene.verified == 1)
    // pcscd needs a moment to see that it is not the card alone.
    var now: CardError?
    for _ in 0..<50 {
      now = await Self.failure(of: PCSCReader(selection: .named(TestReader.name)))
      if now == .noReader { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(now == .noReader)
    scene.test.clear("unplugged")
    try await scene.test.wait(untilCardIs: true)
    _ = try await Service.logIn(scene.reader)
    try await scene.end()
  }

  // MARK: the service

  @Test(arguments: [false, true])
  func aServiceThatEndsInTheMiddleIsMissingAndFoundAgainWhenItIsBack(afterPIN: Bool) async throws {
    let scene = try await Scene()
    let error = await Self.visit(scene.reader, afterPIN: afterPIN) { try PrivatePCSCD.kill(stayingDown: true) }
    #expect(error == .serviceMissing)
    #expect(scene.verified == (afterPIN ? 1 : 0))
    #expect(await Self.failure(of: scene.reader) == .serviceMissing)
    try PrivatePCSCD.comeBack()
    try await PrivatePCSCD.waitUntilBack()
    try await scene.test.wait(untilCardIs: true)
    _ = try await Service.logIn(scene.reader)
    // Between two visits nobody notices.
    try PrivatePCSCD.kill()
    try await PrivatePCSCD.waitUntilBack()
    try await scene.test.wait(untilCardIs: true)
    _ = try await Service.logIn(scene.reader)
    #expect(scene.verified == (afterPIN ? 3 : 2))
    try await scene.end()
  }

  // MARK: other programs

  @Test(arguments: [true, false])
  func aCardThatAnotherProgramHasIsBusyAndTheWaitEndsAtOnceWhenItIsCancelled(exclusive: Bool) async throws {
    let scene = try await Scene()
    let other = try OtherProgram(TestReader.name, exclusive: exclusive)
    if !exclusive { try other.begin() }
    #expect(await Self.failure(of: PCSCReader(patience: .milliseconds(300))) == .busy)
    let isHeld = Mutex<[Bool]>([])
    let waiting = Task {
      await Self.failure(of: PCSCReader(patience: nil) { held in isHeld.withLock { $0.append(held) } })
    }
    // Whoever waits without end is told, and that it is over as well.
    for _ in 0..<100 where isHeld.withLock({ $0 }) != [true] { try await Task.sleep(for: .milliseconds(20)) }
    #expect(try await Self.timeToCancel(waiting) < .seconds(2))
    #expect(isHeld.withLock { $0 } == [true, false])
    #expect(await waiting.value == .cancelled)
    #expect(scene.service.log.allSatisfy { !$0.hasPrefix("> ") }, "nothing was sent")

    // Within the patience the card becomes free.
    let patient = Task { await Self.failure(of: PCSCReader(patience: .seconds(30))) }
    try await Task.sleep(for: .milliseconds(300))
    if !exclusive { try other.end(OtherProgram.leave) }
    try other.disconnect(OtherProgram.leave)
    #expect(await patient.value == nil)
    #expect(scene.verified == 1)
    try await scene.end()
  }

  @Test func aResetByAnotherBeforeThePINStartsTheVisitOver() async throws {
    let scene = try await Scene()
    let other = try OtherProgram(TestReader.name)
    try other.begin()
    let visiting = Task { await Self.failure(of: PCSCReader(patience: .seconds(30))) }
    try await Task.sleep(for: .milliseconds(300))
    try other.end(OtherProgram.reset)
    #expect(await visiting.value == nil)
    #expect(scene.verified == 1)
    try other.disconnect(OtherProgram.leave)
    try await scene.end()
  }

  @Test func duringAVisitNobodyElseCanResetTheCard() async throws {
    let scene = try await Scene()
    let other = try OtherProgram(TestReader.name)
    let isReset = Flag()
    let error = await Self.visit(scene.reader, afterPIN: true) {
      // pcscd makes it wait until our transaction is over.
      Thread.detachNewThread {
        try? other.disconnect(OtherProgram.reset)
        isReset.raise()
      }
      try await Task.sleep(for: .milliseconds(500))
      #expect(!isReset.isUp)
    }
    #expect(error == nil)
    for _ in 0..<100 where !isReset.isUp { try await Task.sleep(for: .milliseconds(50)) }
    #expect(isReset.isUp)
    try await scene.end()
  }

  /// pcscd ends the transaction of a client that is gone with a reset: what it verified is worth nothing to whoever comes next.
  @Test func aClientThatIsKilledLeavesNothingVerified() async throws {
    let scene = try await Scene()
    let client = Process()
    let words = Command.thisProgram("KilledClientTests/")
    client.executableURL = URL(fileURLWithPath: words[0])
    client.arguments = Array(words.dropFirst())
    client.environment = ProcessInfo.processInfo.environment.merging([KilledClientTests.variable: "1"]) { $1 }
    (client.standardOutput, client.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try client.run()
    for _ in 0..<500 where scene.verified == 0 { try await Task.sleep(for: .milliseconds(20)) }
    // The answer is on its way.
    try await Task.sleep(for: .milliseconds(200))
    #expect(client.isRunning && scene.service.log.last?.hasPrefix("< 90 00") == true)
    kill(client.processIdentifier, SIGKILL)
    client.waitUntilExit()
    #expect(await scene.signWithoutPIN() == .pinNeeded(.authentication))
    #expect(scene.verified == 1)
    try await scene.end()
  }

  // MARK: a command without an answer

  private static func timeToCancel(_ task: Task<CardError?, Never>) async throws -> Duration {
    let clock = ContinuousClock()
    return await clock.measure {
      task.cancel()
      _ = await task.value
    }
  }

  /// READ with a long answer, and VERIFY: instruction and length.
  @Test(arguments: ["B0 7", "20 9"])
  func whoIsCancelledDoesNotWaitForACommandThatHangs(command: String) async throws {
    let scene = try await Scene()
    try scene.test.set("delay", "2500 " + command)
    let reader = scene.reader
    let visiting = Task { await Self.failure(of: reader) }
    try await Task.sleep(for: .milliseconds(800))
    #expect(try await Self.timeToCancel(visiting) < .seconds(2))
    #expect(await visiting.value == .cancelled)
    scene.test.clear("delay")
    // The command is still under way: its handle is nobody else's.
    #expect(await Self.failure(of: PCSCReader(patience: .milliseconds(200))) == .busy)
    // It ends, the card is reset, and all is as before.
    #expect(
      await cardFailure { () async throws(CardError) in
        try await Service.logIn(PCSCReader(patience: .seconds(30)))
      } == nil)
    #expect(scene.verified == (command == "20 9" ? 2 : 1))
    #expect(await scene.signWithoutPIN() == .pinNeeded(.authentication))
    try await scene.end()
  }
}

private final class Flag: Sendable {
  private let up = Atomic(false)
  var isUp: Bool { up.load(ordering: .relaxed) }
  func raise() { up.store(true, ordering: .relaxed) }
}

/// The client of `aClientThatIsKilledLeavesNothingVerified`, in a process of its own: it shows the PIN, and stays in its visit.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["MYNAFRONT_KILLED_CLIENT"] != nil))
struct KilledClientTests {
  static let variable = "MYNAFRONT_KILLED_CLIENT"

  @Test func showsThePINAndStays() async throws {
    let pin = cardPIN("1234")
    try await PCSCReader().withCard { (channel) async throws(CardError) in
      try await JPKICard(selecting: channel).verify(.authentication, pin)
      try? await Task.sleep(for: .seconds(60))
    }
  }
}

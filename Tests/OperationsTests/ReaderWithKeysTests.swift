import BFF
import Card
import Domain
import Foundation
import Operations
import TestKit
import Testing
import Trust

@testable import Sandbox

/// Readers of different abilities under the real pcscd: the driver is that of Tests/TestReader.
struct ReadersTests {
  @Test func theRealServiceServesReadersOfAllKinds() throws { try PrivatePCSCD.run("ReaderWithKeysTests") }
}

@Suite(.serialized, .enabled(if: PrivatePCSCD.isHere))
struct ReaderWithKeysTests {
  /// A card in the test's reader, and everything that can be seen of a log-in with it.
  struct Scene {
    let diary = Diary()
    let test: TestReader
    let service: CardService
    let reader = PCSCReader()
    private let directory = TemporaryDirectory()
    private let vault: SessionVault

    /// - Parameter settings: the names are explained in reader.c.
    init(_ settings: [String: String], condition: CardCondition = .valid) async throws {
      test = try TestReader()
      let practice = try Practice.shared.get()
      service = CardService(
        socket: test.socket, directory: directory.path + "/memory", authorities: practice.authorities,
        personas: Persona.table, clock: FixedClock(Practice.now))
      try service.start()
      for (name, value) in settings { try test.set(name, value) }
      try service.insert(personaID: try #require(Persona.table.first { $0.card == condition }).id)
      try await test.wait(untilCardIs: true)
      vault = SessionVault(directory: directory.path + "/run", issuer: ScriptedPortal.origin)
    }

    func end() async throws {
      service.remove()
      try await test.wait(untilCardIs: false)
      service.stop()
    }

    func person(listens: Bool = true) -> ScriptedPerson {
      ScriptedPerson(pin: "1234", listens: listens, diary: diary)
    }

    func logIn(given: String? = nil, listens: Bool = true) async throws -> Problem? {
      let practice = try Practice.shared.get()
      let vault = self.vault
      let clock = FixedClock(Practice.now)
      let login = Login(
        portal: PortalClient(
          transport: ScriptedPortal(practice.authorities, diary: diary, now: Practice.now),
          portal: ScriptedPortal.origin, clock: clock, token: { vault.token() }),
        origin: ScriptedPortal.origin, reader: reader, prompt: person(listens: listens), anchors: practice.anchors,
        vault: vault, clock: clock)
      let report: @Sendable (Login.Step) -> Void = { [diary] in diary.write("[\($0.name)]") }
      do throws(Problem) {
        if let given {
          _ = try await login.run(pin: secret(given), report: report)
        } else {
          _ = try await login.run(report: report)
        }
        return nil
      } catch { return error }
    }

    /// Commands that reached the card since the last look.
    func commands() -> Int {
      let count = service.log.count { $0.hasPrefix("> ") } - seen.count
      seen.count += count
      return count
    }
    private let seen = Seen()
    private final class Seen: @unchecked Sendable { var count = 0 }  // one test, one after the other

    var verified: Int { service.log.count { $0.hasPrefix("> 00 20 00") && $0.hasSuffix("(secret)") } }
    func tries(_ kind: String) -> Int? {
      service.status["pins"]?.list?.first { $0["kind"]?.text == kind }?["triesLeft"]?.integer
    }
    var asked: [String] { diary.all.filter { $0.hasPrefix("asked") || $0.hasPrefix("told") } }
  }

  // MARK: how much is sent

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let settings: [String: String]
    /// Commands at the card of a log-in with a PIN that is there, and of one with a PIN that is typed.
    let given: Int
    let typed: Int
  }
  static let rows = [
    Row(testDescription: "extended length, as the reader tells", settings: ["length": "65536"], given: 5, typed: 6),
    Row(testDescription: "extended length, untold", settings: [:], given: 5, typed: 6),
    Row(testDescription: "short, as the reader tells", settings: ["length": "0"], given: 10, typed: 11),
    Row(
      testDescription: "keys and extended length", settings: ["length": "65536", "keys": "1234"], given: 5, typed: 6),
    Row(testDescription: "keys, short", settings: ["length": "0", "keys": "1234"], given: 10, typed: 11),
    // The reader itself refuses the long command, so the card does not see it.
    Row(testDescription: "short, found out by 6700", settings: ["extended": "6700"], given: 10, typed: 11),
    Row(testDescription: "short, found out by a failure", settings: ["extended": "fails"], given: 10, typed: 11),
    // GET RESPONSE is between reader and client.
    Row(testDescription: "T=0", settings: ["t0": ""], given: 10, typed: 11),
  ]

  @Test(arguments: rows) func aLogInTakesAsManyCommandsAsTheReaderNeeds(_ row: Row) async throws {
    let scene = try await Scene(row.settings)
    for _ in 0..<2 {
      let problem = try await scene.logIn(given: "1234")
      #expect(problem == nil)
      #expect(scene.commands() == row.given)
    }
    #expect(scene.asked.isEmpty)
    let problem = try await scene.logIn()
    #expect(problem == nil)
    #expect(scene.commands() == row.typed)
    #expect(scene.verified == 3)
    try await scene.end()
  }

  @Test func answersInPartsAndWrongLengthsAreFollowed() async throws {
    let scene = try await Scene(["t0": ""])
    let access = CardAccess(reader: scene.reader, prompt: scene.person())
    let value = try await CardRecord(access: access).value(
      of: CardRecord.Item.usual, check: .needed, given: secret("1234"))
    #expect(value["name"]?.text == Persona.table.first { $0.card == .valid }?.name)
    #expect(value["checked"] == "consistent")
    #expect(scene.verified == 1)
    try await scene.end()
  }

  // MARK: keys

  @Test func aReaderWithKeysAsksForThePINAndTheProgramDoesNot() async throws {
    let scene = try await Scene(["keys": "1234", "length": "65536"])
    #expect(try await scene.logIn() == nil)
    #expect(scene.asked == ["told to use the reader for auth, 3 left"])
    let steps = scene.diary.all.filter { $0.hasPrefix("[") }
    #expect(steps == ["[challenge]", "[readingCard]", "[signing]", "[opening]", "[done]"])
    let survey = try await CardSurvey.take(with: scene.reader)
    #expect(survey.findings.first { $0.reader == TestReader.name }?.hasPINPad == true)
    try await scene.end()
  }

  @Test(
    arguments: [
      ("cancel", .pinNotGiven, 3, 0), ("timeout", .pinNotGiven, 3, 0), ("12", .pinMalformed, 3, 0),
      ("9999", .pinWrong, 2, 1),
    ] as [(String, Problem.Code, Int, Int)])
  func onlyAWrongPINAtTheReaderCostsATry(
    _ row: (typed: String, code: Problem.Code, left: Int, verified: Int)
  ) async throws {
    let scene = try await Scene(["keys": row.typed])
    let problem = try await scene.logIn()
    #expect(problem?.code == row.code)
    #expect(problem?.facts["triesLeft"] == (row.code == .pinWrong ? 2 : nil))
    #expect((scene.tries("auth"), scene.verified) == (row.left, row.verified))
    #expect(scene.diary.count("POST /session/v1/sessions") == 0)
    let access = CardAccess(reader: scene.reader, prompt: scene.person())
    let other = await CardAccessTests.problem { () async throws(Problem) in
      try await access.unlocked(AttributesCard.self, .text, given: nil) { (card) async throws(CardError) in
        try await card.attributes().birth
      }
    }
    #expect(other?.code == row.code)
    #expect((scene.tries("text"), scene.verified) == (row.left, row.verified * 2))
    try await scene.end()
  }

  @Test func attributesOpenByTheReadersKeysAndLettersAreTyped() async throws {
    let scene = try await Scene(["keys": "1234", "length": "65536"])
    let access = CardAccess(reader: scene.reader, prompt: scene.person())
    let birth = try await access.unlocked(AttributesCard.self, .text, given: nil) { (card) async throws(CardError) in
      try await card.attributes().birth
    }
    #expect(birth.count == 8)
    #expect(scene.commands() == 5)
    #expect(scene.asked == ["told to use the reader for text, 3 left"])
    // No reader is asked for letters.
    _ = await CardAccessTests.problem { () async throws(Problem) in
      try await access.unlocked(JPKICard.self, .signature, given: nil) { (_) async throws(CardError) in }
    }
    #expect(scene.asked.last == "asked for sign, 5 left")
    try await scene.end()
  }

  @Test func aChangeIsTypedBecauseBothPINsAreNeededHere() async throws {
    let scene = try await Scene(["keys": "9999"])
    let pins = CardPINs(reader: scene.reader, prompt: scene.person())
    try await pins.change(.text, old: nil, new: secret("4321"))
    #expect(scene.asked == ["asked for the old text, 3 left"])
    #expect((scene.tries("text"), scene.verified) == (3, 1))
    try await scene.end()
  }

  @Test func whereNobodyListensTheReaderIsNotWaitedFor() async throws {
    let scene = try await Scene(["keys": "1234"])
    #expect(try await scene.logIn(listens: false)?.code == .pinNotGiven)
    #expect(scene.verified == 0)
    try await scene.end()
  }

  @Test func theLastTryNeedsConsentBeforeTheReaderAsks() async throws {
    let scene = try await Scene(["keys": "1234"], condition: .authOneTryLeft)
    #expect(try await scene.logIn() == nil)
    #expect(scene.asked == ["asked for the last try", "told to use the reader for auth, 1 left"])
    #expect(scene.verified == 1)
    try await scene.end()
  }
}

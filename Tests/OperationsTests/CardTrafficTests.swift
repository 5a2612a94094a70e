import BFF
import Card
import Domain
import Foundation
import Operations
import Testing
import Trust

@testable import Sandbox

/// How many commands each journey sends to the card, by the card's own log. The table of docs/card.md says the same.
struct CardTrafficTests {
  struct Journey: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// With extended length, and in short reads.
    let extended: Int
    let short: Int
    let run: @Sendable (Scene) async throws -> Void

    init(
      _ name: String, _ extended: Int, _ short: Int, _ run: @escaping @Sendable (Scene) async throws -> Void
    ) {
      (testDescription, self.extended, self.short, self.run) = (name, extended, short, run)
    }
  }

  static let journeys = [
    Journey("log in, PIN by descriptor", 5, 10) { _ = try await $0.login.run(pin: secret("1234")) { _ in } },
    Journey("log in, PIN typed or at the reader", 6, 11) { _ = try await $0.login.run { _ in } },
    Journey("read the four attributes, PIN by descriptor", 4, 4) {
      _ = try await CardRecord(access: $0.access).value(of: CardRecord.Item.usual, given: secret("1234"))
    },
    Journey("read the four attributes, PIN typed", 5, 5) {
      _ = try await CardRecord(access: $0.access).value(of: CardRecord.Item.usual, given: nil)
    },
    Journey("read and check attributes and number", 7, 10) {
      let items = CardRecord.Item.usual.union([.number])
      _ = try await CardRecord(access: $0.access).value(of: items, check: .needed, given: secret("1234"))
    },
    Journey("read and check the attributes on a screen", 7, 10) {
      _ = try await CardRecord(access: $0.access).value(of: CardRecord.Item.usual, check: .whereReadable, given: nil)
    },
    Journey("read municipality and expiry", 2, 2) {
      _ = try await CardRecord(access: $0.access).value(of: [.municipality, .expiry], given: nil)
    },
    Journey("sign a document, password by descriptor", 5, 11) {
      _ = try await CardSignature(access: $0.access, anchors: $0.signers, clock: FixedClock(Practice.now))
        .sign([1, 2, 3], attached: false, given: secret("ABC123"))
    },
    Journey("sign a document, password typed", 7, 13) {
      let typing = CardAccess(reader: $0.reader, prompt: ScriptedPerson(pin: "ABC123", diary: Diary()))
      _ = try await CardSignature(access: typing, anchors: $0.signers, clock: FixedClock(Practice.now))
        .sign([1, 2, 3], attached: false, given: nil)
    },
    Journey("log in with P-384 keys, PIN by descriptor", 5, 9) {
      try $0.service.insert(personaID: $0.persona, as: .next)
      _ = try await $0.login.run(pin: secret("1234")) { _ in }
    },
    Journey("sign a document with P-384 keys, password by descriptor", 5, 10) {
      try $0.service.insert(personaID: $0.persona, as: .next)
      _ = try await CardSignature(access: $0.access, anchors: $0.signers, clock: FixedClock(Practice.now))
        .sign([1, 2, 3], attached: false, given: secret("ABC123"))
    },
    Journey("change a PIN, both by descriptor", 5, 5) {
      try await CardPINs(reader: $0.reader, prompt: $0.person)
        .change(.authentication, old: secret("1234"), new: secret("4321"))
    },
    Journey("change a PIN, both typed", 6, 6) {
      let person = ScriptedPerson(diary: Diary(), newPIN: "4321")
      try await CardPINs(reader: $0.reader, prompt: person).change(.authentication, old: nil, new: nil)
    },
    Journey("status", 15, 20) {
      _ = try await CardStatus(reader: $0.reader, anchors: nil, clock: FixedClock(Practice.now)).value()
    },
  ]

  final class Scene: Sendable {
    let service: CardService
    let persona: String
    let reader: SocketReader
    let person = ScriptedPerson(diary: Diary())
    let login: Login
    let signers: TrustStore
    private let directory = TemporaryDirectory()
    var access: CardAccess { CardAccess(reader: reader, prompt: person) }
    var commands: Int { service.log.count { $0.hasPrefix("> ") } }

    init(short: Bool) throws {
      let practice = try Practice.shared.get()
      let persona = try #require(Persona.table.first { $0.card == .valid })
      let clock = FixedClock(Practice.now)
      service = CardService(
        socket: directory.path + "/card", directory: directory.path + "/memory", authorities: practice.authorities,
        personas: Persona.table, clock: clock)
      try service.start()
      self.persona = persona.id
      try service.insert(personaID: persona.id)
      if short { try service.setFault(kind: "no-extended", times: nil) }
      reader = SocketReader(path: directory.path + "/card")
      signers = try TrustStore(anchorsPEMFile: practice.authorities.signCAFile)
      let vault = SessionVault(directory: directory.path + "/run", issuer: ScriptedPortal.origin)
      login = Login(
        portal: PortalClient(
          transport: ScriptedPortal(practice.authorities, diary: Diary(), now: Practice.now),
          portal: ScriptedPortal.origin, clock: clock, token: { vault.token() }),
        origin: ScriptedPortal.origin, reader: reader, prompt: person, anchors: practice.anchors, vault: vault,
        clock: clock)
    }
    deinit { service.stop() }
  }

  @Test(arguments: journeys) func aJourneySendsWhatTheTableSays(_ journey: Journey) async throws {
    for short in [false, true] {
      let scene = try Scene(short: short)
      try await journey.run(scene)
      #expect(scene.commands == (short ? journey.short : journey.extended))
    }
    let table = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/card.md"), encoding: .utf8)
    #expect(table.contains("| \(journey.testDescription) | \(journey.extended) | \(journey.short) |"))
  }
}

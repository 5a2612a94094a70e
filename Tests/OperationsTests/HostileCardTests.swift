import BFF
import Card
import Domain
import Foundation
import Operations
import Testing
import Trust

@testable import Sandbox

/// Everything that the client does with a card, against a card that lies. `make hostile-card` does it for as long as it is told.
struct HostileCardTests {
  static let work = [
    "certificates", "attributes", "surface", "common", "survey", "log in", "log in, typed", "read", "change", "sign",
    "status",
  ]
  private static let seconds = ProcessInfo.processInfo.environment["HOSTILE_SECONDS"].flatMap(Double.init)

  @Test func aLyingCardGetsNothingButErrors() async throws {
    let practice = try Practice.shared.get()
    let first = try #require(Persona.table.first { $0.card == .valid })
    let second = try #require(Persona.table.last { $0.card == .valid })
    let cards = try (
      practice.authorities.credentials(for: first), practice.authorities.credentials(for: second)
    )
    let signers = try TrustStore(anchorsPEMFile: practice.authorities.signCAFile)
    let start = ContinuousClock.now
    // A long run goes where no run was before; its seeds are told when something is found.
    var seed = Self.seconds == nil ? 0 : UInt64.random(in: 0...UInt64.max / 2)
    var runs = 0
    while Self.seconds.map({ ContinuousClock.now - start < .seconds($0) }) ?? (runs < 250) {
      for work in Self.work {
        let card = HostileCard(
          try VirtualCard(persona: first, credentials: cards.0, directory: nil),
          other: try VirtualCard(persona: second, credentials: cards.1, directory: nil), seed: seed)
        let run = Run(card: card, practice: practice, signers: signers, names: [first.name, second.name])
        await run.do(work)
        #expect(card.verified <= 1, "\(work), seed \(seed)")
        #expect(card.sent <= 20_000, "\(work), seed \(seed)")
        #expect(run.findings.isEmpty, "\(work), seed \(seed): \(run.findings)")
        runs += 1
        seed += 1
      }
    }
    print("| hostile card: \(runs) runs up to seed \(seed - 1)")
  }

  /// One piece of work with one card.
  final class Run {
    let card: HostileCard
    let practice: Practice
    let signers: TrustStore
    let names: [String]
    private(set) var findings: [String] = []
    private let diary = Diary()

    init(card: HostileCard, practice: Practice, signers: TrustStore, names: [String]) {
      (self.card, self.practice, self.signers, self.names) = (card, practice, signers, names)
    }

    func `do`(_ work: String) async {
      do {
        switch work {
        case "certificates", "attributes", "surface", "common": try await read(work)
        case "survey": _ = try await CardSurvey.take(with: card)
        case "log in": try await logIn(given: true)
        case "log in, typed": try await logIn(given: false)
        default: try await operate(work)
        }
      } catch let problem as Problem {
        // What went to the portal was always right.
        if problem.code == .loginRefused { findings.append("the portal refused a signature that was sent") }
      } catch is CardError {
      } catch {
        findings.append("\(error)")
      }
    }

    private func read(_ work: String) async throws(CardError) {
      let pin = secret("1234")
      let surfacePIN = secret("59051220351234")
      try await card.withCard { (channel) async throws(CardError) in
        switch work {
        case "certificates":
          let jpki = try await JPKICard(selecting: channel)
          _ = try? await jpki.token()
          for kind in [PINKind.authentication, .signature] {
            _ = try? await jpki.authorityCertificate(for: kind)
            _ = try? await jpki.certificate(for: kind)
            _ = try? await jpki.triesLeft(kind)
          }
          _ = try await jpki.sign(digestInfo: [1, 2, 3], with: .authentication, pin: pin)
        case "attributes":
          let text = try await AttributesCard(selecting: channel)
          try await text.verify(.text, pin)
          _ = try? await text.attributes()
          _ = try? await text.number()
          _ = try? await text.proof()
        case "surface":
          let surface = try await SurfaceCard(selecting: channel)
          try await surface.verify(.surface, surfacePIN)
          _ = try await surface.surface()
        default: _ = try await CommonCard(selecting: channel).identity()
        }
      }
    }

    private func logIn(given: Bool) async throws(Problem) {
      let directory = TemporaryDirectory()
      let vault = SessionVault(directory: directory.path + "/run", issuer: ScriptedPortal.origin)
      let clock = FixedClock(Practice.now)
      let login = Login(
        portal: PortalClient(
          transport: ScriptedPortal(practice.authorities, diary: diary, now: Practice.now),
          portal: ScriptedPortal.origin, clock: clock, token: { vault.token() }),
        origin: ScriptedPortal.origin, reader: card, prompt: ScriptedPerson(diary: diary), anchors: practice.anchors,
        vault: vault, clock: clock)
      if given {
        _ = try await login.run(pin: secret("1234")) { _ in }
      } else {
        _ = try await login.run { _ in }
      }
    }

    private func operate(_ work: String) async throws(Problem) {
      let person = ScriptedPerson(diary: diary)
      let access = CardAccess(reader: card, prompt: person)
      let clock = FixedClock(Practice.now)
      switch work {
      case "read":
        let value = try await CardRecord(access: access)
          .value(of: CardRecord.Item.usual.union([.number, .expiry]), check: .needed, given: secret("1234"))
        if value["checked"] == "consistent", !names.contains(value["name"]?.text ?? "") {
          findings.append("an untrue name was called consistent")
        }
      case "change":
        try await CardPINs(reader: card, prompt: person).change(.text, old: secret("1234"), new: secret("4321"))
      case "sign":
        let signed = try await CardSignature(access: access, anchors: signers, clock: clock)
          .sign(Array("text".utf8), attached: true, given: secret("ABC123"))
        let judged = try DocumentCheck(anchors: signers, clock: clock).judge(signed.document, content: nil)
        let integrity = judged.facts["findings"]?["integrity"]?["result"]
        if integrity != "ok" { findings.append("a wrong signature was given out: \(integrity as Value?)") }
      default: _ = try await CardStatus(reader: card, anchors: practice.anchors, clock: clock).value()
      }
    }
  }
}

import BFF
import Card
import Domain
import Operations
import Testing
import Trust

@testable import Sandbox

/// The log-in with the sandbox's own card behind its socket: the whole conversation, nothing played.
struct VirtualCardLoginTests {
  final class Scene: Sendable {
    let diary = Diary()
    let directory = TemporaryDirectory()
    let service: CardService
    let vault: SessionVault
    let login: Login

    init(_ condition: CardCondition, as form: CardForm = .card, confirms: Bool = true, fault: String? = nil) throws {
      let practice = try Practice.shared.get()
      let persona = try #require(Persona.table.first { $0.card == condition })
      let clock = FixedClock(Practice.now)
      service = CardService(
        socket: directory.path + "/card", directory: directory.path + "/memory", authorities: practice.authorities,
        personas: Persona.table, clock: clock)
      try service.start()
      try service.insert(personaID: persona.id, as: form)
      if let fault { try service.setFault(kind: fault, times: 1) }
      let vault = SessionVault(directory: directory.path + "/run", issuer: ScriptedPortal.origin)
      self.vault = vault
      let transport = ScriptedPortal(practice.authorities, diary: diary, now: Practice.now)
      login = Login(
        portal: PortalClient(
          transport: transport, portal: ScriptedPortal.origin, clock: clock, token: { vault.token() }),
        origin: ScriptedPortal.origin, reader: SocketReader(path: directory.path + "/card", patience: .seconds(2)),
        prompt: ScriptedPerson(pin: persona.pins.authentication, confirms: confirms, diary: diary),
        anchors: practice.anchors, vault: vault, clock: clock)
    }
    deinit { service.stop() }

    func run() async -> Problem? {
      do throws(Problem) {
        _ = try await login.run { _ in }
        return nil
      } catch { return error }
    }
    /// VERIFY commands with a PIN that reached the card.
    var verified: Int { service.log.count { $0 == "> 00 20 00 98 (secret)" } }
    func tries() -> Value? { service.status["pins"]?.list?.first { $0["kind"] == "auth" }?["triesLeft"] }
  }

  @Test(
    arguments: [
      (CardCondition.valid, nil), (.expiringSoon, nil), (.noSignCertificate, nil), (.signRevoked, nil),
      (.authOneTryLeft, nil), (.authLocked, .pinLocked), (.expired, .certificateExpired),
      (.foreignIssuer, .certificateNotTrusted), (.revoked, .certificateRevoked), (.unknownToPortal, .loginRefused),
    ] as [(CardCondition, Problem.Code?)])
  func aLogInEndsAsTheCardsConditionSays(_ row: (condition: CardCondition, code: Problem.Code?)) async throws {
    let scene = try Scene(row.condition)
    #expect(await scene.run()?.code == row.code)
    #expect((scene.vault.load() != nil) == (row.code == nil))
    if let code = row.code, [.pinLocked, .certificateExpired, .certificateNotTrusted].contains(code) {
      #expect(scene.verified == 0)
    } else {
      #expect(scene.verified == 1)
      #expect(scene.tries() == 3)
    }
  }

  @Test(
    arguments: [
      (CardForm.phone, CardCondition.valid, nil, nil), (.next, .valid, nil, nil),
      (.next, .expired, .certificateExpired, nil), (.phone, .foreignIssuer, .certificateNotTrusted, nil),
      (.phone, .expired, .certificateExpired, nil), (.juki, .valid, .cardUnsupported, "juki"),
      (.other, .valid, .cardUnsupported, nil),
    ] as [(CardForm, CardCondition, Problem.Code?, String?)])
  func aThingThatIsTakenForACardIsAnsweredForWhatItIs(
    _ row: (form: CardForm, condition: CardCondition, code: Problem.Code?, card: String?)
  ) async throws {
    let scene = try Scene(row.condition, as: row.form)
    let problem = await scene.run()
    #expect((problem?.code, problem?.facts["card"]?.text) == (row.code, row.card))
    #expect((scene.vault.load() != nil) == (row.code == nil))
    // Only a phone's certificate is behind the PIN, and then it is shown once.
    let isOpened = row.code == nil || row.form == .phone && row.code != .certificateNotTrusted
    #expect(scene.verified == (isOpened ? 1 : 0))
  }

  @Test func withoutConsentTheLastTryIsKept() async throws {
    let scene = try Scene(.authOneTryLeft, confirms: false)
    #expect(await scene.run()?.code == .pinLastTryNotConfirmed)
    #expect(scene.verified == 0)
    #expect(scene.tries() == 1)
  }

  @Test func aLostAnswerAfterVERIFYIsNotFollowedByAnother() async throws {
    let scene = try Scene(.valid, fault: "answer-lost-after-verify")
    #expect(await scene.run() != nil)
    #expect(scene.verified == 1)
    #expect(scene.vault.load() == nil)
    #expect(await scene.run() == nil)
  }
}

import BFF
import Card
import Domain
import Operations
import Testing
import Trust

@testable import Sandbox

struct LoginTests {
  /// One log-in and everything that can be seen of it.
  struct Scene {
    let diary = Diary()
    let directory = TemporaryDirectory()
    let card: PlayedCard
    let login: Login
    let vault: SessionVault

    init(
      _ card: PlayedCard.Card, person: (Diary) -> ScriptedPerson = { ScriptedPerson(diary: $0) },
      change: ScriptedPortal.Change = .init(), now: Instant = Practice.now,
      counts: Bool = true,
      beforeVisit: @escaping @Sendable (Int) throws(CardError) -> PlayedCard.Card? = { _ in nil }
    ) throws {
      let practice = try Practice.shared.get()
      let transport = ScriptedPortal(practice.authorities, diary: diary, now: now, change: change)
      let vault = SessionVault(directory: directory.path + "/run", issuer: ScriptedPortal.origin)
      self.vault = vault
      self.card = PlayedCard(card, diary: diary, counts: counts, beforeVisit: beforeVisit)
      let clock = FixedClock(now)
      login = Login(
        portal: PortalClient(
          transport: transport, portal: ScriptedPortal.origin, clock: clock, token: { vault.token() }),
        origin: ScriptedPortal.origin + "/", reader: self.card, prompt: person(diary), anchors: practice.anchors,
        vault: vault, clock: clock)
    }

    /// Gives the problem, nil after a log-in. `given`: the PIN is there already.
    func run(given: String? = nil) async -> Problem? {
      let report: @Sendable (Login.Step) -> Void = { [diary] step in diary.write("[\(step.name)]") }
      do throws(Problem) {
        if let given {
          _ = try await login.run(pin: secret(given), report: report)
        } else {
          _ = try await login.run(report: report)
        }
        return nil
      } catch { return error }
    }
  }

  static let challenge = ["[challenge]", "POST /session/v1/challenges", "[readingCard]"]
  static let opening = ["[opening]", "POST /session/v1/sessions", "[done]"]

  @Test func aTypedPINMeansTwoVisitsAndNoLockWhileThePersonThinks() async throws {
    let scene = try Scene(try Practice.shared.get().card("p01"))
    #expect(await scene.run() == nil)
    #expect(
      scene.diary.all == Self.challenge + ["visit", "SELECT", "READ", "TRIES", "reset"]
        + ["asked for auth, 3 left", "[signing]"] + ["visit", "SELECT", "VERIFY", "SIGN", "reset"]
        + Self.opening)
    let stored = try #require(scene.vault.load())
    #expect(stored.token.reveal() == "token-1")
    #expect(stored.summary.person.displayName == LegalName("見本　花子"))
    #expect(stored.summary.subject == "pairwise-1")
  }

  @Test func aGivenPINMeansOneVisitOfFiveCommands() async throws {
    let scene = try Scene(try Practice.shared.get().card("p02"))
    #expect(await scene.run(given: "1234") == nil)
    #expect(
      scene.diary.all == Self.challenge + ["visit", "SELECT", "READ", "TRIES", "VERIFY", "SIGN", "reset"] + Self.opening
    )
    #expect(scene.vault.load() != nil)
  }

  @Test(arguments: [nil, "9999"]) func aWrongPINSaysHowManyTriesAreLeftAndIsShownOnce(_ given: String?) async throws {
    let scene = try Scene(
      try Practice.shared.get().card("p01"), person: { ScriptedPerson(pin: "9999", diary: $0) })
    let problem = await scene.run(given: given)
    #expect(problem?.code == .pinWrong)
    #expect(problem?.facts["triesLeft"] == 2)
    #expect(scene.diary.count("VERIFY") == 1)
    #expect(scene.diary.count("POST /session/v1/sessions") == 0)
    #expect(scene.vault.load() == nil)
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let name: String
    let code: Problem.Code
    var tries = 3
    let card: @Sendable (Practice) throws -> PlayedCard.Card
    var testDescription: String { name }
  }

  static let refusals: [Refused] = [
    Refused(name: "foreign", code: .certificateNotTrusted) { try $0.card("f01", .foreignIssuer) },
    Refused(name: "expired", code: .certificateExpired) { try $0.card("e01", .expired) },
    Refused(name: "signing", code: .certificateNotTrusted) { try $0.signingCard("s01") },
    Refused(name: "no certificate", code: .certificateMissing) { _ in
      PlayedCard.Card(certificate: [], keyPEM: "")
    },
    Refused(name: "rubbish", code: .certificateNotTrusted) { _ in
      PlayedCard.Card(certificate: [0x30, 0x03, 0x02, 0x01, 0x05], keyPEM: "")
    },
    Refused(name: "a phone of another authority", code: .certificateNotTrusted) {
      var card = try $0.card("p01")
      card.isPhone = true
      card.authority = try $0.signAuthority
      return card
    },
    Refused(name: "an old card of the resident register", code: .cardUnsupported) {
      var card = try $0.card("e01", .expired)
      card.token = "JPKIAPICCTOKEN"
      return card
    },
    Refused(name: "locked", code: .pinLocked) {
      var card = try $0.card("p01")
      card.tries = 0
      return card
    },
  ]

  @Test(arguments: refusals, [nil, "1234"])
  func aCardThatCannotLogInHereIsRefusedBeforeAnyPIN(_ row: Refused, _ given: String?) async throws {
    let scene = try Scene(try row.card(try Practice.shared.get()))
    let problem = await scene.run(given: given)
    #expect(problem?.code == row.code)
    #expect(scene.diary.count("VERIFY") == 0)
    #expect(!scene.diary.all.contains { $0.hasPrefix("asked") })
    #expect(scene.diary.count("POST /session/v1/sessions") == 0)
    #expect(scene.vault.load() == nil)
  }

  @Test(arguments: [nil, "1234"]) func anotherOriginStopsBeforeTheCard(_ given: String?) async throws {
    for origin in ["https://127.0.0.1:8444", "https://portal.test", "https://127.0.0.1:8443/", ""] {
      let scene = try Scene(try Practice.shared.get().card("p01"), change: .init(origin: origin))
      let problem = await scene.run(given: given)
      #expect(problem?.code == (origin.isEmpty ? problem?.code : .originMismatch))
      #expect(problem != nil)
      #expect(scene.diary.all == ["[challenge]", "POST /session/v1/challenges"])
    }
    let scene = try Scene(try Practice.shared.get().card("p01"), change: .init(label: "something-else-v1"))
    #expect(await scene.run(given: given)?.code == .portalAnswerMalformed)
    #expect(scene.diary.count("visit") == 0)
  }

  @Test(arguments: [nil, "1234"], [true, false])
  func aPhoneShowsItsCertificateAfterThePINAndIsJudgedThen(_ given: String?, _ namesAuthority: Bool) async throws {
    let practice = try Practice.shared.get()
    var phone = try practice.card("p01")
    phone.isPhone = true
    if namesAuthority { phone.authority = try practice.authAuthority }
    let scene = try Scene(phone)
    #expect(await scene.run(given: given) == nil)
    let look = ["visit", "SELECT", "READ", "CA", "TRIES"]
    let sign = ["VERIFY", "READ", "SIGN", "reset"]
    #expect(
      scene.diary.all == Self.challenge + look
        + (given == nil ? ["reset", "asked for auth, 3 left", "[signing]", "visit", "SELECT"] + sign : sign)
        + Self.opening)
    #expect(scene.vault.load() != nil)
    var ended = try practice.card("e02", .expired)
    ended.isPhone = true
    let refused = try Scene(ended)
    #expect(await refused.run(given: given)?.code == .certificateExpired)
    #expect((refused.diary.count("VERIFY"), refused.diary.count("SIGN"), refused.card.triesLeft) == (1, 0, 3))
  }

  @Test(arguments: [nil, "1234"]) func theLastTryOfAPhoneNeedsConsent(_ given: String?) async throws {
    var phone = try Practice.shared.get().card("p01")
    phone.isPhone = true
    phone.tries = 1
    let refused = try Scene(phone, person: { ScriptedPerson(confirms: false, diary: $0) })
    #expect(await refused.run(given: given)?.code == .pinLastTryNotConfirmed)
    #expect(refused.diary.count("VERIFY") == 0)
    let consented = try Scene(phone)
    #expect(await consented.run(given: given) == nil)
    #expect(consented.diary.count("VERIFY") == 1)
  }

  /// The consent is for one card: of another one that is put in after it, the last try is asked for anew, also where only the cards
  /// themselves can tell that they are two.
  @Test(arguments: [nil, "9999"], [true, false])
  func aConsentCoversNoOtherCard(_ given: String?, _ counts: Bool) async throws {
    var (first, other) = (try Practice.shared.get().card("p01"), try Practice.shared.get().card("p02"))
    (first.tries, other.tries, other.serial) = (1, 1, "000000000000002")
    let scene = try Scene(
      first, person: { ScriptedPerson(pin: "9999", confirms: 1, diary: $0) }, counts: counts,
      beforeVisit: { [other] in $0 == 2 ? other : nil })
    #expect(await scene.run(given: given)?.code == .pinLastTryNotConfirmed)
    #expect((scene.diary.count("asked for the last try"), scene.diary.count("VERIFY")) == (2, 0))
    #expect(scene.card.triesLeft == 1)
  }

  @Test(arguments: [nil, "1234"]) func aConsentHoldsForTheCardThatStayed(_ given: String?) async throws {
    var card = try Practice.shared.get().card("p01")
    card.tries = 1
    let scene = try Scene(card, counts: false)
    #expect(await scene.run(given: given) == nil)
    #expect((scene.diary.count("asked for the last try"), scene.diary.count("VERIFY")) == (1, 1))
  }

  @Test(arguments: [nil, "1234"]) func theLastTryNeedsConsent(_ given: String?) async throws {
    var card = try Practice.shared.get().card("p01")
    card.tries = 1
    let refused = try Scene(card, person: { ScriptedPerson(confirms: false, diary: $0) })
    #expect(await refused.run(given: given)?.code == .pinLastTryNotConfirmed)
    #expect(refused.diary.count("VERIFY") == 0)
    #expect(refused.diary.count("asked for the last try") == 1)
    #expect(refused.card.triesLeft == 1)

    let consented = try Scene(card)
    #expect(await consented.run(given: given) == nil)
    #expect(consented.diary.count("VERIFY") == 1)
    // The question is put while nobody holds the card.
    let all = consented.diary.all
    let question = try #require(all.firstIndex(of: "asked for the last try"))
    #expect(all[question - 1] == "reset")
  }

  @Test func anotherCardInTheSecondVisitOpensNoSession() async throws {
    let practice = try Practice.shared.get()
    let other = try practice.card("p02")
    let scene = try Scene(try practice.card("p01"), beforeVisit: { $0 == 2 ? other : nil })
    #expect(await scene.run()?.code == .signatureInvalid)
    #expect(scene.diary.count("POST /session/v1/sessions") == 0)
    #expect(scene.vault.load() == nil)
  }

  @Test(arguments: [true, false], [true, false])
  func anotherCardThatComesWhileThePersonTypesKeepsItsLastTry(_ confirms: Bool, _ counts: Bool) async throws {
    var other = try Practice.shared.get().card("p02")
    other.tries = 1
    let scene = try Scene(
      try Practice.shared.get().card("p01"), person: { ScriptedPerson(pin: "9999", confirms: confirms, diary: $0) },
      counts: counts, beforeVisit: { [other] in $0 == 2 ? other : nil })
    #expect(await scene.run()?.code == (confirms ? .pinLocked : .pinLastTryNotConfirmed))
    #expect(scene.diary.count("asked for the last try") == 1)
    #expect(scene.diary.count("VERIFY") == (confirms ? 1 : 0))
    #expect(scene.card.triesLeft == (confirms ? 0 : 1))
  }

  @Test func aReaderThatDoesNotKnowWhetherTheCardStayedCostsOneQuestion() async throws {
    let scene = try Scene(try Practice.shared.get().card("p01"), counts: false)
    #expect(await scene.run() == nil)
    #expect((scene.diary.count("TRIES"), scene.diary.count("VERIFY")) == (2, 1))
  }

  @Test func aPINOfTheWrongFormNeverReachesTheCard() async throws {
    for pin in ["", "123", "12345", "12a4", "１２３４"] {
      let given = try Scene(try Practice.shared.get().card("p01"))
      #expect(await given.run(given: pin)?.code == .pinMalformed)
      #expect(given.diary.all.isEmpty)
      let typed = try Scene(try Practice.shared.get().card("p01"), person: { ScriptedPerson(pin: pin, diary: $0) })
      #expect(await typed.run()?.code == .pinMalformed)
      #expect(typed.diary.count("visit") == 1)
      #expect(typed.diary.count("VERIFY") == 0)
    }
  }

  @Test func givingUpAtThePINCostsNothing() async throws {
    let scene = try Scene(try Practice.shared.get().card("p01"), person: { ScriptedPerson(pin: nil, diary: $0) })
    #expect(await scene.run()?.code == .pinNotGiven)
    #expect(scene.diary.count("visit") == 1)
  }

  @Test func cancellingAtThePINCostsNothing() async throws {
    let scene = try Scene(
      try Practice.shared.get().card("p01"), person: { ScriptedPerson(waits: .seconds(30), diary: $0) })
    let task = Task { await scene.run() }
    while !scene.diary.all.contains("asked for auth, 3 left") { try await Task.sleep(for: .milliseconds(2)) }
    task.cancel()
    let problem = await task.value
    #expect(problem?.isCancellation == true)
    #expect(scene.diary.count("VERIFY") == 0)
    #expect(scene.card.triesLeft == 3)
    #expect(scene.vault.load() == nil)
  }

  @Test(arguments: [
    (CardError.removed, Problem.Code.cardRemoved), (.noCard, .noCard), (.busy, .cardBusy), (.reset, .cardFault),
  ]) func aCardThatGoesAwayIsNotAskedAgain(_ row: (CardError, Problem.Code)) async throws {
    let scene = try Scene(
      try Practice.shared.get().card("p01"),
      beforeVisit: { number throws(CardError) in if number == 2 { throw row.0 } else { nil } })
    #expect(await scene.run()?.code == row.1)
    #expect(scene.diary.count("VERIFY") == 0)
    #expect(scene.diary.count("visit") == 1)
  }

  @Test(arguments: [
    ("expired", Problem.Code.certificateExpired), ("revoked", .certificateRevoked), ("chain", .certificateNotTrusted),
    ("purpose", .certificateNotTrusted), ("nonce", .loginRefused), ("signature", .loginRefused),
    ("unknownPerson", .loginRefused),
  ]) func thePortalsRefusalIsSaidInWordsThatHelp(_ row: (String, Problem.Code)) async throws {
    let scene = try Scene(
      try Practice.shared.get().card("p01"), change: .init(refusal: (401, "LOGIN_REFUSED", row.0)))
    let problem = await scene.run(given: "1234")
    #expect(problem?.code == row.1)
    #expect(problem?.reference == "req-1")
    #expect(scene.vault.load() == nil)
  }

  @Test func aSessionThatIsReplacedIsEndedAtThePortalAfterTheNewOneIsKept() async throws {
    var change = ScriptedPortal.Change()
    change.token = "token-0"
    let scene = try Scene(try Practice.shared.get().card("p01"), change: change)
    try scene.vault.save(StoredSession(token: Sensitive("token-0"), summary: SessionVaultTests.session().summary))
    #expect(await scene.run(given: "1234") == nil)
    #expect(Array(scene.diary.all.suffix(2)) == ["[done]", "DELETE /session/v1/sessions/current"])
    #expect(scene.vault.load()?.token.reveal() == "token-1")
  }

  @Test func withoutThePortalTheCardIsLeftAlone() async throws {
    let scene = try Scene(try Practice.shared.get().card("p01"), change: .init(fails: .unreachable))
    #expect(await scene.run()?.code == .offline)
    #expect(scene.diary.count("visit") == 0)
  }
}

extension Login.Step {
  var name: String {
    switch self {
    case .challenge: "challenge"
    case .readingCard: "readingCard"
    case .signing: "signing"
    case .opening: "opening"
    case .done: "done"
    }
  }
}

import BFF
import Card
import Domain
import Operations
import Synchronization
import Testing
import Trust

@testable import Sandbox

/// Reading, changing a PIN, and the rules for both, on the sandbox's own card behind its socket.
struct CardAccessTests {
  final class Scene: Sendable {
    let diary = Diary()
    let service: CardService
    let reader: SocketReader
    let persona: Persona
    private let directory = TemporaryDirectory()
    var socket: String { directory.path + "/card" }

    init(_ condition: CardCondition = .valid) throws {
      let practice = try Practice.shared.get()
      persona = try #require(Persona.table.first { $0.card == condition })
      service = CardService(
        socket: directory.path + "/card", directory: directory.path + "/memory", authorities: practice.authorities,
        personas: Persona.table, clock: FixedClock(Practice.now))
      try service.start()
      try service.insert(personaID: persona.id)
      reader = SocketReader(path: directory.path + "/card", patience: .seconds(2))
    }
    deinit { service.stop() }

    /// A log-in with this card at a portal that is played.
    var login: Login {
      get throws {
        let practice = try Practice.shared.get()
        let vault = SessionVault(directory: directory.path + "/run", issuer: ScriptedPortal.origin)
        let clock = FixedClock(Practice.now)
        return Login(
          portal: PortalClient(
            transport: ScriptedPortal(practice.authorities, diary: Diary(), now: Practice.now),
            portal: ScriptedPortal.origin, clock: clock, token: { vault.token() }),
          origin: ScriptedPortal.origin, reader: reader, prompt: person(typing: nil), anchors: practice.anchors,
          vault: vault, clock: clock)
      }
    }

    func access(typing pin: String? = nil, confirms: Bool = true) -> CardAccess {
      CardAccess(reader: reader, prompt: person(typing: pin, confirms: confirms))
    }
    func person(typing pin: String?, confirms: Bool = true) -> ScriptedPerson {
      ScriptedPerson(pin: pin, confirms: confirms, diary: diary)
    }
    var commands: Int { service.log.count { $0.hasPrefix("> ") } }
    /// VERIFYs with a PIN.
    var verified: Int { service.log.count { $0.hasPrefix("> 00 20 00") && $0.hasSuffix("(secret)") } }
    func tries(_ kind: String) -> Int? {
      service.status["pins"]?.list?.first { $0["kind"]?.text == kind }?["triesLeft"]?.integer
    }
  }

  static func problem<R>(_ work: () async throws(Problem) -> R) async -> Problem? {
    do throws(Problem) {
      _ = try await work()
      return nil
    } catch { return error }
  }

  @Test func theFourAttributesTakeFourCommandsAndTheirProofTwoMore() async throws {
    let scene = try Scene()
    let value = try await CardRecord(access: scene.access()).value(of: CardRecord.Item.usual, given: secret("1234"))
    #expect(scene.commands == 4)
    #expect(value["name"]?.text == scene.persona.name)
    #expect(value["number"] == .null)
    #expect(CardRecord.schema.misfit(value) == nil)
    let checked = try await CardRecord(access: scene.access()).value(
      of: CardRecord.Item.usual.union([.number]), check: .needed, given: secret("1234"))
    #expect(scene.commands == 4 + 7)
    #expect(checked["checked"] == "consistent")
    #expect(checked["number"]?.text?.utf8.count == 12)
  }

  @Test func whatNeedsNoPINAsksForNone() async throws {
    let scene = try Scene()
    let value = try await CardRecord(access: scene.access()).value(of: [.expiry, .municipality], given: nil)
    #expect(value["expiry"] == "2035-12-31")
    #expect(value["municipality"] == "99001")
    #expect((scene.verified, scene.commands, scene.diary.all) == (0, 2, []))
  }

  @Test func aPersonIsToldHowManyTriesAreLeftBeforeTyping() async throws {
    let scene = try Scene()
    _ = try await CardRecord(access: scene.access(typing: "1234")).value(of: [.name], given: nil)
    #expect(scene.diary.all == ["asked for text, 3 left"])
    #expect((scene.verified, scene.commands) == (1, 5))
  }

  @Test func aWrongPINCostsOneTryAndIsNotTriedAgain() async throws {
    let scene = try Scene()
    let problem = await Self.problem { () async throws(Problem) in
      try await CardRecord(access: scene.access()).value(of: [.name], given: secret("9999"))
    }
    #expect(problem?.code == .pinWrong)
    #expect(problem?.facts["triesLeft"] == 2)
    #expect((scene.verified, scene.tries("text")) == (1, 2))
  }

  @Test(arguments: ["123", "12345", "12a4", ""])
  func anotherFormNeverReachesTheCard(_ pin: String) async throws {
    let scene = try Scene()
    let problem = await Self.problem { () async throws(Problem) in
      try await CardRecord(access: scene.access()).value(of: [.name], given: secret(pin))
    }
    #expect(problem?.code == .pinMalformed)
    #expect(scene.commands == 0)
  }

  @Test(arguments: [true, false], ["1234", nil])
  func theLastTryNeedsAWordOfItsOwn(_ confirms: Bool, _ given: String?) async throws {
    let scene = try Scene()
    for _ in 0..<2 {
      _ = await Self.problem { () async throws(Problem) in
        try await CardRecord(access: scene.access()).value(of: [.name], given: secret("0000"))
      }
    }
    #expect(scene.tries("text") == 1)
    let problem = await Self.problem { () async throws(Problem) in
      try await CardRecord(access: scene.access(typing: "1234", confirms: confirms))
        .value(of: [.name], given: given.map(secret))
    }
    #expect(problem?.code == (confirms ? nil : .pinLastTryNotConfirmed))
    #expect(scene.diary.all.first == "asked for the last try")
    #expect(scene.tries("text") == (confirms ? 3 : 1))
  }

  @Test(arguments: ["answer-lost-after-verify", "remove", "6F00", "short", "garbage"], ["read", "sign", "change"])
  func aPersonIsToldThatATryMayBeUsed(_ fault: String, _ operation: String) async throws {
    let scene = try Scene()
    // The fault waits until the PIN is on its way.
    let prompt = FaultyMoment(person: scene.person(typing: nil)) { try? scene.service.setFault(kind: fault, times: 1) }
    let access = CardAccess(reader: scene.reader, prompt: prompt)
    let problem = await Self.problem { () async throws(Problem) in
      switch operation {
      case "read": _ = try await CardRecord(access: access).value(of: [.name], given: secret("1234"))
      case "sign":
        _ = try await access.unlocked(JPKICard.self, .signature, given: secret("ABC123")) {
          (card) async throws(CardError) in try await card.sign(digestInfo: [1], with: .signature)
        }
      default:
        try await CardPINs(reader: scene.reader, prompt: prompt).change(.text, old: secret("1234"), new: secret("4321"))
      }
    }
    #expect(problem?.code == (fault == "remove" ? .cardRemoved : .cardFault))
    #expect(problem?.facts["tryMayBeUsed"] == true)
    #expect(problem?.facts["kind"]?.text == (operation == "sign" ? "sign" : "text"))
    #expect(scene.verified == 1)
  }

  @Test(arguments: ["remove", "6F00", "garbage"])
  func beforeAPINIsSentNoTryIsInDoubt(_ fault: String) async throws {
    let scene = try Scene()
    try scene.service.setFault(kind: fault, times: 1)
    let problem = await Self.problem { () async throws(Problem) in
      try await CardRecord(access: scene.access()).value(of: [.name], given: secret("1234"))
    }
    #expect(problem != nil && problem?.facts["tryMayBeUsed"] == nil)
  }

  /// A person during whose PIN something happens.
  private struct FaultyMoment: PINPrompt {
    let person: ScriptedPerson
    let happens: @Sendable () -> Void
    func ask(_ kind: PINKind, _ purpose: PINPurpose, triesLeft: Int) async -> sending PIN? {
      await person.ask(kind, purpose, triesLeft: triesLeft)
    }
    func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool { false }
    func confirmLastTry(_ kind: PINKind) async -> Bool { await person.confirmLastTry(kind) }
    func secretIsOnItsWay(_ isOnItsWay: Bool) { if isOnItsWay { happens() } }
  }

  // MARK: changing

  @Test func aChangedPINIsTheOneThatOpens() async throws {
    let scene = try Scene()
    try await CardPINs(reader: scene.reader, prompt: scene.person(typing: nil))
      .change(.text, old: secret("1234"), new: secret("4321"))
    #expect(scene.verified == 1)
    #expect(
      await Self.problem { () async throws(Problem) in
        try await CardRecord(access: scene.access()).value(of: [.name], given: secret("1234"))
      }?.code == .pinWrong)
    _ = try await CardRecord(access: scene.access()).value(of: [.name], given: secret("4321"))
  }

  @Test(arguments: [PINKind.authentication, .text])
  func aChangeWhoseAnswerIsLostIsToldAsUnknownAndTheNewPINOpens(_ kind: PINKind) async throws {
    let scene = try Scene()
    try scene.service.setFault(kind: "answer-lost-after-change", times: nil)
    let pins = CardPINs(reader: scene.reader, prompt: scene.person(typing: nil))
    let problem = await Self.problem { () async throws(Problem) in
      try await pins.change(kind, old: secret("1234"), new: secret("4321"))
    }
    #expect(problem?.code == .pinChangeUnknown)
    #expect(problem?.facts["kind"] == .text(kind.word))
    #expect(scene.verified == 1)
    try await pins.change(kind, old: secret("4321"), new: secret("1234"))
  }

  @Test(arguments: [true, false])
  func anotherCardThatComesWhileThePersonTypesKeepsItsLastTry(_ confirms: Bool) async throws {
    let scene = try Scene()
    let other = try #require(Persona.table.first { $0.card == .signOneTryLeft })
    let prompt = Exchanging(scene.person(typing: "WRONG999", confirms: confirms)) {
      try? scene.service.insert(personaID: other.id)
    }
    let problem = await Self.problem { () async throws(Problem) in
      try await CardCertificates(
        access: CardAccess(reader: scene.reader, prompt: prompt), clock: FixedClock(Practice.now)
      ).certificate(.signature, given: nil)
    }
    #expect(problem?.code == (confirms ? .pinLocked : .pinLastTryNotConfirmed))
    #expect(scene.diary.all == ["asked for sign, 5 left", "asked for the last try"])
    #expect((scene.verified, scene.tries("sign")) == (confirms ? (1, 0) : (0, 1)))
  }

  /// The other card has another number of tries: what the person was told is not true of it.
  @Test func ofAnotherCardThatComesWhileThePersonTypesTheNumberIsSaidAnew() async throws {
    let scene = try Scene()
    let other = try #require(Persona.table.first { $0.card == .expiringSoon })
    try scene.service.insert(personaID: other.id)
    _ = await Self.problem { () async throws(Problem) in
      try await CardRecord(access: scene.access()).value(of: [.name], given: secret("9999"))
    }
    try scene.service.insert(personaID: scene.persona.id)
    let before = scene.verified
    let exchanged = Mutex(false)
    let prompt = Exchanging(scene.person(typing: other.pins.text)) {
      let isFirst = exchanged.withLock { done in
        defer { done = true }
        return !done
      }
      if isFirst { try? scene.service.insert(personaID: other.id) }
    }
    let value = try await CardRecord(access: CardAccess(reader: scene.reader, prompt: prompt))
      .value(of: [.name], given: nil)
    #expect(scene.diary.all == ["asked for text, 3 left", "asked for text, 2 left"])
    #expect(scene.verified == before + 1 && value["name"]?.text == other.name)
  }

  /// A person who does something with the card while being asked for the PIN.
  private struct Exchanging: PINPrompt {
    let person: ScriptedPerson
    let exchange: @Sendable () -> Void

    init(_ person: ScriptedPerson, _ exchange: @escaping @Sendable () -> Void) {
      (self.person, self.exchange) = (person, exchange)
    }

    func ask(_ kind: PINKind, _ purpose: PINPurpose, triesLeft: Int) async -> sending PIN? {
      exchange()
      return await person.ask(kind, purpose, triesLeft: triesLeft)
    }
    func confirmLastTry(_ kind: PINKind) async -> Bool { await person.confirmLastTry(kind) }
    func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool { false }
  }

  @Test(
    arguments: [
      (.authentication, "1234", "12345", .pinMalformed, 0), (.authentication, "12", "4321", .pinMalformed, 0),
      (.signature, "ABC123", "short", .pinMalformed, 0), (.signature, "abc123", "newpass9", nil, 1),
      (.text, "0000", "4321", .pinWrong, 1), (.juki, "1234", "4321", .notPossibleNow, 0),
      (.surface, "59051220351234", "59051220351234", .notPossibleNow, 0),
    ] as [(PINKind, String, String, Problem.Code?, Int)])
  func aChangeShowsTheOldPINOnceAtMost(
    _ row: (kind: PINKind, old: String, new: String, code: Problem.Code?, verified: Int)
  ) async throws {
    let scene = try Scene()
    let problem = await Self.problem { () async throws(Problem) in
      try await CardPINs(reader: scene.reader, prompt: scene.person(typing: nil))
        .change(row.kind, old: secret(row.old), new: secret(row.new))
    }
    #expect(problem?.code == row.code)
    #expect(scene.verified == row.verified)
  }

  // MARK: signing

  static func signing(_ scene: Scene, typing pin: String? = nil) throws -> (sign: CardSignature, check: DocumentCheck) {
    let anchors = try TrustStore(anchorsPEMFile: try Practice.shared.get().authorities.signCAFile)
    let clock = FixedClock(Practice.now)
    return (
      CardSignature(access: scene.access(typing: pin), anchors: anchors, clock: clock),
      DocumentCheck(anchors: anchors, clock: clock)
    )
  }

  @Test(arguments: [true, false])
  func aSignedDocumentTakesFiveCommandsAndIsBelieved(_ attached: Bool) async throws {
    let scene = try Scene()
    let (sign, check) = try Self.signing(scene)
    let content = Array("転入届の見本\n".utf8)
    let made = try await sign.sign(content, attached: attached, given: secret("abc123"))
    #expect((scene.commands, scene.verified) == (5, 1))
    let judged = try check.judge(made.document, content: attached ? nil : content)
    #expect(judged.isTrusted)
    #expect(judged.content == content)
    #expect(judged.facts["summary"] == "undetermined")
    #expect(judged.facts.at("findings.revocation.reason") == "revocationNotAskable")
    #expect(DocumentCheck.schema.misfit(judged.facts) == nil)
    if !attached {
      #expect(try !check.judge(made.document, content: content + [0x20]).isTrusted)
      #expect(throws: Problem(.inputInvalid, facts: [("reason", "contentNeeded")])) {
        try check.judge(made.document, content: nil)
      }
    }
  }

  /// A document is made all the same: whom it is for may know the authority.
  @Test(arguments: [(.foreignIssuer, .unknownIssuer), (.valid, nil)] as [(CardCondition, Verdict.Reason?)])
  func whoSignsHearsWhetherThisPortalWouldRelyOnIt(
    _ row: (condition: CardCondition, refusal: Verdict.Reason?)
  ) async throws {
    let scene = try Scene(row.condition)
    let made = try await Self.signing(scene).sign.sign([1], attached: true, given: secret("ABC123"))
    #expect(made.refusal == row.refusal)
    let alone = CardSignature(
      access: scene.access(), anchors: TrustStore(anchors: []), clock: FixedClock(Practice.now))
    #expect(try await alone.sign([1], attached: true, given: secret("ABC123")).refusal == .noAnchors)
  }

  /// SELECT once more, and whether there is a certificate at all.
  @Test func aPersonWhoTypesCostsTwoCommandsMore() async throws {
    let scene = try Scene()
    _ = try await Self.signing(scene, typing: "ABC123").sign.sign([1, 2, 3], attached: true, given: nil)
    #expect((scene.commands, scene.verified) == (7, 1))
    #expect(scene.diary.all == ["asked for sign, 5 left"])
  }

  /// An old card has no certificates, and no office puts one on it: that is said, and nobody types a PIN for it.
  @Test(arguments: ["sign", "certificate auth", "certificate sign"], [nil, "ABC123"])
  func whatAnOldCardCannotDoIsSaidBeforeAPINIsAskedFor(_ operation: String, _ given: String?) async throws {
    let scene = try Scene()
    try scene.service.insert(personaID: scene.persona.id, as: .juki)
    let problem = await Self.problem { () async throws(Problem) in
      let access = scene.access(typing: "ABC123")
      if operation == "sign" {
        let sign: CardSignature
        do { sign = try Self.signing(scene, typing: "ABC123").sign } catch { throw Problem(.internalFault) }
        _ = try await sign.sign([1], attached: true, given: given.map(secret))
      } else {
        _ = try await CardCertificates(access: access, clock: FixedClock(Practice.now))
          .certificate(operation.hasSuffix("auth") ? .authentication : .signature, given: given.map(secret))
      }
    }
    #expect((problem?.code, problem?.facts["card"]) == (.cardUnsupported, "juki"))
    if given == nil { #expect((scene.verified, scene.diary.all) == (0, [])) }
    #expect(scene.tries("sign") == 5)
  }

  @Test func withShortCommandsADocumentTakesElevenCommands() async throws {
    let scene = try Scene()
    try scene.service.setFault(kind: "no-extended", times: nil)
    _ = try await Self.signing(scene).sign.sign([1, 2, 3], attached: true, given: secret("ABC123"))
    #expect(scene.commands == 11)
  }

  @Test(
    arguments: [
      (.noSignCertificate, .certificateMissing, 0), (.signLocked, .pinLocked, 0), (.expired, .certificateExpired, 1),
      (.signOneTryLeft, nil, 1), (.valid, nil, 1),
    ] as [(CardCondition, Problem.Code?, Int)])
  func whetherACardSignsItsConditionSays(
    _ row: (condition: CardCondition, code: Problem.Code?, verified: Int)
  ) async throws {
    let scene = try Scene(row.condition)
    let problem = await Self.problem { () async throws(Problem) in
      let sign: CardSignature
      do { sign = try Self.signing(scene).sign } catch { throw Problem(.internalFault) }
      _ = try await sign.sign([1], attached: true, given: secret(scene.persona.pins.signature))
    }
    #expect(problem?.code == row.code)
    #expect(scene.verified == row.verified)
  }

  @Test(arguments: [PINKind.authentication, .signature])
  func aCertificateSaysWhatItIs(_ kind: PINKind) async throws {
    let scene = try Scene()
    let found = try await CardCertificates(access: scene.access(), clock: FixedClock(Practice.now))
      .certificate(kind, given: kind == .signature ? secret("ABC123") : nil)
    #expect(found.der.first == 0x30)
    #expect(found.facts["key"] == "RSA-2048")
    #expect(CardCertificates.schema.misfit(found.facts) == nil)
    #expect(scene.verified == (kind == .signature ? 1 : 0))
  }

  @Test func theScreenOfTheCardShowsWhatIsThere() async throws {
    let scene = try Scene()
    let status = CardStatus(reader: scene.reader, anchors: nil, clock: FixedClock(Practice.now))
    let value = try await status.shown()
    #expect(CardStatus.overview.result.misfit(value) == nil)
    #expect(value["expiry"] == "2035-12-31")
    #expect(value["pins"]?.list?.count == 4)
    scene.service.remove()
    #expect(await Self.problem { () async throws(Problem) in try await status.shown() }?.code == .noCard)
  }

  // MARK: trouble

  /// Every fault of the card at every operation, at each of its commands: no crash, no hang, and the counter falls by no more than
  /// what was shown.
  @Test(
    arguments: CardFault.allCases.filter { $0 != .slow && $0 != .hold }.map(\.rawValue),
    ["read", "change", "status", "sign", "certificate", "login"])
  func noFaultCostsMoreTriesThanWereShown(_ fault: String, _ operation: String) async throws {
    for spared in 0...10 {
      let scene = try Scene()
      try scene.service.setFault(kind: fault, times: 1, after: spared)
      let problem = await Self.problem { () async throws(Problem) in
        switch operation {
        case "read":
          _ = try await CardRecord(access: scene.access()).value(of: CardRecord.Item.usual, given: secret("0000"))
        case "change":
          try await CardPINs(reader: scene.reader, prompt: scene.person(typing: nil))
            .change(.text, old: secret("0000"), new: secret("1111"))
        case "sign":
          let sign: CardSignature
          do { sign = try Self.signing(scene).sign } catch { throw Problem(.internalFault) }
          _ = try await sign.sign([1], attached: true, given: secret("WRONG999"))
        case "certificate":
          _ = try await CardCertificates(access: scene.access(), clock: FixedClock(Practice.now))
            .certificate(.signature, given: secret("WRONG999"))
        case "login":
          let login: Login
          do { login = try scene.login } catch { throw Problem(.internalFault) }
          _ = try await login.run(pin: secret("0000")) { _ in }
        default:
          _ = try await CardStatus(reader: scene.reader, anchors: nil, clock: FixedClock(Practice.now)).value()
        }
      }
      let shown = scene.verified
      #expect(shown <= (operation == "status" ? 0 : 1), "after \(spared)")
      if operation != "status" { #expect(problem != nil, "after \(spared)") }
      if scene.service.status["persona"] != .null {
        for (kind, tries) in [("text", 3), ("sign", 5), ("auth", 3)] {
          #expect(scene.tries(kind).map { $0 >= tries - shown } ?? false, "after \(spared)")
        }
      }
    }
  }
}

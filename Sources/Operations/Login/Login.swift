// The rules of this file: the origin is compared before the card is touched; the certificate is judged before a PIN is asked for;
// no visit to the card lasts while a person is thinking; and one log-in shows the PIN to the card at most once.

public import BFF
public import Card
public import Domain
public import Trust

/// Log-in with the authentication certificate of a My Number card.
public struct Login: Sendable {
  /// What is going on, for the page and the screen reader.
  public enum Step: Hashable, Sendable {
    case challenge
    case readingCard
    case pinNeeded(triesLeft: Int)
    /// The PIN is typed on the reader's own keys.
    case pinAtReader(triesLeft: Int)
    case signing
    case opening
    case done(SessionSummary)
  }

  private let portal: PortalClient
  private let origin: String
  private let reader: any CardReader
  private let prompt: any PINPrompt
  private let anchors: TrustStore
  private let vault: SessionVault
  private let clock: any PortalClock

  /// A nonce lives 120 s (docs/portal-api.md): after this time at the PIN prompt another one is asked for, so that a slow hand
  /// does not cost a refused log-in.
  private static let challengeSeconds = 90

  /// - Parameters:
  ///   - origin: the configured address of the portal, without a path.
  ///   - anchors: the authorities whose authentication certificates this portal takes.
  ///   - clock: judges certificates; in practice mode it may stand elsewhere than the machine's.
  public init(
    portal: PortalClient, origin: String, reader: any CardReader, prompt: any PINPrompt, anchors: TrustStore,
    vault: SessionVault, clock: any PortalClock
  ) {
    self.portal = portal
    var origin = origin
    while origin.hasSuffix("/") { origin.removeLast() }
    self.origin = origin
    self.reader = reader
    self.prompt = prompt
    self.anchors = anchors
    self.vault = vault
    self.clock = clock
  }

  /// Logs in, asking for the PIN: one visit to the card to read, one to sign. A reader with keys of its own asks by itself.
  /// - Throws: what stopped it. After a cancellation `isCancellation` is true and nothing has been lost, unless the PIN had
  ///   already been sent.
  public func run(report: @Sendable (Step) -> Void) async throws(Problem) -> SessionSummary {
    report(.challenge)
    let challenge = try await Timed(self)
    report(.readingCard)
    let found = try await visit { (channel) async throws(CardError) in try await read(channel) }
    let certificate = try accept(found)
    if found.triesLeft == 1 { try await consent() }
    if found.readerAsks {
      report(.pinAtReader(triesLeft: found.triesLeft))
      guard await prompt.tellToUseReader(.authentication, triesLeft: found.triesLeft) else {
        try stopIfCancelled()
        throw Problem(.pinNotGiven)
      }
      return try await signAtReader(as: certificate, told: found.told, challenge, report: report)
    }
    report(.pinNeeded(triesLeft: found.triesLeft))
    guard let pin = await prompt.ask(.authentication, triesLeft: found.triesLeft) else {
      try stopIfCancelled()
      throw Problem(.pinNotGiven)
    }
    return try await sign(with: pin, as: certificate, told: found.told, challenge, report: report)
  }

  /// Logs in with a PIN that is there already (`--pin-fd`): one visit to the card, five commands.
  public func run(pin: consuming PIN, report: @Sendable (Step) -> Void) async throws(Problem) -> SessionSummary {
    // Before anything else: a PIN of the wrong form shall not even cost a challenge.
    guard pin.hasForm(of: .authentication) else { throw Problem(.pinMalformed) }
    report(.challenge)
    let challenge = try await Timed(self)
    let text = challenge.text
    report(.readingCard)
    let outcome = try await visitOnce(text, pin)
    switch outcome {
    case .signed(let certificate, let signature):
      Self.forget(pin)
      return try await open(challenge, certificate, signature, report: report)
    case .stopped(let problem): throw problem
    case .lastTry(let certificate):
      try await consent()
      return try await sign(with: pin, as: certificate, told: .consented, challenge, report: report)
    }
  }

  // MARK: the challenge

  /// A challenge and when it came.
  private struct Timed {
    let challenge: Challenge
    let text: LoginText
    private let arrived: ContinuousClock.Instant

    init(_ login: Login) async throws(Problem) {
      try stopIfCancelled()
      challenge = try await login.portal.challenge()
      arrived = .now
      text = try LoginText(challenge, origin: login.origin)
    }

    /// - Parameter seconds: how long it may still take until it is used.
    func isOld(before seconds: Int = 0) -> Bool { arrived.duration(to: .now) > .seconds(challengeSeconds - seconds) }
  }

  // MARK: the card

  private struct Found: Sendable {
    let certificate: [UInt8]
    let triesLeft: Int
    let readerAsks: Bool
    let insertion: CardInsertion?
    /// Once the person has been told, and asked when it is the last try.
    var told: ToldTries { ToldTries(left: triesLeft, of: insertion) }
  }

  private func read(_ channel: any CardChannel) async throws(CardError) -> Found {
    try await read(try await JPKICard(selecting: channel))
  }

  private func read(_ card: JPKICard) async throws(CardError) -> Found {
    Found(
      certificate: try await card.certificate(for: .authentication),
      triesLeft: try await card.triesLeft(.authentication), readerAsks: card.canVerifyAtReader(.authentication),
      insertion: card.channel.insertion)
  }

  /// The certificate, when it may log in here and the PIN is not locked.
  private func accept(_ found: Found) throws(Problem) -> Certificate {
    let certificate: Certificate
    do throws(TrustError) {
      certificate = try Certificate(der: found.certificate)
    } catch { throw error.problem }
    let verdict = anchors.judge(certificate, for: .login, at: clock.now)
    if let problem = verdict.problem(of: certificate) { throw problem }
    guard found.triesLeft > 0 else { throw CardError.locked(.authentication).problem }
    return certificate
  }

  /// The rules of the PIN are those of every operation.
  private var access: CardAccess { CardAccess(reader: reader, prompt: prompt) }

  private func consent() async throws(Problem) { try await access.consent(.authentication) }

  private enum Outcome: Sendable {
    case signed(Certificate, [UInt8])
    /// Nothing was shown to the card.
    case lastTry(Certificate)
    case stopped(Problem)
  }

  private func visitOnce(_ text: LoginText, _ pin: borrowing PIN) async throws(Problem) -> Outcome {
    try await visit { (channel) async throws(CardError) -> Outcome in
      let card = try await JPKICard(selecting: channel)
      let found = try await read(card)
      let certificate: Certificate
      do throws(Problem) { certificate = try accept(found) } catch { return .stopped(error) }
      if found.triesLeft == 1 { return .lastTry(certificate) }
      return .signed(
        certificate, try await card.sign(digestInfo: text.digestInfo, with: .authentication, pin: pin))
    }
  }

  /// The second visit.
  private func sign(
    with pin: consuming PIN, as certificate: Certificate, told: ToldTries, _ earlier: Timed,
    report: @Sendable (Step) -> Void
  ) async throws(Problem) -> SessionSummary {
    guard pin.hasForm(of: .authentication) else { throw Problem(.pinMalformed) }
    let (challenge, signature) = try await signature(with: pin, told: told, earlier, report: report)
    return try await open(challenge, certificate, signature, report: report)
  }

  /// The PIN is wiped when the card has been given free, before the network is waited for.
  private func signature(
    with pin: consuming PIN, told: ToldTries, _ earlier: Timed, report: @Sendable (Step) -> Void
  ) async throws(Problem) -> (Timed, [UInt8]) {
    let pin = pin  // a closure for another thread takes constants only
    return try await signature(told: told, earlier) {
      report(.signing)
    } over: {
      (card, text) async throws(CardError) in
      try await card.sign(digestInfo: text.digestInfo, with: .authentication, pin: pin)
    }
  }

  /// The second visit, with the PIN typed on the reader.
  private func signAtReader(
    as certificate: Certificate, told: ToldTries, _ earlier: Timed, report: @Sendable (Step) -> Void
  ) async throws(Problem) -> SessionSummary {
    let signed: (challenge: Timed, signature: [UInt8])
    do throws(Problem) {
      signed = try await signature(told: told, earlier, typing: Int(PINPadRequest.patience)) {
      } over: { (card, text) async throws(CardError) in
        try await card.verifyAtReader(.authentication)
        report(.signing)
        return try await card.sign(digestInfo: text.digestInfo, with: .authentication)
      }
    } catch { throw error.orGivenUpAtReader }
    return try await open(signed.challenge, certificate, signed.signature, report: report)
  }

  /// A signature over a challenge that is young enough.
  /// - Parameters:
  ///   - told: when it does not cover a last try, the person is asked, and another visit follows.
  ///   - seconds: how long it takes until the card signs.
  ///   - begin: called before each visit.
  private func signature(
    told: ToldTries, _ earlier: Timed, typing seconds: Int = 0, begin: () -> Void,
    over sign: @Sendable (JPKICard, LoginText) async throws(CardError) -> [UInt8]
  ) async throws(Problem) -> (Timed, [UInt8]) {
    let challenge = earlier.isOld(before: seconds) ? try await Timed(self) : earlier
    let text = challenge.text
    begin()
    let signature = try await visit { (channel) async throws(CardError) -> [UInt8]? in
      let card = try await JPKICard(selecting: channel)
      return try await told.lackConsent(for: card, .authentication) ? nil : try await sign(card, text)
    }
    if let signature { return (challenge, signature) }
    try await consent()
    return try await self.signature(told: .consented, challenge, typing: seconds, begin: begin, over: sign)
  }

  private static func forget(_ pin: consuming PIN) {}

  private func visit<R: Sendable>(
    _ body: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    do throws(Problem) {
      return try await access.visit(body)
    } catch {
      // A phone shows its certificate only after the PIN; it could not be judged before.
      throw error.code == .pinNotGiven ? Problem(.cardUnsupported) : error
    }
  }

  // MARK: the session

  private func open(
    _ challenge: Timed, _ certificate: Certificate, _ signature: [UInt8], report: @Sendable (Step) -> Void
  ) async throws(Problem) -> SessionSummary {
    // The card of the second visit is the card of the first, or its signature is not one of this certificate.
    guard certificate.verifies(signature, over: challenge.text.bytes) else { throw Problem(.signatureInvalid) }
    try stopIfCancelled()
    report(.opening)
    let opened: OpenedSession
    do throws(Problem) {
      opened = try await portal.openSession(
        method: .card, nonce: challenge.challenge.nonce, algorithm: "sha256WithRSAEncryption",
        certificate: certificate.der, signature: signature, serverKeySHA256: challenge.text.serverKeySHA256)
    } catch {
      throw Self.refined(error, certificate)
    }
    try vault.save(StoredSession(token: opened.token, summary: opened.summary))
    report(.done(opened.summary))
    return opened.summary
  }

  /// The portal judges the certificate again and knows more, such as revocation: its reasons in the words of ours.
  private static func refined(_ problem: Problem, _ certificate: Certificate) -> Problem {
    guard problem.code == .loginRefused else { return problem }
    let reference = problem.reference
    return switch problem.facts["reason"]?.text {
    case "expired":
      Problem(
        .certificateExpired, facts: [("notAfter", .text(certificate.notAfter.rfc3339))], reference: reference)
    case "revoked": Problem(.certificateRevoked, reference: reference)
    case "chain":
      Problem(.certificateNotTrusted, facts: [("reason", "unknownIssuer")], reference: reference)
    case "purpose":
      Problem(.certificateNotTrusted, facts: [("reason", "wrongPurpose")], reference: reference)
    default: problem
    }
  }
}

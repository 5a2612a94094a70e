// The rules of this file: the origin is compared before the card is touched; the certificate is judged before a PIN is asked for, where
// the card shows it; everything about the PIN is as in CardAccess.swift.

public import BFF
public import Card
public import Domain
internal import Synchronization
public import Trust

/// Log-in with the authentication certificate of a My Number card, or of a phone that plays one.
public struct Login: Sendable {
  /// What is going on, for the page and the screen reader. What is asked of the person, the prompt knows.
  public enum Step: Hashable, Sendable {
    case challenge
    case readingCard
    case signing
    case opening
    case done(SessionSummary)
  }

  private let portal: PortalClient
  private let origin: String
  private let access: CardAccess
  private let anchors: TrustStore
  private let vault: SessionVault
  private let clock: any PortalClock

  /// A nonce lives 120 s (docs/portal-api.md): after this time at the PIN prompt another one is asked for, so that a slow hand
  /// does not cost a refused log-in.
  private static let challengeSeconds = 90

  /// How long a log-in waits for the portal to end the session that it replaces.
  private static let closingSeconds = 3

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
    access = CardAccess(reader: reader, prompt: prompt)
    self.anchors = anchors
    self.vault = vault
    self.clock = clock
  }

  /// Logs in.
  /// - Parameter given: the PIN, when it is there already (`--pin-fd`): one visit to the card, five commands. Nil: the person is asked,
  ///   between one visit to read and one to sign; a reader with keys of its own asks by itself.
  /// - Throws: what stopped it. After a cancellation `isCancellation` is true and nothing has been lost.
  public func run(
    pin given: consuming PIN? = nil, report: @escaping @Sendable (Step) -> Void
  ) async throws(Problem) -> SessionSummary {
    let isTyped = given == nil
    // Before anything else: a PIN of the wrong form shall not even cost a challenge.
    let pin = try given?.formed(as: .authentication)
    report(.challenge)
    let current = Current(try await Timed(self))
    report(.readingCard)
    let sight = CardAccess.Sight<JPKICard, Certificate.Seen>(
      look: { (card) async throws(CardError) in try await Certificate.Seen(on: card) },
      judge: { (seen) throws(Problem) in try judge(seen) },
      prepare: { (isTypedAtReader) async throws(Problem) in
        if current.isOld(before: isTypedAtReader ? Int(PINPadRequest.patience) : 0) {
          current.set(try await Timed(self))
        }
        if isTyped, !isTypedAtReader { report(.signing) }
      })
    let signed: Signed
    do throws(Problem) {
      signed = try await access.showing(JPKICard.self, .authentication, given: pin, after: sight) {
        (card, seen, pin) async throws(CardError) in
        try await card.verify(.authentication, pin)
        return try await sign(card, seen, current)
      } atReader: { (card, seen) async throws(CardError) in
        try await card.verifyAtReader(.authentication)
        report(.signing)
        return try await sign(card, seen, current)
      }
    } catch {
      // What the visit itself throws is named already.
      throw [.certificateExpired, .certificateNotTrusted].contains(error.code) ? await access.naming(error) : error
    }
    switch signed {
    case .stopped(let problem): throw problem
    case .signed(let challenge, let certificate, let algorithm, let signature):
      return try await open(challenge, certificate, algorithm, signature, report: report)
    }
  }

  // MARK: the challenge

  /// A challenge and when it came.
  private struct Timed: Sendable {
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
    func isOld(before seconds: Int) -> Bool { arrived.duration(to: .now) > .seconds(challengeSeconds - seconds) }
  }

  /// The challenge that is answered.
  private final class Current: Sendable {
    private let timed: Mutex<Timed>
    init(_ timed: Timed) { self.timed = Mutex(timed) }
    var value: Timed { timed.withLock { $0 } }
    func set(_ new: Timed) { timed.withLock { $0 = new } }
    func isOld(before seconds: Int) -> Bool { value.isOld(before: seconds) }
  }

  // MARK: the card

  private enum Signed: Sendable {
    case signed(Timed, Certificate, KeyAlgorithm, signature: [UInt8])
    /// The certificate that the PIN opened may not log in here: nothing was signed.
    case stopped(Problem)
  }

  /// After VERIFY.
  private func sign(_ card: JPKICard, _ seen: Certificate.Seen, _ current: Current) async throws(CardError) -> Signed {
    let der: [UInt8]
    switch seen {
    case .shown(let known): der = known
    case .hidden:
      der = try await card.certificate(for: .authentication)
      do throws(Problem) { try judge(.shown(der)) } catch { return .stopped(error) }
    }
    let certificate: Certificate
    do throws(Problem) { certificate = try self.certificate(der) } catch { return .stopped(error) }
    // Whatever was judged to be good for a log-in has one.
    guard let algorithm = certificate.keyAlgorithm else { return .stopped(Problem(.internalFault)) }
    let challenge = current.value
    // The certificate's key tells what is signed and how long the answer is: nothing here knows of RSA or of 256 bytes.
    return .signed(
      challenge, certificate, algorithm,
      signature: try await card.sign(
        digestInfo: algorithm.toBeSigned(for: challenge.text.bytes), with: .authentication,
        expecting: certificate.key.signatureLength))
  }

  /// - Throws: why this certificate may not log in here.
  private func judge(_ seen: Certificate.Seen) throws(Problem) {
    switch seen {
    case .shown(let der):
      let certificate = try certificate(der)
      let verdict = anchors.judge(certificate, for: .login, at: clock.now)
      if let problem = verdict.problem(of: certificate) { throw problem }
    case .hidden(let authority):
      // A phone of another portal's authority must not lose a try here. One that does not name its authority is taken at its word later.
      if let authority, !anchors.anchors.contains(where: { $0.der == authority }) {
        throw Problem(.certificateNotTrusted, facts: [("reason", .text(Verdict.Reason.unknownIssuer.rawValue))])
      }
    }
  }

  private func certificate(_ der: [UInt8]) throws(Problem) -> Certificate {
    do throws(TrustError) { return try Certificate(der: der) } catch { throw error.problem }
  }

  // MARK: the session

  private func open(
    _ challenge: Timed, _ certificate: Certificate, _ algorithm: KeyAlgorithm, _ signature: [UInt8],
    report: @Sendable (Step) -> Void
  ) async throws(Problem) -> SessionSummary {
    // The card of the second visit is the card of the first, or its signature is not one of this certificate.
    guard certificate.verifies(signature, over: challenge.text.bytes) else { throw Problem(.signatureInvalid) }
    try stopIfCancelled()
    report(.opening)
    let opened: OpenedSession
    do throws(Problem) {
      opened = try await portal.openSession(
        method: .card, nonce: challenge.challenge.nonce, algorithm: algorithm.name,
        certificate: certificate.der, signature: signature, serverKeySHA256: challenge.text.serverKeySHA256)
    } catch {
      throw Self.refined(error, certificate)
    }
    // Who has left meanwhile is not logged in behind their back.
    try stopIfCancelled()
    let replaced = vault.load()
    try vault.save(StoredSession(token: opened.token, summary: opened.summary))
    report(.done(opened.summary))
    // Nobody could end the one before any more. The new one is there whatever the portal says to this.
    if let replaced, replaced.token != opened.token {
      try? await portal.limited(to: .seconds(Self.closingSeconds)).closeSession(of: replaced.token)
    }
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

extension Certificate {
  /// What a card shows of its authentication certificate before the PIN.
  fileprivate enum Seen: Sendable {
    /// DER.
    case shown([UInt8])
    /// A phone keeps it behind the PIN; the certificate of its authority is all that can be seen, if that.
    case hidden(authority: [UInt8]?)

    init(on card: JPKICard) async throws(CardError) {
      do throws(CardError) {
        self = .shown(try await card.certificate(for: .authentication))
      } catch .pinNeeded {
        self = .hidden(authority: try await Self.authority(on: card))
      }
    }

    private static func authority(on card: JPKICard) async throws(CardError) -> [UInt8]? {
      do throws(CardError) {
        return try await card.authorityCertificate(for: .authentication)
      } catch {
        switch error {
        case .pinNeeded, .certificateMissing, .unexpected, .malformed: return nil
        default: throw error
        }
      }
    }
  }
}

internal import Card
public import Domain
public import Trust

/// Signing a document with the card's signing key: `card sign`.
public struct CardSignature: Sendable {
  private let access: CardAccess
  private let anchors: TrustStore
  private let clock: any PortalClock

  /// - Parameters:
  ///   - anchors: the authorities of signing certificates; the one that issued the signer's goes into the document. Nothing is refused
  ///     for the lack of one: whom the document is for may know others.
  ///   - clock: the time of signing.
  public init(access: CardAccess, anchors: TrustStore, clock: any PortalClock) {
    self.access = access
    self.anchors = anchors
    self.clock = clock
  }

  /// A signed document (CMS SignedData, DER), checked before it is given out. Five commands to the card with extended length.
  /// - Parameters:
  ///   - attached: whether the content is put into the document.
  ///   - given: the signing password, when it is there already.
  /// - Returns: the document, who signed it, and why this portal would not rely on it: nil when it would.
  /// - Throws: what the card and the PIN's rules say; `certificateExpired`, `certificateNotTrusted`, `signatureInvalid` when what
  ///   came from the card is not a signature of its certificate; `inputInvalid` for content beyond 64 MiB.
  public func sign(
    _ content: [UInt8], attached: Bool, given: consuming PIN?
  ) async throws(Problem) -> (document: [UInt8], signer: Certificate, refusal: Verdict.Reason?) {
    guard content.count <= SignedDocument.maximumContent else {
      throw Problem(.inputInvalid, facts: [("reason", "tooLarge")])
    }
    let now = clock.now
    let sight = CardAccess.Sight.signingCertificate(isTyped: given == nil)
    let made = try await access.unlocked(JPKICard.self, .signature, given: given, after: sight) {
      [anchors] (card) async throws(CardError) -> Half in
      let der = try await card.certificate(for: .signature)
      let half = Half.begun(content, attached: attached, der, anchors, at: now)
      guard case .begun(let pending, let certificate) = half else { return half }
      // The certificate's key tells how long its signatures are: nothing here knows the number 256.
      let signature = try await card.sign(
        digestInfo: pending.toBeSigned, with: .signature, expecting: certificate.key.signatureLength)
      return .signed(pending, certificate, signature)
    }
    switch made {
    case .stopped(let problem): throw await access.naming(problem)
    case .begun: throw Problem(.internalFault)
    case .signed(let pending, let certificate, let signature):
      do throws(SigningError) {
        let document = try pending.finish(signature)
        return (document, certificate, anchors.judge(certificate, for: .documentSigning, at: now).chain.reason)
      } catch { throw error.problem(of: certificate) }
    }
  }

  /// How far the visit came. A closure for the card can only fail with the card's errors.
  private enum Half: Sendable {
    case begun(PendingSignature, Certificate)
    case signed(PendingSignature, Certificate, [UInt8])
    case stopped(Problem)

    static func begun(
      _ content: [UInt8], attached: Bool, _ der: [UInt8], _ anchors: TrustStore, at now: Instant
    ) -> Half {
      let certificate: Certificate
      do throws(TrustError) { certificate = try Certificate(der: der) } catch { return .stopped(error.problem) }
      let issuers = anchors.anchors.filter {
        TrustStore(anchors: [$0]).judge(certificate, for: .documentSigning, at: certificate.notBefore).chain == .ok
      }
      do throws(SigningError) {
        return .begun(
          try PendingSignature(content, attached: attached, certificate: certificate, chain: issuers, at: now),
          certificate)
      } catch { return .stopped(error.problem(of: certificate)) }
    }
  }
}

extension SigningError {
  func problem(of certificate: Certificate) -> Problem {
    switch self {
    case .certificateRefused(.expired):
      Problem(.certificateExpired, facts: [("notAfter", .text(certificate.notAfter.rfc3339))])
    case .certificateRefused(let reason):
      Problem(.certificateNotTrusted, facts: [("reason", .text(reason.rawValue))])
    case .tooLarge: Problem(.inputInvalid, facts: [("reason", "tooLarge")])
    case .signatureWrong, .documentRefused: Problem(.signatureInvalid)
    }
  }
}

public import Domain

/// The answer to one question about a certificate or a document.
public enum Finding<Reason: Hashable & Sendable>: Hashable, Sendable {
  case ok
  case failed(Reason)
  /// Could not be found out. Counts like a failure wherever an answer was needed.
  case unknown(Reason)

  public var reason: Reason? {
    switch self {
    case .ok: nil
    case .failed(let reason), .unknown(let reason): reason
    }
  }

  var isFailed: Bool { if case .failed = self { true } else { false } }
}

/// What can be said of a certificate, question by question. Unknown is never valid.
public struct Verdict: Hashable, Sendable {
  public typealias Finding = Trust.Finding<Reason>

  /// Ranked: what comes first is what the person can do something about.
  public enum Reason: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Its time is over: it can be renewed.
    case expired
    /// Its time has not come (or this machine's clock is slow).
    case notYetValid
    /// Made for something else: the other certificate of the card.
    case wrongPurpose
    /// A certificate of an authority, not of a person.
    case isAuthority
    /// No authority that was given issued it.
    case unknownIssuer
    /// The issuer's own certificate was not valid at the time.
    case issuerNotValid
    /// Too short a key, SHA-1, or an algorithm outside our table (RSA from 2,048 bits, P-256, P-384; SHA-2).
    case weakAlgorithm
    /// It demands to be understood in a way that we do not (an unknown critical extension).
    case unsupported
    /// No authorities were given to judge by.
    case noAnchors
    /// Only certified verifiers may ask whether a certificate of the card was revoked (公的個人認証法 17条): the portal does.
    case revocationNotAskable

    public static func < (a: Reason, b: Reason) -> Bool {
      allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
  }

  public enum Summary: String, Hashable, Sendable { case valid, invalid, undetermined }

  /// Issued by one of the anchors.
  public let chain: Finding
  /// Made for what is being done with it.
  public let purpose: Finding
  /// Valid at the time of the question.
  public let time: Finding
  public let revocation: Finding

  /// Everything that is not in order, the most useful first.
  public var reasons: [Reason] { [chain, purpose, time, revocation].compactMap(\.reason).sorted() }

  public var summary: Summary {
    let all = [chain, purpose, time, revocation]
    if all.contains(where: \.isFailed) { return .invalid }
    return all.allSatisfy({ $0 == .ok }) ? .valid : .undetermined
  }

  /// The first reason why the certificate must not be used here, nil when chain, purpose and time are in order. Revocation is
  /// left to the portal, which judges again.
  public var refusal: Reason? { [chain, purpose, time].compactMap(\.reason).min() }

  /// The refusal in the citizen's words; nil where there is none.
  public func problem(of certificate: Certificate) -> Problem? {
    switch refusal {
    case nil: nil
    case .expired: Problem(.certificateExpired, facts: [("notAfter", .text(certificate.notAfter.rfc3339))])
    case let reason?: Problem(.certificateNotTrusted, facts: [("reason", .text(reason.rawValue))])
    }
  }
}

extension TrustError {
  /// The error in the citizen's words, when it came up while a certificate was judged.
  public var problem: Problem {
    switch self {
    case .malformedCertificate, .malformedPEM, .tooLarge:
      Problem(.certificateNotTrusted, facts: [("reason", "malformed")])
    case .fileUnreadable: Problem(.fileFailed)
    case .exhausted: Problem(.internalFault)
    }
  }
}

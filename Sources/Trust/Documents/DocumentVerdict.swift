/// What can be said of a signed document, question by question. Unknown is never valid.
public struct DocumentVerdict: Hashable, Sendable {
  public typealias Finding = Trust.Finding<Reason>

  /// What can be wrong with a document itself, whoever signed it. The most useful first.
  public enum Fault: String, Hashable, Sendable, CaseIterable {
    /// The content is not what was signed: another file, or it was changed afterwards.
    case contentChanged
    /// The signature was not made with the key of the signer's certificate, or what it covers was changed.
    case signatureWrong
    /// The document does not carry its signer's certificate.
    case certificateMissing
    /// The signer named another certificate than the one the document carries (signing-certificate-v2).
    case otherCertificateMeant
    /// It carries a certificate that is damaged or has nothing to do with it.
    case strangeCertificate
    /// SHA-1 or MD5: such a signature can be moved to other content.
    case weakDigest
    /// A digest or signature that we cannot check, or one that does not go with the key.
    case unsupportedAlgorithm
    /// The signer's clock said a time that has not come.
    case signedInFuture
    /// By the signer's clock, the certificate was not valid when it signed.
    case signedOutsideValidity
  }

  /// Why a question has no good answer. What is wrong with the document ranks before what is wrong with the certificate, for it
  /// makes the certificate beside the point.
  public enum Reason: Hashable, Sendable, CaseIterable, Comparable {
    case document(Fault)
    case certificate(Verdict.Reason)

    public static let allCases: [Reason] =
      Fault.allCases.map(Reason.document)
      + Verdict.Reason.allCases.map(Reason.certificate)

    /// One word, for programs: `contentChanged`, `expired`.
    public var name: String {
      switch self {
      case .document(let fault): fault.rawValue
      case .certificate(let reason): reason.rawValue
      }
    }

    public static func < (a: Reason, b: Reason) -> Bool {
      allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
  }

  /// The content is what was signed.
  public let integrity: Finding
  /// The key of the signer's certificate made the signature.
  public let signer: Finding
  /// The certificate was issued by one of the anchors.
  public let chain: Finding
  /// The certificate was made for signing documents.
  public let policy: Finding
  /// For certificates of the card always unknown: only certified verifiers may ask (公的個人認証法 17条).
  public let revocation: Finding
  /// The certificate was valid at the time of the question, and the signer's own clock does not contradict.
  public let time: Finding

  private var all: [Finding] { [integrity, signer, chain, policy, revocation, time] }

  /// Everything that is not in order, each once, the most useful first.
  public var reasons: [Reason] { Set(all.compactMap(\.reason)).sorted() }

  public var summary: Verdict.Summary {
    if all.contains(where: \.isFailed) { return .invalid }
    return all.allSatisfy({ $0 == .ok }) ? .valid : .undetermined
  }

  /// The first reason not to rely on the document; nil when everything but revocation is in order.
  public var refusal: Reason? { [integrity, signer, chain, policy, time].compactMap(\.reason).min() }

  /// What the document says, joined with what the authorities say of its certificate.
  init(_ check: SignerCheck, certificate: Verdict?, time: Finding) {
    integrity = check.integrity
    signer = check.signer
    // Without a certificate nothing can be said of it.
    let missing = Finding.unknown(.document(.certificateMissing))
    chain = certificate.map { Self.finding($0.chain) } ?? missing
    policy = certificate.map { Self.finding($0.purpose) } ?? missing
    revocation = certificate.map { Self.finding($0.revocation) } ?? missing
    self.time = certificate == nil ? missing : time
  }

  /// The same, with one more fault of the document.
  init(_ other: DocumentVerdict, integrity fault: Fault) {
    integrity = .failed(.document(fault))
    signer = other.signer
    chain = other.chain
    policy = other.policy
    revocation = other.revocation
    time = other.time
  }

  static func finding(_ finding: Verdict.Finding) -> Finding {
    switch finding {
    case .ok: .ok
    case .failed(let reason): .failed(.certificate(reason))
    case .unknown(let reason): .unknown(.certificate(reason))
    }
  }

  /// Whether this one is worse: refused before undetermined before valid, then by what is wrong first.
  func isWeaker(than other: DocumentVerdict) -> Bool {
    if summary != other.summary { return summary.weight > other.summary.weight }
    switch (reasons.first, other.reasons.first) {
    case (let mine?, let theirs?): return mine < theirs
    case (let mine, _): return mine != nil
    }
  }
}

extension Verdict.Summary {
  fileprivate var weight: Int {
    switch self {
    case .valid: 0
    case .undetermined: 1
    case .invalid: 2
    }
  }
}

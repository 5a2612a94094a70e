internal import COpenSSL
public import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// The authorities of one role. Log-in and signing authorities are two stores that never mix, and what a card says about its
/// own authority proves nothing.
public struct TrustStore: Sendable {
  /// What a certificate is to be used for.
  public enum Purpose: Hashable, Sendable {
    /// 利用者証明用: digitalSignature and nothing that promises more.
    case login
    /// 署名用: digitalSignature and nonRepudiation.
    case documentSigning
  }

  public let anchors: [Certificate]

  public init(anchors: [Certificate]) { self.anchors = anchors }

  /// Every certificate of a PEM file.
  /// - Throws: `fileUnreadable`, `tooLarge` (over 1 MiB), `malformedPEM` (also for a file without any certificate),
  ///   `malformedCertificate`.
  public init(anchorsPEMFile path: String) throws(TrustError) {
    let text = try Self.read(path)
    var anchors: [Certificate] = []
    for der in try PEM.certificates(in: text) { anchors.append(try Certificate(der: der)) }
    guard !anchors.isEmpty else { throw .malformedPEM }
    self.anchors = anchors
  }

  /// Judges a certificate for `purpose` at `time`. It needs no network, and so never says that a certificate was not revoked.
  public func judge(_ certificate: Certificate, for purpose: Purpose, at time: Instant) -> Verdict {
    Verdict(
      chain: chain(of: certificate, at: time), purpose: fitness(of: certificate, for: purpose),
      time: time < certificate.notBefore
        ? .failed(.notYetValid) : certificate.isValid(at: time) ? .ok : .failed(.expired),
      revocation: .unknown(.revocationNotAskable))
  }

  private func fitness(of certificate: Certificate, for purpose: Purpose) -> Verdict.Finding {
    if certificate.isCA || certificate.subject == certificate.issuer { return .failed(.isAuthority) }
    guard certificate.keyAlgorithm != nil else { return .failed(.weakAlgorithm) }
    // No extension at all would allow every use (RFC 5280 §4.2.1.3); JPKI always has one, so its absence is not ours.
    let usage = certificate.keyUsage ?? []
    switch purpose {
    case .login: return usage == .digitalSignature ? .ok : .failed(.wrongPurpose)
    case .documentSigning: return usage == [.digitalSignature, .nonRepudiation] ? .ok : .failed(.wrongPurpose)
    }
  }

  private func chain(of certificate: Certificate, at time: Instant) -> Verdict.Finding {
    if anchors.isEmpty { return .unknown(.noAnchors) }
    var best: Verdict.Finding = .failed(.unknownIssuer)
    for anchor in anchors {
      let finding = issued(certificate, by: anchor, at: time)
      if finding == .ok { return .ok }
      // The anchor whose key made the signature knows better than one that only has the same name.
      if finding != .failed(.unknownIssuer) { best = finding }
    }
    return best
  }

  private func issued(_ certificate: Certificate, by anchor: Certificate, at time: Instant) -> Verdict.Finding {
    let leaf = certificate.parsed
    let issuer = anchor.parsed
    defer { ERR_clear_error() }
    // All generations of an authority have one name; only the signature tells them apart.
    guard X509_NAME_cmp(X509_get_issuer_name(leaf.x509), X509_get_subject_name(issuer.x509)) == 0,
      let key = X509_get0_pubkey(issuer.x509), X509_verify(leaf.x509, key) == 1
    else { return .failed(.unknownIssuer) }
    guard anchor.isCA, anchor.keyUsage?.contains(.certificateSigning) ?? true else { return .failed(.unknownIssuer) }
    guard anchor.keyAlgorithm != nil, leaf.hasStrongSignature() else { return .failed(.weakAlgorithm) }
    guard anchor.isValid(at: time) else { return .failed(.issuerNotValid) }
    return pathFinding(leaf, issuer)
  }

  /// What libcrypto's own path check says about this leaf under this one anchor, times left out (they are ours to rank).
  private func pathFinding(_ leaf: ParsedCertificate, _ issuer: ParsedCertificate) -> Verdict.Finding {
    guard let context = X509_STORE_CTX_new() else { return .unknown(.unsupported) }
    defer { X509_STORE_CTX_free(context) }
    guard let trusted = co_x509s_new() else { return .unknown(.unsupported) }
    defer { co_x509s_free(trusted) }
    guard co_x509s_push(trusted, issuer.x509) == 1, X509_STORE_CTX_init(context, nil, leaf.x509, nil) == 1 else {
      return .unknown(.unsupported)
    }
    X509_STORE_CTX_set0_trusted_stack(context, trusted)
    let parameters = X509_STORE_CTX_get0_param(context)
    _ = X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN) | UInt(X509_V_FLAG_NO_CHECK_TIME))
    // 112 bits: RSA of 2,048 bits, no SHA-1 (X509_VERIFY_PARAM_set_auth_level(3)).
    X509_VERIFY_PARAM_set_auth_level(parameters, 2)
    if X509_verify_cert(context) == 1 { return .ok }
    return Self.finding(X509_STORE_CTX_get_error(context))
  }

  /// Every code that a path of one step can end with (x509_vfy.h); all others are faults of a path that we do not build.
  private static func finding(_ code: Int32) -> Verdict.Finding {
    switch code {
    case X509_V_OK: .ok
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, X509_V_ERR_INVALID_EXTENSION, X509_V_ERR_INVALID_POLICY_EXTENSION,
      X509_V_ERR_UNSUPPORTED_EXTENSION_FEATURE, X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE,
      X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
      .failed(.unsupported)
    case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK,
      X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM, X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH:
      .failed(.weakAlgorithm)
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_CERT_UNTRUSTED,
      X509_V_ERR_CERT_REJECTED, X509_V_ERR_INVALID_CA, X509_V_ERR_PATH_LENGTH_EXCEEDED,
      X509_V_ERR_KEYUSAGE_NO_CERTSIGN, X509_V_ERR_AKID_SKID_MISMATCH, X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH,
      X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
      X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      .failed(.unknownIssuer)
    default: .unknown(.unsupported)
    }
  }

  private static let maximumFile = 1 << 20

  private static func read(_ path: String) throws(TrustError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw .fileUnreadable }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = Glibc.read(descriptor, &room, room.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .fileUnreadable }
      if count == 0 { break }
      bytes.append(contentsOf: room.prefix(count))
      guard bytes.count <= maximumFile else { throw .tooLarge }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformedPEM }
    return text
  }
}

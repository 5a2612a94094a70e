internal import COpenSSL
internal import Domain
internal import Trust

/// A certificate with its key, kept in two files: `NAME.pem` and `NAME.key.pem`.
struct Issuer: Sendable {
  /// P-256 for TLS, RSA for today's cards and P-384 for the next one.
  enum KeyKind: Sendable { case p256, p384, rsa }

  let certificate: Certificate
  let key: SigningKey

  /// What the files hold, or a new pair when there is none, when it ends within `minimumDays`, or when `below` did not sign it.
  static func load(
    in files: PrivateFiles, _ name: String, kind: KeyKind = .p256, minimumDays: Int, now: Instant,
    below: Issuer? = nil, draft: () throws(AuthoritiesError) -> CertificateDraft
  ) throws(AuthoritiesError) -> Issuer {
    if let kept = try? read(in: files, name), kept.isUsable(minimumDays: minimumDays, now: now, below: below) {
      return kept
    }
    let issuer = try make(kind: kind, draft: try draft(), below: below)
    try issuer.write(in: files, name)
    return issuer
  }

  static func make(kind: KeyKind, draft: CertificateDraft, below: Issuer?) throws(AuthoritiesError) -> Issuer {
    let key: SigningKey
    do {
      key =
        switch kind {
        case .rsa: try SigningKey.rsa()
        case .p256: try SigningKey.ellipticCurve("P-256")
        case .p384: try SigningKey.ellipticCurve("P-384")
        }
    } catch { throw .key(error) }
    do {
      let der = try draft.signed(for: key, by: below.map { ($0.certificate.der, $0.key) })
      return Issuer(certificate: try Certificate(der: der), key: key)
    } catch let error as CertificateDraft.Failure {
      throw .certificate(error)
    } catch let error as TrustError {
      throw .certificate(.unreadable(error))
    } catch { throw .certificate(.refused("unknown")) }
  }

  /// Nil when one of the files is missing, damaged, or does not belong to the other.
  static func read(in files: PrivateFiles, _ name: String) throws -> Issuer? {
    guard let pem = try files.text(name + ".pem"), let keyPEM = try files.text(name + ".key.pem") else { return nil }
    let issuer = Issuer(certificate: try Certificate(pem: pem), key: try SigningKey(pem: keyPEM))
    return issuer.keyBelongs ? issuer : nil
  }

  /// The key first: a certificate whose key is lost would be worthless, a key without certificate is made again.
  func write(in files: PrivateFiles, _ name: String) throws(AuthoritiesError) {
    do {
      try files.write(name + ".key.pem", try key.pem())
      try files.write(name + ".pem", PEM.text(ofCertificate: certificate.der))
    } catch let error as PrivateFiles.Failure {
      throw .file(error)
    } catch { throw .key(.notWritable) }
  }

  func keyPEM() throws(AuthoritiesError) -> String {
    do { return try key.pem() } catch { throw .key(error) }
  }

  private var keyBelongs: Bool {
    var used = 0
    guard let x509 = co_x509_from_der(certificate.der, certificate.der.count, &used) else { return false }
    defer {
      X509_free(x509)
      ERR_clear_error()
    }
    return X509_check_private_key(x509, key.pointer) == 1
  }

  private func isUsable(minimumDays: Int, now: Instant, below: Issuer?) -> Bool {
    guard certificate.notBefore <= now, now.adding(seconds: minimumDays * 86_400) < certificate.notAfter else {
      return false
    }
    guard let below else { return true }
    var used = 0
    guard let x509 = co_x509_from_der(certificate.der, certificate.der.count, &used) else { return false }
    defer {
      X509_free(x509)
      ERR_clear_error()
    }
    return X509_verify(x509, below.key.pointer) == 1
  }
}

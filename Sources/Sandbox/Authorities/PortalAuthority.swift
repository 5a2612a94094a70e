internal import COpenSSL
internal import Domain
internal import Trust

/// The portal's own TLS authority (P-256) and the server certificate for this machine's loopback addresses.
///
/// Times are the machine's, not the sandbox's: the client's TLS library knows no other clock.
struct PortalAuthority: Sendable {
  let caPEM: String
  let certificatePEM: String
  let keyPEM: String
  /// SHA-256 of the server certificate's SubjectPublicKeyInfo, lower-case hex.
  let keyHash: String

  /// Certificates that a client must refuse, with their keys; in the order of `Impostor`.
  let impostors: [(certificatePEM: String, keyPEM: String)]

  /// Why a client must refuse a certificate.
  enum Impostor: Int, Hashable, Sendable, CaseIterable { case otherAuthority, expired, otherHost }

  private static let day = 86_400

  init(in files: PrivateFiles, now: Instant) throws(AuthoritiesError) {
    let authority = try Issuer.load(in: files, "ca", minimumDays: 400, now: now) { () throws(AuthoritiesError) in
      Self.authority("Practice portal authority", now: now)
    }
    caPEM = PEM.text(ofCertificate: authority.certificate.der)
    let server = try Issuer.load(
      in: files, "server", minimumDays: 30, now: now, below: authority
    ) { () throws(AuthoritiesError) in Self.server(now: now) }
    certificatePEM = PEM.text(ofCertificate: server.certificate.der)
    keyPEM = try server.keyPEM()
    keyHash = lowercaseHex(server.certificate.publicKeySHA256)
    // Made at each start and never kept: nobody shall find them in the state directory and trust them.
    var impostors: [(certificatePEM: String, keyPEM: String)] = []
    for impostor in Impostor.allCases {
      let made =
        switch impostor {
        case .otherAuthority:
          try Issuer.make(
            kind: .p256, draft: Self.server(now: now),
            below: try Issuer.make(kind: .p256, draft: Self.authority("Other authority", now: now), below: nil)
          )
        case .expired:
          try Issuer.make(
            kind: .p256, draft: Self.server(now: now.adding(seconds: -500 * Self.day)), below: authority)
        case .otherHost:
          try Issuer.make(
            kind: .p256, draft: Self.server(now: now, names: "DNS:other.test,IP:192.0.2.1"), below: authority)
        }
      impostors.append((PEM.text(ofCertificate: made.certificate.der), try made.keyPEM()))
    }
    self.impostors = impostors
  }

  private static func authority(_ name: String, now: Instant) -> CertificateDraft {
    CertificateDraft(
      subject: [.country("JP"), .organization("MYNAFRONT-SANDBOX"), .common(name)],
      serial: [0x01] + RandomBytes.make(8),
      notBefore: now.adding(seconds: -day), notAfter: now.adding(seconds: 3650 * day),
      extensions: [
        (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
        (NID_subject_key_identifier, "hash"),
      ])
  }

  private static func server(
    now: Instant, names: String = "IP:127.0.0.1,IP:::1,DNS:localhost"
  ) -> CertificateDraft {
    CertificateDraft(
      subject: [.country("JP"), .organization("MYNAFRONT-SANDBOX"), .common("localhost")],
      serial: [0x01] + RandomBytes.make(8), notBefore: now.adding(seconds: -day),
      notAfter: now.adding(seconds: 397 * day),
      extensions: [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
        (NID_ext_key_usage, "serverAuth"), (NID_subject_key_identifier, "hash"),
        (NID_authority_key_identifier, "keyid:always"), (NID_subject_alt_name, names),
      ])
  }
}

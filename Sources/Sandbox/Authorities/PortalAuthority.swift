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

  private static let day = 86_400

  init(in files: PrivateFiles, now: Instant) throws(AuthoritiesError) {
    let authority = try Issuer.load(in: files, "ca", minimumDays: 400, now: now) { () throws(AuthoritiesError) in
      CertificateDraft(
        subject: [.country("JP"), .organization("MYNAFRONT-SANDBOX"), .common("Practice portal authority")],
        serial: [0x01] + RandomBytes.make(8), notBefore: now.adding(seconds: -Self.day),
        notAfter: now.adding(seconds: 3650 * Self.day),
        extensions: [
          (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
          (NID_subject_key_identifier, "hash"),
        ])
    }
    caPEM = PEM.text(ofCertificate: authority.certificate.der)
    let server = try Issuer.load(
      in: files, "server", minimumDays: 30, now: now, below: authority
    ) { () throws(AuthoritiesError) in
      CertificateDraft(
        subject: [.country("JP"), .organization("MYNAFRONT-SANDBOX"), .common("localhost")],
        serial: [0x01] + RandomBytes.make(8), notBefore: now.adding(seconds: -Self.day),
        notAfter: now.adding(seconds: 397 * Self.day),
        extensions: [
          (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
          (NID_ext_key_usage, "serverAuth"), (NID_subject_key_identifier, "hash"),
          (NID_authority_key_identifier, "keyid:always"),
          (NID_subject_alt_name, "IP:127.0.0.1,IP:::1,DNS:localhost"),
        ])
    }
    certificatePEM = PEM.text(ofCertificate: server.certificate.der)
    keyPEM = try server.keyPEM()
    keyHash = lowercaseHex(server.certificate.publicKeySHA256)
  }
}

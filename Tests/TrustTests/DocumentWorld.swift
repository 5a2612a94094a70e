import Domain
import Foundation
import Testing
import Trust

/// Authorities and signers of documents: three generations of one name with two kinds of keys, and an impostor of the same name.
struct DocumentWorld {
  static let name = "/C=JP/O=JPKI-SANDBOX/OU=JPKI for digital signature"
  static let shared = Result {
    atexit(removeSharedDocumentWorld)
    return try DocumentWorld()
  }
  static let content = Array("申請書\r\n一 これは見本です。\n\0\u{1A}end".utf8)

  let directory = OpenSSLDirectory()
  /// An hour after everything was made, so that no signer's clock is ahead.
  let now: Instant
  /// All generations, as a profile has them.
  let store: TrustStore

  /// Signer, its key, its authority.
  static let signers = [
    ("rsa", "rsa.key", "first"), ("rsa3072", "rsa3072.key", "second"), ("p256", "p256.key", "third"),
    ("p384", "p384.key", "third"), ("rsa-by-p384", "rsa.key", "third"), ("p384-by-rsa", "p384.key", "first"),
  ]

  init() throws {
    try directory.authority("first", Self.name)
    try directory.authority("second", Self.name)
    try directory.authority("third", Self.name, key: OpenSSLDirectory.p384)
    try directory.authority("impostor", Self.name)
    try directory.openssl("genrsa", "-out", "rsa.key", "2048")
    try directory.openssl("genrsa", "-out", "rsa3072.key", "3072")
    try directory.openssl("genrsa", "-out", "short.key", "1024")
    for (key, curve) in [("p256", "P-256"), ("p384", "P-384"), ("k256", "secp256k1")] {
      try directory.openssl("ecparam", "-genkey", "-name", curve, "-noout", "-out", key + ".key")
    }
    let signing = ["keyUsage=critical,digitalSignature,nonRepudiation", "subjectKeyIdentifier=hash"]
    for (number, (name, key, authority)) in (Self.signers + [("by-impostor", "rsa.key", "impostor")]).enumerated() {
      try directory.issue(
        name, by: authority, key: key, digest: authority == "third" ? "-sha384" : "-sha256",
        subject: "/C=JP/CN=holder \(name)", serial: "0x01A2B3C\(number)", extensions: signing)
    }
    try directory.issue("short", by: "first", key: "short.key", extensions: signing)
    try directory.issue("k256", by: "first", key: "k256.key", extensions: signing)
    // The same name, number and key as "rsa", but another certificate.
    try directory.issue(
      "twin", by: "first", key: "rsa.key", days: 200, subject: "/C=JP/CN=holder rsa", serial: "0x01A2B3C0",
      extensions: signing)
    try directory.issue("login", by: "first", key: "rsa.key", extensions: ["keyUsage=critical,digitalSignature"])
    try directory.openssl("crl2pkcs7", "-nocrl", "-certfile", "rsa.pem", "-out", "certificates-only.p7b")
    try directory.write("content", Self.content)
    now = try directory.certificate("rsa.pem").notBefore.adding(seconds: 3600)
    store = TrustStore(
      anchors: try ["first", "second", "third"].map { [directory] in try directory.certificate($0 + ".pem") })
  }

  /// A document made by the openssl command.
  func signed(_ arguments: [String], content: String = "content", by signer: String = "rsa", form: String = "DER")
    throws -> [UInt8]
  {
    let key =
      Self.signers.first { $0.0 == signer }?.1 ?? (signer == "k256" || signer == "short" ? signer : "rsa") + ".key"
    return [UInt8](
      try directory.run(
        ["cms", "-sign", "-binary", "-in", content, "-signer", signer + ".pem", "-inkey", key, "-outform", form]
          + arguments))
  }

  /// What we sign, with the openssl command in the card's place.
  func pending(
    _ signer: String, attached: Bool, content: [UInt8] = DocumentWorld.content, chain: Bool = true, at: Instant? = nil
  ) throws -> [UInt8] {
    let row = try #require(Self.signers.first { $0.0 == signer })
    let pending = try PendingSignature(
      content, attached: attached, certificate: try directory.certificate(signer + ".pem"),
      chain: chain ? [try directory.certificate(row.2 + ".pem")] : [], at: at ?? now)
    return try pending.finish(try directory.card(row.1, signs: pending.toBeSigned))
  }

  func judge(_ document: [UInt8], _ content: [UInt8]? = nil) throws -> SignedDocument {
    try SignedDocument.verify(document, content: content, trusting: store, at: now)
  }
}

/// A static value is never deinitialized: its directory goes when the test program ends.
private func removeSharedDocumentWorld() { try? DocumentWorld.shared.get().directory.remove() }

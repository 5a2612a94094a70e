import Domain
import Foundation
import Testing
import Trust

@testable import Sandbox

struct AuthoritiesTests {
  static let text = "mynafront-login-v1\nhttps://127.0.0.1:8443\n00\nnonce\n2026-11-20T10:02:00+09:00"
  static let rsa = "sha256WithRSAEncryption"

  @Test func opensslTrustsThePortalsServerCertificateForLoopbackOnly() throws {
    let (directory, authorities) = try AuthoritiesDirectory.shared.get()
    let server = try directory.write("server.pem", authorities.serverCertificatePEM)
    func verify(_ more: String...) throws -> Int32 {
      let common = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", authorities.portalCAFile]
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
      process.arguments = common + more + [server]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
    #expect(try verify("-verify_ip", "127.0.0.1") == 0)
    #expect(try verify("-verify_ip", "::1") == 0)
    #expect(try verify("-verify_hostname", "localhost") == 0)
    #expect(try verify("-verify_hostname", "portal.test") != 0)
    #expect(try verify("-verify_ip", "192.0.2.1") != 0)
    let certificate = try Certificate(pem: authorities.serverCertificatePEM)
    #expect(lowercaseHex(certificate.publicKeySHA256) == authorities.serverKeyHash)
    let key = try directory.write("server.key", authorities.serverKeyPEM)
    let fromKey = try directory.openssl("pkey", "-in", key, "-pubout").output
    #expect(try directory.openssl("x509", "-in", server, "-noout", "-pubkey").output == fromKey)
  }

  @Test func everythingKeptIsForTheOwnerOnly() throws {
    let (directory, authorities) = try AuthoritiesDirectory.shared.get()
    _ = try authorities.credentials(for: AuthoritiesDirectory.persona("p01"))
    let root = directory.path + "/state"
    let names = try #require(FileManager.default.enumerator(atPath: root)?.allObjects as? [String])
    #expect(names.count > 12)
    for name in names {
      let attributes = try FileManager.default.attributesOfItem(atPath: root + "/" + name)
      let isDirectory = attributes[.type] as? FileAttributeType == .typeDirectory
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == (isDirectory ? 0o700 : 0o600), "\(name)")
    }
  }

  @Test(arguments: ["p01", "p02", "p03", "p04", "p05", "p06"])
  func opensslVerifiesBothCertificatesOfACard(_ id: String) throws {
    let (directory, authorities) = try AuthoritiesDirectory.shared.get()
    let card = try authorities.credentials(for: AuthoritiesDirectory.persona(id))
    let auth = try directory.write(id + "-auth.pem", PEM.text(ofCertificate: card.authCertificate))
    let sign = try directory.write(id + "-sign.pem", PEM.text(ofCertificate: try #require(card.signCertificate)))
    let issuer = try directory.write(id + "-ca.pem", PEM.text(ofCertificate: card.authCA))
    let time = String(AuthoritiesDirectory.now.seconds)
    for (anchors, leaf, status) in [
      (authorities.cardCAFile, auth, Int32(0)), (issuer, auth, 0), (authorities.signCAFile, sign, 0),
      (authorities.signCAFile, auth, 2), (authorities.cardCAFile, sign, 2),
    ] {
      let said = try directory.openssl("verify", "-x509_strict", "-attime", time, "-CAfile", anchors, leaf)
      #expect(said.status == status, "\(said.output)")
    }
    let shown = try directory.openssl("x509", "-in", auth, "-noout", "-text").output
    #expect(shown.contains("O = JPKI-SANDBOX"))
    #expect(!shown.contains("O = JPKI,"))
    #expect(shown.contains("Policy: \(CardIssuance.loginPolicy)"))
    #expect(shown.contains("X509v3 Key Usage: critical\n                Digital Signature\n"))
    #expect((1000...1900).contains(card.authCertificate.count))
  }

  @Test func twoGenerationsOfOneNameIssueAndOnlyTheSignatureTellsThemApart() throws {
    let (directory, authorities) = try AuthoritiesDirectory.shared.get()
    let store = try TrustStore(anchorsPEMFile: authorities.cardCAFile)
    #expect(store.anchors.count == 2)
    #expect(store.anchors[0].subject == store.anchors[1].subject)
    var issuers = Set<[UInt8]>()
    for id in ["p01", "p02", "p03", "p04", "p05", "p06"] {
      let card = try authorities.credentials(for: AuthoritiesDirectory.persona(id))
      issuers.insert(card.authCA)
      let other = try #require(store.anchors.first { $0.der != card.authCA })
      let leaf = try directory.write("g-\(id).pem", PEM.text(ofCertificate: card.authCertificate))
      let wrong = try directory.write("g-\(id)-ca.pem", PEM.text(ofCertificate: other.der))
      let time = String(AuthoritiesDirectory.now.seconds)
      #expect(try directory.openssl("verify", "-attime", time, "-CAfile", wrong, leaf).status == 2)
    }
    #expect(issuers.count == 2)
  }

  static let verdicts: [(CardCondition, LoginVerdict?)] = [
    (.valid, nil), (.expiringSoon, nil), (.authLocked, nil), (.signRevoked, nil), (.noSignCertificate, nil),
    (.unknownToPortal, nil), (.expired, .refused(.expired)), (.revoked, .refused(.revoked)),
    (.foreignIssuer, .refused(.chain)),
  ]

  @Test(arguments: verdicts) func theJudgeSaysWhatTheCardsConditionIs(_ row: (CardCondition, LoginVerdict?)) throws {
    let (_, authorities) = try AuthoritiesDirectory.shared.get()
    let id = "c-" + row.0.rawValue
    let card = try authorities.credentials(for: AuthoritiesDirectory.persona(id, row.0))
    let signature = try AuthoritiesDirectory.sign(Self.text, card.authKeyPEM)
    let verdict = authorities.judge(
      certificate: card.authCertificate, algorithm: Self.rsa, signature: signature, signedText: Self.text,
      at: AuthoritiesDirectory.now)
    let serial = try Certificate(der: card.authCertificate).serial
    #expect(verdict == row.1 ?? .person(serial: serial))
    if row.1 == nil {
      #expect(authorities.personaID(certificateSerial: serial) == (row.0 == .unknownToPortal ? nil : id))
      let soon = AuthoritiesDirectory.now.adding(seconds: 32 * 86_400)
      let later = authorities.judge(
        certificate: card.authCertificate, algorithm: Self.rsa, signature: signature, signedText: Self.text, at: soon)
      #expect(later == (row.0 == .expiringSoon ? .refused(.expired) : .person(serial: serial)))
    }
    #expect((card.signCertificate == nil) == (row.0 == .noSignCertificate))
  }

  @Test func opensslVerifiesWhatACardSigns() throws {
    let (directory, authorities) = try AuthoritiesDirectory.shared.get()
    let card = try authorities.credentials(for: AuthoritiesDirectory.persona("p01"))
    let signature = try AuthoritiesDirectory.sign(Self.text, card.authKeyPEM)
    let leaf = try directory.write("v.pem", PEM.text(ofCertificate: card.authCertificate))
    let key = try directory.write("v.pub", try directory.openssl("x509", "-in", leaf, "-noout", "-pubkey").output)
    let text = try directory.write("v.txt", Self.text)
    try Data(signature).write(to: URL(fileURLWithPath: directory.path + "/v.sig"))
    let said = try directory.openssl(
      "dgst", "-sha256", "-verify", key, "-signature", directory.path + "/v.sig", text)
    #expect(said.status == 0 && said.output.contains("Verified OK"))
  }

  /// Keys and certificates of its own, for the same person and by the same authorities.
  @Test func theNextCardSignsWithP384AndBelongsToTheSamePerson() throws {
    let (directory, authorities) = try AuthoritiesDirectory.shared.get()
    let persona = AuthoritiesDirectory.persona("p01")
    let card = try authorities.credentials(for: persona, as: .next)
    let certificate = try Certificate(der: card.authCertificate)
    #expect(certificate.key == .ellipticCurve(bits: 384))
    #expect(try Certificate(der: try #require(card.signCertificate)).key == .ellipticCurve(bits: 384))
    let today = try Certificate(der: try authorities.credentials(for: persona).authCertificate)
    #expect(today.serial != certificate.serial)
    #expect(authorities.personaID(certificateSerial: certificate.serial) == "p01")
    let algorithm = try #require(certificate.keyAlgorithm)
    let key = try SigningKey(pem: card.authKeyPEM)
    let signature = try key.signRaw(algorithm.toBeSigned(for: Array(Self.text.utf8)))
    for name in [algorithm.name, Self.rsa] {
      let verdict = authorities.judge(
        certificate: card.authCertificate, algorithm: name, signature: signature, signedText: Self.text,
        at: AuthoritiesDirectory.now)
      #expect(verdict == (name == "ecdsa-with-SHA384" ? .person(serial: certificate.serial) : .refused(.signature)))
    }
    let leaf = try directory.write("n.pem", PEM.text(ofCertificate: card.authCertificate))
    let publicKey = try directory.write("n.pub", try directory.openssl("x509", "-in", leaf, "-noout", "-pubkey").output)
    try Data(signature).write(to: URL(fileURLWithPath: directory.path + "/n.sig"))
    let said = try directory.openssl(
      "dgst", "-sha384", "-verify", publicKey, "-signature", directory.path + "/n.sig",
      try directory.write("n.txt", Self.text))
    #expect(said.status == 0 && said.output.contains("Verified OK"))
  }

  @Test func theJudgeRefusesAnotherTextAnotherSignatureAndTheOtherCertificate() throws {
    let (_, authorities) = try AuthoritiesDirectory.shared.get()
    let card = try authorities.credentials(for: AuthoritiesDirectory.persona("p01"))
    let other = try authorities.credentials(for: AuthoritiesDirectory.persona("p02"))
    let signature = try AuthoritiesDirectory.sign(Self.text, card.authKeyPEM)
    func judge(
      _ certificate: [UInt8], _ signature: [UInt8], _ text: String = Self.text, as algorithm: String = Self.rsa
    ) -> LoginVerdict {
      authorities.judge(
        certificate: certificate, algorithm: algorithm, signature: signature, signedText: text,
        at: AuthoritiesDirectory.now)
    }
    #expect(judge(card.authCertificate, signature, as: "ecdsa-with-SHA384") == .refused(.signature))
    #expect(judge(card.authCertificate, signature, Self.text + " ") == .refused(.signature))
    #expect(judge(card.authCertificate, []) == .refused(.signature))
    #expect(
      judge(card.authCertificate, try AuthoritiesDirectory.sign(Self.text, other.authKeyPEM)) == .refused(.signature))
    #expect(judge(other.authCertificate, signature) == .refused(.signature))
    let signCertificate = try #require(card.signCertificate)
    let signKey = try #require(card.signKeyPEM)
    #expect(judge(signCertificate, try AuthoritiesDirectory.sign(Self.text, signKey)) == .refused(.purpose))
    #expect(judge(card.authCA, signature) == .refused(.purpose))
    #expect(judge([], signature) == .refused(.chain))
    #expect(judge(card.authCertificate + [0], signature) == .refused(.chain))
  }

  @Test func aSecondStartFindsTheSameAuthoritiesAndCards() throws {
    let directory = AuthoritiesDirectory()
    let first = try directory.authorities()
    let card = try first.credentials(for: AuthoritiesDirectory.persona("p01"))
    let expired = try first.credentials(for: AuthoritiesDirectory.persona("p02", .expired))
    let second = try directory.authorities()
    #expect(second.serverKeyHash == first.serverKeyHash)
    #expect(try second.credentials(for: AuthoritiesDirectory.persona("p01")).authCertificate == card.authCertificate)
    #expect(try second.credentials(for: AuthoritiesDirectory.persona("p01")).authCA == card.authCA)
    #expect(
      try second.credentials(for: AuthoritiesDirectory.persona("p02", .expired)).authCertificate
        == expired.authCertificate)
    let serial = try Certificate(der: card.authCertificate).serial
    #expect(second.personaID(certificateSerial: "00" + serial.uppercased()) == "p01")
    #expect(second.personaID(certificateSerial: try Certificate(der: try #require(card.signCertificate)).serial) == nil)

    // Four years on, the card has ended; the sandbox gives a new one with another serial number, for the same person.
    let later = try directory.authorities(at: AuthoritiesDirectory.now.adding(seconds: 4 * 366 * 86_400))
    let renewed = try Certificate(der: try later.credentials(for: AuthoritiesDirectory.persona("p01")).authCertificate)
    #expect(renewed.serial != serial)
    #expect(later.personaID(certificateSerial: renewed.serial) == "p01")
  }

  @Test func serialNumbersDependOnThePersonAlone() throws {
    let (_, shared) = try AuthoritiesDirectory.shared.get()
    let other = AuthoritiesDirectory()
    let persona = AuthoritiesDirectory.persona("p01")
    let here = try Certificate(der: try shared.credentials(for: persona).authCertificate)
    let there = try Certificate(der: try other.authorities().credentials(for: persona).authCertificate)
    #expect(here.serial == there.serial)
    #expect(here.publicKeySHA256 != there.publicKeySHA256)
  }

  @Test func noCardMeansNone() throws {
    let (_, authorities) = try AuthoritiesDirectory.shared.get()
    #expect(throws: AuthoritiesError.noCard) {
      try authorities.credentials(for: AuthoritiesDirectory.persona("p90", CardCondition.none))
    }
    #expect(throws: AuthoritiesError.self) { try authorities.credentials(for: AuthoritiesDirectory.persona("../p91")) }
  }

  @Test func theSigningCertificateStatesTheFourAttributes() throws {
    let (_, authorities) = try AuthoritiesDirectory.shared.get()
    let persona = AuthoritiesDirectory.persona(
      "p50", name: "渡邉󠄀　\u{FA19}𠮷", birth: PartialDate(2019, 5, 1))
    let card = try authorities.credentials(for: persona)
    let sign = try Certificate(der: try #require(card.signCertificate))
    #expect(sign.otherNames.map(\.identifier.last) == ["1", "4", "3", "5", "2", "6"])
    #expect(sign.otherName(AttributeIdentifier.name)?.reveal() == "渡邉　神〓")
    #expect(sign.otherName(AttributeIdentifier.nameSubstitutes)?.reveal() == "01011")
    #expect(sign.otherName(AttributeIdentifier.birth)?.reveal() == "520190501")
    #expect(sign.otherName(AttributeIdentifier.sex)?.reveal() == "2")
    #expect(sign.otherName(AttributeIdentifier.address)?.reveal() == persona.address)
    #expect(sign.keyUsage == [.digitalSignature, .nonRepudiation])
  }

  @Test(arguments: [
    (PartialDate(2019, 4, 30), "420190430"), (PartialDate(1989, 1, 7), "319890107"), (PartialDate(1989), "019890000"),
    (PartialDate(1948), "319480000"), (PartialDate(1951, 7), "319510700"), (PartialDate(1926, 12, 24), "219261224"),
    (PartialDate(1912, 7, 29), "119120729"), (PartialDate(1860, 1, 1), "018600101"),
  ]) func aBirthHasItsErasDigitWhereTheEraIsKnown(_ row: (PartialDate, String)) {
    #expect(SigningAttributes.birth(row.0) == row.1)
  }
}

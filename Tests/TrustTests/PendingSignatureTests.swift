import Domain
import Foundation
import Testing
import Trust

struct PendingSignatureTests {
  /// The command builds the chain, compares signing-certificate-v2 (`-cades`) and gives the content back.
  @Test(arguments: DocumentWorld.signers.map(\.0), [true, false])
  func whatWeSignOpenSSLVerifies(_ signer: String, attached: Bool) throws {
    let world = try DocumentWorld.shared.get()
    let document = try world.pending(signer, attached: attached)
    let name = "made-\(signer)-\(attached).p7s"
    try world.directory.write(name, document)
    let authority = try #require(DocumentWorld.signers.first { $0.0 == signer }).2
    let said = try world.directory.run(
      ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", name, "-CAfile", authority + ".pem"]
        + ["-purpose", "any", "-attime", String(world.now.seconds)]
        + (attached ? [] : ["-content", "content"]))
    #expect([UInt8](said) == DocumentWorld.content)

    let judged = try world.judge(document, attached ? nil : DocumentWorld.content)
    #expect(judged.verdict.refusal == nil)
    #expect(judged.signers.first?.signingTime == world.now)
    #expect(judged.isDetached == !attached)
    let wrong = try #require(DocumentWorld.signers.first { $0.2 != authority }).2
    #expect(throws: OpenSSLDirectory.Failed.self) {
      try world.directory.run([
        "cms", "-verify", "-binary", "-inform", "DER", "-in", name, "-CAfile", wrong + ".pem", "-purpose", "any",
        "-content", "content",
      ])
    }
  }

  @Test func anRSACardIsGivenTheWholeDigestInfoAndAnECDSACardTheDigest() throws {
    let world = try DocumentWorld.shared.get()
    func toBeSigned(_ name: String) throws -> [UInt8] {
      try PendingSignature(
        DocumentWorld.content, attached: false, certificate: try world.directory.certificate(name), at: world.now
      ).toBeSigned
    }
    let info = try toBeSigned("rsa.pem")
    #expect(info == SHA256.digestInfo(Array(info.suffix(32))))
    #expect(try toBeSigned("rsa3072.pem").count == 51)
    #expect(try toBeSigned("p256.pem").count == 32)
    #expect(try toBeSigned("p384.pem").count == 48)
    let pending = try PendingSignature(
      DocumentWorld.content, attached: true, certificate: try world.directory.certificate("rsa.pem"), at: world.now)
    #expect(pending.contentDigest == SHA256.hash(DocumentWorld.content))
  }

  struct Refusal: Sendable { let certificate: String, days: Int, reason: Verdict.Reason }

  @Test(arguments: [
    Refusal(certificate: "rsa", days: 366, reason: .expired),
    Refusal(certificate: "rsa", days: -1, reason: .notYetValid),
    Refusal(certificate: "login", days: 1, reason: .wrongPurpose),
    Refusal(certificate: "first", days: 1, reason: .isAuthority),
    Refusal(certificate: "short", days: 1, reason: .weakAlgorithm),
    Refusal(certificate: "k256", days: 1, reason: .weakAlgorithm),
  ]) func theCardIsNotAskedWhenTheCertificateMustNotBeUsed(_ row: Refusal) throws {
    let world = try DocumentWorld.shared.get()
    let certificate = try world.directory.certificate(row.certificate + ".pem")
    #expect(throws: SigningError.certificateRefused(row.reason)) {
      try PendingSignature(
        [], attached: true, certificate: certificate, at: world.now.adding(seconds: row.days * 86_400))
    }
  }

  @Test func theOtherCertificateSignsWhenThatIsWhatWasAskedFor() throws {
    let world = try DocumentWorld.shared.get()
    let certificate = try world.directory.certificate("login.pem")
    let pending = try PendingSignature([1], attached: true, certificate: certificate, at: world.now, for: .login)
    let document = try pending.finish(try world.directory.card("rsa.key", signs: pending.toBeSigned))
    #expect(
      try SignedDocument.verify(document, trusting: world.store, for: .login, at: world.now).verdict.refusal == nil)
    #expect(try world.judge(document).verdict.refusal == .certificate(.wrongPurpose))
  }

  @Test func anAnswerThatIsNotTheSignatureIsNotWritten() throws {
    let world = try DocumentWorld.shared.get()
    for name in ["rsa", "p384"] {
      let pending = try PendingSignature(
        DocumentWorld.content, attached: true, certificate: try world.directory.certificate(name + ".pem"),
        at: world.now)
      let right = try world.directory.card(name + ".key", signs: pending.toBeSigned)
      var changed = right
      changed[changed.count - 1] ^= 1
      let otherKey = try world.directory.card(
        name == "rsa" ? "p384.key" : "p256.key", signs: Array(repeating: 7, count: 32))
      for wrong in [
        [], changed, right + [0], Array(right.dropLast()), otherKey, [UInt8](repeating: 0, count: right.count),
      ] {
        #expect(throws: SigningError.signatureWrong) { try pending.finish(wrong) }
      }
      #expect(try world.judge(pending.finish(right)).verdict.refusal == nil)
    }
  }

  @Test(arguments: [0, 1, 127, 128, 255, 256, 65_535, 65_536]) func everyLengthOfContentIsWritten(_ count: Int) throws {
    let world = try DocumentWorld.shared.get()
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let document = try world.pending("p256", attached: true, content: content)
    #expect(try world.judge(document).content == content)
    let detached = try world.pending("p256", attached: false, content: content, chain: false)
    #expect(try world.judge(detached, content).verdict.refusal == nil)
  }

  @Test func contentBeyondTheLimitIsSaidToBeTooLarge() throws {
    let world = try DocumentWorld.shared.get()
    let certificate = try world.directory.certificate("rsa.pem")
    let large = [UInt8](repeating: 0, count: SignedDocument.maximumContent + 1)
    #expect(throws: SigningError.tooLarge) {
      try PendingSignature(large, attached: false, certificate: certificate, at: world.now)
    }
    let document = try world.pending("rsa", attached: false)
    #expect(throws: DocumentError.tooLarge) { try world.judge(document, large) }
    #expect(throws: DocumentError.tooLarge) { try world.judge([0x30] + large + large) }
    let chain = [Certificate](repeating: certificate, count: 40)
    #expect(throws: Never.self) {
      try PendingSignature([], attached: false, certificate: certificate, chain: chain, at: world.now)
    }
  }

  /// UTCTime ends with 2049 (RFC 5652 §11.3): the certificate here is valid for a hundred years.
  @Test func aTimeAfter2049IsWrittenWithFourDigits() throws {
    let world = try DocumentWorld.shared.get()
    try world.directory.issue(
      "long", by: "first", key: "rsa.key", days: 36_500,
      extensions: ["keyUsage=critical,digitalSignature,nonRepudiation"])
    let certificate = try world.directory.certificate("long.pem")
    for year in [2049, 2050, 2099] {
      let time = try #require(Instant(rfc3339: "\(year)-12-31T23:59:59Z"))
      let pending = try PendingSignature([], attached: true, certificate: certificate, at: time)
      let document = try pending.finish(try world.directory.card("rsa.key", signs: pending.toBeSigned))
      let judged = try SignedDocument.verify(document, trusting: world.store, at: time)
      #expect(judged.signers.first?.signingTime == time)
    }
  }
}

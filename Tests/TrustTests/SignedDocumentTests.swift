import Domain
import Foundation
import Testing
import Trust

struct SignedDocumentTests {
  static let content = DocumentWorld.content

  struct Accepted: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    var signer = "rsa"
    var form = "DER"
    var testDescription: String { "\(signer) \(form) \(arguments.joined(separator: " "))" }
  }

  static let accepted: [Accepted] =
    ["rsa", "rsa3072", "p256", "p384", "rsa-by-p384", "p384-by-rsa"].flatMap { signer in
      [[], ["-cades"], ["-keyid"], ["-keyid", "-cades"]].flatMap { (options: [String]) in
        [Accepted(arguments: options, signer: signer), Accepted(arguments: options + ["-nodetach"], signer: signer)]
      }
    } + [
      Accepted(arguments: ["-nodetach"], form: "PEM"), Accepted(arguments: [], signer: "p384", form: "PEM"),
      Accepted(arguments: ["-nodetach", "-stream"]), Accepted(arguments: ["-nodetach", "-stream", "-keyid"]),
      Accepted(arguments: ["-nodetach", "-stream", "-cades"], signer: "p384", form: "PEM"),
      Accepted(arguments: ["-md", "sha384", "-nodetach"]), Accepted(arguments: ["-md", "sha512"], signer: "p384"),
      Accepted(arguments: ["-md", "sha512", "-cades"]),
      Accepted(arguments: ["-keyopt", "rsa_padding_mode:pss"]),
      Accepted(arguments: ["-keyopt", "rsa_padding_mode:pss", "-md", "sha384", "-cades"], signer: "rsa3072"),
      Accepted(arguments: ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:0", "-nodetach"]),
      Accepted(arguments: ["-certfile", "first.pem", "-nodetach"]), Accepted(arguments: ["-nosmimecap", "-nodetach"]),
      Accepted(arguments: ["-noattr"]), Accepted(arguments: ["-noattr", "-nodetach"]),
      Accepted(arguments: ["-noattr", "-nodetach", "-keyid", "-certfile", "third.pem"], signer: "p384"),
      Accepted(arguments: ["-noattr", "-md", "sha384"], signer: "rsa3072", form: "PEM"),
      Accepted(arguments: ["-noattr", "-keyopt", "rsa_padding_mode:pss"]),
    ]

  @Test(arguments: accepted) func whatOpenSSLSignsIsVerified(_ row: Accepted) throws {
    let world = try DocumentWorld.shared.get()
    let document = try world.signed(row.arguments, by: row.signer, form: row.form)
    let attached = row.arguments.contains("-nodetach")
    let judged = try world.judge(document, attached ? nil : Self.content)
    #expect(judged.verdict.refusal == nil)
    #expect(judged.content == Self.content)
    #expect(judged.isDetached == !attached)
    #expect(judged.signers.count == 1)
    #expect(judged.signers[0].certificate == (try world.directory.certificate(row.signer + ".pem")))
    // Revocation of a card's certificate cannot be asked: never called valid.
    #expect(judged.verdict.summary == .undetermined)
    #expect(judged.verdict.reasons == [.certificate(.revocationNotAskable)])
    if attached {
      #expect(try world.judge(document, Self.content).verdict.refusal == nil)
    } else {
      #expect(throws: DocumentError.contentNeeded) { try world.judge(document) }
    }
    let other = try world.judge(document, Self.content + [0x0A]).verdict
    // Without attributes the signature itself is over the content, and it is the signature that is wrong.
    let isDirect = row.arguments.contains("-noattr") && !attached
    #expect(
      other.integrity == (isDirect ? .unknown(.document(.signatureWrong)) : .failed(.document(.contentChanged))))
    #expect(other.summary == .invalid)
  }

  /// `-stream` writes indefinite lengths and content in pieces: the frame is not what is signed.
  @Test func aStreamOfManyPiecesIsReadAndACutOneIsNot() throws {
    let world = try DocumentWorld.shared.get()
    let content = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try world.directory.write("long-content", content)
    let document = try world.signed(["-nodetach", "-stream"], content: "long-content")
    #expect(document[1] == 0x80)
    #expect(try world.judge(document).content == content)
    for count in stride(from: 0, to: document.count, by: 997) {
      #expect(throws: DocumentError.self) { try world.judge(Array(document.prefix(count))) }
    }
    #expect(throws: DocumentError.malformed) { try world.judge(document + [0]) }
    #expect(throws: DocumentError.malformed) {
      try world.judge((0..<5000).flatMap { _ in [0x30, 0x80] as [UInt8] })
    }
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    var signer = "rsa"
    var days = 0
    var anchors = ["first", "second", "third"]
    let reason: DocumentVerdict.Reason
    var testDescription: String { "\(signer) day \(days) \(arguments.joined(separator: " ")): \(reason.name)" }
  }

  static let refused = [
    Refused(arguments: ["-nocerts"], reason: .document(.certificateMissing)),
    Refused(arguments: ["-nocerts", "-certfile", "p256.pem"], reason: .document(.certificateMissing)),
    Refused(arguments: ["-nocerts", "-certfile", "p256.pem", "-keyid"], reason: .document(.certificateMissing)),
    Refused(arguments: ["-md", "sha1"], reason: .document(.weakDigest)),
    Refused(arguments: ["-md", "md5"], reason: .document(.weakDigest)),
    Refused(arguments: ["-md", "sha1"], signer: "p384", reason: .document(.weakDigest)),
    Refused(arguments: ["-md", "sha224"], reason: .document(.unsupportedAlgorithm)),
    Refused(arguments: [], signer: "k256", reason: .document(.signatureWrong)),
    Refused(arguments: [], days: 366, reason: .certificate(.expired)),
    Refused(arguments: [], days: -1, reason: .certificate(.notYetValid)),
    Refused(arguments: [], signer: "by-impostor", reason: .certificate(.unknownIssuer)),
    Refused(arguments: [], anchors: ["second", "third"], reason: .certificate(.unknownIssuer)),
    Refused(arguments: [], signer: "p384", anchors: ["first", "second"], reason: .certificate(.unknownIssuer)),
    Refused(arguments: [], anchors: [], reason: .certificate(.noAnchors)),
    Refused(arguments: [], signer: "login", reason: .certificate(.wrongPurpose)),
    Refused(arguments: ["-certfile", "by-impostor.pem"], reason: .document(.strangeCertificate)),
  ]

  @Test(arguments: refused) func aDocumentIsRefusedForTheReasonThatHelpsMost(_ row: Refused) throws {
    let world = try DocumentWorld.shared.get()
    let store = TrustStore(anchors: try row.anchors.map { try world.directory.certificate($0 + ".pem") })
    let judged = try SignedDocument.verify(
      try world.signed(row.arguments, by: row.signer), content: Self.content, trusting: store,
      at: world.now.adding(seconds: row.days * 86_400))
    #expect(judged.verdict.refusal == row.reason)
    #expect(judged.verdict.summary == (row.reason == .certificate(.noAnchors) ? .undetermined : .invalid))
  }

  /// The signature of a document, presented as one over its attributes alone.
  @Test(arguments: ["rsa", "p384"]) func attributesAreNotTakenForADocument(_ signer: String) throws {
    let world = try DocumentWorld.shared.get()
    let genuine = try world.signed(["-nodetach"], by: signer)
    // Its signed attributes are in it as [0] IMPLICIT; what is signed is the SET.
    let set = try #require(Self.attributes(in: genuine))
    try world.directory.write("attributes-as-content", set)
    for arguments in [["-noattr"], ["-noattr", "-nodetach"]] {
      let forged = try world.signed(arguments, content: "attributes-as-content", by: signer)
      #expect(throws: DocumentError.unsupported(.noSignedAttributes)) { try world.judge(forged, set) }
    }
    // A text that begins with the same byte, which is a 1, is a text.
    try world.directory.write("one", Array("1件の申請".utf8))
    let text = try world.signed(["-noattr", "-nodetach"], content: "one", by: signer)
    #expect(try world.judge(text).verdict.refusal == nil)
  }

  /// The SET of the first thing that looks like signed attributes: `A0`, a length of two or three bytes, an attribute.
  private static func attributes(in document: [UInt8]) -> [UInt8]? {
    for start in document.indices.dropLast(4) where document[start] == 0xA0 {
      let header = document[start + 1] == 0x81 ? 3 : document[start + 1] == 0x82 ? 4 : 2
      let length =
        header == 2
        ? Int(document[start + 1]) : document[(start + 2)..<(start + header)].reduce(0) { $0 << 8 | Int($1) }
      guard document[start + header] == 0x30, start + header + length <= document.count, length > 60, length < 400,
        document[(start + header)..<(start + header + 20)].contains(0x2A)
      else { continue }
      let body = document[(start + header)..<(start + header + length)]
      // contentType: 1.2.840.113549.1.9.3
      guard body.contains([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03]) else { continue }
      return [0x31] + document[(start + 1)..<(start + header)] + body
    }
    return nil
  }

  @Test func aFileThatIsNoDocumentIsSaidToBeNone() throws {
    let world = try DocumentWorld.shared.get()
    let directory = world.directory
    func expect(_ error: DocumentError, _ bytes: [UInt8]) {
      #expect(throws: error) { try world.judge(bytes, Self.content) }
    }
    expect(.notSignedData, [])
    expect(.notSignedData, Array("%PDF-1.7 …".utf8))
    expect(.notSignedData, [0xFF, 0xFE, 0x00])
    expect(.notSignedData, try directory.bytes("rsa.pem"))
    expect(.malformed, try directory.certificate("rsa.pem").der)
    expect(.malformed, [0x30])
    expect(.malformed, Array("-----BEGIN CMS-----\nAAAA\n".utf8))
    expect(.malformed, Array("-----BEGIN CMS-----\nAAAA\n-----END PKCS7-----\n".utf8))
    expect(.noSigner, try directory.bytes("certificates-only.p7b"))
    expect(.unsupported(.contentType), try world.signed(["-econtent_type", "1.2.3.4", "-nodetach"]))
    let digested = [UInt8](try directory.run(["cms", "-digest_create", "-in", "content", "-outform", "DER"]))
    expect(.notSignedData, digested)
    let pem = try world.signed([], form: "PEM")
    expect(.malformed, pem + pem)
  }

  @Test func ofSeveralSignersTheWeakestCounts() throws {
    let world = try DocumentWorld.shared.get()
    func both(_ second: String, _ key: String) throws -> SignedDocument {
      let document = [UInt8](
        try world.directory.run([
          "cms", "-sign", "-binary", "-in", "content", "-nodetach", "-outform", "DER", "-signer", "rsa.pem", "-inkey",
          "rsa.key", "-signer", second + ".pem", "-inkey", key,
        ]))
      return try world.judge(document)
    }
    let good = try both("p384", "p384.key")
    #expect(good.signers.count == 2)
    #expect(good.verdict.refusal == nil)
    let bad = try both("by-impostor", "rsa.key")
    #expect(bad.signers.count == 2)
    #expect(bad.verdict.refusal == .certificate(.unknownIssuer))
    #expect(bad.verdict.summary == .invalid)
    #expect(Set(bad.signers.map(\.verdict.refusal)) == [nil, .certificate(.unknownIssuer)])
  }

  /// The key that made the signature is not enough: by signing-certificate-v2 the signer says under which certificate.
  @Test func anotherCertificateWithTheSameKeyAndNameCannotTakeThePlace() throws {
    let world = try DocumentWorld.shared.get()
    let right = try world.directory.certificate("rsa.pem").der
    let twin = try world.directory.certificate("twin.pem").der
    try #require(right.count == twin.count)
    func exchanged(_ arguments: [String]) throws -> SignedDocument {
      var document = try world.signed(arguments)
      let place = try #require(document.firstRange(of: right))
      document.replaceSubrange(place, with: twin)
      return try world.judge(document, Self.content)
    }
    #expect(try exchanged(["-cades"]).verdict.refusal == .document(.otherCertificateMeant))
    #expect(try exchanged([]).verdict.refusal == nil)
  }

  @Test func theSignersClockIsNotBelievedButMayNotContradict() throws {
    let world = try DocumentWorld.shared.get()
    let later = world.now.adding(seconds: 86_400)
    let document = try world.pending("rsa", attached: true, at: later)
    #expect(try world.judge(document).verdict.refusal == .document(.signedInFuture))
    #expect(
      try SignedDocument.verify(document, trusting: world.store, at: later.adding(seconds: -299)).verdict.refusal == nil
    )
    // Signed with "rsa" in its days, shown with "twin", which had ended by then.
    let inDays = { (days: Int) in world.now.adding(seconds: days * 86_400) }
    let signed = try SignedDocument.verify(
      try world.pending("rsa", attached: true, at: inDays(300)), trusting: world.store, at: inDays(301))
    #expect(signed.verdict.refusal == nil)
    #expect(signed.signers[0].signingTime == inDays(300))
  }

  /// All generations have one name: only the key that made the signature tells which one issued.
  @Test(arguments: DocumentWorld.signers.map(\.0)) func theIssuerIsChosenByItsKeyWhateverTheOrder(_ signer: String)
    throws
  {
    let world = try DocumentWorld.shared.get()
    let document = try world.signed(["-nodetach"], by: signer)
    let issuer = try #require(DocumentWorld.signers.first { $0.0 == signer }).2
    #expect(Set(world.store.anchors.map(\.subject)).count == 1)
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      let all = order.map { ["first", "second", "third"][$0] }
      for names in [all, all.filter { $0 != issuer }, ["impostor"] + all] {
        let store = TrustStore(anchors: try names.map { try world.directory.certificate($0 + ".pem") })
        let verdict = try SignedDocument.verify(document, trusting: store, at: world.now).verdict
        #expect(verdict.chain == (names.contains(issuer) ? .ok : .failed(.certificate(.unknownIssuer))))
      }
    }
  }

  @Test func reasonsAreRankedAndHaveNamesOfTheirOwn() {
    let names = DocumentVerdict.Reason.allCases.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(DocumentVerdict.Reason.document(.signedOutsideValidity) < .certificate(.expired))
  }
}

import Domain
import Testing
import Trust

struct TrustStoreTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let leaf: String, anchors: [String], days: Int, refusal: Verdict.Reason?
    var purpose = TrustStore.Purpose.login
    var testDescription: String { "\(leaf) under \(anchors) on day \(days) for \(purpose)" }
  }

  static let cases: [Case] = [
    Case(leaf: "by-first", anchors: ["first"], days: 1, refusal: nil),
    Case(leaf: "by-first", anchors: ["first", "second"], days: 1, refusal: nil),
    Case(leaf: "by-first", anchors: ["second", "first"], days: 1, refusal: nil),
    Case(leaf: "by-second", anchors: ["first", "second"], days: 1, refusal: nil),
    Case(leaf: "by-second", anchors: ["first"], days: 1, refusal: .unknownIssuer),
    Case(leaf: "by-impostor", anchors: ["first", "second"], days: 1, refusal: .unknownIssuer),
    Case(leaf: "by-stranger", anchors: ["first", "second"], days: 1, refusal: .unknownIssuer),
    Case(leaf: "by-first", anchors: [], days: 1, refusal: .noAnchors),
    Case(leaf: "by-first", anchors: ["first"], days: 366, refusal: .expired),
    Case(leaf: "by-stranger", anchors: ["first"], days: 366, refusal: .expired),
    Case(leaf: "by-first", anchors: ["first"], days: -1, refusal: .notYetValid),
    Case(leaf: "by-brief", anchors: ["brief"], days: 29, refusal: nil),
    Case(leaf: "by-brief", anchors: ["brief"], days: 31, refusal: .issuerNotValid),
    Case(leaf: "signing", anchors: ["first"], days: 1, refusal: .wrongPurpose),
    Case(leaf: "signing", anchors: ["first"], days: 1, refusal: nil, purpose: .documentSigning),
    Case(leaf: "by-first", anchors: ["first"], days: 1, refusal: .wrongPurpose, purpose: .documentSigning),
    Case(leaf: "encipher", anchors: ["first"], days: 1, refusal: .wrongPurpose),
    Case(leaf: "no-usage", anchors: ["first"], days: 1, refusal: .wrongPurpose),
    Case(leaf: "authority", anchors: ["first"], days: 1, refusal: .isAuthority),
    Case(leaf: "first", anchors: ["first"], days: 1, refusal: .isAuthority),
    Case(leaf: "short", anchors: ["first"], days: 1, refusal: .weakAlgorithm),
    Case(leaf: "curve", anchors: ["first"], days: 1, refusal: nil),
    Case(leaf: "curve384", anchors: ["first"], days: 1, refusal: nil),
    Case(leaf: "curve521", anchors: ["first"], days: 1, refusal: .weakAlgorithm),
    Case(leaf: "bitcoin", anchors: ["first"], days: 1, refusal: .weakAlgorithm),
    Case(leaf: "explicit", anchors: ["first"], days: 1, refusal: .weakAlgorithm),
    Case(leaf: "curve-by-curve", anchors: ["first", "curves384", "curves"], days: 1, refusal: nil),
    Case(leaf: "curve-by-curve", anchors: ["first", "curves384"], days: 1, refusal: .unknownIssuer),
    Case(leaf: "384-by-384", anchors: ["curves", "second", "curves384"], days: 1, refusal: nil),
    Case(leaf: "384-by-384", anchors: ["curves384"], days: 366, refusal: .expired),
    Case(leaf: "rsa-by-curve", anchors: ["curves384", "first"], days: 1, refusal: nil),
    Case(leaf: "rsa-by-curve", anchors: ["first", "second", "curves"], days: 1, refusal: .unknownIssuer),
    Case(leaf: "curve-sha1", anchors: ["curves"], days: 1, refusal: .weakAlgorithm),
    Case(leaf: "sha384", anchors: ["first"], days: 1, refusal: nil),
    Case(leaf: "sha1", anchors: ["first"], days: 1, refusal: .weakAlgorithm),
    Case(leaf: "critical", anchors: ["first"], days: 1, refusal: .unsupported),
    Case(leaf: "by-first", anchors: ["by-first"], days: 1, refusal: .unknownIssuer),
  ]

  @Test(arguments: cases) func aCertificateIsRefusedForTheReasonThePersonCanActOn(_ row: Case) throws {
    let world = try World.shared.get()
    let certificate = try world.directory.certificate(row.leaf + ".pem")
    let verdict = try world.store(row.anchors).judge(
      certificate, for: row.purpose, at: world.start.adding(seconds: row.days * 86_400))
    #expect(verdict.refusal == row.refusal)
    #expect((verdict.problem(of: certificate) == nil) == (row.refusal == nil))
    if let problem = verdict.problem(of: certificate) {
      #expect(problem.code == (row.refusal == .expired ? .certificateExpired : .certificateNotTrusted))
    }
  }

  @Test func aCertificateThatCouldNotBeAskedAboutIsNeverCalledValid() throws {
    let world = try World.shared.get()
    let verdict = try world.store(["first"]).judge(
      try world.directory.certificate("by-first.pem"), for: .login, at: world.start)
    #expect(verdict.summary == .undetermined)
    #expect(verdict.reasons == [.revocationNotAskable])
  }

  @Test func theLastSecondCountsAndTheNextDoesNot() throws {
    let certificate = try World.shared.get().directory.certificate("by-first.pem")
    #expect(certificate.isValid(at: certificate.notAfter.adding(milliseconds: 999)))
    #expect(!certificate.isValid(at: certificate.notAfter.adding(milliseconds: 1000)))
    #expect(certificate.isValid(at: certificate.notBefore))
    #expect(!certificate.isValid(at: certificate.notBefore.adding(milliseconds: -1)))
  }

  @Test func aFileGivesEveryGenerationAndNothingElseIsTakenForOne() throws {
    let world = try World.shared.get()
    let both =
      try world.directory.bytes("first.pem") + Array("# the next generation\n".utf8)
      + world.directory.bytes("second.key") + world.directory.bytes("second.pem")
    try world.directory.write("both.pem", both)
    #expect(try TrustStore(anchorsPEMFile: world.directory.file("both.pem")).anchors.count == 2)
    #expect(throws: TrustError.fileUnreadable) { try TrustStore(anchorsPEMFile: world.directory.file("absent.pem")) }
    #expect(throws: TrustError.malformedPEM) { try TrustStore(anchorsPEMFile: world.directory.file("holder.key")) }
    try world.directory.write("cut.pem", Array(try world.directory.bytes("first.pem").dropLast(40)))
    #expect(throws: TrustError.malformedPEM) { try TrustStore(anchorsPEMFile: world.directory.file("cut.pem")) }
    try world.directory.write("huge.pem", [UInt8](repeating: 0x0A, count: (1 << 20) + 1))
    #expect(throws: TrustError.tooLarge) { try TrustStore(anchorsPEMFile: world.directory.file("huge.pem")) }
  }
}

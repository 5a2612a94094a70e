import Card
import Domain
import Testing

struct JPKICardTests {
  typealias Line = ScriptedChannel.Line

  /// 1466 bytes, as long as a real authentication certificate.
  static let certificate: [UInt8] = [0x30, 0x82, 0x05, 0xB6] + (0..<1462).map { UInt8(truncatingIfNeeded: $0) }
  static let digestInfo = hex("3031300d060960864801650304020105000420") + [UInt8](repeating: 0x5A, count: 32)
  static let signature = [UInt8](repeating: 0xC3, count: 256)
  static let signLine = Line("80 2A 00 97 33 \(text(digestInfo)) 00", signature)
  static let verifyLine = "00 20 00 98 04 31 32 33 34"
  static func pieces(from start: Int = 0) -> [Line] {
    var lines: [Line] = []
    var offset = start
    while offset < certificate.count {
      let count = min(256, certificate.count - offset)
      let place = offset == 0 ? "00 B0 8A 00" : "00 B0 \(text([UInt8(offset >> 8), UInt8(offset & 0xFF)]))"
      lines.append(
        Line("\(place) \(text([UInt8(count & 0xFF)]))", Array(certificate[offset..<offset + count])))
      offset += count
    }
    return lines
  }

  @Test(
    arguments: [
      ("with extended length", [Line("00 B0 8A 00 00 00 00", certificate)], 5),
      ("with padding behind the certificate", [Line("00 B0 8A 00 00 00 00", certificate + [0xFF, 0xFF])], 5),
      ("in pieces after 6700", [Line("00 B0 8A 00 00 00 00", "67 00")] + pieces(), 11),
      (
        "in pieces after a failure of the reader",
        [Line("00 B0 8A 00 00 00 00", failing: .readerFailed(code: 0x8010_0013))] + pieces(), 11
      ),
      (
        "in pieces after a reader's cut",
        [Line("00 B0 8A 00 00 00 00", Array(certificate.prefix(256)))] + pieces(from: 256), 10
      ),
      (
        "in whatever pieces come",
        [
          Line("00 B0 8A 00 00 00 00", Array(certificate.prefix(1000)), 0x9000),
          Line("00 B0 03 E8 00", Array(certificate[1000..<1100])),
          Line("00 B0 04 4C 00", Array(certificate[1100..<1356])), Line("00 B0 05 4C 6E", Array(certificate[1356...])),
        ], 8
      ),
    ] as [(String, [Line], Int)])
  func aLogInWithCertificateTakesTheFewestCommands(_ name: String, _ reading: [Line], _ count: Int) async throws {
    let script = ScriptedChannel(
      [Line(selectJPKI, "90 00")] + reading + [
        Line("00 20 00 98", "63 C3"), Line(Self.verifyLine, "90 00"), Self.signLine,
      ])
    let card = try await JPKICard(selecting: script)
    #expect(try await card.certificate(for: .authentication) == Self.certificate)
    #expect(try await card.triesLeft(.authentication) == 3)
    #expect(try await card.sign(digestInfo: Self.digestInfo, with: .authentication, pin: pin("1234")) == Self.signature)
    script.expectEnd()
    #expect(script.sent == count, "\(name)")
    #expect(script.verified == 1)
  }

  @Test func thatExtendedLengthDoesNotWorkIsRememberedForTheVisit() async throws {
    let script = ScriptedChannel(
      [Line(selectJPKI, "90 00"), Line("00 B0 8A 00 00 00 00", "67 00")] + Self.pieces() + Self.pieces())
    let card = try await JPKICard(selecting: script)
    for _ in 0..<2 { #expect(try await card.certificate(for: .authentication) == Self.certificate) }
    script.expectEnd()
  }

  @Test func moreDataAndAWrongLengthAreFollowedInReading() async throws {
    let script = ScriptedChannel([
      Line(selectJPKI, "90 00"), Line("00 B0 8A 00 00 00 00", Array(Self.certificate.prefix(600)), 0x6100),
      Line("00 C0 00 00 00", Array(Self.certificate[600..<856]), 0x61FF),
      Line("00 C0 00 00 FF", Array(Self.certificate[856...])),
      Line("80 2A 00 97 33 \(text(Self.digestInfo)) 00", "6C 10"),
      Line("80 2A 00 97 33 \(text(Self.digestInfo)) 10", [UInt8](repeating: 1, count: 16)),
    ])
    let card = try await JPKICard(selecting: script)
    #expect(try await card.certificate(for: .authentication) == Self.certificate)
    #expect(try await card.sign(digestInfo: Self.digestInfo, with: .authentication).count == 16)
    script.expectEnd()
  }

  @Test(
    arguments: [
      ("63 C2", .wrongPIN(.authentication, triesLeft: 2)), ("63 C1", .wrongPIN(.authentication, triesLeft: 1)),
      ("63 C0", .locked(.authentication)),
      ("69 84", .locked(.authentication)), ("69 83", .locked(.authentication)),
      ("6C 04", .unexpected(status: 0x6C04, during: "verify")),
      ("6F 00", .unexpected(status: 0x6F00, during: "verify")),
      ("63 00", .unexpected(status: 0x6300, during: "verify")),
    ] as [(String, CardError)])
  func aVerifyThatFailsIsNeverRepeated(_ answer: String, _ expected: CardError) async throws {
    let script = ScriptedChannel([Line(selectJPKI, "90 00"), Line(Self.verifyLine, answer)])
    let card = try await JPKICard(selecting: script)
    let error = await failure { () async throws(CardError) in
      try await card.sign(digestInfo: Self.digestInfo, with: .authentication, pin: pin("1234"))
    }
    #expect(error == expected)
    script.expectEnd()
    #expect(script.verified == 1)
  }

  @Test(
    arguments: [
      (.authentication, "123"), (.authentication, "12345"), (.authentication, "12a4"), (.authentication, ""),
      (.signature, "ABC12"), (.signature, "ABCDEFGHIJ1234567"), (.signature, "ABC 123"), (.signature, "ABC12é"),
      (.text, "１２３４"), (.juki, "abcd"),
    ] as [(PINKind, String)])
  func aMalformedPINNeverReachesTheCard(_ kind: PINKind, _ typed: String) async throws {
    let script = ScriptedChannel([Line(selectJPKI, "90 00")])
    let card = try await JPKICard(selecting: script)
    #expect(await failure { () async throws(CardError) in try await card.verify(kind, pin(typed)) } == .malformedPIN)
    let changed = await failure { () async throws(CardError) in
      try await card.changePIN(kind, from: pin(typed), to: pin("1234"))
    }
    #expect(changed == .malformedPIN)
    script.expectEnd()
  }

  @Test(
    arguments: [
      (.authentication, "1234", "00 20 00 98 04 31 32 33 34"),
      (.signature, "abc123", "00 20 00 9B 06 41 42 43 31 32 33"),
      (.signature, "ABCDEFGHIJKLMNOP", "00 20 00 9B 10 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F 50"),
      (.text, "0000", "00 20 00 91 04 30 30 30 30"), (.juki, "9999", "00 20 00 9C 04 39 39 39 39"),
    ] as [(PINKind, String, String)])
  func aPINGoesOutInTheCardsForm(_ kind: PINKind, _ typed: String, _ command: String) async throws {
    let script = ScriptedChannel([Line(selectJPKI, "90 00"), Line(command, "90 00")])
    try await JPKICard(selecting: script).verify(kind, pin(typed))
    script.expectEnd()
  }

  @Test func aChangeIsOneVerifyAndOneChange() async throws {
    let script = ScriptedChannel([
      Line(selectJPKI, "90 00"), Line("00 A4 02 0C 02 00 18", "90 00"), Line("00 20 00 80 04 31 32 33 34", "90 00"),
      Line("00 24 01 80 04 34 33 32 31", "90 00"),
    ])
    try await JPKICard(selecting: script).changePIN(.authentication, from: pin("1234"), to: pin("4321"))
    script.expectEnd()
    #expect(script.verified == 1)
  }

  private static let change = "00 24 01 80 04 34 33 32 31"

  @Test(
    arguments: [
      (Line(change, "69 82"), .unexpected(status: 0x6982, during: "change PIN")),
      (Line(change, "67 00"), .unexpected(status: 0x6700, during: "change PIN")),
      (Line(change, "64 00"), .unexpected(status: 0x6400, during: "change PIN")),
      (Line(change, "65 81"), .changeUnknown(.authentication)),
      (Line(change, "6F 00"), .changeUnknown(.authentication)),
      (Line(change, "BE EF"), .changeUnknown(.authentication)),
      (Line(change, failing: .removed), .changeUnknown(.authentication)),
      (Line(change, failing: .reset), .changeUnknown(.authentication)),
      (Line(change, failing: .cancelled), .changeUnknown(.authentication)),
      (Line(change, failing: .notSent), .notSent),
      (Line(change, failing: .malformed(during: "transmit")), .changeUnknown(.authentication)),
      (Line(change, failing: .readerFailed(code: 0x8010_000A)), .changeUnknown(.authentication)),
    ] as [(Line, CardError)])
  func aChangeWhoseAnswerIsLostIsUnknown(_ line: Line, _ expected: CardError) async throws {
    let script = ScriptedChannel([
      Line(selectJPKI, "90 00"), Line("00 A4 02 0C 02 00 18", "90 00"), Line("00 20 00 80 04 31 32 33 34", "90 00"),
      line,
    ])
    let card = try await JPKICard(selecting: script)
    let problem = await failure { () async throws(CardError) in
      try await card.changePIN(.authentication, from: pin("1234"), to: pin("4321"))
    }
    #expect(problem == expected)
    script.expectEnd()
  }

  @Test(
    arguments: [
      ("63 C3", .success(3)), ("63 C0", .success(0)), ("69 84", .success(0)), ("69 83", .success(0)),
      ("90 00", .failure(.unexpected(status: 0x9000, during: "tries left"))),
      ("6F 00", .failure(.unexpected(status: 0x6F00, during: "tries left"))),
    ] as [(String, Result<Int, CardError>)])
  func triesLeftAreAskedWithoutCostingOne(_ answer: String, _ expected: Result<Int, CardError>) async throws {
    let script = ScriptedChannel([Line(selectJPKI, "90 00"), Line("00 20 00 98", answer)])
    let card = try await JPKICard(selecting: script)
    #expect(await outcome { () async throws(CardError) in try await card.triesLeft(.authentication) } == expected)
    #expect(script.verified == 0)
  }

  @Test(
    arguments: [
      ("6A 82", .unsupported), ("6D 00", .unsupported), ("6E 00", .unsupported), ("6A 81", .unsupported),
      ("6F 00", .unexpected(status: 0x6F00, during: "select application")),
    ] as [(String, CardError)])
  func anotherKindOfCardIsToldByTheSelection(_ answer: String, _ expected: CardError) async {
    let script = ScriptedChannel([Line(selectJPKI, answer)])
    #expect(await failure { () async throws(CardError) in _ = try await JPKICard(selecting: script) } == expected)
  }

  @Test(
    arguments: [
      ([Line("00 B0 81 00 00 00 00", "69 82")], .pinNeeded(.signature)),
      ([Line("00 B0 81 00 00 00 00", "6A 82")], .certificateMissing(.signature)),
      ([Line("00 B0 81 00 00 00 00", "FF FF FF FF 90 00")], .malformed(during: "read certificate")),
      ([Line("00 B0 81 00 00 00 00", "30 82 90 00")], .malformed(during: "read certificate")),
      (
        [Line("00 B0 81 00 00 00 00", "90 00"), Line("00 B0 81 00 00", "90 00")], .malformed(during: "read certificate")
      ),
      (
        [Line("00 B0 81 00 00 00 00", "30 82 01 00 AA 90 00"), Line("00 B0 00 05 FF", "90 00")],
        .malformed(during: "read certificate")
      ),
      (
        [Line("00 B0 81 00 00 00 00", "30 82 01 00 AA 90 00"), Line("00 B0 00 05 FF", "6B 00")],
        .unexpected(status: 0x6B00, during: "read certificate")
      ),
      ([Line("00 B0 81 00 00 00 00", failing: .removed)], .removed),
    ] as [([Line], CardError)])
  func aCertificateThatCannotBeReadSaysWhy(_ lines: [Line], _ expected: CardError) async throws {
    let script = ScriptedChannel([Line(selectJPKI, "90 00")] + lines)
    let card = try await JPKICard(selecting: script)
    #expect(await failure { () async throws(CardError) in try await card.certificate(for: .signature) } == expected)
    script.expectEnd()
  }

  @Test(
    arguments: [
      ("4A 50 4B 49 41 50 49 43 43 54 4F 4B 45 4E 32 20 20", .card),
      ("4A 50 4B 49 41 50 49 43 43 54 4F 4B 45 4E 20", .residentRegisterCard),
      ("4A 50 4B 49 41 50 47 50 53 45 54 4F 4B 45 4E 20", .android),
      ("4A 50 4B 49 41 50 49 4F 53 54 4F 4B 45 4E 20", .iPhone),
      ("00", .other), ("41 42", .other),
    ] as [(String, JPKICard.Token)])
  func theTokenTellsTheKindOfCard(_ bytes: String, _ expected: JPKICard.Token) async throws {
    let script = ScriptedChannel([Line(selectJPKI, "90 00"), Line("00 B0 86 00 20", bytes + "90 00")])
    #expect(try await JPKICard(selecting: script).token() == expected)
  }

  @Test func nothingOfAPINCanBePrinted() async throws {
    let spy = SpyChannel()
    try await JPKICard(selecting: spy).verify(.signature, pin("SECRET99"))
    let command = spy.last!
    #expect(command.carriesSecret)
    for shown in [String(describing: command), String(reflecting: command), "\(command)"] {
      #expect(shown == "00 20 00 9B")
    }
    var dumped = ""
    dump(command, to: &dumped)
    #expect(!dumped.contains("83") && !dumped.contains("SECRET") && dumped.contains("00 20 00 9B"))
    for error in [CardError.wrongPIN(.authentication, triesLeft: 2), .locked(.signature), .malformedPIN] {
      #expect(!String(reflecting: error).contains("SECRET"))
    }
  }
}

/// Keeps the last command and says yes.
private final class SpyChannel: CardChannel {
  private let kept = Kept()
  var last: CommandAPDU? { kept.command }
  func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
    kept.command = command
    return ResponseAPDU(status: 0x9000)
  }
  private final class Kept: @unchecked Sendable { var command: CommandAPDU? }  // one test, one task after the other
}

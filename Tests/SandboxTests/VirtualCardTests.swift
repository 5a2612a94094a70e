import Card
import Domain
import Foundation
import Testing
import Trust

@testable import Sandbox

struct VirtualCardTests {
  typealias Kit = VirtualCardKit
  static let selectJPKI = "00A4040C0AD392F000260100000001"
  static let selectText = "00A4040C0AD3921000310001010408"
  static let selectCommon = "00A4040C0AD3921000310001010100"
  static let selectJuki = "00A4040C0AD3921000310001010401"

  /// Conversations from power on: commands and the status words they must get (facts of real cards and JICSAP 1.1).
  static let conversations: [(String, [(String, UInt16)])] = [
    (
      "applications are found by their full name and by a beginning",
      [
        (selectJPKI, 0x9000), (selectText, 0x9000), (selectCommon, 0x9000), (selectJuki, 0x9000),
        ("00A404000AD392F000260100000001", 0x9000),
        ("00A4040C06D392F0002601", 0x9000), ("00A4040C03A00000", 0x6A82), ("00A4040C", 0x6A82),
      ]
    ),
    (
      "the master file is of no use",
      [
        ("00A40000", 0x6A86), (selectJPKI, 0x9000), ("00A40000", 0x9000), ("00A4000C023F00", 0x6A82),
        ("00A4080C020001", 0x6A86),
      ]
    ),
    (
      "files need their application",
      [("00A4020C02000A", 0x6A82), ("00B08A0000", 0x6A82), ("00200098", 0x6A82), ("00B0000000", 0x6986)]
    ),
    (
      "files are selected by number",
      [
        (selectJPKI, 0x9000), ("00A4020C02000A", 0x9000), ("00B0000010", 0x9000), ("00B00A0000", 0x6B00),
        ("00A4020C020077", 0x6A82),
        ("00A4020C0200", 0x6700), ("00B09F0000", 0x6A82),
      ]
    ),
    (
      "lengths that do not add up",
      [
        (selectJPKI, 0x9000), ("00B08A", 0x6700), ("00B08A00", 0x6700), ("00A4020C0300", 0x6700),
        ("00200098041234", 0x6700),
      ]
    ),
    (
      "reading what is no file of bytes",
      [(selectJPKI, 0x9000), ("00B0980000", 0x6981), ("00B0970000", 0x6981), ("002000970431323334", 0x6981)]
    ),
    (
      "unknown instructions, classes and channels",
      [("00FF0000", 0x6D00), ("90A40000", 0x6E00), ("01A40400", 0x6881), ("80FC0000", 0x6D00)]
    ),
    (
      "a query after a success still says how many",
      [
        (selectJPKI, 0x9000), ("00200098", 0x63C3), ("002000980431323334", 0x9000), ("00200098", 0x63C3),
        ("0020009800", 0x6700), ("00200198", 0x6A86),
      ]
    ),
    (
      "a wrong PIN counts down and a right one restores",
      [
        (selectJPKI, 0x9000), ("002000980430303030", 0x63C2), ("002000980430303030", 0x63C1), ("00200098", 0x63C1),
        ("002000980431323334", 0x9000),
        ("00200098", 0x63C3),
      ]
    ),
    (
      "three wrong PINs lock for ever",
      [
        (selectJPKI, 0x9000), ("002000980430303030", 0x63C2), ("002000980430303030", 0x63C1),
        ("002000980430303030", 0x63C0), ("00200098", 0x63C0),
        ("002000980431323334", 0x6984),
      ]
    ),
    (
      "the signing password has five tries and knows capitals only",
      [
        (selectJPKI, 0x9000), ("0020009B", 0x63C5), ("0020009B06616263313233", 0x63C4),
        ("0020009B06414243313233", 0x9000), ("0020009B", 0x63C5),
      ]
    ),
    (
      "a key needs its own PIN",
      [
        (selectJPKI, 0x9000), ("802A00970101", 0x6982), ("0020009B06414243313233", 0x9000), ("802A0097010100", 0x6982),
        ("802A009A010100", 0x9000),
        ("002000980431323334", 0x9000), ("802A0097010100", 0x9000), ("802A009701 01", 0x6700),
        ("802A0197010100", 0x6A86), ("802A009700", 0x6700),
      ]
    ),
    (
      "the signing certificate needs its password",
      [
        (selectJPKI, 0x9000), ("00B0810000", 0x6982), ("002000980431323334", 0x9000), ("00B0810000", 0x6982),
        ("0020009B06414243313233", 0x9000),
        ("00B0810000", 0x9000), ("00B0820000", 0x9000), ("00B08B0000", 0x9000),
      ]
    ),
    (
      "selecting an application forgets what was shown",
      [(selectJPKI, 0x9000), ("002000980431323334", 0x9000), (selectJPKI, 0x9000), ("802A0097010100", 0x6982)]
    ),
    (
      "the number opens with the PIN or with 照合番号A's place, not with B's",
      [
        (selectText, 0x9000), ("00B0810000", 0x6982), ("002000910431323334", 0x9000), ("00B0810000", 0x9000),
        ("00B0820000", 0x9000), ("00200094", 0x63CA),
        ("00200095", 0x63CA), ("00200092", 0x63C0), ("002000920430303030", 0x6984),
      ]
    ),
    (
      "common and juki are minimal",
      [
        (selectCommon, 0x9000), ("00B2010C00", 0x9000), ("00B2020C00", 0x6A83), ("0020009C", 0x63C3),
        (selectJuki, 0x9000), ("0020009C", 0x63C3),
      ]
    ),
    (
      "a PIN is changed after it was shown",
      [
        (selectJPKI, 0x9000), ("00A4020C020018", 0x9000), ("002401800439393939", 0x6982),
        ("002000800431323334", 0x9000), ("0024018003393939", 0x6700),
        ("002401800439393939", 0x9000), ("002000980439393939", 0x9000), ("002000980431323334", 0x63C2),
      ]
    ),
  ]

  @Test(arguments: conversations.indices)
  func aConversationGetsTheStatusWordsOfARealCard(_ index: Int) throws {
    let (name, lines) = Self.conversations[index]
    let card = try Kit.card(Kit.persona("p01"))
    for (number, line) in lines.enumerated() {
      let answer = card.transmit(apdu(line.0))
      let status = UInt16(answer[answer.count - 2]) << 8 | UInt16(answer[answer.count - 1])
      #expect(status == line.1, "\(name), line \(number + 1): \(String(status, radix: 16))")
    }
  }

  @Test(arguments: [(true, false, 5), (false, false, 11), (true, true, 6)])
  func aLogInWithCertificateTakesTheseManyCommands(_ extended: Bool, _ twoVisits: Bool, _ count: Int) async throws {
    let persona = Kit.persona("p01")
    let virtual = try Kit.card(persona)
    let channel = DirectChannel(virtual, extendedLength: extended)
    var card = try await JPKICard(selecting: channel)
    let certificate = try await card.certificate(for: .authentication)
    #expect(try await card.triesLeft(.authentication) == 3)
    if twoVisits {
      virtual.reset()
      card = try await JPKICard(selecting: channel)
    }
    let signature = try await card.sign(
      digestInfo: digestInfo(SHA256.hash(Array("text".utf8))), with: .authentication, pin: cardPIN("1234"))
    #expect(channel.sent == count)
    #expect(certificate == (try Kit.credentials(persona)).authCertificate)
    #expect(try Certificate(der: certificate).verifies(signature, over: Array("text".utf8)))
  }

  @Test func theSigningCertificateAndASignatureTakeFourCommands() async throws {
    let persona = Kit.persona("p01")
    let channel = DirectChannel(try Kit.card(persona))
    let card = try await JPKICard(selecting: channel)
    try await card.verify(.signature, cardPIN("abc123"))
    let certificate = try await card.certificate(for: .signature)
    let signature = try await card.sign(digestInfo: digestInfo(SHA256.hash([1, 2, 3])), with: .signature)
    #expect(channel.sent == 4)
    #expect(try Certificate(der: certificate).verifies(signature, over: [1, 2, 3]))
  }

  /// P-384: the card is given the digest, and nothing else; its answer has no fixed length.
  @Test func theNextCardTakesADigestAndNothingElse() async throws {
    let persona = Kit.persona("p01")
    let credentials = try Kit.authorities.get().credentials(for: persona, as: .next)
    let channel = DirectChannel(
      try VirtualCard(persona: persona, credentials: credentials, form: .next, directory: nil))
    let card = try await JPKICard(selecting: channel)
    let certificate = try Certificate(der: try await card.certificate(for: .authentication))
    try await card.verify(.authentication, cardPIN("1234"))
    let digest = try #require(certificate.keyAlgorithm).toBeSigned(for: [1, 2, 3])
    #expect(digest.count == 48)
    let signature = try await card.sign(
      digestInfo: digest, with: .authentication, expecting: certificate.key.signatureLength)
    #expect(signature.count <= certificate.key.signatureLength && certificate.verifies(signature, over: [1, 2, 3]))
    for wrong in [Array(digest.dropLast()), digest + [0], digestInfo(SHA256.hash([1]))] {
      #expect(
        await cardFailure { () throws(CardError) in
          try await card.sign(digestInfo: wrong, with: .authentication)
        } == .unexpected(status: 0x6700, during: "sign"))
    }
  }

  @Test(arguments: Persona.table.filter { $0.card != .none }.map(\.id))
  func theAttributesOfEveryPersonaComeBackScalarByScalarInThreeCommands(_ id: String) async throws {
    let persona = Kit.persona(id)
    // The certificates have no part in this: one persona's stand for all, as making keys takes long.
    let card = try VirtualCard(persona: persona, credentials: try Kit.credentials(Kit.persona("p01")), directory: nil)
    let channel = DirectChannel(card)
    let text = try await AttributesCard(selecting: channel)
    try await text.verify(.text, cardPIN(persona.pins.text))
    let attributes = try await text.attributes()
    #expect(channel.sent == 3)
    #expect(Array(attributes.name.unicodeScalars) == Array(persona.name.unicodeScalars))
    #expect(Array(attributes.address.unicodeScalars) == Array(persona.address.unicodeScalars))
    #expect(attributes.birth == persona.birth.cardDigits)
    #expect(String(attributes.sex) == String(persona.sex.code))
    let number = try await text.number().digits.reveal()
    #expect(number.utf8.count == 12)
    #expect(number.last != Character(String(CardContents.checkDigit(String(number.dropLast())))))
  }

  @Test func whatIsPrintedAndWhatTheCardSaysOfItselfCanBeReadAsWell() async throws {
    let persona = Kit.persona("p01")
    let channel = DirectChannel(try Kit.card(persona))
    let identity = try await CommonCard(selecting: channel).identity()
    #expect(identity.expiry == CalendarDate(2035, 12, 31))
    let card = try await SurfaceCard(selecting: channel)
    #expect(try await card.triesLeft(.surface) == 10)
    try await card.verify(.surface, cardPIN(CardContents.checkNumberB(persona)))
    let surface = try await card.surface()
    #expect((surface.birth, surface.expiry) == (persona.birth.date, identity.expiry))
    // JPEG 2000 Part 1, annex I.5.1: the signature box.
    #expect(surface.photo.reveal().starts(with: apdu("0000000C6A5020200D0A870A")))
  }

  /// 123456789018 is the number on the sample cards of the ministries; the others are computed by hand.
  @Test(arguments: [("12345678901", 8), ("00000000000", 0), ("10000000000", 5)])
  func theCheckDigitFollowsTheOrdinance(_ body: String, _ digit: Int) {
    #expect(CardContents.checkDigit(body) == digit)
  }

  @Test func countersSurviveAPowerCutAndAreForTheOwnerOnly() throws {
    let directory = Kit.fresh("memory")
    let persona = Kit.persona("p01")
    for left in [2, 1, 0] {
      let card = try Kit.card(persona, directory: directory)
      _ = card.transmit(apdu(Self.selectJPKI))
      #expect(card.transmit(apdu("002000980430303030")) == [0x63, 0xC0 | UInt8(left)])
    }
    let card = try Kit.card(persona, directory: directory)
    _ = card.transmit(apdu(Self.selectJPKI))
    #expect(card.transmit(apdu("002000980431323334")) == [0x69, 0x84])
    let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/p01.json")
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
  }

  @Test func aTryThatCannotBeWrittenDownIsNotTaken() throws {
    let directory = Kit.fresh("memory")
    let card = try Kit.card(Kit.persona("p01"), directory: directory)
    try FileManager.default.removeItem(atPath: directory)
    _ = card.transmit(apdu(Self.selectJPKI))
    #expect(card.transmit(apdu("002000980430303030")) == [0x65, 0x81])
    #expect(card.transmit(apdu("00200098")) == [0x63, 0xC3])
  }

  @Test(
    arguments: [
      (.authLocked, 0, 5), (.authOneTryLeft, 1, 5), (.signLocked, 3, 0), (.signOneTryLeft, 3, 1), (.valid, 3, 5),
    ] as [(CardCondition, Int, Int)])
  func aFreshCardIsInItsPersonasCondition(_ condition: CardCondition, _ auth: Int, _ sign: Int) async throws {
    let persona = Kit.persona(condition)
    let card = try VirtualCard(persona: persona, credentials: try Kit.credentials(Kit.persona("p01")), directory: nil)
    let jpki = try await JPKICard(selecting: DirectChannel(card))
    #expect(try await jpki.triesLeft(.authentication) == auth)
    #expect(try await jpki.triesLeft(.signature) == sign)
  }

  @Test func aChildsCardHasNothingForSigning() async throws {
    let channel = DirectChannel(try Kit.card(Kit.persona("p03")))
    let card = try await JPKICard(selecting: channel)
    #expect(
      await cardFailure { () async throws(CardError) in try await card.triesLeft(.signature) }
        == .certificateMissing(.signature))
    #expect(
      await cardFailure { () async throws(CardError) in try await card.certificate(for: .signature) }
        == .certificateMissing(.signature))
    #expect(
      await cardFailure { () async throws(CardError) in
        try await card.sign(digestInfo: [1], with: .signature, pin: cardPIN("ABC123"))
      }
        == .certificateMissing(.signature))
  }

  @Test func aChangedPINIsTheOneThatWorks() async throws {
    let directory = Kit.fresh("memory")
    let persona = Kit.persona("p01")
    let card = try await JPKICard(selecting: DirectChannel(try Kit.card(persona, directory: directory)))
    try await card.changePIN(.authentication, from: cardPIN("1234"), to: cardPIN("9876"))
    let later = try await JPKICard(selecting: DirectChannel(try Kit.card(persona, directory: directory)))
    try await later.verify(.authentication, cardPIN("9876"))
    #expect(
      await cardFailure { () async throws(CardError) in try await later.verify(.authentication, cardPIN("1234")) }
        == .wrongPIN(.authentication, triesLeft: 2))
  }

  /// `serve` and `card --vpcd` may play the same persona's card at once.
  @Test func aCardThatTwoProgramsPlayGivesNoTryBack() async throws {
    let directory = Kit.fresh("memory")
    let persona = Kit.persona("p01")
    let one = try await JPKICard(selecting: DirectChannel(try Kit.card(persona, directory: directory)))
    let other = try await JPKICard(selecting: DirectChannel(try Kit.card(persona, directory: directory)))
    for (card, left) in [(one, 2), (other, 1), (one, 0)] {
      #expect(
        await cardFailure { () async throws(CardError) in try await card.verify(.authentication, cardPIN("0000")) }
          == (left == 0 ? .locked(.authentication) : .wrongPIN(.authentication, triesLeft: left)))
      let counts = (try await one.triesLeft(.authentication), try await other.triesLeft(.authentication))
      #expect(counts == (left, left))
    }
    // Nor is a counter written over by one who did not know it.
    try await other.verify(.signature, cardPIN("ABC123"))
    #expect(try await one.triesLeft(.authentication) == 0)
  }

  @Test func rubbishNeverCrashesTheCard() throws {
    let card = try Kit.card(Kit.persona("p01"))
    var random = SystemRandomNumberGenerator()
    for round in 0..<20_000 {
      if round % 10 == 0 { _ = card.transmit(apdu(Self.selectJPKI)) }
      var command = (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      if command.count > 1, round % 2 == 0 {
        command[0] = 0
        command[1] = [0xA4, 0xB0, 0xB2, 0x84, 0x24, 0x2A].randomElement(using: &random)!
      }
      #expect(card.transmit(command).count >= 2)
    }
  }
}

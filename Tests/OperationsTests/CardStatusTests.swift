import Card
import Domain
import Operations
import Testing

@testable import Sandbox

struct CardStatusTests {
  /// Answers by the first bytes of a command; anything else is "no such file".
  struct Table: CardReader, CardChannel {
    var readers: [ReaderState] = [
      ReaderState(name: "Empty", cardPresent: false), ReaderState(name: "Full", cardPresent: true),
    ]
    var answers: [([UInt8], ResponseAPDU)]

    func withCard<R: Sendable>(
      in reader: String?, _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
    ) async throws(CardError) -> R { try await visit(self) }
    func readers() async throws(CardError) -> [ReaderState] { readers }
    func waitForCard(timeout: Duration) async throws(CardError) -> ReaderState? { nil }
    func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
      let bytes = command.withBytes { Array($0) }
      if bytes.count > 5, bytes[1] == 0x20 { Issue.record("a survey shows no PIN") }
      return answers.first { bytes.starts(with: $0.0) }?.1 ?? ResponseAPDU(status: 0x6A82)
    }
  }

  static let selectJPKI: [UInt8] = [0x00, 0xA4, 0x04, 0x0C, 0x0A, 0xD3, 0x92, 0xF0, 0x00]

  static func table(_ certificate: [UInt8]) -> Table {
    Table(answers: [
      (selectJPKI, ResponseAPDU(status: 0x9000)),
      ([0x00, 0xB0, 0x86], ResponseAPDU(data: Array("JPKIAPICCTOKEN2                 ".utf8), status: 0x9000)),
      ([0x00, 0xB0, 0x88], ResponseAPDU(data: [0x8F, 0x8F, 0x00], status: 0x9000)),
      ([0x00, 0xB0, 0x8A], ResponseAPDU(data: certificate, status: 0x9000)),
      ([0x00, 0xB0, 0x81], ResponseAPDU(status: 0x6982)), ([0x00, 0x20, 0x00, 0x98], ResponseAPDU(status: 0x63C2)),
      ([0x00, 0x20, 0x00, 0x9B], ResponseAPDU(status: 0x6984)),
    ])
  }

  @Test(arguments: [
    (CardCondition.valid, nil), (.expiringSoon, nil), (.expired, "expired"), (.foreignIssuer, "unknownIssuer"),
  ]) func everyReaderIsNamedWithWhatItHolds(_ row: (CardCondition, String?)) async throws {
    let practice = try Practice.shared.get()
    let card = try practice.card("t-\(row.0.rawValue)", row.0)
    let status = CardStatus(
      reader: Self.table(card.certificate), anchors: practice.anchors, clock: FixedClock(Practice.now))
    let value = try await status.value()
    #expect(CardStatus.schema.misfit(value) == nil)
    let readers = try #require(value["readers"]?.list)
    #expect(readers.map { $0["name"] } == ["Empty", "Full"])
    #expect(readers[0]["card"] == "none")
    #expect(readers[1]["card"] == "mynumber")
    #expect(readers[1]["applications"] == ["jpki"])
    #expect(
      readers[1]["pins"] == [
        .fields(("kind", "auth"), ("triesLeft", 2)), .fields(("kind", "sign"), ("triesLeft", 0)),
      ])
    let certificates = try #require(readers[1]["certificates"]?.list)
    #expect(certificates.map { $0["kind"] } == ["auth", "sign"])
    #expect(certificates[0]["refusal"] == Value(row.1))
    #expect(certificates[1]["notAfter"] == .null)
    #expect(certificates[1]["present"] == true)
    if row.0 == .expiringSoon {
      #expect(certificates[0]["notAfter"] == "2026-12-20T23:59:59+09:00")
      #expect(certificates[0]["daysLeft"] == 30)
    }
  }

  @Test func noReaderIsAnEmptyListAndACardInTroubleSaysSo() async throws {
    let clock = FixedClock(Practice.now)
    let none = try await CardStatus(reader: Table(readers: [], answers: []), anchors: nil, clock: clock).value()
    #expect(none == .fields(("readers", [])))
    var answers = Self.table([0x30, 0x03, 0x02, 0x01, 0x05]).answers
    answers.insert(([0x00, 0x20, 0x00, 0x98], ResponseAPDU(status: 0x6F00)), at: 0)
    let value = try await CardStatus(reader: Table(answers: answers), anchors: nil, clock: clock).value()
    #expect(CardStatus.schema.misfit(value) == nil)
    let card = try #require(value["readers"]?.list?.last)
    #expect(card["problem"] == "cardFault")
    #expect(card["certificates"]?.list?.first?["refusal"] == "malformed")
  }

  // MARK: what a card can do

  private static let signing: [CardTask] = [.signCertificate, .sign, .changeSign]
  private static func all(_ why: CardTask.Hindrance, _ tasks: [CardTask] = CardTask.allCases) -> [String: String] {
    Dictionary(uniqueKeysWithValues: tasks.map { ($0.rawValue, why.rawValue) })
  }

  @Test(
    arguments: [
      (.card, .valid, [:]), (.card, .noSignCertificate, all(.absent, signing)),
      (.card, .signLocked, all(.locked, signing)), (.card, .authLocked, all(.locked, [.changeAuth])),
      (.card, .expired, [:]), (.phone, .valid, all(.phone, [.read, .changeText])),
      (
        .phone, .authLocked,
        all(.phone, [.read, .changeText]).merging(all(.locked, [.authCertificate, .changeAuth])) { $1 }
      ),
      (.juki, .valid, all(.juki)), (.juki, .signLocked, all(.juki)), (.other, .valid, all(.other)),
    ] as [(CardForm, CardCondition, [String: String])])
  func aCardSaysWhatItCannotDoAndWhy(
    _ row: (form: CardForm, condition: CardCondition, cannot: [String: String])
  ) async throws {
    let scene = try CardAccessTests.Scene(row.condition)
    try scene.service.insert(personaID: scene.persona.id, as: row.form)
    let shown = try await CardStatus(reader: scene.reader, anchors: nil, clock: FixedClock(Practice.now)).shown()
    #expect(CardStatus.overview.result.misfit(shown) == nil)
    let cannot = (shown["cannot"]?.list ?? []).map { ($0["task"]?.text ?? "", $0["why"]?.text ?? "") }
    #expect(Dictionary(uniqueKeysWithValues: cannot) == row.cannot)
    for task in CardTask.allCases {
      #expect(shown.at("can.\(task.rawValue)") == .bool(row.cannot[task.rawValue] == nil))
    }
  }

  /// Several readers, each with a card of its own.
  private struct Readers: CardReader {
    var cards: [(name: String, card: Table)]
    var chosen: String?
    func withCard<R: Sendable>(
      in reader: String?, _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
    ) async throws(CardError) -> R {
      guard let found = cards.first(where: { $0.name == reader }) else { throw .noReader }
      return try await visit(found.card)
    }
    func readers() async throws(CardError) -> [ReaderState] {
      cards.map { ReaderState(name: $0.name, cardPresent: true, isChosen: chosen == nil || chosen == $0.name) }
    }
    func waitForCard(timeout: Duration) async throws(CardError) -> ReaderState? { nil }
  }

  @Test func ofSeveralCardsTheOneIsShownThatIsUsedAndNothingIsOfferedWhereNoneIs() async throws {
    let myNumber = Self.table(try Practice.shared.get().card("p02").certificate)
    let bank = Table(answers: [])
    func shown(_ cards: [(String, Table)], chosen: String? = nil) async throws -> Value {
      try await CardStatus(
        reader: Readers(cards: cards, chosen: chosen), anchors: nil, clock: FixedClock(Practice.now)
      ).shown()
    }
    let one = try await shown([("A", bank), ("B", myNumber)])
    #expect((one["reader"], one["card"], one["others"]) == ("B", "mynumber", true))
    #expect(one.at("can.read") == true)
    let two = try await shown([("A", myNumber), ("B", myNumber)])
    #expect(two["cannot"]?.list?.allSatisfy { $0["why"] == "several" } == true)
    #expect(two["cannot"]?.list?.count == CardTask.allCases.count && two.at("can.change") == false)
    // Whoever has named a reader has chosen.
    let named = try await shown([("A", myNumber), ("B", myNumber)], chosen: "B")
    #expect((named["reader"], named.at("can.read"), named["others"]) == ("B", true, false))
  }
}

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
}

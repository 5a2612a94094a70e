import Domain
import Synchronization
import Testing
import Trust

@testable import Card
@testable import Sandbox

/// What happened, in order, whoever did it: the card, the portal, the person and the log-in itself write into one diary.
final class Diary: Sendable {
  private let lines = Mutex<[String]>([])
  func write(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
  func count(_ line: String) -> Int { all.count { $0 == line } }
}

/// A reader with a card that knows the five commands of a log-in and nothing else; every other command fails the test.
final class PlayedCard: CardReader {
  struct Card: Sendable {
    var certificate: [UInt8]
    var keyPEM: String
    var pin = "1234"
    var tries = 3
    /// A phone shows its certificate only after the PIN.
    var isPhone = false
    /// DER of the certificate of its authority; empty: it shows none.
    var authority: [UInt8] = []
    var token = "JPKIAPICCTOKEN2"
    var serial = "000000000000001"
  }

  private struct State {
    var card: Card
    var verified = false
    var visits = 0
    var insertions: UInt32 = 1
  }
  private let state: Mutex<State>
  private let diary: Diary
  /// Whether the reader knows one card's stay from the next.
  private let counts: Bool
  /// What is typed on the reader's own keys, where it has some; nil for its cancel key.
  private let typed: String?
  private let abilities = ReaderAbilities()
  private let beforeVisit: @Sendable (Int) throws(CardError) -> Card?

  /// - Parameter beforeVisit: gets the number of the visit from 1; what it gives takes the card's place, what it throws ends the visit.
  init(
    _ card: Card, diary: Diary, counts: Bool = true, hasKeys: Bool = false, typed: String? = nil,
    beforeVisit: @escaping @Sendable (Int) throws(CardError) -> Card? = { _ in nil }
  ) {
    self.counts = counts
    self.typed = typed
    // FEATURE_VERIFY_PIN_DIRECT.
    if hasKeys { abilities.learned(ReaderProperties(features: [0x06, 0x04, 0x00, 0x00, 0x00, 0x01])) }
    state = Mutex(State(card: card))
    self.diary = diary
    self.beforeVisit = beforeVisit
  }

  var triesLeft: Int { state.withLock { $0.card.tries } }

  func withCard<R: Sendable>(
    in reader: String?, _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(CardError) -> R {
    let number = state.withLock { state in
      state.visits += 1
      return state.visits
    }
    if let other = try beforeVisit(number) {
      state.withLock { state in
        state.card = other
        state.insertions += 1
      }
    }
    diary.write("visit")
    defer {
      state.withLock { $0.verified = false }
      diary.write("reset")
    }
    return try await visit(Channel(player: self))
  }

  func readers() async throws(CardError) -> [ReaderState] { [ReaderState(name: "Played", cardPresent: true)] }
  func waitForCard(timeout: Duration) async throws(CardError) -> ReaderState? { try await readers().first }

  private struct Channel: CardChannel {
    let player: PlayedCard
    var insertion: CardInsertion? {
      player.counts ? CardInsertion(reader: "Played", number: player.state.withLock { $0.insertions }) : nil
    }
    var abilities: ReaderAbilities { player.abilities }
    func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU { player.answer(command) }
    func verifyOnPad(_ request: PINPadRequest) async throws(CardError) -> ResponseAPDU {
      guard let typed = player.typed else { return ResponseAPDU(status: 0x6401) }
      return player.answer(try CommandAPDU(0x00, 0x20, 0x00, 0x98, pin: secret(typed), kind: .authentication))
    }
  }

  private func answer(_ command: CommandAPDU) -> ResponseAPDU {
    let bytes = command.withBytes { Array($0) }
    return state.withLock { state in
      switch (Array(bytes.prefix(4)), bytes.count) {
      case ([0x00, 0xA4, 0x04, 0x0C], 15):
        diary.write("SELECT")
        state.verified = false
        return ResponseAPDU(status: 0x9000)
      // What tells one card from another, where the reader cannot.
      case ([0x00, 0xB2, 0x01, 0x0C], _):
        return ResponseAPDU(data: [0x01, 0x1C] + Array((state.card.serial + "9900120351231").utf8), status: 0x9000)
      case ([0x00, 0xB0, 0x86, 0x00], _):
        return ResponseAPDU(
          data: Array((state.card.token + String(repeating: " ", count: 32)).utf8.prefix(32)), status: 0x9000)
      case ([0x00, 0xB0, 0x8B, 0x00], _):
        diary.write("CA")
        if state.card.authority.isEmpty { return ResponseAPDU(status: 0x6A82) }
        return ResponseAPDU(data: state.card.authority, status: 0x9000)
      case ([0x00, 0xB0, 0x8A, 0x00], 7):
        diary.write("READ")
        if state.card.isPhone, !state.verified { return ResponseAPDU(status: 0x6982) }
        if state.card.certificate.isEmpty { return ResponseAPDU(status: 0x6A82) }
        return ResponseAPDU(data: state.card.certificate, status: 0x9000)
      case ([0x00, 0x20, 0x00, 0x98], 4):
        diary.write("TRIES")
        return ResponseAPDU(status: state.card.tries == 0 ? 0x6984 : 0x63C0 + UInt16(state.card.tries))
      case ([0x00, 0x20, 0x00, 0x98], 9):
        diary.write("VERIFY")
        guard state.card.tries > 0 else { return ResponseAPDU(status: 0x6984) }
        state.verified = Array(bytes.dropFirst(5)) == Array(state.card.pin.utf8)
        state.card.tries = state.verified ? 3 : state.card.tries - 1
        return ResponseAPDU(status: state.verified ? 0x9000 : 0x63C0 + UInt16(state.card.tries))
      case ([0x80, 0x2A, 0x00, 0x97], 57):
        diary.write("SIGN")
        guard state.verified, let key = try? SigningKey(pem: state.card.keyPEM),
          let signature = try? key.signRaw(Array(bytes[5..<56]))
        else { return ResponseAPDU(status: 0x6982) }
        return ResponseAPDU(data: signature, status: 0x9000)
      default:
        Issue.record("no command of a log-in: \(command)")
        return ResponseAPDU(status: 0x6D00)
      }
    }
  }
}

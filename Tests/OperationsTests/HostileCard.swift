import Card
import Domain
import Synchronization

@testable import Sandbox

/// A reader whose card lies: a virtual card's answers, changed by chance. The same seed gives the same lies.
final class HostileCard: CardReader {
  /// SplitMix64 (Steele, Lea, Flood 2014).
  struct Chance: RandomNumberGenerator, Sendable {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  enum Lie: CaseIterable, Sendable {
    case random, empty, flipped, cut, longer, morewaits, wrongLength, forgedLength, status, tries, earlier, failure,
      other
  }

  private struct State: Sendable {
    var chance: Chance
    /// The lie of this visit, told at every command from some point on; nil: another one now and then.
    var always: Lie?
    var honestFor: Int
    var earlier: [UInt8] = [0x90, 0x00]
    var sent = 0
    var verified = 0
  }
  private let state: Mutex<State>
  private let card: VirtualCard
  /// Another person's card: its answers fit each other, but not those of the first.
  private let other: VirtualCard

  init(_ card: VirtualCard, other: VirtualCard, seed: UInt64) {
    var chance = Chance(state: seed)
    let always = Bool.random(using: &chance) ? Lie.allCases.randomElement(using: &chance) : nil
    let honestFor = Int.random(in: 0...6, using: &chance)
    state = Mutex(State(chance: chance, always: always, honestFor: honestFor))
    self.card = card
    self.other = other
  }

  /// Commands that were sent, and those of them that were a VERIFY with a PIN.
  var sent: Int { state.withLock { $0.sent } }
  var verified: Int { state.withLock { $0.verified } }

  func readers() async throws(CardError) -> [ReaderState] { [ReaderState(name: "Hostile", cardPresent: true)] }
  func waitForCard(timeout: Duration) async throws(CardError) -> ReaderState? { try await readers().first }

  func withCard<R: Sendable>(
    in reader: String?, _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(CardError) -> R {
    defer {
      card.reset()
      other.reset()
    }
    return try await visit(Channel(hostile: self, abilities: ReaderAbilities()))
  }

  private struct Channel: CardChannel {
    let hostile: HostileCard
    let abilities: ReaderAbilities
    func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU { try hostile.answer(command) }
  }

  private func answer(_ command: CommandAPDU) throws(CardError) -> ResponseAPDU {
    let bytes = command.withBytes { Array($0) }
    let honest = card.transmit(bytes)
    let others = other.transmit(bytes)
    let result: Result<ResponseAPDU, CardError> = state.withLock { state in
      state.sent += 1
      if bytes.count > 5, bytes[1] == 0x20 { state.verified += 1 }
      defer { state.earlier = honest }
      let isHonest = state.sent <= state.honestFor || (state.always == nil && state.chance.next() % 3 != 0)
      guard !isHonest, let lie = state.always ?? Lie.allCases.randomElement(using: &state.chance) else {
        return Self.response(honest)
      }
      return Self.told(lie, honest, others, &state)
    }
    return try result.get()
  }

  /// As a real reader does: less than a status word is no answer.
  private static func response(_ bytes: [UInt8]) -> Result<ResponseAPDU, CardError> {
    ResponseAPDU(bytes: bytes).map(Result.success) ?? .failure(.malformed(during: "transmit"))
  }

  private static func told(
    _ lie: Lie, _ honest: [UInt8], _ others: [UInt8], _ state: inout State
  ) -> Result<ResponseAPDU, CardError> {
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &state.chance) }
    func noise(_ most: Int) -> [UInt8] { (0..<number(0...most)).map { _ in UInt8(number(0...255)) } }
    switch lie {
    case .random: return response(noise(600))
    case .empty: return response(number(0...3) == 0 ? [] : [0x90, 0x00])
    case .flipped:
      var bytes = honest
      for _ in 0..<number(1...4) { bytes[number(0...bytes.count - 1)] ^= UInt8(1 << number(0...7)) }
      return response(bytes)
    case .cut: return response(honest.prefix(number(0...max(0, honest.count - 2))) + honest.suffix(2))
    case .longer: return response(honest.dropLast(2) + noise(70_000) + honest.suffix(2))
    case .morewaits: return response(honest.dropLast(2) + noise(3) + [0x61, UInt8(number(0...255))])
    case .wrongLength: return response([0x6C, UInt8(number(0...255))])
    case .forgedLength:
      let lengths: [[UInt8]] = [
        [0x80], [0x81, 0xFF], [0x82, 0xFF, 0xFF], [0x83, 0xFF, 0xFF, 0xFF], [0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x00],
        [0x89], [0x82, 0x00, 0x01],
      ]
      let length = lengths[number(0...lengths.count - 1)]
      let header = honest.first.map { $0 == 0xFF || $0 == 0x7F ? Array(honest.prefix(2)) : [$0] } ?? []
      return response(header + length + honest.dropFirst(header.count + number(0...4)).dropLast(2) + [0x90, 0x00])
    case .status: return response(honest.dropLast(2) + [UInt8(number(0x60...0x9F)), UInt8(number(0...255))])
    case .tries: return response([0x63, UInt8(0xC0 + number(0...15))])
    case .earlier: return response(state.earlier)
    case .failure:
      let failures: [CardError] = [
        .removed, .reset, .busy, .noCard, .readerFailed(code: 0x8010_0016), .serviceMissing, .cancelled, .noReader,
      ]
      return .failure(failures[number(0...failures.count - 1)])
    case .other: return response(others)
    }
  }
}

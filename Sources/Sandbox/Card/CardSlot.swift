internal import Domain
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// Where a card is put in: at most one card, the faults that wait, and the log of commands. Used by whoever connects the slot to
/// the world (`CardService`, `VPCDLink`).
final class CardSlot: Sendable {
  private struct State: Sendable {
    var card: VirtualCard?
    /// Of cards. It begins anywhere: a slot that was made anew must not count like the one before.
    var insertions = UInt32.random(in: 1...UInt32.max / 2)
    /// In the order in which they were set.
    var faults: [SetFault] = []
    /// How late answers are while the card is slow.
    var slowness = CardFault.slowMilliseconds
    var log: [String] = []
    var commands = 0
    var delay = 0
  }
  private let state = Mutex(State())
  private let logFile: String?
  /// Lines of the log that are kept in memory.
  private static let longestLog = 400

  init(logFile: String? = nil) { self.logFile = logFile }

  var card: VirtualCard? { state.withLock { $0.card } }
  func insert(_ card: VirtualCard) {
    card.reset()
    state.withLock { state in
      state.card = card
      state.insertions += 1
    }
    note("insert \(card.personaID)")
  }
  func remove() {
    state.withLock { $0.card = nil }
    note("remove")
  }

  /// Empty: there is no card.
  var answerToReset: [UInt8] { card == nil ? [] : VirtualCard.answerToReset }

  /// What the reader says of itself (PC/SC part 10, 2.6.14): 0A is the longest command's data, little-endian; 0: short ones only.
  /// DF, a tag of ours, counts the cards that were put in.
  var readerProperties: [UInt8] {
    let (short, insertions) = state.withLock { state in
      (state.faults.contains { $0.fault == .noExtended }, state.insertions)
    }
    return [0x0A, 0x04, 0x00, 0x00, short ? 0x00 : 0x01, 0x00, 0xDF, 0x04]
      + (0..<4).map { UInt8(truncatingIfNeeded: insertions >> ($0 * 8)) }
  }

  func reset() {
    card?.reset()
    note("reset")
  }

  // MARK: - Faults

  struct SetFault: Sendable {
    let fault: CardFault
    /// Nil: until cleared.
    var times: Int?
    /// So many of the commands that it concerns are spared first.
    var passes: Int
  }

  func setFault(_ fault: CardFault, times: Int?, delay: Int? = nil, after passes: Int = 0) {
    state.withLock { state in
      state.faults.removeAll { $0.fault == fault }
      // What is held back waits for the fault to be cleared, and for nothing else.
      let times = fault == .hold ? nil : times ?? fault.usualTimes
      state.faults.append(SetFault(fault: fault, times: times, passes: passes))
      if fault == .slow { state.slowness = delay ?? CardFault.slowMilliseconds }
    }
  }
  /// Whether answers wait for the fault `hold` to be cleared.
  var isHolding: Bool { state.withLock { $0.faults.contains { $0.fault == .hold } } }
  func clearFaults() { state.withLock { $0.faults = [] } }
  var faults: [SetFault] { state.withLock { $0.faults } }

  /// What concerns this command: how the card is, and the first thing that happens to it.
  private func takeFaults(for command: [UInt8]) -> [CardFault] {
    state.withLock { state in
      var found: [CardFault] = []
      for place in state.faults.indices where state.faults[place].fault.concerns(command) {
        if state.faults[place].passes > 0 {
          state.faults[place].passes -= 1
        } else {
          found.append(state.faults[place].fault)
        }
      }
      let taken = found.filter(\.isManner) + found.filter { !$0.isManner }.prefix(1)
      for fault in taken {
        guard let place = state.faults.firstIndex(where: { $0.fault == fault }), let times = state.faults[place].times
        else { continue }
        if times > 1 { state.faults[place].times = times - 1 } else { state.faults.remove(at: place) }
      }
      return taken
    }
  }

  // MARK: - Commands

  /// How long the card takes for each command: cards of the kind that is played are not fast.
  func setDelay(milliseconds: Int) { state.withLock { $0.delay = milliseconds } }

  func transmit(_ command: [UInt8]) -> CardReply {
    guard let card else { return CardReply(bytes: nil) }
    let delay = state.withLock { state in
      state.commands += 1
      return state.delay
    }
    let faults = takeFaults(for: command)
    var reply = CardFault.reply(with: faults, delay: state.withLock { $0.slowness }) {
      card.transmit(command, extendedLength: $0)
    }
    reply.delayMilliseconds += delay
    note(
      "> \(Self.masked(command))\n< \(reply.bytes.map(hexadecimal) ?? "nothing")"
        + faults.map { " (fault \($0.rawValue))" }.joined())
    if reply.removed { remove() }
    return reply
  }

  /// Commands that reached the card.
  var commandCount: Int { state.withLock { $0.commands } }
  /// The newest lines of the log, oldest first. Data of VERIFY and CHANGE is never in it.
  var log: [String] { state.withLock { $0.log } }

  static func masked(_ command: [UInt8]) -> String {
    guard CardCommand.carriesSecret(command) else { return hexadecimal(command) }
    return hexadecimal(Array(command.prefix(4))) + " (secret)"
  }

  private func note(_ text: String) {
    let lines = text.split(separator: "\n").map(String.init)
    state.withLock { state in
      state.log += lines
      if state.log.count > Self.longestLog { state.log.removeFirst(state.log.count - Self.longestLog) }
      guard let logFile else { return }
      let descriptor = open(logFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { return }
      let bytes = Array((text + "\n").utf8)
      _ = write(descriptor, bytes, bytes.count)
      close(descriptor)
    }
  }
}

/// `00 A4 04 0C`.
private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
}

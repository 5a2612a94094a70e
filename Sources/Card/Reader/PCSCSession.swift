internal import CPCSC
internal import Domain
internal import Synchronization

/// One conversation with pcscd on a thread of its own: the only file that calls the door.
actor PCSCSession {
  private let thread = BlockingThread(name: "card")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private var context: Int64?
  private var card: Int64?
  private var cardProtocol: UInt32 = 0

  /// Largest answer: 65536 bytes and the status word.
  private static let answerRoom = 65536 + 2
  /// "A reader came or went" (pcsc-lite's SCardGetStatusChange).
  private static let plugAndPlay = "\\\\?PnP?\\Notification"

  // MARK: - Readers

  func readers() throws(CardError) -> [ReaderState] {
    let context = try establish()
    defer { cp_release(context) }
    return Self.present(try states(of: try names(context), context))
  }

  /// - Parameter among: the readers that count.
  func waitForCard(
    _ wait: CardWait, timeout: Duration, among: @Sendable ([ReaderState]) -> [ReaderState]
  ) throws(CardError) -> ReaderState? {
    let context = try establish()
    defer { cp_release(context) }
    let end = ContinuousClock.now + timeout
    while true {
      if wait.isCancelled { throw .cancelled }
      let now = try states(of: try names(context), context)
      if let holding = among(Self.present(now)).first(where: \.cardPresent) { return holding }
      let left = end - ContinuousClock.now
      guard left > .zero else { return nil }
      // The caller has gone when it was cancelled; this thread follows at the end of a slice.
      let slice = UInt32(min(left, .milliseconds(500)) / .milliseconds(1))
      var watched = now.map { (name: $0.name, known: $0.now & ~UInt32(CP_STATE_CHANGED)) }
      watched.append((name: Self.plugAndPlay, known: 0))
      let code = changes(of: watched, milliseconds: max(slice, 1), context).code
      if let error = CardError(pcsc: code), code != PCSCCode.timeout, code != PCSCCode.unknownReader { throw error }
    }
  }

  // MARK: - A card

  /// Connects and begins a transaction. Waits while another program has the card exclusively, up to `patience`; the wait for
  /// another's transaction has no end in the library.
  /// - Parameter patience: nil: only `wait` ends it.
  func open(_ reader: String, _ wait: CardWait, _ notice: HeldNotice, patience: Duration?) throws(CardError) {
    let context = try establish()
    self.context = context
    do throws(CardError) {
      let end = patience.map { ContinuousClock.now + $0 }
      // SCardConnect waits for another's transaction as well; where nobody has the card it only takes the time to power it.
      if isInUse(reader, context) { notice.begins() }
      var handle: Int64 = 0
      var code = cp_connect(context, reader, &handle, &cardProtocol)
      while code == PCSCCode.sharingViolation, end.map({ ContinuousClock.now < $0 }) ?? true, !wait.isCancelled {
        notice.begins()
        sleep(milliseconds: 50)
        code = cp_connect(context, reader, &handle, &cardProtocol)
      }
      if let error = CardError(pcsc: code) { throw error }
      card = handle
      notice.begins()
      if let error = CardError(pcsc: cp_begin(handle)) { throw error }
      notice.ends()
    } catch {
      close()
      throw error
    }
  }

  private func isInUse(_ reader: String, _ context: Int64) -> Bool {
    let (code, now) = changes(of: [(name: reader, known: 0)], milliseconds: 0, context)
    guard code == PCSCCode.success, let state = now.first else { return false }
    return state & UInt32(CP_STATE_INUSE | CP_STATE_EXCLUSIVE) != 0
  }

  func transmit(_ command: CommandAPDU) throws(CardError) -> ResponseAPDU {
    guard let card else { throw .removed }
    var code: UInt32 = 0
    let answer = [UInt8](unsafeUninitializedCapacity: Self.answerRoom) { buffer, used in
      var size = buffer.count
      code = command.withBytes { bytes in
        cp_transmit(card, cardProtocol, bytes.baseAddress, bytes.count, buffer.baseAddress, &size)
      }
      used = code == PCSCCode.success ? min(size, buffer.count) : 0
    }
    if let error = CardError(pcsc: code) { throw error }
    guard let response = ResponseAPDU(bytes: answer) else { throw .malformed(during: "transmit") }
    return response
  }

  /// What the reader says of itself; nothing when it does not answer. No command reaches the card.
  func properties() -> ReaderProperties {
    // SCARD_CTL_CODE(3400): CM_IOCTL_GET_FEATURE_REQUEST (PC/SC part 10, 2.2).
    guard let card, let features = try? control(card, 0x4200_0000 + 3400, [], room: 256) else {
      return ReaderProperties(features: [])
    }
    var properties = ReaderProperties(features: features)
    if let code = properties.tellProperties, let told = try? control(card, code, [], room: 256) {
      properties.read(properties: told)
    }
    return properties
  }

  /// How many cards came to and went from this reader since pcscd knows it, by pcscd's own count. No command reaches the card.
  /// - Returns: nil while none did: a reader or a pcscd that was started anew, with another card in it, says the same.
  func insertions(of reader: String) -> UInt32? {
    guard let context else { return nil }
    let (code, now) = changes(of: [(name: reader, known: 0)], milliseconds: 0, context)
    // pcsclite.h: the upper half of dwEventState is the number of card events.
    guard code == PCSCCode.success, let count = now.first.map({ $0 >> 16 }), count > 0 else { return nil }
    return count
  }

  func verifyOnPad(_ request: PINPadRequest, control code: UInt32) throws(CardError) -> ResponseAPDU {
    guard let card else { throw .removed }
    let answer = try control(card, code, request.structure, room: Self.answerRoom)
    guard let response = ResponseAPDU(bytes: answer) else { throw .malformed(during: "verify") }
    return response
  }

  private func control(_ card: Int64, _ code: UInt32, _ input: [UInt8], room: Int) throws(CardError) -> [UInt8] {
    var status: UInt32 = 0
    let output = [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
      var size = buffer.count
      status = cp_control(card, code, input, input.count, buffer.baseAddress, &size)
      used = status == PCSCCode.success ? min(size, buffer.count) : 0
    }
    if let error = CardError(pcsc: status) { throw error }
    return output
  }

  /// Resets the card while the transaction still keeps others out, then lets go of everything.
  func close() {
    if let card {
      // Refused when the card was reset or taken out meanwhile: then there is nothing verified left, and a second reset is harmless.
      let ended = cp_end(card, true)
      cp_disconnect(card, ended != PCSCCode.success)
    }
    if let context { cp_release(context) }
    card = nil
    context = nil
  }

  // MARK: - The library

  private func establish() throws(CardError) -> Int64 {
    var context: Int64 = 0
    if let error = CardError(pcsc: cp_establish(&context)) { throw error }
    return context
  }

  private func names(_ context: Int64) throws(CardError) -> [String] {
    // Readers may come between asking for the size and asking for the names; 16 readers of 128 bytes are pcsc-lite's limit.
    var size = 16 * 128 + 1
    var code: UInt32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
      buffer.withMemoryRebound(to: CChar.self) { code = cp_list_readers(context, $0.baseAddress, &size) }
      used = code == PCSCCode.success ? min(size, buffer.count) : 0
    }
    if code == PCSCCode.noReadersAvailable { return [] }
    if let error = CardError(pcsc: code) { throw error }
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  private func states(of names: [String], _ context: Int64) throws(CardError) -> [(name: String, now: UInt32)] {
    guard !names.isEmpty else { return [] }
    let (code, now) = changes(of: names.map { (name: $0, known: 0) }, milliseconds: 0, context)
    // A reader that went away meanwhile makes the whole call fail: there is nothing certain to say then.
    if code == PCSCCode.unknownReader { return [] }
    if code != PCSCCode.timeout, let error = CardError(pcsc: code) { throw error }
    return zip(names, now).map { ($0, $1) }
  }

  private func changes(
    of watched: [(name: String, known: UInt32)], milliseconds: UInt32, _ context: Int64
  ) -> (code: UInt32, now: [UInt32]) {
    var names: [UInt8] = []
    var starts: [Int] = []
    for reader in watched {
      starts.append(names.count)
      names += Array(reader.name.utf8) + [0]
    }
    return names.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { buffer in
        var states = zip(watched, starts).map { reader, start in
          cp_reader_state(name: buffer.baseAddress.map { $0 + start }, known: reader.known, now: 0)
        }
        let code = cp_wait(context, milliseconds, &states, states.count)
        return (code, states.map(\.now))
      }
    }
  }

  /// A reader that its driver has lost stays in pcscd's list for a while, or for good: it counts as gone.
  private static func present(_ states: [(name: String, now: UInt32)]) -> [ReaderState] {
    states.filter { $0.now & UInt32(CP_STATE_UNKNOWN | CP_STATE_UNAVAILABLE) == 0 }
      .map { ReaderState(name: $0.name, cardPresent: holdsCard($0.now)) }
  }

  /// A card that does not answer to power (MUTE: upside down, or not a smart card) counts as none.
  private static func holdsCard(_ state: UInt32) -> Bool {
    state & UInt32(CP_STATE_PRESENT) != 0 && state & UInt32(CP_STATE_MUTE) == 0
  }
}

/// One wait for a card, put in or given free. It may be cancelled from any thread.
final class CardWait: Sendable {
  private let cancelled = Atomic(false)
  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
  func cancel() { cancelled.store(true, ordering: .relaxed) }
}

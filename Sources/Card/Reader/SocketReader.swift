/// The card that the sandbox plays, over a Unix socket. A reader like any other: the same visits, the same errors.
///
/// Frames are those of vsmartcard's vpcd: two bytes of length (big-endian), then the payload. A payload of one byte is about power:
/// 00 off, 01 on, 02 reset, 04 tells the ATR; everything else is a command APDU. ATR and commands are answered in frames of the
/// same form; an empty ATR means that there is no card in the reader. Power on waits for its turn when others are visiting. One byte is
/// ours: 05 asks what the reader can do, and is answered with the TLV properties of PC/SC part 10 (none: nothing is known)
/// and, with a tag of ours, which insertion of a card this is.
public final class SocketReader: CardReader {
  private let name: String
  private let patience: Duration?
  private let held: @Sendable (Bool) -> Void
  /// How long one answer may take where nothing else is said.
  private static let answerTime = Duration.seconds(5)
  private let idle: Idle<SocketSession>

  /// - Parameters:
  ///   - path: at most 107 bytes, as Linux has it.
  ///   - name: what the reader is called in `readers()`.
  ///   - patience: how long to wait for the card while another client has it, before `busy`, and how long one answer may take. Nil: the
  ///     wait for the card has no end but cancellation.
  ///   - held: told that another client has the card (true), and that it is not waited for any more. Called on any thread, must not wait.
  public init(
    path: String, name: String = "sandbox", patience: Duration? = .seconds(5),
    held: @escaping @Sendable (Bool) -> Void = { _ in }
  ) {
    self.name = name
    self.patience = patience
    self.held = held
    idle = Idle { SocketSession(path: path) }
  }

  /// One reader, as long as the sandbox runs.
  public func readers() async throws(CardError) -> [ReaderState] {
    [ReaderState(name: name, cardPresent: try await holdsCard())]
  }

  public func waitForCard(timeout: Duration) async throws(CardError) -> ReaderState? {
    let end = ContinuousClock.now + timeout
    while true {
      if try await holdsCard() { return ReaderState(name: name, cardPresent: true) }
      guard ContinuousClock.now < end else { return nil }
      // The socket has no notice of insertion: it is asked, as pcscd asks simple readers.
      do { try await Task.sleep(for: .milliseconds(200)) } catch { throw .cancelled }
    }
  }

  public func withCard<R: Sendable>(
    in reader: String?, _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(CardError) -> R {
    if let reader, reader != name { throw .noReader }
    return try await runVisit(open: { () async throws(CardError) -> OpenCard in try await self.open() }, visit)
  }

  private func holdsCard() async throws(CardError) -> Bool {
    let session = idle.take()
    let idle = self.idle
    let patience = self.patience ?? Self.answerTime
    return try await firstOf(within: patience, orElse: .busy) { () async throws(CardError) -> Bool in
      let present = try await session.holdsCard(patience: patience)
      idle.giveBack(session)
      return present
    } unused: { present in
      if present == nil { idle.giveBack(session) }
    }
  }

  private func open() async throws(CardError) -> OpenCard {
    let session = idle.take()
    let idle = self.idle
    let patience = self.patience
    // Asked anew at each visit: what the sandbox's reader can do changes with its faults.
    let abilities = ReaderAbilities()
    let notice = HeldNotice(held)
    let wait = CardWait()
    defer {
      notice.ends()
      wait.cancel()
    }
    notice.begins()
    let properties = try await firstOf(within: patience, orElse: .busy) {
      () async throws(CardError) -> ReaderProperties in
      try await session.open(wait, patience: patience)
    } unused: { opened in
      if opened != nil { await session.close() }
      idle.giveBack(session)
    }
    abilities.learned(properties)
    let insertion = properties.insertions.map { CardInsertion(reader: name, number: $0) }
    return OpenCard(abilities: abilities, insertion: insertion) {
      [self] (command) async throws(CardError) -> ResponseAPDU in
      do throws(CardError) {
        return try await session.transmit(command, patience: patience ?? Self.answerTime)
      } catch .removed {
        // The connection ended. Whether the card was taken out or only the line was cut is told by the reader itself.
        throw (try? await holdsCard()) == true ? .reset : .removed
      }
    } verifyOnPad: { (_) async throws(CardError) -> ResponseAPDU in
      throw .readerFailed(code: PCSCCode.unsupportedFeature)
    } close: {
      await session.close()
      idle.giveBack(session)
    }
  }
}

internal import Domain
internal import Synchronization

/// Readers that the PC/SC service (pcscd) knows.
///
/// The card is found by asking (SELECT of the JPKI application), never by its ATR: ATRs differ by reader and by card generation,
/// and every tool that filtered by ATR refused good cards.
public final class PCSCReader: CardReader {
  /// Which reader a visit without a name goes to.
  public enum Selection: Hashable, Sendable {
    /// Whichever holds a My Number card.
    case auto
    /// The reader of this name, or the only one whose name contains it.
    case named(String)
  }

  private let selection: Selection
  private let patience: Duration?
  private let held: @Sendable (Bool) -> Void
  private let idle = Idle { PCSCSession() }
  /// By the reader's name.
  private let known = Mutex<[String: ReaderAbilities]>([:])

  /// - Parameters:
  ///   - selection: where a visit without a name goes.
  ///   - patience: how long to wait for a card that another program uses, before `busy`. Nil: the wait has no end but cancellation.
  ///   - held: told that another program has the card (true), and that it is not waited for any more. Called on any thread, must not
  ///     wait.
  public init(
    selection: Selection = .auto, patience: Duration? = .seconds(5),
    held: @escaping @Sendable (Bool) -> Void = { _ in }
  ) {
    self.selection = selection
    self.patience = patience
    self.held = held
  }

  public func readers() async throws(CardError) -> [ReaderState] {
    let all = try await withSession { (session) throws(CardError) in try await session.readers() }
    let chosen = Self.chosen(by: selection, from: all) ?? []
    return all.map { ReaderState(name: $0.name, cardPresent: $0.cardPresent, isChosen: chosen.contains($0)) }
  }

  public func waitForCard(timeout: Duration) async throws(CardError) -> ReaderState? {
    let idle = self.idle
    let selection = self.selection
    let wait = CardWait()
    let result = await withTaskCancellationHandler { () async -> Result<ReaderState?, CardError> in
      do throws(CardError) {
        return .success(
          try await orCancelled { () async throws(CardError) -> ReaderState? in
            let session = idle.take()
            defer { idle.giveBack(session) }
            return try await session.waitForCard(wait, timeout: timeout) {
              PCSCReader.chosen(by: selection, from: $0) ?? []
            }
          })
      } catch { return .failure(error) }
    } onCancel: {
      wait.cancel()
    }
    return try result.get()
  }

  public func withCard<R: Sendable>(
    in reader: String?, _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(CardError) -> R {
    try await runVisit(
      open: { () async throws(CardError) -> OpenCard in
        let name = try await self.readerWithCard(named: reader)
        return try await self.open(name)
      }, visit)
  }

  // MARK: - Which reader

  private func readerWithCard(named wanted: String?) async throws(CardError) -> String {
    let all = try await readers()
    guard let chosen = Self.chosen(by: wanted.map(Selection.named) ?? selection, from: all), !chosen.isEmpty else {
      throw .noReader
    }
    let holding = chosen.filter(\.cardPresent).map(\.name)
    guard let first = holding.first else { throw .noCard }
    if holding.count == 1 { return first }
    var answering: [String] = []
    var failure: CardError?
    for name in holding {
      do throws(CardError) {
        if try await holdsMyNumberCard(name) { answering.append(name) }
      } catch .cancelled {
        throw .cancelled
      } catch {
        failure = error
      }
    }
    switch answering.count {
    case 1: return answering[0]
    case 0: throw failure ?? .unsupported
    default: throw .severalCards(answering)
    }
  }

  /// Nil when a named reader is not there or the name fits several.
  static func chosen(by selection: Selection, from all: [ReaderState]) -> [ReaderState]? {
    guard case .named(let name) = selection else { return all }
    if let exact = all.first(where: { $0.name == name }) { return [exact] }
    let wanted = name.lowercased()
    let fitting = all.filter { $0.name.lowercased().contains(wanted) }
    return fitting.count == 1 && !wanted.isEmpty ? fitting : nil
  }

  private func holdsMyNumberCard(_ name: String) async throws(CardError) -> Bool {
    try await runVisit(open: { () async throws(CardError) -> OpenCard in try await self.open(name) }) {
      (channel) async throws(CardError) -> Bool in
      guard let selection = channel.layout.selection(of: .jpki) else { return false }
      return try await channel.transmit(selection).isSuccess
    }
  }

  // MARK: - Sessions

  private struct Opened: Sendable {
    let session: PCSCSession
    let insertions: UInt32?
  }

  private func open(_ reader: String) async throws(CardError) -> OpenCard {
    let session = idle.take()
    let idle = self.idle
    let patience = self.patience
    let abilities = known.withLock { known in
      let abilities = known[reader] ?? ReaderAbilities()
      known[reader] = abilities
      return abilities
    }
    let notice = HeldNotice(held)
    let wait = CardWait()
    // Nobody waits for this any more.
    defer {
      notice.ends()
      wait.cancel()
    }
    // SCardBeginTransaction waits without end while another program has the card: the caller does not.
    let opened = try await firstOf(within: patience, orElse: .busy) { () async throws(CardError) -> Opened in
      try await session.open(reader, wait, notice, patience: patience)
      if abilities.claimQuestion() { abilities.learned(await session.properties()) }
      return Opened(session: session, insertions: await session.insertions(of: reader))
    } unused: { opened in
      if opened != nil { await session.close() }
      idle.giveBack(session)
    }
    let card = opened.session
    let insertion = opened.insertions.map { CardInsertion(reader: reader, number: $0) }
    return OpenCard(abilities: abilities, insertion: insertion) { (command) async throws(CardError) -> ResponseAPDU in
      try await card.transmit(command)
    } verifyOnPad: { (request) async throws(CardError) -> ResponseAPDU in
      guard let code = abilities.padVerify else { throw .readerFailed(code: PCSCCode.unsupportedFeature) }
      return try await card.verifyOnPad(request, control: code)
    } close: {
      await card.close()
      idle.giveBack(card)
    }
  }

  private func withSession<R: Sendable>(
    _ work: @escaping @Sendable (PCSCSession) async throws(CardError) -> R
  ) async throws(CardError) -> R {
    let session = idle.take()
    let idle = self.idle
    // No other program has what is asked here: a service that does not answer is not waited for without end.
    return try await firstOf(within: patience ?? .seconds(5), orElse: .busy) { () async throws(CardError) -> R in
      let value = try await work(session)
      idle.giveBack(session)
      return value
    } unused: { value in
      if value == nil { idle.giveBack(session) }
    }
  }
}

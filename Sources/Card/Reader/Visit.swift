internal import Synchronization

/// A conversation that a reader has opened, in the reader's own means.
struct OpenCard: Sendable {
  let abilities: ReaderAbilities
  let insertion: CardInsertion?
  let transmit: @Sendable (CommandAPDU) async throws(CardError) -> ResponseAPDU
  let verifyOnPad: @Sendable (PINPadRequest) async throws(CardError) -> ResponseAPDU
  /// Resets the card and gives it free. Never fails: what could be done is done.
  let close: @Sendable () async -> Void
}

/// How often a visit starts over when others reset the card: once may happen, always means that someone fights for the card.
private let mostRestarts = 3

/// The life of a visit, the same for every kind of reader: open, visit, close with reset; start over after someone else's reset
/// when no secret was sent.
func runVisit<R: Sendable>(
  open: () async throws(CardError) -> OpenCard,
  _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
) async throws(CardError) -> R {
  var restarts = 0
  while true {
    let channel: VisitChannel
    do throws(CardError) {
      channel = VisitChannel(card: try await open())
    } catch {
      guard error == .reset, restarts < mostRestarts else { throw error }
      restarts += 1
      continue
    }
    let result: Result<R, CardError>
    do throws(CardError) { result = .success(try await visit(channel)) } catch { result = .failure(error) }
    await channel.end()
    if case .failure(.reset) = result, !channel.secretSent, restarts < mostRestarts {
      restarts += 1
      continue
    }
    return try result.get()
  }
}

/// The channel that a visit sees. It ends with the visit: a channel that was kept says `removed`.
///
/// A command that the card or its reader does not answer cannot be stopped: no PC/SC service has a means for it. Whoever is
/// cancelled gets away at once; the command ends in the background, then the card is reset and its handle is free for others.
private final class VisitChannel: CardChannel {
  private typealias Command = Task<Result<ResponseAPDU, CardError>, Never>
  private struct State: Sendable {
    var secretSent = false
    var ended = false
    /// Done or under way. Each waits for the one before it.
    var last: Command?
  }
  private let card: OpenCard
  private let state = Mutex(State())

  init(card: OpenCard) { self.card = card }

  var secretSent: Bool { state.withLock { $0.secretSent } }

  /// Resets the card and gives it free, after the last command. Returns when that is done, or at once to a caller who is cancelled.
  func end() async {
    let last = state.withLock { state in
      state.ended = true
      return state.last
    }
    let closing = Task.detached { [card] in
      _ = await last?.value
      await card.close()
    }
    do throws(CardError) { try await orCancelled { await closing.value } } catch {}
  }

  var abilities: ReaderAbilities { card.abilities }
  var insertion: CardInsertion? { card.insertion }

  func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
    try await send(secret: command.carriesSecret) { (card) async throws(CardError) in try await card.transmit(command) }
  }

  func verifyOnPad(_ request: PINPadRequest) async throws(CardError) -> ResponseAPDU {
    try await send(secret: true) { (card) async throws(CardError) in try await card.verifyOnPad(request) }
  }

  private func send(
    secret: Bool, _ work: @escaping @Sendable (OpenCard) async throws(CardError) -> ResponseAPDU
  ) async throws(CardError) -> ResponseAPDU {
    if Task.isCancelled { throw .cancelled }
    let command: Command? = state.withLock { state in
      guard !state.ended else { return nil }
      if secret { state.secretSent = true }
      let command = Command.detached { [self, before = state.last] in
        _ = await before?.value
        // The visit may have ended by cancellation while this one waited for its turn.
        if self.state.withLock({ $0.ended }) { return .failure(.cancelled) }
        do throws(CardError) { return .success(try await work(card)) } catch { return .failure(error) }
      }
      state.last = command
      return command
    }
    guard let command else { throw .removed }
    return try await orCancelled { () async throws(CardError) in try await command.value.get() }
  }
}

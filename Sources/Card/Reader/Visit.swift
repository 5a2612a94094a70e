internal import Synchronization

/// A conversation that a reader has opened, in the reader's own means.
struct OpenCard: Sendable {
  let abilities: ReaderAbilities
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
    channel.end()
    await channel.card.close()
    if case .failure(.reset) = result, !channel.secretSent, restarts < mostRestarts {
      restarts += 1
      continue
    }
    return try result.get()
  }
}

/// The channel that a visit sees. It ends with the visit: a channel that was kept says `removed`.
private final class VisitChannel: CardChannel {
  let card: OpenCard
  private let state = Mutex((secretSent: false, ended: false))

  init(card: OpenCard) { self.card = card }

  var secretSent: Bool { state.withLock { $0.secretSent } }
  func end() { state.withLock { $0.ended = true } }

  var abilities: ReaderAbilities { card.abilities }

  func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
    try begin(secret: command.carriesSecret)
    return try await card.transmit(command)
  }

  func verifyOnPad(_ request: PINPadRequest) async throws(CardError) -> ResponseAPDU {
    try begin(secret: true)
    return try await card.verifyOnPad(request)
  }

  private func begin(secret: Bool) throws(CardError) {
    if Task.isCancelled { throw .cancelled }
    let ended = state.withLock { state in
      if secret, !state.ended { state.secretSent = true }
      return state.ended
    }
    if ended { throw .removed }
  }
}

// The rule of this file: a secret that is on its way to the card is waited for. A command that was sent cannot be called back, and a
// person who leaves meanwhile must still hear whether it cost a try.

internal import Card
internal import Domain

/// A channel that tells when a secret is on its way, and does not let a cancellation hide what became of it. All other commands are
/// left at once.
struct WatchedChannel: CardChannel {
  let channel: any CardChannel
  let prompt: any PINPrompt

  var abilities: ReaderAbilities { channel.abilities }
  var insertion: CardInsertion? { channel.insertion }

  func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
    guard command.carriesSecret else { return try await channel.transmit(command) }
    return try await toItsEnd { [channel] () async throws(CardError) in try await channel.transmit(command) }
  }

  func verifyOnPad(_ request: PINPadRequest) async throws(CardError) -> ResponseAPDU {
    try await toItsEnd { [channel] () async throws(CardError) in try await channel.verifyOnPad(request) }
  }

  private func toItsEnd(
    _ work: @escaping @Sendable () async throws(CardError) -> ResponseAPDU
  ) async throws(CardError) -> ResponseAPDU {
    if Task.isCancelled { throw .cancelled }
    prompt.secretIsOnItsWay(true)
    defer { prompt.secretIsOnItsWay(false) }
    // A task of its own: it is not cancelled with the one that waits for it.
    return try await Task.detached { () -> Result<ResponseAPDU, CardError> in
      do throws(CardError) { return .success(try await work()) } catch { return .failure(error) }
    }.value.get()
  }
}

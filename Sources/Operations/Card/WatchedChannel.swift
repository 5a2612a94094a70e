// The rule of this file: a secret that is on its way to the card is waited for. A command that was sent cannot be called back, and a
// person who leaves meanwhile must still hear whether it cost a try.

internal import Card
internal import Domain
internal import Synchronization

/// Whether a secret went to the card and nobody heard what the card made of it.
final class SecretFate: Sendable {
  private let unheard = Atomic(false)
  var isUnknown: Bool { unheard.load(ordering: .sequentiallyConsistent) }
  func lost() { unheard.store(true, ordering: .sequentiallyConsistent) }
}

/// A channel that tells when a secret is on its way, and does not let a cancellation hide what became of it. All other commands are
/// left at once.
struct WatchedChannel: CardChannel {
  let channel: any CardChannel
  let prompt: any PINPrompt
  let fate: SecretFate

  var layout: CardLayout { channel.layout }
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
    if Task.isCancelled { throw .notSent }
    prompt.secretIsOnItsWay(true)
    defer { prompt.secretIsOnItsWay(false) }
    // A task of its own: it is not cancelled with the one that waits for it.
    let answer = await Task.detached { () -> Result<ResponseAPDU, CardError> in
      do throws(CardError) { return .success(try await work()) } catch { return .failure(error) }
    }.value
    if (try? answer.get())?.tellsWhatBecameOfASecret != true { fate.lost() }
    let response = try answer.get()
    if response.isSuccess { prompt.secretCameTo(.right) }
    if response.saysGivenUpAtReader { prompt.secretCameTo(.notShown) }
    return response
  }
}

extension ResponseAPDU {
  /// ISO/IEC 7816-4, 5.6: done, so many tries left, or an error that leaves the card's memory as it was. What else a card says to a
  /// secret leaves open whether it counted a try.
  fileprivate var tellsWhatBecameOfASecret: Bool {
    switch status {
    case 0x6100...0x61FF, 0x63C0...0x63CF, 0x6400...0x64FF, 0x6700...0x6EFF, 0x9000: true
    default: false
    }
  }
}

extension CardError {
  /// The same for the citizen, after the PIN of `kind` went to the card and no word of it came back: a try may have been used.
  func problem(afterUnheard kind: PINKind) -> Problem {
    var problem = problem
    switch self {
    case .wrongPIN, .locked, .changeUnknown: return problem
    case .removed: break
    // Whatever ended the line, to look at the card comes first.
    default: if problem.code != .cardFault { problem = Problem(.cardFault) }
    }
    problem.facts["tryMayBeUsed"] = true
    problem.facts["kind"] = .text(kind.word)
    return problem
  }
}

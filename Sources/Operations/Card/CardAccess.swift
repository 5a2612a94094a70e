// The rules of this file: the form of a PIN is checked before the card is touched; how many tries are left is asked before every
// VERIFY, and said to the person, again when another card may have come while they typed; the last try needs a word of its own; no visit to the card lasts while a person is thinking; and
// whatever happens, one call shows a PIN to the card at most once.

public import Card
public import Domain

/// The way to what a PIN opens, the same for reading, signing and changing a PIN.
public struct CardAccess: Sendable {
  private let reader: any CardReader
  private let prompt: any PINPrompt

  public init(reader: any CardReader, prompt: any PINPrompt) {
    self.reader = reader
    self.prompt = prompt
  }

  /// Runs `work` in a visit in which the PIN of `kind` has been shown to the card.
  /// - Parameter given: the PIN, when it is there already: then all is one visit. Nil: the person is asked, between two visits; a
  ///   reader with keys of its own asks by itself.
  /// - Throws: `pinMalformed`, `pinWrong`, `pinLocked`, `pinNotGiven`, `pinLastTryNotConfirmed`, and what the card says.
  public func unlocked<Application: LockedApplication, R: Sendable>(
    _ application: Application.Type, _ kind: PINKind, given: consuming PIN?,
    work: @Sendable (Application) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    try await showing(application, kind, given: given) { (card, pin) async throws(CardError) -> R in
      try await card.verify(kind, pin)
      return try await work(card)
    } atReader: { (card) async throws(CardError) -> R in
      try await card.verifyAtReader(kind)
      return try await work(card)
    }
  }

  /// Runs `show`, which shows the PIN to the card and does what it opens.
  /// - Parameters:
  ///   - readerMayAsk: false where the program must have the PIN itself.
  ///   - atReader: the same with a reader that asks for the PIN itself; such a reader is told to only when there is one.
  func showing<Application: LockedApplication, R: Sendable>(
    _ application: Application.Type, _ kind: PINKind, given: consuming PIN?, readerMayAsk: Bool = true,
    show: @Sendable (Application, borrowing PIN) async throws(CardError) -> R,
    atReader: @Sendable (Application) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    if let given {
      let pin = try given.formed(as: kind)
      return try await showing(application, kind, told: .nothing) { (card) async throws(CardError) -> R in
        try await show(card, pin)
      }
    }
    let found = try await visit { (channel) async throws(CardError) -> Found in
      let card = try await Application(selecting: channel)
      return Found(
        triesLeft: try await card.triesLeft(kind), readerAsks: card.canVerifyAtReader(kind),
        insertion: channel.insertion)
    }
    guard found.triesLeft > 0 else { throw CardError.locked(kind).problem }
    if found.triesLeft == 1 { try await consent(kind) }
    let told = ToldTries(left: found.triesLeft, of: found.insertion)
    if found.readerAsks, readerMayAsk {
      guard await prompt.tellToUseReader(kind, triesLeft: found.triesLeft) else {
        try stopIfCancelled()
        throw Problem(.pinNotGiven)
      }
      do throws(Problem) {
        return try await showing(application, kind, told: told, atReader)
      } catch { throw error.orGivenUpAtReader }
    }
    guard let typed = await prompt.ask(kind, triesLeft: found.triesLeft) else {
      try stopIfCancelled()
      throw Problem(.pinNotGiven)
    }
    let pin = try typed.formed(as: kind)
    return try await showing(application, kind, told: told) { (card) async throws(CardError) -> R in
      try await show(card, pin)
    }
  }

  // MARK: -

  private struct Found: Sendable {
    let triesLeft: Int
    let readerAsks: Bool
    let insertion: CardInsertion?
  }

  private enum Outcome<R: Sendable>: Sendable {
    case done(R)
    /// Nothing was shown to the card.
    case lastTry
  }

  /// The visit in which the PIN is shown; the person is asked first when it would be the last try, and was not asked yet.
  private func showing<Application: LockedApplication, R: Sendable>(
    _ application: Application.Type, _ kind: PINKind, told: ToldTries,
    _ show: @Sendable (Application) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    let outcome = try await visit { (channel) async throws(CardError) -> Outcome<R> in
      let card = try await Application(selecting: channel)
      return try await told.lackConsent(for: card, kind) ? .lastTry : .done(try await show(card))
    }
    if case .done(let result) = outcome { return result }
    try await consent(kind)
    return try await visit { (channel) async throws(CardError) -> R in
      try await show(try await Application(selecting: channel))
    }
  }

  /// Asks whether the last try shall be used.
  func consent(_ kind: PINKind) async throws(Problem) {
    try stopIfCancelled()
    guard await prompt.confirmLastTry(kind) else {
      try stopIfCancelled()
      throw Problem(.pinLastTryNotConfirmed)
    }
    try stopIfCancelled()
  }

  /// A visit that needs no PIN.
  public func visit<R: Sendable>(
    _ body: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    try stopIfCancelled()
    do throws(CardError) {
      return try await reader.withCard(body)
    } catch .cancelled {
      throw .cancelled
    } catch { throw error.problem }
  }
}

extension PIN {
  /// The PIN as the card takes it (the signing password in capitals).
  /// - Throws: `pinMalformed`: nothing has been sent.
  consuming func formed(as kind: PINKind) throws(Problem) -> PIN {
    var pin = self
    guard pin.hasForm(of: kind) else { throw Problem(.pinMalformed, facts: [("kind", .text(kind.word))]) }
    return pin
  }
}

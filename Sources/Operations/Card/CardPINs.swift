public import Card
public import Domain

/// Changing a PIN: `card change-pin`.
public struct CardPINs: Sendable {
  private let access: CardAccess
  private let prompt: any PINPrompt

  public init(reader: any CardReader, prompt: any PINPrompt) {
    access = CardAccess(reader: reader, prompt: prompt)
    self.prompt = prompt
  }

  /// Replaces the PIN of `kind`. The new one is there, and has its form, before the old one is shown to the card, once.
  /// - Parameters:
  ///   - old: nil: the person is asked.
  ///   - new: nil: the person is asked, twice over.
  /// - Throws: `pinWrong`, `pinLocked`, `pinMalformed`, `pinNotGiven`, `pinLastTryNotConfirmed`, what the card says,
  ///   `pinChangeUnknown` when the card's answer to the change was lost, and `notPossibleNow` for a PIN that cannot be changed here.
  public func change(_ kind: PINKind, old: consuming PIN?, new: consuming PIN?) async throws(Problem) {
    let replacement = try await replacement(for: kind, given: new)
    switch kind {
    case .authentication, .signature: try await change(JPKICard.self, kind, old, replacement)
    case .text: try await change(AttributesCard.self, kind, old, replacement)
    case .juki, .surface: throw Problem(.notPossibleNow)
    }
  }

  private func replacement(for kind: PINKind, given: consuming PIN?) async throws(Problem) -> PIN {
    if let given { return try given.formed(as: kind) }
    guard let typed = await prompt.askNew(kind) else {
      try stopIfCancelled()
      throw Problem(.pinNotGiven)
    }
    return try typed.formed(as: kind)
  }

  private func change<Application: LockedApplication>(
    _ application: Application.Type, _ kind: PINKind, _ old: consuming PIN?, _ new: borrowing PIN
  ) async throws(Problem) {
    // Readers with keys can change a PIN too (FEATURE_MODIFY_PIN_DIRECT), which nobody here could try: both PINs are typed here.
    try await access.showing(application, kind, given: old, readerMayAsk: false) {
      (card, pin) async throws(CardError) in
      try await card.changePIN(kind, from: pin, to: new)
    } atReader: { (_) async throws(CardError) in
      throw .unsupported
    }
  }
}

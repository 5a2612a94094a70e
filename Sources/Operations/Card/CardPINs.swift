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

  /// Replaces the PIN of `kind`. The new one is there, and has its form, before the old one is shown to the card, once. A person is asked
  /// for the new one only when the card can be changed: it is looked at first.
  /// - Parameters:
  ///   - old: nil: the person is asked.
  ///   - new: nil: the person is asked, twice over.
  /// - Throws: `pinWrong`, `pinLocked`, `pinMalformed`, `pinNotGiven`, `pinLastTryNotConfirmed`, what the card says,
  ///   `pinChangeUnknown` when the card's answer to the change was lost, and `notPossibleNow` for a PIN that cannot be changed here.
  public func change(_ kind: PINKind, old: consuming PIN?, new: consuming PIN?) async throws(Problem) {
    // What is given is found to be malformed before the card is touched.
    let old = try old.formed(as: kind)
    let new = try new.formed(as: kind)
    switch kind {
    case .authentication, .signature: try await change(JPKICard.self, kind, old, new)
    case .text: try await change(AttributesCard.self, kind, old, new)
    case .juki, .surface: throw Problem(.notPossibleNow)
    }
  }

  private func change<Application: LockedApplication>(
    _ application: Application.Type, _ kind: PINKind, _ old: consuming PIN?, _ new: consuming PIN?
  ) async throws(Problem) {
    let looked = new == nil ? try await access.look(application, kind, .nothing) : nil
    let replacement = try await replacement(for: kind, given: new)
    // Readers with keys can change a PIN too (FEATURE_MODIFY_PIN_DIRECT), which nobody here could try: both PINs are typed here.
    try await access.showing(
      application, kind, .replace, given: old, readerMayAsk: false, after: .nothing, known: looked
    ) { (card, _, pin) async throws(CardError) in
      try await card.changePIN(kind, from: pin, to: replacement)
    } atReader: { (_, _) async throws(CardError) in
      throw .unsupported
    }
  }

  private func replacement(for kind: PINKind, given: consuming PIN?) async throws(Problem) -> PIN {
    if let given { return given }
    return try await typedTwice(kind)
  }

  /// Twice, until both are the same: a new PIN that was mistyped would lock its owner out. The form is checked first.
  private func typedTwice(_ kind: PINKind) async throws(Problem) -> PIN {
    var question = NewPINQuestion.first
    while true {
      guard var first = await prompt.askNew(kind, question) else { throw nothingGiven }
      guard first.hasForm(of: kind) else {
        question = .firstAfterMalformed
        continue
      }
      guard var second = await prompt.askNew(kind, .again) else { throw nothingGiven }
      if second.hasForm(of: kind), first.isSame(as: second) { return first }
      question = .firstAfterDifference
    }
  }

  private var nothingGiven: Problem { Task.isCancelled ? .cancelled : Problem(.pinNotGiven) }
}

extension Optional where Wrapped == PIN {
  /// The PIN as the card takes it, if there is one.
  /// - Throws: `pinMalformed`.
  fileprivate consuming func formed(as kind: PINKind) throws(Problem) -> PIN? {
    switch consume self {
    case .some(let pin): try pin.formed(as: kind)
    case .none: nil
    }
  }
}

internal import Card
internal import Domain

/// What the person knew about the tries that are left before a PIN is shown to the card.
struct ToldTries: Sendable {
  private let card: CardInsertion?
  /// The person has said that the last try shall be used.
  private let isConsented: Bool

  /// - Parameters:
  ///   - left: what the card said; with 1 the person has been asked for consent by now.
  ///   - card: the one that said it.
  init(left: Int, of card: CardInsertion?) {
    self.card = card
    isConsented = left == 1
  }

  /// Nothing was asked yet.
  static let nothing = ToldTries(left: 0, of: nil)
  static let consented = ToldTries(left: 1, of: nil)

  /// Whether VERIFY could use the last try of the card that is there now, and nobody agreed to that. While a person types, another
  /// card may be put in: unless the reader vouches that the card stayed, the card is asked, with one command.
  /// - Throws: `locked`.
  func lackConsent<Application: LockedApplication>(
    for application: Application, _ kind: PINKind
  ) async throws(CardError) -> Bool {
    if isConsented { return false }
    if let card, card == application.channel.insertion { return false }
    switch try await application.triesLeft(kind) {
    case 0: throw .locked(kind)
    case 1: return true
    default: return false
    }
  }
}

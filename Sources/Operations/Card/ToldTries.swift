internal import Card
internal import Domain

/// Which card it is, as far as that can be told without a secret.
struct KnownCard: Sendable {
  private let insertion: CardInsertion?
  private let serial: Sensitive<String>?

  /// Where the reader cannot tell one card's stay from the next, the card's serial number does; another application is selected then.
  static func look(at channel: any CardChannel) async throws(CardError) -> KnownCard {
    if let insertion = channel.insertion { return KnownCard(insertion: insertion, serial: nil) }
    return KnownCard(insertion: nil, serial: try await serial(on: channel))
  }

  private static func serial(on channel: any CardChannel) async throws(CardError) -> Sensitive<String>? {
    do throws(CardError) {
      return try await CommonCard(selecting: channel).identity().serial
    } catch {
      switch error {
      // A phone, or a card of another kind, does not say.
      case .unsupported, .unexpected, .malformed: return nil
      default: throw error
      }
    }
  }

  /// Whether the card that is there now is this one. One that says nothing of itself, in a reader that says nothing either, counts as
  /// the same.
  /// - Parameter select: selects again what was selected, when something else had to be.
  func isThere(_ channel: any CardChannel, select: () async throws(CardError) -> Void) async throws(CardError) -> Bool {
    if let insertion { return insertion == channel.insertion }
    guard let serial else { return true }
    let now = try await Self.serial(on: channel)
    try await select()
    return now?.reveal() == serial.reveal()
  }
}

/// What the person knew about the tries that are left before a PIN is shown to the card.
enum ToldTries: Sendable {
  /// Nothing was asked yet.
  case nothing
  /// More than one, of this card.
  case several(KnownCard)
  /// One, and the person has said that it shall be used, of this card and no other.
  case consented(KnownCard)

  /// Whether VERIFY could use the last try of the card that is there now, and nobody agreed to that. While a person types, another
  /// card may be put in: unless the reader vouches that the card stayed, the card is asked, with one command.
  /// - Parameter application: may have to be selected again.
  /// - Returns: the card for which a consent is needed; nil when none is.
  /// - Throws: `locked`.
  func lackedConsent<Application: LockedApplication>(
    for application: inout Application, _ kind: PINKind
  ) async throws(CardError) -> KnownCard? {
    let channel = application.channel
    switch self {
    case .nothing: break
    case .several(let card): if card.isVouchedFor(on: channel) { return nil }
    case .consented(let card):
      var again: Application?
      let isThere = try await card.isThere(channel) { () async throws(CardError) in
        again = try await Application(selecting: channel)
      }
      if let again { application = again }
      if isThere { return nil }
    }
    switch try await application.triesLeft(kind) {
    case 0: throw .locked(kind)
    case 1: return try await KnownCard.look(at: channel)
    default: return nil
    }
  }
}

extension KnownCard {
  /// Whether the reader says that this card stayed, without a command to the card.
  func isVouchedFor(on channel: any CardChannel) -> Bool { insertion != nil && insertion == channel.insertion }

  /// Known only by its stay in a reader: of a card that has tries left nobody needs to know more.
  init(stayOn channel: any CardChannel) { self.init(insertion: channel.insertion, serial: nil) }
}

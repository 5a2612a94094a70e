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
  /// Nothing was asked yet: the PIN was there already.
  case nothing
  /// So many, more than one, of this card.
  case several(Int, KnownCard)
  /// One, and the person has said that it shall be used, of this card and no other.
  case consented(KnownCard)

  /// Whether a PIN may be shown to the card that is there now.
  enum Answer: Sendable {
    case asTold
    /// So many, more than one, and nobody was told yet.
    case untold(Int)
    /// It could use the last try of this card, and nobody agreed to that.
    case lastTry(KnownCard)
    /// The card has another number left than the person was told.
    case otherNumber
  }

  /// While a person types, another card may be put in: unless the reader vouches that the card stayed, the card is asked, with one
  /// command.
  /// - Parameter application: may have to be selected again.
  /// - Throws: `locked`.
  func mayBeUsed<Application: LockedApplication>(
    on application: inout Application, _ kind: PINKind
  ) async throws(CardError) -> Answer {
    let channel = application.channel
    let told: Int?
    switch self {
    case .nothing: told = nil
    case .several(let number, let card):
      if card.isVouchedFor(on: channel) { return .asTold }
      told = number
    case .consented(let card):
      var again: Application?
      let isThere = try await card.isThere(channel) { () async throws(CardError) in
        again = try await Application(selecting: channel)
      }
      if let again { application = again }
      if isThere { return .asTold }
      told = 1
    }
    switch try await application.triesLeft(kind) {
    case 0: throw .locked(kind)
    case 1: return .lastTry(try await KnownCard.look(at: channel))
    case let now: return told.map { $0 == now ? .asTold : .otherNumber } ?? .untold(now)
    }
  }
}

extension KnownCard {
  /// Whether the reader says that this card stayed, without a command to the card.
  func isVouchedFor(on channel: any CardChannel) -> Bool { insertion != nil && insertion == channel.insertion }

  /// Known only by its stay in a reader: of a card that has tries left nobody needs to know more.
  init(stayOn channel: any CardChannel) { self.init(insertion: channel.insertion, serial: nil) }
}

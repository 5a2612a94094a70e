/// The reader's one verb: a visit to the card.
///
/// A visit is one transaction: no other program talks to the card in between, and it always ends with a reset of the card, so
/// that a verified PIN dies with it, whether the visit returns or throws. When someone else resets the card before a secret was
/// sent, the visit starts over (it must be fit for that); afterwards it ends with `reset`.
public protocol CardReader: Sendable {
  /// - Parameters:
  ///   - reader: the name of the reader, as `readers()` gives it; nil: the one that holds a My Number card.
  ///   - visit: what is done with the card. It may run again from its beginning, as long as it sent no secret.
  func withCard<R: Sendable>(
    in reader: String?, _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(CardError) -> R

  /// Every reader there is, in the order of the system. No card is touched.
  func readers() async throws(CardError) -> [ReaderState]

  /// Waits until a reader holds a card, and says which. Cancellable.
  /// - Returns: nil when `timeout` went by.
  func waitForCard(timeout: Duration) async throws(CardError) -> ReaderState?
}

extension CardReader {
  /// A visit to the My Number card, in whichever reader it is.
  public func withCard<R: Sendable>(
    _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(CardError) -> R {
    try await withCard(in: nil, visit)
  }
}

/// The card during a visit.
public protocol CardChannel: Sendable {
  /// Sends one command as it is and gives the answer as it is.
  func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU

  /// Where things are on this card.
  var layout: CardLayout { get }

  /// What the reader can do.
  var abilities: ReaderAbilities { get }

  /// Which stay of a card in a reader this is; nil where the reader cannot tell one from the next.
  var insertion: CardInsertion? { get }

  /// Has the reader ask for a PIN on its own keys and show it to the card, once. Only where `abilities.hasPINPad`.
  func verifyOnPad(_ request: PINPadRequest) async throws(CardError) -> ResponseAPDU
}

extension CardChannel {
  /// There is one layout that is public. Of several, the visit will choose by the names to which the card answers.
  public var layout: CardLayout { .current }

  /// Of a reader of which nothing is known: nothing is kept.
  public var abilities: ReaderAbilities { ReaderAbilities() }

  /// Of a reader that counts nothing.
  public var insertion: CardInsertion? { nil }

  public func verifyOnPad(_ request: PINPadRequest) async throws(CardError) -> ResponseAPDU {
    throw .readerFailed(code: PCSCCode.unsupportedFeature)
  }
}

/// One stay of a card in a reader, from being put in until it is taken out. Two visits with the same one met the same card; no
/// command to the card is needed to know it.
public struct CardInsertion: Hashable, Sendable {
  /// The reader's name.
  public let reader: String
  /// The reader's count of cards that came and went.
  public let number: UInt32

  /// For readers that are played.
  public init(reader: String, number: UInt32) {
    self.reader = reader
    self.number = number
  }
}

/// A reader, and whether a card is in it.
public struct ReaderState: Hashable, Sendable {
  /// As the system has it; what `withCard(in:_:)` takes.
  public let name: String
  /// Whether something that answers is in it; whether it is a My Number card is not known yet.
  public let cardPresent: Bool
  /// Whether a visit that names no reader may go to this one.
  public let isChosen: Bool

  /// For readers that are played.
  public init(name: String, cardPresent: Bool, isChosen: Bool = true) {
    self.name = name
    self.cardPresent = cardPresent
    self.isChosen = isChosen
  }
}

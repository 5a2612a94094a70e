public import Card

/// Who wants to know while there is work with a card, so that a person who waits can be told.
public struct VisitWatch: Sendable {
  let began: @Sendable () -> Void
  let ended: @Sendable () -> Void
  /// For a reader to say that another program has the card (true), and that it is not waited for any more.
  public let held: @Sendable (Bool) -> Void
  /// How long such a wait may be; nil: as long as the person likes, who is told and can leave.
  public let patience: Duration?

  /// - Parameters:
  ///   - began: before a visit to the card, or a look for one.
  ///   - ended: after it, however it ended. Nobody is asked for anything between the two, but on a reader's own keys.
  ///   - held: another program has the card (true), or it is not waited for any more. Called on any thread, must not wait.
  ///   - patience: how long to wait for such a program; nil: without end.
  public init(
    began: @escaping @Sendable () -> Void = {}, ended: @escaping @Sendable () -> Void = {},
    held: @escaping @Sendable (Bool) -> Void, patience: Duration? = .seconds(5)
  ) {
    self.began = began
    self.ended = ended
    self.held = held
    self.patience = patience
  }
}

/// A reader that tells when its work begins and ends.
public struct WatchedReader: CardReader {
  private let reader: any CardReader
  private let watch: VisitWatch

  public init(_ reader: any CardReader, _ watch: VisitWatch) {
    self.reader = reader
    self.watch = watch
  }

  public func withCard<R: Sendable>(
    in name: String?, _ visit: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(CardError) -> R {
    watch.began()
    defer { watch.ended() }
    return try await reader.withCard(in: name, visit)
  }

  public func readers() async throws(CardError) -> [ReaderState] {
    watch.began()
    defer { watch.ended() }
    return try await reader.readers()
  }

  public func waitForCard(timeout: Duration) async throws(CardError) -> ReaderState? {
    try await reader.waitForCard(timeout: timeout)
  }
}

public import Card

/// Who wants to know while there is work with a card, so that a person who waits can be told.
public struct VisitWatch: Sendable {
  let began: @Sendable () -> Void
  let ended: @Sendable () -> Void

  /// - Parameters:
  ///   - began: before a visit to the card, or a look for one.
  ///   - ended: after it, however it ended. Nobody is asked for anything between the two, but on a reader's own keys.
  public init(began: @escaping @Sendable () -> Void, ended: @escaping @Sendable () -> Void) {
    self.began = began
    self.ended = ended
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

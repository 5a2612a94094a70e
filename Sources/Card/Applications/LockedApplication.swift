public import Domain

/// An application of the card that opens by a PIN, selected for the length of a visit.
public protocol LockedApplication: Sendable {
  /// - Throws: `unsupported` when the card has no such application.
  init(selecting channel: any CardChannel) async throws(CardError)
  /// The visit; the application is selected in it.
  var channel: any CardChannel { get }
}

extension LockedApplication {
  /// How often the PIN may still be tried; 0 is locked. Asking costs no try.
  public func triesLeft(_ kind: PINKind) async throws(CardError) -> Int { try await channel.triesLeft(kind) }

  /// Shows the PIN to the card, once (the rule is in JPKICard.swift).
  /// - Throws: `malformedPIN` before anything is sent, `wrongPIN`, `locked`.
  public func verify(_ kind: PINKind, _ pin: borrowing PIN) async throws(CardError) {
    try await channel.verify(kind, pin)
  }

  /// Has the PIN typed on the reader's own keys and shown to the card, once.
  /// - Throws: `cancelled` when the person gave up there: no try was used.
  public func verifyAtReader(_ kind: PINKind) async throws(CardError) { try await channel.verifyAtReader(kind) }

  /// Whether the reader can take this PIN on keys of its own.
  public func canVerifyAtReader(_ kind: PINKind) -> Bool {
    channel.abilities.hasPINPad && PINPadRequest(kind, layout: channel.layout) != nil
  }

  /// Replaces the PIN: VERIFY of the old one, then CHANGE REFERENCE DATA. Both forms are checked before anything is sent.
  /// - Throws: `changeUnknown` when the new PIN went to the card and its answer did not come.
  public func changePIN(
    _ kind: PINKind, from old: borrowing PIN, to new: borrowing PIN
  ) async throws(CardError) {
    try await channel.changePIN(kind, from: old, to: new)
  }
}

public import Domain

/// The way to the person for a secret. Two forms exist: the terminal's and the tests' script. While it waits, nobody holds the card.
public protocol PINPrompt: Sendable {
  /// Asks for a PIN once.
  /// - Returns: nil when the person gave up, or when there is nobody to ask (`--no-input`).
  func ask(_ kind: PINKind, triesLeft: Int) async -> sending PIN?

  /// Asks whether the last try shall be used: when it is wrong, only an office can unlock the card. False when there is nobody
  /// to ask; `--yes` does not answer it.
  func confirmLastTry(_ kind: PINKind) async -> Bool

  /// Asks for a new PIN, twice over, until both are the same.
  /// - Returns: nil when the person gave up, or when there is nobody to ask.
  func askNew(_ kind: PINKind) async -> sending PIN?

  /// Says that the reader asks for the PIN on its own keys: nothing is typed here.
  /// - Returns: false when there is nobody to tell (`--no-input`): then nothing is shown to the card.
  func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool
}

extension PINPrompt {
  /// For those who never change a PIN.
  public func askNew(_ kind: PINKind) async -> sending PIN? { nil }
}

public import Domain

/// The way to the person for a secret. Two forms exist: the terminal's and the tests' script. While it waits, nobody holds the card.
public protocol PINPrompt: Sendable {
  /// Asks for a PIN once.
  /// - Returns: nil when the person gave up, or when there is nobody to ask (`--no-input`).
  func ask(_ kind: PINKind, triesLeft: Int) async -> sending PIN?

  /// Asks whether the last try shall be used: when it is wrong, only an office can unlock the card. False when there is nobody
  /// to ask; `--yes` does not answer it.
  func confirmLastTry(_ kind: PINKind) async -> Bool
}

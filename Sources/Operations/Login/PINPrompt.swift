public import Domain

/// The way to the person for a secret: a terminal's, a face's, the tests' script. While it waits, nobody holds the card.
public protocol PINPrompt: Sendable {
  /// Asks for the PIN that the card knows, once.
  /// - Returns: nil when the person gave up, or when there is nobody to ask (`--no-input`).
  func ask(_ kind: PINKind, _ purpose: PINPurpose, triesLeft: Int) async -> sending PIN?

  /// Asks whether the last try shall be used: when it is wrong, only an office can unlock the card. False when there is nobody
  /// to ask; `--yes` does not answer it.
  func confirmLastTry(_ kind: PINKind) async -> Bool

  /// Asks one of the questions for a new PIN.
  /// - Returns: nil when the person gave up, or when there is nobody to ask.
  func askNew(_ kind: PINKind, _ question: NewPINQuestion) async -> sending PIN?

  /// Says that the reader asks for the PIN on its own keys: nothing is typed here.
  /// - Returns: false when there is nobody to tell (`--no-input`): then nothing is shown to the card.
  func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool

  /// Says how many tries are left for a PIN that was there already, before it is shown to the card. Called on any thread while the card is
  /// held; must not wait.
  func triesAreLeft(_ kind: PINKind, _ triesLeft: Int)

  /// A secret goes to the card now (true), or the card has answered (false). Between the two, whoever ends the program does not know
  /// whether a try was used. Called on any thread; must not wait.
  func secretIsOnItsWay(_ isOnItsWay: Bool)

  /// What became of a secret that was on its way, as far as the answer says that no try was used. Called before
  /// `secretIsOnItsWay(false)`, on any thread; must not wait.
  func secretCameTo(_ fate: Problem.PINFate)
}

/// What a PIN is asked for.
public enum PINPurpose: Hashable, Sendable {
  /// To open what it protects.
  case use
  /// To have a new one take its place: the person is asked for both, and must hear which one is meant.
  case replace
}

/// What is asked until the same new PIN was typed twice over. The card hears nothing of it.
public enum NewPINQuestion: Hashable, Sendable, CaseIterable {
  case first
  /// What was typed has not the form of this PIN.
  case firstAfterMalformed
  /// The two were not the same.
  case firstAfterDifference
  case again
}

extension PINPrompt {
  /// For those who never change a PIN.
  public func askNew(_ kind: PINKind, _ question: NewPINQuestion) async -> sending PIN? { nil }
  /// For those who are always asked.
  public func triesAreLeft(_ kind: PINKind, _ triesLeft: Int) {}
  /// For those whose program does not end before the card has answered.
  public func secretIsOnItsWay(_ isOnItsWay: Bool) {}
  /// For those who ask the card itself.
  public func secretCameTo(_ fate: Problem.PINFate) {}
}

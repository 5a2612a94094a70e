/// Something that went wrong, for the citizen: what it is is said by the code's text in `content/`, what to do by the remedy.
public struct Problem: Error, Hashable, Sendable {
  public enum Code: String, CaseIterable, Sendable {
    // the network and the portal
    case offline, portalSlow, portalBusy, portalMaintenance, portalFault, portalAnswerMalformed, portalNotTrusted,
      forbidden
    // the session
    case loginNeeded, sessionExpired, loginRefused, originMismatch
    // the card
    case noReader, noCard, severalCards, cardRemoved, cardUnsupported, cardBusy, cardFault, cardServiceMissing
    /// The card is fine and was issued without this certificate (children have none for signing), or it was never put on it.
    case certificateMissing
    case pinWrong, pinLocked, pinMalformed, pinLastTryNotConfirmed, pinNotGiven, pinChangeUnknown
    // certificates and signatures
    case certificateExpired, certificateRevoked, certificateNotTrusted, signatureInvalid
    // what was asked for
    case notFound, notPossibleNow, inputInvalid, usage, confirmationNeeded
    // this machine
    case sandboxUnavailable, configurationInvalid, fileFailed, screenBroken, internalFault
  }

  /// What gives the buttons of a problem page. A screen never invents its own "try again".
  public enum Remedy: Hashable, Sendable {
    case tryAgain, wait(seconds: Int), logIn, insertCard, visitOffice, none
  }

  public var code: Code
  public var remedy: Remedy
  /// Counts, dates and names of things of ours that the text of the code has places for. Never a value of a person.
  public var facts: Fields
  /// The server's request id, to be told to the help desk.
  public var reference: String?

  public init(_ code: Code, remedy: Remedy? = nil, facts: [(String, Value)] = [], reference: String? = nil) {
    self.code = code
    self.remedy = remedy ?? code.usualRemedy
    self.facts = Fields(facts)
    self.reference = reference
  }

  /// Whether this only says that the task was cancelled, here or in a call to the portal.
  public var isCancellation: Bool { facts["cancelled"] == true }

  /// What became of the PIN in an operation that was cancelled.
  public enum PINFate: String, Hashable, Sendable {
    /// The card has not seen one: no try was used.
    case notShown
    /// It went to the card, and the answer was not heard: a try may have been used.
    case unknown
    /// The card took it: no try was used.
    case right
  }

  /// `notShown` where nothing was noted.
  public var fateOfPIN: PINFate { facts["pinFate"]?.text.flatMap(PINFate.init) ?? .notShown }

  /// The same, telling what became of the PIN.
  public func noting(_ fate: PINFate) -> Problem {
    var problem = self
    problem.facts["pinFate"] = .text(fate.rawValue)
    return problem
  }
}

extension Problem.Code {
  /// The remedy when the place where the problem arose knows no better one.
  public var usualRemedy: Problem.Remedy {
    switch self {
    case .offline, .portalSlow, .portalFault, .portalAnswerMalformed, .cardFault, .cardBusy, .pinWrong, .pinMalformed,
      .signatureInvalid, .loginRefused, .sandboxUnavailable:
      .tryAgain
    case .portalBusy: .wait(seconds: 10)
    case .portalMaintenance: .wait(seconds: 600)
    case .loginNeeded, .sessionExpired: .logIn
    case .noReader, .noCard, .severalCards, .cardRemoved, .cardUnsupported, .cardServiceMissing: .insertCard
    case .pinLocked, .certificateMissing, .certificateExpired, .certificateRevoked: .visitOffice
    case .portalNotTrusted, .forbidden, .originMismatch, .pinLastTryNotConfirmed, .pinNotGiven, .pinChangeUnknown,
      .certificateNotTrusted,
      .notFound, .notPossibleNow, .inputInvalid, .usage, .confirmationNeeded, .configurationInvalid, .fileFailed,
      .screenBroken, .internalFault:
      .none
    }
  }
}

/// One of several things that were asked for together: each part speaks for itself.
public enum Part<Wrapped: Hashable & Sendable>: Hashable, Sendable {
  case waiting
  case ready(Wrapped)
  case failed(Problem)

  public var value: Wrapped? { if case .ready(let value) = self { value } else { nil } }
  public var problem: Problem? { if case .failed(let problem) = self { problem } else { nil } }
  public var isSettled: Bool { if case .waiting = self { false } else { true } }
}

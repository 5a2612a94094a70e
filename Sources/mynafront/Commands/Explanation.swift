import Domain
import Screens

/// All that is said about one problem code: `content/*/problems.md` and `content/*/explain.md`.
struct Explanation {
  /// Whether a script may try again by itself.
  enum Retry: String, CaseIterable { case no, yes, afterWait }

  let code: Problem.Code
  let title: String
  let what: String
  let causes: [String]
  let meaning: [String]
  let steps: [String]

  init(_ code: Problem.Code, _ texts: ScreenLibrary) {
    self.code = code
    func paragraphs(_ key: String) -> [String] {
      (texts.templates(key) ?? []).compactMap { $0.filled { _ in nil } }
    }
    title = texts.text("value.problem.\(code.rawValue)").text
    what = texts.text("problem.\(code.rawValue).what").text
    causes = paragraphs(Self.key(code, "cause"))
    meaning = paragraphs(Self.key(code, "meaning"))
    steps = paragraphs(Self.key(code, "steps"))
  }

  static func key(_ code: Problem.Code, _ part: String) -> String { "explain.\(code.rawValue).\(part)" }

  var exit: ExitCode { ExitCode(code) }
  var retry: Retry { Self.retry(code) }

  /// What passes by itself may be tried again. What needs a person, or could cost a try of a PIN, may not.
  static func retry(_ code: Problem.Code) -> Retry {
    switch code {
    case .portalBusy, .portalMaintenance: .afterWait
    case .offline, .portalSlow, .portalFault, .portalAnswerMalformed, .sandboxUnavailable, .cardBusy: .yes
    case .portalNotTrusted, .forbidden, .loginNeeded, .sessionExpired, .loginRefused, .originMismatch, .noReader,
      .noCard, .severalCards, .cardRemoved, .cardUnsupported, .cardFault, .cardServiceMissing, .certificateMissing,
      .pinWrong, .pinLocked,
      .pinMalformed, .pinLastTryNotConfirmed, .pinNotGiven, .pinChangeUnknown, .certificateExpired, .certificateRevoked,
      .certificateNotTrusted, .signatureInvalid, .notFound, .notPossibleNow, .inputInvalid, .usage,
      .confirmationNeeded, .configurationInvalid, .fileFailed, .screenBroken, .internalFault:
      .no
    }
  }

  /// The text keys that the program asks for.
  static var textKeys: [String] {
    Problem.Code.allCases.flatMap { code in ["cause", "meaning", "steps"].map { key(code, $0) } }
      + ExitCode.allCases.map { "explain.exit.\($0.rawValue)" }
      + ["what", "cause", "meaning", "steps", "exit", "problems"].map { "explanation." + $0 }
      + Retry.allCases.map { "explanation.retry." + $0.rawValue }
  }
}

import Domain

/// How a command ends, for scripts. The numbers are promised (see the manual's table of exit codes).
enum ExitCode: Int32, CaseIterable {
  case done = 0, unexpected = 1, usage = 2, partMissing = 3, loginFirst = 4, notFound = 5, notPossible = 6,
    inputInvalid = 7,
    refusedByService = 8, unreachable = 9, outcomeUnknown = 10, noCard = 11, pin = 12, notTrusted = 13, interrupted =
    130,
    pipeClosed = 141

  init(_ code: Problem.Code) {
    switch code {
    case .offline, .portalSlow, .portalFault, .sandboxUnavailable: self = .unreachable
    case .portalBusy, .portalMaintenance, .forbidden: self = .refusedByService
    case .portalAnswerMalformed, .cardFault, .cardBusy, .internalFault, .fileFailed, .screenBroken: self = .unexpected
    case .portalNotTrusted, .originMismatch, .certificateExpired, .certificateRevoked, .certificateNotTrusted,
      .signatureInvalid, .loginRefused:
      self = .notTrusted
    case .loginNeeded, .sessionExpired: self = .loginFirst
    case .noReader, .noCard, .severalCards, .cardRemoved, .cardUnsupported, .cardServiceMissing, .certificateMissing:
      self = .noCard
    case .pinWrong, .pinLocked, .pinMalformed, .pinLastTryNotConfirmed, .pinNotGiven: self = .pin
    case .pinChangeUnknown: self = .outcomeUnknown
    case .notFound: self = .notFound
    case .notPossibleNow: self = .notPossible
    case .inputInvalid: self = .inputInvalid
    case .usage, .confirmationNeeded, .configurationInvalid: self = .usage
    }
  }
}

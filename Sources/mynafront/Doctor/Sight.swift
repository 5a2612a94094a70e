import Domain
import Screens

/// Everything that `doctor` can see. The raw value is the text key under `doctor.`; what is not fine has a remedy under `.next`.
enum Sight: String, CaseIterable, Sendable {
  enum Result: String, CaseIterable, Sendable { case ok, warning, failed }

  // fine
  case locale
  case localeUnset = "locale-unset"
  case terminal
  case noTerminal = "no-terminal"
  case fullScreen = "full-screen"
  case linear
  case texts
  case configuration
  case configurationNone = "configuration-none"
  case directory
  case directoryFuture = "directory-future"
  case library
  case sandbox, portal, clock, session
  case sessionNone = "session-none"
  case card, certificate, pin
  case cardPhone = "card-phone"
  case certificateHidden = "certificate-hidden"
  case certificateAbsent = "certificate-absent"
  case announced
  // may be a trouble
  case terminalUnknown = "terminal-unknown"
  case terminalSmall = "terminal-small"
  case configurationNowhere = "configuration-nowhere"
  case configurationReadOnly = "configuration-read-only"
  case directoryOpen = "directory-open"
  case directoryFull = "directory-full"
  case libraryMissing = "library-missing"
  case portalRefuses = "portal-refuses"
  case notLooked = "not-looked"
  case clockOff = "clock-off"
  case noCard = "no-card"
  case noReader = "no-reader"
  case noCardService = "no-card-service"
  case portalMaintenance = "portal-maintenance"
  case portalOutage = "portal-outage"
  case cardOther = "card-other"
  case cardTrouble = "card-trouble"
  case certificateSoon = "certificate-soon"
  case certificateRefused = "certificate-refused"
  case pinLast = "pin-last"
  // is one
  case textsWrong = "texts-wrong"
  case configurationWrong = "configuration-wrong"
  case directoryNowhere = "directory-nowhere"
  case directoryForeign = "directory-foreign"
  case directoryReadOnly = "directory-read-only"
  case networkLibraryMissing = "network-library-missing"
  case sandboxMissing = "sandbox-missing"
  case sandboxFails = "sandbox-fails"
  case portalOffline = "portal-offline"
  case portalSlow = "portal-slow"
  case portalNotTrusted = "portal-not-trusted"
  case clockWrong = "clock-wrong"
  case certificateExpired = "certificate-expired"
  case pinLocked = "pin-locked"

  var result: Result {
    switch self {
    case .locale, .localeUnset, .terminal, .noTerminal, .fullScreen, .linear, .texts, .configuration,
      .configurationNone, .directory, .directoryFuture, .library, .sandbox, .portal, .clock, .session, .sessionNone,
      .card, .cardPhone, .certificate, .pin, .certificateHidden, .certificateAbsent, .announced:
      .ok
    case .terminalUnknown, .terminalSmall, .configurationNowhere, .configurationReadOnly, .directoryOpen,
      .directoryFull, .libraryMissing,
      .portalRefuses, .notLooked, .clockOff, .noCard, .noReader, .noCardService, .portalMaintenance,
      .portalOutage, .cardOther, .cardTrouble, .certificateSoon, .certificateRefused, .pinLast:
      .warning
    case .textsWrong, .configurationWrong, .directoryNowhere, .directoryForeign, .directoryReadOnly,
      .networkLibraryMissing, .sandboxMissing, .sandboxFails, .portalOffline, .portalSlow, .portalNotTrusted,
      .clockWrong, .certificateExpired, .pinLocked:
      .failed
    }
  }

  var key: String { "doctor." + rawValue }

  static var textKeys: [String] {
    allCases.flatMap { $0.result == .ok ? [$0.key] : [$0.key, $0.key + ".next"] }
      + Result.allCases.map { "doctor.result." + $0.rawValue } + ["doctor.all-well", "doctor.summary"]
      + ServerDoubt.allCases.map { "doctor.doubt." + $0.rawValue }
  }
}

/// One thing that was looked at.
struct Examined: Sendable {
  /// What was looked at: `directory.state`. Stable, for scripts.
  let id: String
  let sight: Sight
  let places: [String: String]

  init(_ id: String, _ sight: Sight, _ places: [String: String] = [:]) {
    self.id = id
    self.sight = sight
    self.places = places
  }

  func detail(_ texts: ScreenLibrary) -> String { texts.text(sight.key, places).text }
  func remedy(_ texts: ScreenLibrary) -> String? {
    sight.result == .ok ? nil : texts.text(sight.key + ".next", places).text
  }
}

import CSystem
import Domain
import Operations
import Screens
import Terminal

#if canImport(Glibc)
  import Glibc
#endif

/// Which face is shown, and what decided it.
enum Face: Sendable, Equatable {
  case fullScreen
  /// `means` is a text key with the name that goes into it.
  case linear(means: String, name: String)
}

/// What was decided before anything is done: options over environment over configuration.
struct Setup: Sendable {
  let options: [String: String]
  let configuration: Configuration
  let locale: Locale
  let resources: String
  let isInteractive: Bool
  /// Why the configuration could not be read, for the commands that run all the same.
  private(set) var configurationProblem: Problem?

  /// - Throws: `configurationInvalid`.
  init(options: [String: String]) throws(Problem) {
    self.options = options
    if let file = options["config"] {
      configuration = try Configuration.read(file, mustExist: true)
    } else if let file = Places.configuration {
      configuration = try Configuration.read(file, mustExist: false)
    } else {
      configuration = try Configuration.read("", mustExist: false)
    }
    locale = Self.locale(options["lang"] ?? configuration[.language])
    resources = Places.resources
    isInteractive = options["no-input"] == nil
  }

  /// As if there were no configuration file: for commands that explain and repair.
  init(options: [String: String], withoutConfiguration problem: Problem) {
    self.options = options
    configuration = Configuration(file: options["config"] ?? Places.configuration ?? "")
    configurationProblem = problem
    locale = Self.locale(options["lang"])
    resources = Places.resources
    isInteractive = options["no-input"] == nil
  }

  private static func locale(_ wanted: String?) -> Locale {
    [wanted, messagesVariable.flatMap { language(ofLocale: $0.value) }].lazy.compactMap { name in
      name.flatMap { Locale(named: $0, in: Places.resources + "/content") }
    }.first ?? .ja
  }

  /// The languages that can be chosen, by their names.
  static let languages = Locale.all(in: Places.resources + "/content").map(\.name)

  /// The language of a locale such as `en_GB.UTF-8`, for the country (`zh-tw`) or for all; nil where there are no texts in it.
  static func language(ofLocale value: String) -> String? {
    let parts = value.lowercased().prefix { $0 != "." && $0 != "@" }.split(separator: "_").prefix(2)
    return [parts.joined(separator: "-"), parts.first.map(String.init) ?? ""].first { languages.contains($0) }
  }

  /// The variable that decides in which language messages are (POSIX, 8.2).
  static var messagesVariable: (name: String, value: String)? {
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
      if let value = Places.environment(name), !value.isEmpty { return (name, value) }
    }
    return nil
  }

  func texts(_ calls: [CallDescription], showsReadings: Bool = false) -> ScreenLibrary {
    ScreenLibrary(
      screens: resources + "/screens", content: resources + "/content", locale: locale, calls: calls,
      showsReadings: showsReadings)
  }

  /// The same for a face, with the keys that the person has bound and what they have chosen of names.
  /// - Throws: `configurationInvalid` for a file of keys that cannot be used.
  func textsOfFace(_ calls: [CallDescription]) throws(Problem) -> ScreenLibrary {
    ScreenLibrary(
      screens: resources + "/screens", content: resources + "/content", locale: locale, calls: calls,
      keys: try KeysFile.bindings(), showsReadings: isOn(.readings))
  }

  func isOn(_ key: ConfigurationKey) -> Bool { key.decision(self).value == "on" }

  /// What was chosen of how the full screen looks.
  var fullScreen: FullScreen.Settings {
    let colour = ConfigurationKey.color.decision(self).value
    return FullScreen.Settings(
      theme: colour == "never" ? .terminal : Theme(rawValue: ConfigurationKey.theme.decision(self).value) ?? .terminal,
      usesMouse: isOn(.mouse), ambiguous: ambiguous)
  }

  var ambiguous: AmbiguousWidth { AmbiguousWidth(rawValue: ConfigurationKey.ambiguous.decision(self).value) ?? .auto }

  /// What was chosen of how lines are said and answered.
  var linear: LinearFace.Settings {
    LinearFace.Settings(
      verbosity: Verbosity(rawValue: ConfigurationKey.verbosity.decision(self).value) ?? .standard,
      choosesByKey: isOn(.singleKey))
  }

  /// The profile in force; the sandbox is started when it is the sandbox's and none runs.
  func profile() throws(Problem) -> Profile {
    if let profile = try profileWithoutWaiting() { return profile }
    return try sandboxProfile(in: try SandboxStarter.configuration(starting: options["dry-run"] == nil))
  }

  /// The same; nil when the sandbox must be started first.
  private func profileWithoutWaiting() throws(Problem) -> Profile? {
    let name = options["profile"] ?? configuration[.profile] ?? "sandbox"
    if let profile = try configuration.profile(named: name) { return try adjusted(profile) }
    guard name == "sandbox", !configuration.hasProfiles || options["config"] == nil else {
      throw configuration.hasNoProfile(named: name)
    }
    guard let file = SandboxStarter.running() else { return nil }
    return try sandboxProfile(in: file)
  }

  private func sandboxProfile(in file: String) throws(Problem) -> Profile {
    guard var profile = try Configuration.read(file, mustExist: true).profile(named: "sandbox") else {
      throw Problem(.configurationInvalid, facts: [("place", .text(file))])
    }
    profile.startsSandbox = true
    return try adjusted(profile)
  }

  private func adjusted(_ profile: Profile) throws(Problem) -> Profile {
    guard let now = options["now"] else { return profile }
    guard profile.isPractice, let instant = Instant(rfc3339: now) ?? CalendarDate(iso: now).map(Instant.init(startOf:))
    else { throw Problem(.usage, facts: [("what", .text("--now \(now)")), ("allowed", "YYYY-MM-DD (practice)")]) }
    var profile = profile
    profile.clockOffset = instant.milliseconds - SystemClock().now.milliseconds
    return profile
  }

  /// The portal and card of the profile in force, with the time that one call may take.
  /// - Parameter watch: is told while there is work with a card.
  func services(watch: VisitWatch? = nil) throws(Problem) -> Services { try services(of: profile(), watch: watch) }

  /// The same; nil when the sandbox must be started first, which may take seconds.
  func servicesWithoutWaiting(watch: VisitWatch) throws(Problem) -> Services? {
    guard let profile = try profileWithoutWaiting() else { return nil }
    return try services(of: profile, watch: watch)
  }

  private func services(of profile: Profile, watch: VisitWatch? = nil) throws(Problem) -> Services {
    let seconds = options["timeout"].map { Double($0) ?? 0 } ?? 10
    guard seconds > 0, seconds <= 3600 else {
      throw Problem(
        .usage, facts: [("what", .text("--timeout \(options["timeout"] ?? "")")), ("allowed", "0.1-3600")])
    }
    let trace: @Sendable ([TerminalSafe]) -> Void = { StandardStreams.tell($0) }
    return try Services(
      profile, timeout: .milliseconds(Int(seconds * 1000)), reader: options["reader"],
      trace: options["debug"] == nil ? nil : trace, sends: options["dry-run"] == nil,
      watch: watch)
  }

  // MARK: Face

  /// Flag over environment over configuration; a terminal that cannot show a full screen implies lines.
  func face(canShow: (String?) -> Bool) -> Face {
    if options["full-screen"] != nil { return .fullScreen }
    if options["linear"] != nil { return .linear(means: "voice.means.flag", name: "--linear") }
    // `--no-linear` is stronger than environment and configuration, but not than what the terminal can do.
    if options["no-linear"] == nil, let variable = Self.linearVariable {
      if variable.isOn { return .linear(means: "voice.means.environment", name: variable.name) }
    } else if options["no-linear"] == nil, configuration[.face] == "linear" {
      return .linear(means: "voice.means.config", name: "")
    }
    if isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0 {
      return .linear(means: "voice.means.not-a-terminal", name: "")
    }
    let term = Places.environment("TERM")
    if !canShow(term) {
      let isSet = term?.isEmpty == false
      return .linear(means: isSet ? "voice.means.term" : "voice.means.term-unset", name: term ?? "")
    }
    return .fullScreen
  }

  /// The variable that says whether lines are wanted: ours over the one that many programs know. An empty one says nothing.
  static var linearVariable: (name: String, isOn: Bool)? {
    for name in ["MYNAFRONT_LINEAR", "ACCESSIBLE"] {
      guard let value = Places.environment(name), !value.isEmpty else { continue }
      return (name, !["0", "false", "no"].contains(value.lowercased()))
    }
    return nil
  }
}

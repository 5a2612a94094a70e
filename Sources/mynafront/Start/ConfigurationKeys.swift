import Domain
import Screens
import Terminal

#if canImport(Glibc)
  import Glibc
#endif

/// What can be configured: each key, its words, and what decides it.
enum ConfigurationKey: String, CaseIterable {
  case profile, face, language, color, theme, mouse, ambiguous, verbosity, readings
  case singleKey = "single-key"

  /// The values there are; empty: any name.
  var words: [String] {
    switch self {
    case .profile: []
    case .face: ["auto", "full-screen", "linear"]
    case .language: Setup.languages
    case .color: ["auto", "always", "never"]
    case .theme: Theme.allCases.map(\.rawValue)
    case .ambiguous: AmbiguousWidth.allCases.map(\.rawValue)
    case .verbosity: Verbosity.allCases.map(\.rawValue)
    case .mouse, .readings, .singleKey: ["on", "off"]
    }
  }

  /// The option that says the same for one run; a switch for what is on or off.
  private var option: String {
    switch self {
    case .language: "lang"
    case .readings: "yomi"
    default: rawValue
    }
  }

  private var usual: String {
    switch self {
    case .profile: "sandbox"
    case .face, .color, .ambiguous: "auto"
    case .language: "ja"
    case .theme: Theme.terminal.rawValue
    case .verbosity: Verbosity.standard.rawValue
    case .mouse, .readings, .singleKey: "off"
    }
  }

  /// A value in force and what decided it.
  struct Decision: Equatable {
    enum Source: String { case option, environment, file, usual = "default" }
    let value: String
    let source: Source
    /// The option, the variable or the file; empty for the default.
    let name: String
  }

  /// Options over environment over configuration, as everywhere.
  func decision(_ setup: Setup) -> Decision {
    let configured = setup.configuration[self].map {
      Decision(value: $0, source: .file, name: setup.configuration.file)
    }
    func option(_ name: String, _ value: String? = nil) -> Decision? {
      setup.options[name].map { Decision(value: value ?? $0, source: .option, name: "--" + name) }
    }
    let usual = Decision(value: self.usual, source: .usual, name: "")
    switch self {
    case .profile, .theme, .ambiguous, .verbosity: return option(self.option) ?? configured ?? usual
    case .mouse, .readings, .singleKey:
      return option(self.option, "on") ?? option("no-" + self.option, "off") ?? configured ?? usual
    case .color: return option(self.option) ?? color ?? configured ?? usual
    case .language: return option(self.option) ?? configured ?? language ?? usual
    case .face:
      if let chosen = option("full-screen", "full-screen") ?? option("linear", "linear") { return chosen }
      if setup.options["no-linear"] == nil, let variable = Setup.linearVariable {
        return Decision(value: variable.isOn ? "linear" : "full-screen", source: .environment, name: variable.name)
      }
      return configured ?? usual
    }
  }

  /// By the locale of messages, where the texts have its language; anything else is the default.
  private var language: Decision? {
    guard let (name, value) = Setup.messagesVariable, let language = Setup.language(ofLocale: value) else { return nil }
    return Decision(value: language, source: .environment, name: name)
  }

  /// https://no-color.org and https://bixense.com/clicolors
  private var color: Decision? {
    func set(_ name: String) -> String? { Places.environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    if set("NO_COLOR") != nil { return Decision(value: "never", source: .environment, name: "NO_COLOR") }
    if let force = set("CLICOLOR_FORCE"), force != "0" {
      return Decision(value: "always", source: .environment, name: "CLICOLOR_FORCE")
    }
    if set("CLICOLOR") == "0" { return Decision(value: "never", source: .environment, name: "CLICOLOR") }
    return nil
  }
}

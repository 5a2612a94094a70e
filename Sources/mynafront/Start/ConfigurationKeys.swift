import Domain

#if canImport(Glibc)
  import Glibc
#endif

/// What can be configured: each key, its words, and what decides it.
enum ConfigurationKey: String, CaseIterable {
  case profile, face, language, color

  /// The values there are; empty: any name.
  var words: [String] {
    switch self {
    case .profile: []
    case .face: ["auto", "full-screen", "linear"]
    case .language: ["ja", "easy", "en"]
    case .color: ["auto", "always", "never"]
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
    func usual(_ value: String) -> Decision { Decision(value: value, source: .usual, name: "") }
    switch self {
    case .profile: return option("profile") ?? configured ?? usual("sandbox")
    case .color: return option("color") ?? color ?? configured ?? usual("auto")
    case .language: return option("lang") ?? configured ?? language ?? usual("ja")
    case .face:
      if let chosen = option("full-screen", "full-screen") ?? option("linear", "linear") { return chosen }
      if setup.options["no-linear"] == nil {
        for name in ["MYNAFRONT_LINEAR", "ACCESSIBLE"] where Setup.isOn(name) {
          return Decision(value: "linear", source: .environment, name: name)
        }
      }
      return configured ?? usual("auto")
    }
  }

  /// English by the locale of messages; anything else is the default.
  private var language: Decision? {
    guard let (name, value) = Setup.messagesVariable, value.hasPrefix("en") else { return nil }
    return Decision(value: "en", source: .environment, name: name)
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

extension Configuration {
  subscript(key: ConfigurationKey) -> String? {
    switch key {
    case .profile: profile
    case .face: face
    case .language: language
    case .color: color
    }
  }
}

import Domain

#if canImport(Glibc)
  import Glibc
#endif

/// Sets a few words apart: bold, and one of the terminal's own 16 colours, so that the person's theme decides how it looks. Never
/// the only bearer of a meaning: without it the same words stand there, and no ESC byte.
struct Colour: Sendable {
  enum Role: Sendable {
    /// The name of a field, a heading.
    case label
    /// The word that says that something went wrong.
    case alarm
  }

  let isOn: Bool

  /// Flag over `NO_COLOR` over `CLICOLOR_FORCE` over `CLICOLOR` over the configuration over `TERM=dumb` over whether it is a terminal.
  static func isOn(
    flag: String?, configured: String?, environment: (String) -> String?, isTerminal: Bool
  ) -> Bool {
    switch flag {
    case "always": return true
    case "never": return false
    default: break
    }
    func isSet(_ name: String) -> Bool { environment(name).map { !$0.isEmpty } ?? false }
    if isSet("NO_COLOR") { return false }
    if isSet("CLICOLOR_FORCE"), environment("CLICOLOR_FORCE") != "0" { return true }
    if environment("CLICOLOR") == "0" { return false }
    switch configured {
    case "always": return true
    case "never": return false
    default: break
    }
    return environment("TERM") != "dumb" && isTerminal
  }

  /// The text with the marks of its role around it.
  func mark(_ text: TerminalSafe, as role: Role) -> Marked {
    guard isOn, !text.text.isEmpty else { return Marked(text) }
    return Marked(marked: (role == .alarm ? "\u{1B}[1;31m" : "\u{1B}[1m") + text.text + "\u{1B}[0m")
  }
}

/// Safe text in which some words are set apart: the only control sequences in it are those of `Colour`.
struct Marked: Sendable {
  let text: String
  init(_ safe: TerminalSafe) { text = safe.text }
  fileprivate init(marked: String) { text = marked }

  static func + (before: Marked, after: TerminalSafe) -> Marked { Marked(marked: before.text + after.text) }
}

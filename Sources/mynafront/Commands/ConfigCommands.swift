import Domain
import Operations
import Screens

/// `config …`: the configuration file, key by key.
enum ConfigCommands {
  static func get(_ invocation: Invocation) async throws(Failure) -> Answer {
    let key = try key(invocation.arguments[0])
    try refuseBrokenFile(invocation.setup)
    let decision = key.decision(invocation.setup)
    return Answer(value(key, decision), .words([TerminalSafe(line: decision.value)]))
  }

  static func list(_ invocation: Invocation) async throws(Failure) -> Answer {
    try refuseBrokenFile(invocation.setup)
    let item = Schema.object([
      Field("key", .text), Field("value", .text), Field("source", .text), Field("name", .text),
    ])
    return Answer(
      Value.listed(ConfigurationKey.allCases.map { value($0, $0.decision(invocation.setup)) }),
      .list(path: "items", columns: ["key", "value", "source", "name"], item: item))
  }

  /// Checks first, then changes the one line of the file; what the file says otherwise stays as it is.
  static func set(_ invocation: Invocation) async throws(Failure) -> Answer {
    let key = try key(invocation.arguments[0])
    let value = invocation.arguments[1]
    let setup = invocation.setup
    let names = key.words.isEmpty ? ["sandbox"] + setup.configuration.profileNames : key.words
    // A file that cannot be read may have any profile.
    guard names.contains(value) || (key == .profile && setup.configurationProblem != nil && !value.isEmpty) else {
      throw .badValue(value, of: key.rawValue, allowed: names)
    }
    guard let file = setup.options["config"] ?? Places.configuration else {
      throw .problem(FileFailure.folderMissing.problem(of: "$XDG_CONFIG_HOME, $HOME"))
    }
    do throws(Problem) {
      try write(key, value, to: WholeFile.resolved(file))
    } catch { throw .problem(error) }
    return Answer(
      .fields(("key", .text(key.rawValue)), ("value", .text(value)), ("file", .text(file))), .nothing,
      remarks: [invocation.text("cli.written", ["file": file])])
  }

  private static func write(_ key: ConfigurationKey, _ value: String, to file: String) throws(Problem) {
    let old = Files.exists(file) ? try Files.input(file) : []
    guard let text = String(validating: old, as: UTF8.self),
      let changed = ConfigurationEdit.setting(key.rawValue, to: value, in: text)
    else { throw Problem(.configurationInvalid, facts: [("place", .text(file))]) }
    // What was wrong elsewhere stays wrong: it is said, and nothing is written.
    _ = try Configuration.read(Array(changed.utf8), file: file)
    WholeFile.makeDirectories(Places.directory(of: file))
    try Files.write(Array(changed.utf8), to: file, replacing: true)
  }

  private static func key(_ word: String) throws(Failure) -> ConfigurationKey {
    if let key = ConfigurationKey(rawValue: word) { return key }
    throw .badValue(word, of: "KEY", allowed: ConfigurationKey.allCases.map(\.rawValue))
  }

  private static func refuseBrokenFile(_ setup: Setup) throws(Failure) {
    if let problem = setup.configurationProblem { throw .problem(problem) }
  }

  private static func value(_ key: ConfigurationKey, _ decision: ConfigurationKey.Decision) -> Value {
    .fields(
      ("key", .text(key.rawValue)), ("value", .text(decision.value)), ("source", .text(decision.source.rawValue)),
      ("name", .text(decision.name)))
  }
}

import Domain
import Operations
import Reading
import Screens

/// The file in which a person binds the keys of the full screen anew: `keys.yaml` beside the configuration, one line for each command.
///
///     quit: [x, f10]
///     whereAmI: []
///
/// A command that is named has these keys and no others; the rest stay as they are. An empty list takes a command's keys away.
enum KeysFile {
  static var path: String? { Places.own.configuration.map { $0 + "/keys.yaml" } }

  /// The keys of this person.
  /// - Throws: `configurationInvalid` with the place.
  static func bindings() throws(Problem) -> KeyBindings {
    guard let path, Files.exists(path) else { return .usual }
    guard let bytes = Files.read(path) else {
      throw Problem(.configurationInvalid, facts: [("place", .text(path)), ("unreadable", .text(path))])
    }
    return try read(bytes, file: path)
  }

  static func read(_ bytes: [UInt8], file: String) throws(Problem) -> KeyBindings {
    try ConfigurationMistake.read(bytes, in: file, bindings) ?? .usual
  }

  private static func bindings(_ root: YAMLNode) throws(ConfigurationMistake) -> KeyBindings {
    guard let pairs = root.mapping else { throw ConfigurationMistake(at: root.mark, reason: .noNames) }
    var changes: [(command: KeyCommand, keys: [Key])] = []
    var places: [KeyCommand: Mark] = [:]
    for pair in pairs {
      guard let command = KeyCommand(rawValue: pair.key) else {
        throw ConfigurationMistake(at: pair.mark, unknown: pair.key, among: KeyCommand.allCases.map(\.rawValue))
      }
      guard let names = pair.value.sequence ?? pair.value.scalar.map({ [.scalar($0, pair.value.mark)] }) else {
        throw ConfigurationMistake(at: pair.value.mark, key: pair.key)
      }
      var keys: [Key] = []
      for name in names {
        guard let key = name.scalar.flatMap({ Key(name: $0) }) else {
          throw ConfigurationMistake(
            at: name.mark, key: pair.key, suggestion: Nearest.word(to: name.scalar ?? "", among: Key.nameExamples),
            facts: ["noKey": name.scalar ?? ""])
        }
        keys.append(key)
      }
      changes.append((command, keys))
      places[command] = pair.mark
    }
    do throws(KeyBindings.Fault) {
      return try KeyBindings(changing: changes)
    } catch {
      func mistake(_ command: KeyCommand, _ facts: [String: String]) -> ConfigurationMistake {
        ConfigurationMistake(at: places[command] ?? root.mark, key: command.rawValue, facts: facts)
      }
      switch error {
      case .twice(let key, let first, let second):
        throw mistake(second, ["keyTwice": key.name, "keyOther": first.rawValue])
      case .withoutKey(let command, let taker): throw mistake(taker, ["noKeyLeft": command.rawValue])
      case .onlyCharacters(let command): throw mistake(command, ["keyOnlyCharacters": command.rawValue])
      case .fixed(let key, let command): throw mistake(command, ["keyFixed": key.name])
      }
    }
  }
}

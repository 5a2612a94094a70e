/// The command line, taken apart: words and options. Which ones a command takes, the command says.
struct Arguments {
  private(set) var words: [String] = []
  private var values: [String: String] = [:]
  private var flags: Set<String> = []

  private static let withValue: Set<String> = [
    "--state", "--port", "--seed", "--citizens", "--notices", "--now", "--idle-exit", "--session-seconds", "--at",
    "--times", "--after",
    "--as", "--delay", "--vpcd", "--persona", "--log",
  ]
  private static let withoutValue: Set<String> = ["--json", "--help", "--in-memory", "--shared"]

  struct Wrong: Error { let message: String }

  init(_ arguments: [String]) throws(Wrong) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        words.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if Self.withoutValue.contains(argument) {
        flags.insert(argument)
      } else if Self.withValue.contains(parts[0]) {
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
          throw Wrong(message: "\(parts[0]) needs a value")
        }
        guard values.updateValue(value, forKey: parts[0]) == nil else {
          throw Wrong(message: "\(parts[0]) stands twice")
        }
      } else {
        throw Wrong(message: "no such option: \(parts[0])")
      }
    }
  }

  func has(_ flag: String) -> Bool { flags.contains(flag) }
  func value(_ option: String) -> String? { values[option] }

  func number(_ option: String, _ range: ClosedRange<Int>) throws(Wrong) -> Int? {
    guard let text = values[option] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Wrong(message: "\(option) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Refuses options that a command does not take.
  func allow(_ options: String...) throws(Wrong) {
    let allowed = Set(options + ["--state", "--json", "--help"])
    if let other = (Set(values.keys).union(flags)).subtracting(allowed).min() {
      throw Wrong(message: "\(other) does not belong to this command")
    }
  }
}

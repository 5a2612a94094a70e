import Foundation

/// The tables of `Trouble/`: what is expected, as data.
struct TroubleTable {
  struct Fault {
    let kind: String
    let options: String
    /// Nil: nothing goes wrong for who meets it.
    let problem: String?
    let exit: Int32
    let remedy: String
    let reachesServer: Bool
  }
  struct Command {
    let line: String
    let asks: String?
    let parts: [String]
  }
  struct CardFault {
    typealias Outcome = (problem: String?, exit: Int32, tries: Int)
    let kind: String
    let operation: CardOperation
    let right: Outcome
    /// Nil: no PIN is typed.
    let wrong: Outcome?
  }
  /// What is done with the card.
  struct CardOperation {
    let name: String
    /// The command, with `{pin}` where the PIN is given.
    let line: String
    /// Whose tries are counted, and what it is.
    let kind: String
    let pin: String
    let wrongPIN: String
  }
  static let cardOperations = rows("card-operations").map {
    CardOperation(name: $0[0], line: $0[1], kind: $0[2], pin: $0[3], wrongPIN: $0[4])
  }

  static let faults = rows("faults").map {
    Fault(
      kind: $0[0], options: $0[1], problem: $0[2] == "-" ? nil : $0[2], exit: Int32($0[3])!, remedy: $0[4],
      reachesServer: $0[5] == "server")
  }
  static let commands = rows("commands").map {
    Command(
      line: $0[0], asks: $0[1] == "-" ? nil : $0[1],
      parts: $0[2] == "-" ? [] : $0[2].split(separator: " ").map(String.init))
  }
  static let cardFaults = rows("card-faults").map { row in
    func half(_ first: Int) -> CardFault.Outcome {
      (row[first] == "-" ? nil : row[first], Int32(row[first + 1])!, Int(row[first + 2])!)
    }
    return CardFault(
      kind: row[0], operation: cardOperations.first { $0.name == row[1] }!, right: half(2),
      wrong: row.count > 5 ? half(5) : nil)
  }

  struct CardTask {
    let kind: String
    let problem: String?
    let asks: Bool
    let problemOfChange: String?
  }
  static let cardTasks = rows("card-tasks").map {
    CardTask(
      kind: $0[0], problem: $0[1] == "-" ? nil : $0[1], asks: $0[2] == "yes",
      problemOfChange: $0[3] == "-" ? nil : $0[3])
  }

  /// The systems that exist and that a fault can be set at.
  static let systems = [
    "session", "notices", "delivery", "applications", "procedures", "selfinfo", "proxies", "status",
  ]

  private static func rows(_ name: String) -> [[String]] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Trouble/\(name).tsv")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// How a command shall end while a fault is at a system.
  static func expected(_ fault: Fault, at system: String, _ command: Command) -> (exit: Int32, problem: String?) {
    guard let problem = fault.problem else { return (0, nil) }
    if fault.reachesServer || command.asks == system { return (fault.exit, problem) }
    return command.parts.contains(system) ? (3, problem) : (0, nil)
  }

  /// Whether the whole table is asked for (`make trouble`) or the part of it that belongs to `make test`.
  static let isWhole = ProcessInfo.processInfo.environment["MYNAFRONT_TROUBLE"] == "whole"
}

/// Counts rows and says what did not come true; printed at the end.
final class TroubleCount {
  private let name: String
  private var rows: [(row: String, count: Int, bad: Int)] = []
  private(set) var longest = 0.0
  init(_ name: String) { self.name = name }

  func add(_ row: String, isTrue: Bool, seconds: Double = 0) {
    longest = max(longest, seconds)
    if let place = rows.firstIndex(where: { $0.row == row }) {
      rows[place].count += 1
      rows[place].bad += isTrue ? 0 : 1
    } else {
      rows.append((row, 1, isTrue ? 0 : 1))
    }
  }

  func print() {
    let width = (rows.map(\.row.count).max() ?? 0) + 2
    Swift.print("trouble table: \(name)")
    for row in rows {
      let padded = row.row.padding(toLength: width, withPad: " ", startingAt: 0)
      Swift.print("  \(padded) \(row.count - row.bad) of \(row.count) as expected")
    }
    let all = rows.reduce(0) { $0 + $1.count }
    let bad = rows.reduce(0) { $0 + $1.bad }
    Swift.print("  together \(all - bad) of \(all); the slowest took \(String(format: "%.2f", longest)) s")
  }
}

import Foundation

/// A story: what a person types and what must then be on the terminal, one step a line.
///
///     size 80x24                     columns and rows (first)
///     run mynafront --linear         the program, a line of shell (default: mynafront)
///     env NAME=VALUE
///     sandbox fault set delay …      mynafront-sandbox in the same world
///     shell LINE                     anything else in the same world; must succeed
///     expect WORDS                   on the screen (in the linear face: anywhere in what was said)
///     gone WORDS                     not on the screen any more
///     focus WORDS                    on the line under the hardware cursor
///     key Down Enter …               keys by their tmux names
///     type WORDS                     as typed, without Enter
///     line WORDS                     as typed, with Enter
///     resize 40x15
///     signal TERM                    to the program (the innermost one that the terminal's shell started)
///     hex 1b5b41                     as typed, any bytes
///     size-lies 10000x10000          the terminal says that this is its size
///     never WORDS                    nowhere in all that was written, besides checksums
///     never-hex 1B5D3532             the same for bytes, in hexadecimal
///     linear-bytes                   all bytes that were written are text and LF
///     quiet                          nothing is written for half a second
///     bytes 600                      the last key has written at most so many, and nothing is written now
///     exit 0                         ended with this code, terminal as it was; in lines nothing but text and LF was written, and between
///                                    two inputs no line twice
struct Story {
  let name: String
  let steps: [(line: Int, verb: String, rest: String)]

  init(path: String) throws {
    name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let text = try String(contentsOfFile: path, encoding: .utf8)
    steps = text.components(separatedBy: "\n").enumerated().compactMap { index, line in
      let line = line.trimmingCharacters(in: .whitespaces)
      guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
      let parts = line.split(separator: " ", maxSplits: 1)
      return (index + 1, String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
  }

  func play() throws {
    let world = try World()
    var size = (columns: 80, rows: 24)
    var command = "mynafront"
    var environment: [String: String] = [:]
    var screen: Screen?
    var written = 0
    var inputs: [Int] = []
    for (line, verb, rest) in steps {
      func fail(_ what: String) -> StoryError {
        let shown = (try? screen?.lines().joined(separator: "\n")) ?? ""
        let cursor = (try? screen?.cursor()).map { "\($0)" } ?? ""
        return StoryError("\(name).story:\(line): \(verb) \(rest): \(what)\ncursor \(cursor)\n\(shown)")
      }
      switch verb {
      case "size": size = try Self.size(rest)
      case "run": command = rest
      case "env":
        let parts = rest.split(separator: "=", maxSplits: 1).map(String.init)
        environment[parts[0]] = parts.count > 1 ? parts[1] : ""
      case "sandbox", "shell":
        let result = try world.shell(verb == "sandbox" ? "mynafront-sandbox \(rest)" : rest)
        if result.code != 0 { throw fail("ended with \(result.code): \(result.errors)") }
      default:
        if screen == nil {
          screen = try Screen(
            world, command, columns: size.columns, rows: size.rows, environment: environment)
        }
        // Nobody presses a key in the very moment in which something is shown.
        if ["key", "type", "line", "hex"].contains(verb) {
          usleep(30_000)
          written = screen!.bytes().count
          inputs.append(written)
        }
        do {
          if verb == "bytes" {
            usleep(300_000)
            let count = screen!.bytes().count - written
            if count > Int(rest) ?? 0 { throw StoryError("\(count) bytes were written") }
          } else {
            try play(verb, rest, on: screen!)
          }
          if verb == "exit", command.contains("--linear") {
            try play("linear-bytes", "", on: screen!)
            try Self.saysEachOnce(Array(screen!.bytes()), inputs)
          }
        } catch {
          throw fail("\(error)")
        }
      }
    }
  }

  /// The four digits of a PIN are in a checksum by chance, once in a few hundred plays.
  private static func withoutChecksums(_ text: String) -> String { text.replacing(/[0-9A-Fa-f]{16,}/, with: "…") }

  /// Between one input and the next no line is said a second time.
  private static func saysEachOnce(_ bytes: [UInt8], _ inputs: [Int]) throws {
    for (start, end) in zip([0] + inputs, inputs + [bytes.count]) {
      // What was typed stands in the line of the question, and is shown again where it was typed ahead.
      let lines = String(decoding: bytes[start..<end], as: UTF8.self).split(whereSeparator: \.isNewline).map(
        String.init
      )
      .dropFirst(start == 0 ? 0 : 1)
      // Under another heading the same sentence is about something else.
      let isHeading = { (line: String) in line.hasPrefix("小見出し") || line.hasPrefix("Subheading") }
      // The rest of a line that was broken may be the rest of two.
      let whole = zip([""] + lines, lines).filter { before, line in
        isHeading(line) || columns(before) + columns(line.prefix { !"。、 ".contains($0) }) < 78
      }.map { $1 }
      for part in whole.split(whereSeparator: isHeading) {
        for (index, line) in zip(part.indices, part) where part[(index + 1)...].contains(line) {
          throw StoryError("said twice: \(line)")
        }
      }
    }
  }

  private static func columns(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 1 : 2) }
  }

  private static func size(_ text: String) throws -> (columns: Int, rows: Int) {
    let parts = text.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2 else { throw StoryError("a size is COLUMNSxROWS") }
    return (parts[0], parts[1])
  }

  private func play(_ verb: String, _ rest: String, on screen: Screen) throws {
    switch verb {
    case "expect":
      try eventually("is not there") {
        let shown = try screen.lines().joined(separator: "\n")
        if shown.contains(rest) { return true }
        if try screen.isAlternate { return false }
        return try screen.history().contains(rest)
      }
    case "gone": try eventually("is still there") { try !screen.lines().joined(separator: "\n").contains(rest) }
    case "focus": try eventually("is not under the cursor") { try screen.focused().contains(rest) }
    case "key": for name in rest.split(separator: " ") { try screen.key(String(name)) }
    case "type": try screen.type(rest)
    case "line":
      if !rest.isEmpty { try screen.type(rest) }
      try screen.key("Enter")
    case "resize":
      let size = try Self.size(rest)
      try screen.resize(columns: size.columns, rows: size.rows)
    case "signal":
      guard let pid = try screen.program() else { throw StoryError("there is no program to signal") }
      let numbers: [String: Int32] = [
        "TERM": SIGTERM, "INT": SIGINT, "HUP": SIGHUP, "STOP": SIGSTOP, "CONT": SIGCONT, "TSTP": SIGTSTP,
        "SEGV": SIGSEGV, "KILL": SIGKILL,
        "ABRT": SIGABRT, "BUS": SIGBUS, "ILL": SIGILL, "TRAP": SIGTRAP, "QUIT": SIGQUIT,
      ]
      guard let number = numbers[rest] else { throw StoryError("no such signal") }
      kill(pid, number)
    case "size-lies":
      // What the terminal says of its size, whatever it is: the kernel tells the program.
      try screen.claim(try Self.size(rest))
    case "hex":
      for start in stride(from: 0, to: rest.count, by: 200) {
        try screen.hex(String(rest.dropFirst(start).prefix(200)))
      }
    case "never":
      let written = Self.withoutChecksums(String(decoding: screen.bytes(), as: UTF8.self))
      if let found = written.range(of: rest) {
        throw StoryError("was written, after \(String(written[..<found.lowerBound].suffix(60)).debugDescription)")
      }
    case "never-hex":
      let bytes = stride(from: 0, to: rest.count, by: 2).compactMap { UInt8(rest.dropFirst($0).prefix(2), radix: 16) }
      if screen.bytes().range(of: Data(bytes)) != nil { throw StoryError("was written") }
    case "linear-bytes":
      // The terminal driver itself puts a CR before each LF.
      let bytes = Array(screen.bytes())
      for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x7F {
        let crBeforeLF = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
        if byte != 0x0A && !crBeforeLF {
          throw StoryError(
            "byte \(byte) at \(index): \(String(decoding: bytes[max(0, index - 40)...index], as: UTF8.self))")
        }
      }
    case "quiet":
      usleep(300_000)
      let before = screen.bytes().count
      usleep(500_000)
      let after = screen.bytes().count
      if before != after { throw StoryError("\(after - before) bytes were written") }
    case "exit":
      try eventually("is still running") { screen.code() != nil }
      if screen.code() != Int32(rest) { throw StoryError("ended with \(screen.code() ?? -1)") }
      if let fault = try screen.whatWasNotGivenBack() { throw StoryError(fault) }
    default: throw StoryError("unknown step")
    }
  }
}

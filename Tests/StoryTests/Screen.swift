import Foundation

/// A real terminal emulator (tmux) with a program in it: what is on the screen, where the cursor stands, which bytes were written.
final class Screen {
  private let world: World
  private let server: String
  private let log: String
  private let directory: String

  /// - Parameter command: a line of shell, run with the world's environment.
  init(_ world: World, _ command: String, columns: Int, rows: Int, environment: [String: String] = [:]) throws {
    self.world = world
    server = "mf-\(UInt32.random(in: 0 ... .max))"
    directory = world.home + "/" + server
    log = directory + "/bytes"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: log))
    try """
    set -g status off
    set -g default-terminal tmux-256color
    set -g escape-time 0
    set -g history-limit 10000
    set -g set-titles off
    """.write(toFile: directory + "/conf", atomically: true, encoding: .utf8)
    let exports = world.environment.merging(environment) { $1 }.map { "export \($0)='\($1)'" }.joined(separator: "\n")
    // The log is opened before the program starts; the program waits for it.
    try """
    \(exports)
    PATH='\(World.programs)':$PATH
    export TERM='\(environment["TERM"] ?? "tmux-256color")'
    while [ ! -e '\(directory)/go' ]; do sleep 0.01; done
    stty -g > '\(directory)/before'
    \(command)
    code=$?
    stty -g > '\(directory)/after'
    echo $code > '\(directory)/code.part'; mv '\(directory)/code.part' '\(directory)/code'
    sleep 1000
    """.write(toFile: directory + "/script", atomically: true, encoding: .utf8)
    // The server that this starts outlives the call and would keep pipes open that it inherits, ours and other tests': it gets none.
    try """
    \(World.closeInherited)
    # Signals that the test runner's threads block would be blocked in the terminal, too.
    exec python3 -c 'import os, signal, sys
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.execvp(sys.argv[1], sys.argv[1:])' tmux -L \(server) -f '\(directory)/conf' new-session -d -s s -x \(columns) -y \(rows) \
      "bash --norc '\(directory)/script'" </dev/null >/dev/null 2>&1
    """.write(toFile: directory + "/start", atomically: true, encoding: .utf8)
    try world.run("/bin/bash", ["--norc", directory + "/start"])
    _ = try tmux("pipe-pane", "-t", "s", "-o", "cat >> '\(log)'")
    try Data().write(to: URL(fileURLWithPath: directory + "/go"))
  }

  deinit { _ = try? tmux("kill-server") }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String {
    let result = try world.run("/usr/bin/tmux", ["-L", server] + arguments)
    if result.code != 0 { throw StoryError("tmux \(arguments.joined(separator: " ")): \(result.errors)") }
    return result.output
  }

  /// The lines on the screen.
  func lines() throws -> [String] {
    try tmux("capture-pane", "-p", "-t", "s").components(separatedBy: "\n")
  }
  /// Everything that was written, also what has scrolled away.
  func history() throws -> String { try tmux("capture-pane", "-p", "-J", "-S", "-", "-t", "s") }

  func cursor() throws -> (row: Int, column: Int) {
    let parts = try tmux("display-message", "-p", "-t", "s", "#{cursor_y} #{cursor_x}")
      .split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    return (parts[0], parts[1])
  }

  /// The line under the hardware cursor: what a braille display shows.
  func focused() throws -> String {
    let row = try cursor().row
    let lines = try lines()
    return row < lines.count ? lines[row] : ""
  }

  var isAlternate: Bool {
    get throws { try tmux("display-message", "-p", "-t", "s", "#{alternate_on}").hasPrefix("1") }
  }

  func key(_ names: String...) throws { for name in names { try tmux("send-keys", "-t", "s", name) } }
  func type(_ text: String) throws { try tmux("send-keys", "-t", "s", "-l", text) }
  func resize(columns: Int, rows: Int) throws {
    try tmux("resize-window", "-t", "s", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// Every byte that the program wrote to its terminal.
  func bytes() -> Data { FileManager.default.contents(atPath: log) ?? Data() }

  /// The code that the program ended with; nil while it runs.
  func code() -> Int32? {
    (try? String(contentsOfFile: directory + "/code", encoding: .utf8)).flatMap {
      Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  /// Whether the terminal's settings are as they were before the program.
  func settingsAreBack() -> Bool {
    let before = try? String(contentsOfFile: directory + "/before", encoding: .utf8)
    return before != nil && before == (try? String(contentsOfFile: directory + "/after", encoding: .utf8))
  }

  /// The pid of the program, for signals: the innermost that the shell of the terminal started.
  func program() throws -> pid_t? {
    var pid = try tmux("display-message", "-p", "-t", "s", "#{pane_pid}").trimmingCharacters(
      in: .whitespacesAndNewlines)
    var found: pid_t?
    while let child = try world.run("/usr/bin/pgrep", ["-P", pid]).output.split(separator: "\n").first {
      pid = String(child)
      found = pid_t(pid)
    }
    return found
  }

  /// Bytes as they are, two hexadecimal digits each.
  func hex(_ digits: String) throws {
    let bytes = stride(from: 0, to: digits.count, by: 2).map { String(digits.dropFirst($0).prefix(2)) }
    let result = try world.run("/usr/bin/tmux", ["-L", server, "send-keys", "-t", "s", "-H"] + bytes)
    if result.code != 0 { throw StoryError(result.errors) }
  }

  /// Another size than the one that the terminal has, told to the program by the kernel.
  func claim(_ size: (columns: Int, rows: Int)) throws {
    let tty = try tmux("display-message", "-p", "-t", "s", "#{pane_tty}").trimmingCharacters(
      in: .whitespacesAndNewlines)
    try world.run("/usr/bin/stty", ["-F", tty, "rows", "\(size.rows)", "columns", "\(size.columns)"])
  }

  /// Nil when the terminal is as it was: settings, normal screen, a cursor that is seen, no marks around pasted text, its own title.
  func whatWasNotGivenBack() throws -> String? {
    if try isAlternate { return "the alternate screen was not left" }
    if !settingsAreBack() { return "the terminal's settings are not as they were" }
    if try !tmux("display-message", "-p", "-t", "s", "#{cursor_flag}").hasPrefix("1") { return "the cursor is hidden" }
    let written = String(decoding: bytes(), as: UTF8.self)
    for (on, off) in [
      ("\u{1B}[?2004h", "\u{1B}[?2004l"), ("\u{1B}[22;2t", "\u{1B}[23;2t"), ("\u{1B}[?1h", "\u{1B}[?1l"),
    ] {
      let lastOn = written.range(of: on, options: .backwards)
      let lastOff = written.range(of: off, options: .backwards)
      if let lastOn, lastOff == nil || lastOff!.lowerBound < lastOn.lowerBound {
        return "\(on.dropFirst()) was not taken back"
      }
    }
    return nil
  }
}

struct StoryError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Waits until a condition holds; a story that hangs fails after twenty seconds with what was there instead.
func eventually(_ what: @autoclosure () -> String, tries: Int = 1000, _ holds: () throws -> Bool) throws {
  for _ in 0..<tries {
    if try holds() { return }
    usleep(20_000)
  }
  throw StoryError(what())
}

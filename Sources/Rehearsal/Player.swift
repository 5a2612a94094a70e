internal import CSystem
internal import CVTerm
internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// What was there after a step.
public struct Scene: Hashable, Sendable {
  public let step: Story.Step
  /// Keys that were pressed since the start, a character of a word as one.
  public let keys: Int
  /// The title of the window.
  public let title: String
  /// The lines of the screen, without the empty ones at the end.
  public let screen: [String]
  /// From 1.
  public let row: Int
  public let column: Int
  public let cursorIsSeen: Bool
  /// The line under the cursor, and as much of it as a braille display shows.
  public let line: String
  public let braille: String
  /// What a speaking reader says of what was written during the step.
  public let said: [String]
  /// Why the story ends here; nil when the step is as it should be.
  public let failure: String?
}

/// Plays a story against the client on a pseudo-terminal, in a world of its own.
public struct Player: ~Copyable {
  public enum Trouble: Error, Hashable, Sendable { case noEmulator, noWorld }

  /// How long something that is expected may take.
  private static let patience = 20.0
  /// When nothing is written for so long, a step is over.
  private static let silence: Int32 = 120

  private let world: World
  private var emulator: Emulator
  private var command = "mynafront"
  private var environment: [String: String] = [:]
  private var master: Int32 = -1
  private var pid: pid_t = -1
  private var code: Int32?
  private var before = termios()
  private var keys = 0
  private var written: [UInt8] = []
  /// Where in `written` the step began.
  private var mark = 0
  /// Where in `written` the last step began in which the person did something.
  private var deed = 0

  /// - Parameter programs: the directory of `mynafront` and `mynafront-sandbox`.
  public init(programs: String) throws(Trouble) {
    guard let emulator = Emulator(rows: 24, columns: 80) else { throw .noEmulator }
    guard let world = World(programs: programs) else { throw .noWorld }
    self.emulator = emulator
    self.world = world
  }

  deinit {
    guard pid > 0 else { return }
    // The whole session: what the shell has started goes with it.
    if code == nil {
      kill(-pid, SIGKILL)
      kill(pid, SIGKILL)
      _ = World.wait(for: pid)
    }
    close(master)
  }

  /// The signal that ended the story; nil when none has.
  public var signal: Int32? { world.interruption.signal }

  /// Plays step after step.
  /// - Returns: whether all were as they should be; the first that is not ends the story.
  public mutating func play(_ story: Story, _ show: (Scene) -> Void) -> Bool {
    for step in story.steps {
      mark = written.count
      if [.key, .type, .line, .resize, .signal].contains(step.verb) { deed = mark }
      let failure = signal.map { "ended by signal \($0)" } ?? play(step)
      if pid > 0, failure == nil { settle() }
      show(scene(step, failure))
      if failure != nil { return false }
    }
    return true
  }

  private func scene(_ step: Story.Step, _ failure: String?) -> Scene {
    var screen = emulator.lines
    while screen.last?.isEmpty == true { screen.removeLast() }
    let cursor = emulator.cursor
    let line = emulator.row(cursor.row)
    return Scene(
      step: step, keys: keys, title: emulator.title, screen: screen, row: cursor.row + 1, column: cursor.column + 1,
      cursorIsSeen: emulator.cursorIsSeen, line: line,
      braille: Reader.braille(line, cursor: cursor.column) { character in
        character.unicodeScalars.reduce(0) { $0 + max(0, Int(cs_wcwidth($1.value))) }
      },
      said: Reader.spoken(Array(written[mark...])), failure: failure)
  }

  // MARK: Steps

  /// Nil, or why it is not as it should be.
  private mutating func play(_ step: Story.Step) -> String? {
    let words = step.words
    switch step.verb {
    case .size:
      guard pid < 0 else { return "the size is said before the first key; later it is 'resize'" }
      guard let (columns, rows) = Self.size(words) else { return "a size is COLUMNSxROWS, such as 80x24" }
      emulator.resize(rows: rows, columns: columns)
      return nil
    case .run:
      guard pid < 0 else { return "the program runs already" }
      command = words
      return nil
    case .env:
      guard pid < 0 else { return "the program runs already" }
      let parts = words.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { return "a variable is NAME=VALUE" }
      environment[parts[0]] = parts[1]
      return nil
    case .sandbox, .shell:
      let result = world.run(step.verb == .sandbox ? "mynafront-sandbox \(words)" : words)
      return result.code == 0 ? nil : "ended with \(result.code): \(result.output)"
    default: break
    }
    if pid < 0, !begin() { return "the program cannot be started" }
    switch step.verb {
    case .expect: return wait(for: "is not there") { $0.shows(words) }
    case .gone: return wait(for: "is still there") { !$0.isOnScreen(words) }
    case .focus:
      return wait(for: "is not on the line of the cursor") { $0.emulator.row($0.emulator.cursor.row).contains(words) }
    case .title: return wait(for: "is not in the title") { $0.emulator.title.contains(words) }
    case .said: return wait(for: "was not said") { $0.saidInThisStep(words) }
    case .never: return soFar.contains(words) ? "was written" : nil
    case .quiet:
      settle()
      let count = written.count
      listen(for: 0.5)
      return written.count == count ? nil : "\(written.count - count) bytes were written"
    case .key:
      for name in words.split(separator: " ") where !press(String(name)) { return "there is no key '\(name)'" }
      return nil
    case .type: return type(words)
    case .line: return type(words) ?? (press("Enter") ? nil : "there is no Enter")
    case .resize:
      guard let (columns, rows) = Self.size(words) else { return "a size is COLUMNSxROWS, such as 80x24" }
      emulator.resize(rows: rows, columns: columns)
      cv_set_size(master, Int32(rows), Int32(columns))
      return nil
    case .signal:
      let numbers = ["TERM": SIGTERM, "INT": SIGINT, "HUP": SIGHUP, "STOP": SIGSTOP, "CONT": SIGCONT, "TSTP": SIGTSTP]
      guard let number = numbers[words] else {
        return "a signal is one of \(numbers.keys.sorted().joined(separator: ", "))"
      }
      kill(pid, number)
      return nil
    case .exit:
      if let failure = wait(for: "is still running", { $0.code != nil }) { return failure }
      guard let code, String(code) == words else { return "ended with \(code ?? -1)" }
      return whatWasNotGivenBack()
    case .size, .run, .env, .sandbox, .shell: return nil
    }
  }

  private static func size(_ text: String) -> (columns: Int, rows: Int)? {
    let parts = text.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2, (1...500).contains(parts[0]), (1...500).contains(parts[1]) else { return nil }
    return (parts[0], parts[1])
  }

  private mutating func begin() -> Bool {
    // `exec`: the program is the leader itself, so that signals reach it and its code is its own.
    guard
      let started = world.start(
        "exec \(command)", rows: emulator.rows, columns: emulator.columns, environment)
    else { return false }
    pid = started.pid
    master = started.master
    before = started.before
    return true
  }

  // MARK: The person

  private mutating func press(_ name: String) -> Bool {
    let names = [
      "bspace": "backspace", "dc": "delete", "btab": "backtab", "ppage": "pageup", "npage": "pagedown",
      "space": " ",
    ]
    let plain = names[name.lowercased()] ?? name.lowercased()
    keys += 1
    if emulator.press(plain) {
      send(emulator.answers())
      return true
    }
    if plain.hasPrefix("c-"), let letter = plain.utf8.last, plain.utf8.count == 3 {
      send([letter & 0x1F])
      return true
    }
    guard plain == " " || name.count == 1 else {
      keys -= 1
      return false
    }
    send(Array((plain == " " ? " " : name).utf8))
    return true
  }

  private mutating func type(_ words: String) -> String? {
    keys += words.count
    send(Array(words.utf8))
    return nil
  }

  private func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // A program that does not read is not waited for.
      var ready = pollfd(fd: master, events: Int16(POLLOUT), revents: 0)
      guard poll(&ready, 1, 1000) > 0 else { return }
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  // MARK: The terminal

  /// Takes what is written within so many seconds; true when something was.
  @discardableResult
  private mutating func listen(for seconds: Double, once: Bool = false) -> Bool {
    let end = Self.now() + seconds
    var heard = false
    while true {
      let left = Int32(max(0, (end - Self.now()) * 1000))
      guard code == nil, world.interruption.wait(for: master, milliseconds: left) else { break }
      var room = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(master, &room, room.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        // Nobody has the terminal open any more; whoever closed it may go on.
        code = World.ended(pid)
        if code == nil { usleep(10_000) }
        break
      }
      heard = true
      written += room[..<count]
      emulator.take(Array(room[..<count]))
      send(emulator.answers())
      if once { break }
    }
    return heard
  }

  /// Until nothing is written any more for a moment.
  private mutating func settle() {
    let end = Self.now() + 2
    while Self.now() < end, listen(for: Double(Self.silence) / 1000, once: true) {}
  }

  private mutating func wait(for failure: String, _ holds: (borrowing Player) -> Bool) -> String? {
    let end = Self.now() + Self.patience
    while !holds(self) {
      if let signal = world.interruption.signal { return "ended by signal \(signal)" }
      if Self.now() > end || code != nil { return holds(self) ? nil : failure }
      listen(for: 0.05, once: true)
    }
    return nil
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Of what was written since the person did something, a speaking reader says these words.
  private func saidInThisStep(_ words: String) -> Bool {
    Reader.spoken(Array(written[deed...])).contains { $0.contains(words) }
  }

  private var soFar: String { String(decoding: written, as: UTF8.self) }

  private func isOnScreen(_ words: String) -> Bool { emulator.lines.joined(separator: "\n").contains(words) }

  /// On the screen; where lines scroll away, among all that were written.
  private func shows(_ words: String) -> Bool {
    isOnScreen(words)
      || !emulator.isAlternate && (emulator.history + emulator.lines.joined(separator: "\n")).contains(words)
  }

  private func whatWasNotGivenBack() -> String? {
    if emulator.isAlternate { return "the alternate screen was not left" }
    if !emulator.cursorIsSeen { return "the cursor is hidden" }
    var now = termios()
    tcgetattr(master, &now)
    let same =
      (now.c_iflag, now.c_oflag, now.c_lflag, now.c_cflag)
      == (before.c_iflag, before.c_oflag, before.c_lflag, before.c_cflag)
    return same ? nil : "the terminal's settings are not as they were"
  }
}

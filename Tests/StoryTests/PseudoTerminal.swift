import Foundation

/// A program on a pseudo-terminal of its own, without an emulator: for bytes that no keyboard sends, sizes that change quickly, and
/// terminals that go away.
final class PseudoTerminal {
  private var master: Int32
  private var slave: Int32
  let pid: pid_t
  private let before: termios
  private let tape: Tape
  private var status: Int32?

  init(
    _ world: World, _ arguments: [String], environment: [String: String] = [:], rows: Int = 24, columns: Int = 80
  ) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // What unlockpt and ptsname of <stdlib.h> do, which Swift does not import: TIOCSPTLCK and TIOCGPTN of <asm/ioctls.h>.
    var locked: Int32 = 0
    var number: Int32 = -1
    guard master >= 0, ioctl(master, 0x4004_5431, &locked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
      throw StoryError("no pseudo-terminal")
    }
    let name = "/dev/pts/\(number)"
    slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var settings = termios()
    guard slave >= 0, tcgetattr(slave, &settings) == 0 else { throw StoryError("no pseudo-terminal") }
    before = settings
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a session opens is its own.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID of <spawn.h>
    posix_spawnattr_setflags(&attributes, 0x80 | Int16(POSIX_SPAWN_SETSIGMASK))
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var words = arguments.map { strdup($0) } + [nil]
    var variables = world.environment.merging(environment) { $1 }.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in words + variables { free(word) } }
    var child: pid_t = 0
    Self.setSize(of: master, rows: rows, columns: columns)
    guard posix_spawn(&child, arguments[0], &actions, &attributes, &words, &variables) == 0 else {
      throw StoryError("\(arguments[0]) cannot be started")
    }
    pid = child
    tape = Tape(reading: master)
  }

  /// What is read from the terminal, on a thread of its own that ends before the descriptor is closed: another would get its number.
  private final class Tape: @unchecked Sendable {  // everything is only touched under the lock
    private let lock = NSLock()
    private var bytes = Data()
    private var isOver = false
    private let done = DispatchSemaphore(value: 0)

    init(reading descriptor: Int32) {
      Thread.detachNewThread { [self] in
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while lock.withLock({ !isOver }) {
          var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          if poll(&ready, 1, 20) <= 0 { continue }
          let count = read(descriptor, &room, room.count)
          if count <= 0 { break }
          lock.withLock { bytes.append(contentsOf: room[..<count]) }
        }
        done.signal()
      }
    }
    var text: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }
    func end() {
      lock.withLock { isOver = true }
      done.wait()
    }
  }

  deinit {
    if ended() == nil {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    hangUp()
  }

  private static func setSize(of descriptor: Int32, rows: Int, columns: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  func resize(rows: Int, columns: Int) { Self.setSize(of: master, rows: rows, columns: columns) }

  /// The terminal goes away.
  func hangUp() {
    guard master >= 0 else { return }
    tape.end()
    close(slave)
    close(master)
    slave = -1
    master = -1
  }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty, ended() == nil {
      // A terminal takes no more than it has room for; the program must read first.
      var ready = pollfd(fd: master, events: Int16(POLLOUT), revents: 0)
      guard poll(&ready, 1, 1000) > 0 else { return }
      let count = rest.prefix(512).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }
  func send(_ text: String) { send(Array(text.utf8)) }

  var output: String { tape.text }

  /// Whether what is typed is shown.
  var echoIsOn: Bool {
    var now = termios()
    return tcgetattr(slave, &now) == 0 && now.c_lflag & tcflag_t(ECHO) != 0
  }

  func expect(_ words: String) throws {
    try eventually("no '\(words)' in: \(output.suffix(2000))") { output.contains(words) }
  }

  /// The code that it ended with (128 and the signal); nil while it runs.
  func ended() -> Int32? {
    if let status { return status }
    var raw: Int32 = 0
    guard waitpid(pid, &raw, WNOHANG) == pid else { return nil }
    status = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + raw & 0x7F
    return status
  }

  /// Asks to leave, and again where that is asked back, until it has ended.
  func leave(_ word: String = "q") throws {
    try eventually("q does not leave; last: \(output.suffix(500))") {
      if ended() != nil { return true }
      send(word)
      usleep(200_000)
      return ended() != nil
    }
    try expectEnd()
  }

  /// Waits for its end, which must have this code and leave the terminal as it was.
  func expectEnd(_ code: Int32 = 0) throws {
    try eventually("still running; last: \(output.suffix(500))") { ended() != nil }
    if ended() != code { throw StoryError("ended with \(ended() ?? -1); last: \(output.suffix(500))") }
    guard master >= 0 else { return }
    usleep(50_000)
    var now = termios()
    tcgetattr(slave, &now)
    if (now.c_iflag, now.c_oflag, now.c_lflag, now.c_cflag) != (
      before.c_iflag, before.c_oflag, before.c_lflag, before.c_cflag
    ) {
      throw StoryError("the terminal's settings are not as they were")
    }
    for (on, off) in [
      ("\u{1B}[?1049h", "\u{1B}[?1049l"), ("\u{1B}[?2004h", "\u{1B}[?2004l"), ("\u{1B}[22;2t", "\u{1B}[23;2t"),
      ("\u{1B}[?1h", "\u{1B}[?1l"), ("\u{1B}[?25l", "\u{1B}[?25h"),
    ] {
      let lastOn = output.range(of: on, options: .backwards)
      let lastOff = output.range(of: off, options: .backwards)
      if let lastOn, lastOff == nil || lastOff!.lowerBound < lastOn.lowerBound {
        throw StoryError("\(on.dropFirst()) was not taken back")
      }
    }
  }

  /// The settings of the terminal: input, output, control and local modes.
  var modes: [tcflag_t] {
    var now = termios()
    tcgetattr(slave, &now)
    return [now.c_iflag, now.c_oflag, now.c_cflag, now.c_lflag]
  }
  var modesBefore: [tcflag_t] { [before.c_iflag, before.c_oflag, before.c_cflag, before.c_lflag] }

  /// As a shell does that takes the terminal back.
  func setModesAsBefore() {
    var settings = before
    tcsetattr(slave, TCSANOW, &settings)
  }

  /// Hundredths of a second of processor time that it has used.
  func processorTime() -> Int {
    let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    let fields = text.components(separatedBy: ") ").last?.components(separatedBy: " ") ?? []
    return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
  }

  /// Children that have ended and that it has not taken note of.
  func zombies() -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.filter { name in
      let text = (try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8)) ?? ""
      return (text.components(separatedBy: ") ").last ?? "").hasPrefix("Z \(pid) ")
    }
  }
}

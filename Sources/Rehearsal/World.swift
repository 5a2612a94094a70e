internal import CVTerm
internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// A home of a story's own, with a sandbox of its own. Nothing of the person's is touched, and everything ends with it.
struct World: ~Copyable {
  let home: String
  let programs: String
  let interruption = Interruption()

  /// - Parameter programs: the directory of `mynafront` and `mynafront-sandbox`.
  init?(programs: String) {
    // Short, because a Unix socket's path has at most 107 bytes.
    var template = Array("/tmp/mf-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    home = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.programs = programs
    for directory in ["run", "state", "config", "cache"] { mkdir("\(home)/\(directory)", 0o700) }
  }

  deinit {
    _ = run("mynafront-sandbox stop", toTheEnd: true)
    // Only what was made here: the name comes from mkdtemp.
    _ = run("cd / && rm -rf -- \"$HOME\"", toTheEnd: true)
  }

  var environment: [String: String] {
    [
      "HOME": home, "XDG_RUNTIME_DIR": "\(home)/run", "XDG_STATE_HOME": "\(home)/state",
      "XDG_CONFIG_HOME": "\(home)/config", "XDG_CACHE_HOME": "\(home)/cache", "LANG": "C.UTF-8",
      "TERM": "xterm-256color", "PATH": "\(programs):/usr/local/bin:/usr/bin:/bin",
    ]
  }

  /// A line of shell to its end; what it wrote, and its code.
  /// - Parameter toTheEnd: whatever comes meanwhile; else a signal that ends the story ends the line.
  func run(_ line: String, toTheEnd: Bool = false) -> (code: Int32, output: String) {
    guard let started = start(line, rows: 24, columns: 80, [:]) else { return (127, "the shell cannot be started") }
    var output: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      if !toTheEnd, !interruption.wait(for: started.master, milliseconds: -1), interruption.signal != nil {
        kill(-started.pid, SIGKILL)
        break
      }
      let count = read(started.master, &room, room.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      output += room[..<count]
    }
    close(started.master)
    return (World.wait(for: started.pid), Reader.spoken(output).joined(separator: "\n"))
  }

  /// A line of shell on a terminal of its own.
  func start(
    _ line: String, rows: Int, columns: Int, _ more: [String: String]
  ) -> (pid: pid_t, master: Int32, before: termios)? {
    let variables = environment.merging(more) { $1 }.map { "\($0)=\($1)" }
    let arguments: [String] = ["bash", "--norc", "--noprofile", "-c", "cd \"$HOME\"; \(line)"]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var all: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
    defer { for word in words + all { free(word) } }
    var master: Int32 = -1
    var before = termios()
    let pid = cv_start("/bin/bash", &words, &all, Int32(rows), Int32(columns), &master, &before)
    return pid > 0 ? (pid, master, before) : nil
  }

  /// The code of a process that has ended; nil while it runs.
  static func ended(_ pid: pid_t) -> Int32? {
    var status: Int32 = 0
    return waitpid(pid, &status, WNOHANG) == pid ? code(of: status) : nil
  }

  static func wait(for pid: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return code(of: status)
  }

  /// As a shell says it: 128 and the number of the signal.
  static func code(of status: Int32) -> Int32 { status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F }
}

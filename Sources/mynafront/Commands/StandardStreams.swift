import Domain

#if canImport(Glibc)
  import Glibc
#endif

/// All that this program's commands write to a terminal goes through here, as `TerminalSafe` or `Marked`
/// (checked by `Scripts/check-printing`). A pipe whose reader went away ends quietly with 141; any other failure to write is an
/// error, because a script must not take a cut list for a whole one.
enum StandardStreams {
  /// Nil when all was written.
  static func put(_ text: TerminalSafe) -> ExitCode? { put(Array(text.text.utf8)) }

  /// Whole lines.
  static func put(_ lines: [Marked]) -> ExitCode? { put(Array(lines.map { $0.text + "\n" }.joined().utf8)) }

  /// Bytes as they came: for a pipe or a file. A terminal never gets them.
  static func pass(_ bytes: [UInt8]) -> ExitCode? {
    isatty(STDOUT_FILENO) == 1 ? put(TerminalSafe(lines: String(decoding: bytes, as: UTF8.self))) : put(bytes)
  }

  private static func put(_ bytes: [UInt8]) -> ExitCode? {
    let failure = write(bytes, to: STDOUT_FILENO)
    if failure == 0 { return nil }
    if failure == EPIPE { return .pipeClosed }
    tell(TerminalSafe(line: "mynafront: standard output cannot be written"))
    return .unexpected
  }

  /// Whether whoever read standard output has gone: there is no use in fetching more.
  static var readerIsGone: Bool {
    var state = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&state, 1, 0) > 0 && state.revents & Int16(POLLERR) != 0
  }

  static func tell(_ line: TerminalSafe) { tell(Marked(line)) }
  static func tell(_ line: Marked) { _ = write(Array((line.text + "\n").utf8), to: STDERR_FILENO) }

  /// Lines that belong together, in one write: others write at the same time.
  static func tell(_ lines: [TerminalSafe]) {
    _ = write(Array(TerminalSafe(ended: lines).text.utf8), to: STDERR_FILENO)
  }

  /// The same for who has no time: said when it can be written at once, else not at all.
  static func tellAtOnce(_ line: TerminalSafe) {
    var state = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    if poll(&state, 1, 0) > 0, state.revents & Int16(POLLOUT) != 0 { tell(line) }
  }

  /// Words that do not end their line, on the terminal where the answer is typed.
  static func ask(_ words: TerminalSafe, on terminal: Int32) { _ = write(Array(words.text.utf8), to: terminal) }

  /// 0, or why not all was written.
  private static func write(_ whole: [UInt8], to descriptor: Int32) -> Int32 {
    var bytes = whole[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        // Whoever made the descriptor may have made it one that does not wait: then this does.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, -1)
        continue
      }
      if count <= 0 { return count < 0 ? errno : EIO }
      bytes = bytes.dropFirst(count)
    }
    return 0
  }
}

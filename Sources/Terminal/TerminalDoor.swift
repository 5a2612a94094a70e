internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// The only place of the two faces that writes to the terminal beside the cells of ncurses: safe text, and a closed list of
/// control sequences that no text from outside can add to.
enum TerminalDoor {
  enum Sequence {
    /// Bracketed paste on: pasted text is never taken for keys.
    case marksPastes
    case marksNoPastes
    /// OSC 2.
    case windowTitle(TerminalSafe)
  }

  enum Failure { case readerWentAway, other }

  static func write(_ sequence: Sequence) {
    switch sequence {
    case .marksPastes: _ = write(bytes: "\u{1B}[?2004h")
    case .marksNoPastes: _ = write(bytes: "\u{1B}[?2004l")
    case .windowTitle(let title): _ = write(bytes: "\u{1B}]2;\(title.text)\u{7}")
    }
  }

  /// Nil when all was written.
  static func write(_ text: TerminalSafe) -> Failure? { write(bytes: text.text) }

  private static func write(bytes text: String) -> Failure? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return count < 0 && errno == EPIPE ? .readerWentAway : .other }
      rest = rest.dropFirst(count)
    }
    return nil
  }
}

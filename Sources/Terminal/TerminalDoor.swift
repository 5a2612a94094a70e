internal import CNcurses
internal import CSystem
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
    /// The window's title is put aside, and taken back (XTWINOPS 22 and 23); a terminal that cannot do this ignores it.
    case keepsWindowTitle
    case givesWindowTitleBack
    /// OSC 2.
    case windowTitle(TerminalSafe)
    /// Draws one character at the beginning of the third row and asks where the cursor is then (DSR 6); the cursor goes back. Not in the
    /// first row: there an answer may read like a function key (kf15 of xterm is `CSI 1;2R`).
    case measures(TerminalSafe)
    /// No reports of the mouse any more.
    case reportsNoMouse

    fileprivate var bytes: String {
      switch self {
      case .marksPastes: "\u{1B}[?2004h"
      case .marksNoPastes: "\u{1B}[?2004l"
      case .keepsWindowTitle: "\u{1B}[22;2t"
      case .givesWindowTitleBack: "\u{1B}[23;2t"
      case .measures(let character): "\u{1B}7\u{1B}[3;1H\(character.text)\u{1B}[6n\u{1B}8"
      case .reportsNoMouse: "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"
      case .windowTitle(let title): "\u{1B}]2;\(title.text)\u{7}"
      }
    }
  }

  enum Failure { case readerWentAway, other }

  static func write(_ sequences: Sequence...) { _ = write(bytes: sequences.map(\.bytes).joined()) }

  /// What a crash writes to leave the full screen: these, then what ncurses would write.
  static func prepareForCrash(_ sequences: [Sequence]) {
    var bytes = sequences.flatMap { $0.bytes.utf8.map { CChar(bitPattern: $0) } }
    var own = [CChar](repeating: 0, count: 256)
    let count = cn_leaving(&own, Int32(own.count))
    bytes += own.prefix(Int(count))
    cs_terminal_leaving(bytes, bytes.count)
  }

  /// Nil when all was written.
  static func write(_ text: TerminalSafe) -> Failure? { write(bytes: text.text) }

  private static func write(bytes text: String) -> Failure? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        // Another program that shares the terminal has made it so.
        var room = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        if poll(&room, 1, -1) > 0 || errno == EINTR { continue }
        return .other
      }
      if count <= 0 { return count < 0 && errno == EPIPE ? .readerWentAway : .other }
      rest = rest.dropFirst(count)
    }
    return nil
  }
}

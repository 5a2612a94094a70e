import CSystem
import Domain
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The terminal of the person, `/dev/tty`, whatever standard input is.
final class PersonTerminal: Sendable {
  /// Opened when it is first asked for, for as long as the program runs; nil when there is none.
  static let own = PersonTerminal()

  let descriptor: Int32

  private init?() {
    descriptor = cs_open("/dev/tty", O_RDWR | O_NOCTTY, 0)
    if descriptor < 0 { return nil }
  }
  deinit { close(descriptor) }

  func ask(_ words: TerminalSafe) { StandardStreams.ask(words, on: descriptor) }

  /// Asks after throwing away what was typed and not read. Another process group keeps what was typed for it.
  func askAnew(_ words: TerminalSafe) {
    if cs_terminal_is_ours(descriptor) { tcflush(descriptor, TCIFLUSH) }
    ask(words)
  }

  func readLine() -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 256, Glibc.read(descriptor, &byte, 1) == 1, byte != 0x0A { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The terminal while a command will ask for a secret: its echo is off from the start, so that what is typed before the question stays
/// unseen too (it is thrown away). A signal gives the terminal back: once for all, or for as long as the program is stopped.
enum HiddenInput {
  private struct State {
    var question: TerminalSafe?
    /// The answer to it is no secret.
    var isOpen = false
    /// A question for a secret is still to come.
    var isHeld = false
    /// The program is ending: nothing is hidden any more, whatever another thread was about to do.
    var isOver = false
  }
  private static let state = Mutex(State())

  /// From now on nothing that is typed is shown, until `release`.
  static func hold() {
    state.withLock { state in
      guard let terminal = PersonTerminal.own, cs_terminal_is_ours(terminal.descriptor) else { return }
      state.isHeld = !state.isOver && hide(terminal)
    }
  }

  /// The last secret was given.
  static func release() {
    state.withLock { state in
      state.isHeld = false
      if state.question == nil { cs_terminal_give_back() }
    }
  }

  /// Hides what is typed, then asks. False when that is not possible.
  static func begin(asking question: TerminalSafe) -> Bool {
    state.withLock { state in
      guard !state.isOver, let terminal = PersonTerminal.own, hide(terminal) else { return false }
      state.question = question
      terminal.ask(question)
      return true
    }
  }

  static func end() {
    state.withLock { state in
      state.question = nil
      if !state.isHeld { cs_terminal_give_back() }
    }
  }

  /// Asks what is no secret, until `endOpenly`: the answer is seen. What was typed before the question is thrown away, because it
  /// answered something else.
  static func beginOpenly(asking question: TerminalSafe) {
    state.withLock { state in
      guard !state.isOver, let terminal = PersonTerminal.own else { return }
      cs_terminal_give_back()
      state.question = question
      state.isOpen = true
      terminal.askAnew(question)
    }
  }

  static func endOpenly() {
    state.withLock { state in
      state.question = nil
      state.isOpen = false
      guard !state.isOver, state.isHeld, let terminal = PersonTerminal.own else { return }
      state.isHeld = hide(terminal)
    }
  }

  private static func hide(_ terminal: PersonTerminal) -> Bool {
    if cs_terminal_keep(terminal.descriptor), cs_terminal_hide_input() { return true }
    cs_terminal_give_back()
    return false
  }

  /// Before the process ends, at any time, also while another thread begins.
  static func endForGood() {
    state.withLock {
      $0.isOver = true
      cs_terminal_give_back()
    }
  }

  /// Stops the process, with the terminal as it was.
  static func suspend() {
    state.withLock { _ in cs_terminal_give_back() }
    cs_stop(SIGTSTP, false)
    resume()
  }

  /// After the process was stopped, by whomever: hides again, and asks again what was asked.
  static func resume() {
    state.withLock { state in
      guard !state.isOver, state.isHeld || state.question != nil, let terminal = PersonTerminal.own,
        cs_terminal_is_ours(terminal.descriptor), state.isOpen || hide(terminal), let question = state.question
      else { return }
      terminal.askAnew(TerminalSafe(lines: "\n" + question.text))
    }
  }
}

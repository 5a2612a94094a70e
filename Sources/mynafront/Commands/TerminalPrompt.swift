import CSystem
import Domain
import Operations
import Screens
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Asks for a PIN on `/dev/tty`, whatever standard input is: without echo, after saying how many tries are left.
struct TerminalPrompt: PINPrompt {
  let texts: ScreenLibrary
  let mayAsk: Bool

  static var canAsk: Bool {
    let descriptor = cs_open("/dev/tty", O_RDWR | O_NOCTTY, 0)
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
  }

  func ask(_ kind: PINKind, triesLeft: Int) async -> sending PIN? {
    guard mayAsk, let terminal = Terminal() else { return nil }
    terminal.ask(TerminalSafe(ended: [texts.text("cli.tries", ["triesLeft": SpokenValue.say(triesLeft)])]))
    return await secret(texts.text("cli.pin-prompt." + kind.word), on: terminal).take()
  }

  func askNew(_ kind: PINKind, _ question: NewPINQuestion) async -> sending PIN? {
    guard mayAsk, let terminal = Terminal() else { return nil }
    let keys =
      switch question {
      case .first: ["cli.new-pin"]
      case .firstAfterMalformed: ["problem.pinMalformed.what", "cli.new-pin"]
      case .firstAfterDifference: ["cli.new-pin-differs"]
      case .again: ["cli.new-pin-again"]
      }
    terminal.ask(TerminalSafe(ended: keys.map { texts.text($0) }))
    return await secret(texts.text("cli.pin-prompt." + kind.word), on: terminal).take()
  }

  func secretIsOnItsWay(_ isOnItsWay: Bool) { CommandEnd.secretIsOnItsWay.withLock { $0 = isOnItsWay } }

  private func secret(_ question: TerminalSafe, on terminal: Terminal) async -> PINBox {
    guard terminal.hideInput(asking: TerminalSafe(line: question.text + " ")) else { return PINBox(nil) }
    let box = await onThreadOfItsOwn { PINBox(PIN.read(from: terminal.descriptor)) }
    terminal.showInput()
    terminal.ask(TerminalSafe(lines: "\n"))
    return box
  }

  func confirmLastTry(_ kind: PINKind) async -> Bool {
    guard mayAsk, let terminal = Terminal() else { return false }
    terminal.ask(TerminalSafe(line: texts.text("cli.last-try-question").text + " "))
    let line = await onThreadOfItsOwn { terminal.readLine() }
    let words = texts.text("cli.yes-words").text.split(separator: " ").map { SpokenInput.plain(String($0)) }
    return words.contains(SpokenInput.plain(line))
  }

  func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool {
    guard mayAsk, let terminal = Terminal() else { return false }
    terminal.ask(TerminalSafe(ended: [texts.text("cli.tries", ["triesLeft": SpokenValue.say(triesLeft)])]))
    let name = texts.text("value.pinKind." + kind.word).text
    terminal.ask(TerminalSafe(ended: [texts.text("cli.pin-at-reader", ["kind": name])]))
    return true
  }

  /// A person may think for long: the shared pool must not wait for them.
  private func onThreadOfItsOwn<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
    await PromptThread.shared.run(body)
  }
}

/// A thread that may wait: for a person, for a program to start. What may wait for ever takes one of its own and not the shared one,
/// and its thread is left behind.
actor PromptThread {
  static let shared = PromptThread()
  private let thread = BlockingThread(name: "prompt")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
  func run<R: Sendable>(_ body: @Sendable () -> R) -> R { body() }
}

/// Carries a PIN, which cannot be copied, out of a closure. Taken once.
final class PINBox: @unchecked Sendable {  // filled before it is handed over, emptied once by the receiver
  private var pin: PIN?
  init(_ pin: consuming PIN?) { self.pin = consume pin }
  func take() -> sending PIN? {
    let taken = pin.take()
    return taken
  }
}

/// `/dev/tty` while something is asked. Whoever ends the program gives the echo back first.
private final class Terminal: Sendable {
  let descriptor: Int32

  init?() {
    descriptor = cs_open("/dev/tty", O_RDWR | O_NOCTTY, 0)
    if descriptor < 0 { return nil }
  }
  deinit { close(descriptor) }

  func ask(_ words: TerminalSafe) { StandardStreams.ask(words, on: descriptor) }

  func hideInput(asking question: TerminalSafe) -> Bool { HiddenInput.begin(descriptor, asking: question) }
  func showInput() { HiddenInput.end() }

  func readLine() -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 256, Glibc.read(descriptor, &byte, 1) == 1, byte != 0x0A { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The terminal whose echo is off while a secret is asked for, so that a signal can give it back: once for all, or for as long as
/// the program is stopped.
enum HiddenInput {
  private struct State {
    var asked: (descriptor: Int32, question: TerminalSafe)?
    /// The program is ending: nothing is hidden any more, whatever another thread was about to do.
    var isOver = false
  }
  private static let state = Mutex(State())

  /// Hides what is typed, then asks. False when that is not possible.
  static func begin(_ descriptor: Int32, asking question: TerminalSafe) -> Bool {
    state.withLock { state in
      guard !state.isOver, hide(descriptor) else { return false }
      state.asked = (descriptor, question)
      StandardStreams.ask(question, on: descriptor)
      return true
    }
  }

  private static func hide(_ descriptor: Int32) -> Bool {
    if cs_terminal_keep(descriptor), cs_terminal_hide_input() { return true }
    cs_terminal_give_back()
    return false
  }

  static func end() {
    state.withLock {
      $0.asked = nil
      cs_terminal_give_back()
    }
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

  /// After the process was stopped, by whomever: hides and asks again what was asked.
  static func resume() {
    state.withLock { state in
      guard !state.isOver, let (descriptor, question) = state.asked, cs_terminal_is_ours(descriptor), hide(descriptor)
      else { return }
      StandardStreams.ask(TerminalSafe(lines: "\n" + question.text), on: descriptor)
    }
  }
}

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
  /// `--quiet`: what is not asked for is not said.
  let isQuiet: Bool

  static var canAsk: Bool { PersonTerminal.own != nil }

  func ask(_ kind: PINKind, _ purpose: PINPurpose, triesLeft: Int) async -> sending PIN? {
    guard mayAsk, let terminal = PersonTerminal.own else { return nil }
    terminal.ask(TerminalSafe(ended: [texts.text("cli.tries", ["triesLeft": SpokenValue.say(triesLeft)])]))
    defer { HiddenInput.release() }
    let question = purpose == .replace ? "cli.old-pin-prompt." : "cli.pin-prompt."
    return await secret(texts.text(question + kind.word), on: terminal).take()
  }

  func askNew(_ kind: PINKind, _ question: NewPINQuestion) async -> sending PIN? {
    guard mayAsk, let terminal = PersonTerminal.own else { return nil }
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

  /// A remark, wherever standard error goes.
  func triesAreLeft(_ kind: PINKind, _ triesLeft: Int) {
    guard !isQuiet else { return }
    let name = texts.text("value.pinKind." + kind.word).text
    StandardStreams.tellAtOnce(
      texts.text("cli.tries-of", ["kind": name, "triesLeft": SpokenValue.say(triesLeft)]))
  }

  func secretIsOnItsWay(_ isOnItsWay: Bool) { CommandEnd.secretIsOnItsWay.withLock { $0 = isOnItsWay } }

  private func secret(_ question: TerminalSafe, on terminal: PersonTerminal) async -> PINBox {
    guard HiddenInput.begin(asking: TerminalSafe(line: question.text + " ")) else { return PINBox(nil) }
    let box = await onThreadOfItsOwn { PINBox(PIN.typed(at: terminal.descriptor)) }
    HiddenInput.end()
    terminal.ask(TerminalSafe(lines: "\n"))
    return box
  }

  func confirmLastTry(_ kind: PINKind) async -> Bool {
    guard mayAsk, let terminal = PersonTerminal.own else { return false }
    HiddenInput.beginOpenly(asking: TerminalSafe(line: texts.text("cli.last-try-question").text + " "))
    defer { HiddenInput.endOpenly() }
    let line = await onThreadOfItsOwn { terminal.readLine() }
    let words = texts.text("cli.yes-words").text.split(separator: " ").map { SpokenInput.plain(String($0)) }
    return words.contains(SpokenInput.plain(line))
  }

  func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool {
    guard mayAsk, let terminal = PersonTerminal.own else { return false }
    terminal.ask(TerminalSafe(ended: [texts.text("cli.tries", ["triesLeft": SpokenValue.say(triesLeft)])]))
    let name = texts.text("value.pinKind." + kind.word).text
    terminal.ask(TerminalSafe(ended: [texts.text("cli.pin-at-reader", ["kind": name])]))
    HiddenInput.release()
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

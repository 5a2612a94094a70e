import Domain
import Operations
import Screens
import Terminal

#if canImport(Glibc)
  import Glibc
#endif

/// Opens one of the two faces and keeps it until the person leaves.
enum Faces {
  static func run(_ setup: Setup, _ output: Output) -> ExitCode {
    // First of all, so that no thread exists that a signal could interrupt.
    let loop = MainLoop()
    let face = setup.face(canShow: { FullScreen.canShow(on: $0) })
    if face == .fullScreen {
      if setup.options["log"] != nil {
        return output.write(.misuse(key: "cli.log-needs-face", places: [:]), command: "")
      }
      if setup.options["debug"] != nil, isatty(STDERR_FILENO) == 1 {
        return output.write(.misuse(key: "cli.debug-needs-file", places: [:]), command: "")
      }
    }
    let texts: ScreenLibrary
    do throws(Problem) {
      texts = try setup.textsOfFace(Calls.descriptions)
    } catch { return output.write(.problem(error), command: "") }
    CellWidth.drawsAmbiguousWide = setup.ambiguous == .wide
    var transcript: Transcript?
    if let file = setup.options["log"] {
      do throws(Problem) {
        transcript = try Transcript(file: file)
      } catch { return output.write(.problem(error), command: "") }
    }
    let services: Services?
    let held = HeldCard()
    let watch = VisitWatch(held: { isHeld in Task { @UI in held.tell?(isHeld) } }, patience: nil)
    do throws(Problem) {
      services = try setup.servicesWithoutWaiting(watch: watch)
    } catch { return output.write(.problem(error), command: "") }
    var pinDescriptor: Int32?
    if let given = setup.options["pin-fd"] {
      guard let number = Int32(given), (3...1023).contains(number) else {
        return output.write(.misuse(key: "cli.bad-value-unsaid", places: ["name": "--pin-fd"]), command: "")
      }
      pinDescriptor = number
    }
    let runtime = UI.onMainThread { [pinDescriptor, transcript] () -> Runtime? in
      let runtime = Runtime(
        loop, texts, services, linear: face != .fullScreen, pinDescriptor: pinDescriptor,
        prepare: { () throws(Problem) in try setup.services(watch: watch) })
      held.tell = { [weak runtime] in runtime?.cardIsHeld($0) }
      // What has to be started first is the practice portal.
      guard open(face, setup, runtime, loop, texts, isPractice: services?.profile.isPractice ?? true, transcript) else {
        return nil
      }
      // After the first page was written: the network's library takes 4 ms to load, and the loader's lock holds up everybody else.
      services?.prepare()
      return runtime
    }
    guard let runtime else {
      return output.write(.problem(Problem(.usage, facts: [("what", "--full-screen")])), command: "")
    }
    loop.run()
    return UI.onMainThread {
      runtime.services?.shutdown()
      return runtime.exitCode
    }
  }

  @UI private static func open(
    _ face: Face, _ setup: Setup, _ runtime: Runtime, _ loop: MainLoop, _ texts: ScreenLibrary, isPractice: Bool,
    _ transcript: Transcript?
  ) -> Bool {
    switch face {
    case .fullScreen:
      guard let screen = FullScreen(texts, loop: loop, settings: setup.fullScreen) else { return false }
      loop.input = MainLoop.Input(STDIN_FILENO) { screen.readKeys() }
      loop.afterTurn = { screen.draw() }
      loop.inputLost = { screen.onEvent?(.inputEnded) }
      runtime.start(screen)
      screen.draw()
      return true
    case .linear(let means, let name):
      var opening = [texts.text("voice.linear.on", ["means": texts.text(means, ["name": name]).text])]
      if isPractice { opening.append(texts.text("voice.linear.practice")) }
      runtime.start(LinearFace(texts, loop: loop, opening: opening, settings: setup.linear, transcript: transcript))
      return true
    }
  }
}

/// Carries what a reader says of other programs to the circle, which is there only after the reader.
@UI private final class HeldCard {
  var tell: ((Bool) -> Void)?
  nonisolated init() {}
}

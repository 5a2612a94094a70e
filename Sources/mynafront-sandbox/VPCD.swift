internal import Domain
internal import Sandbox

#if canImport(Glibc)
  internal import Glibc
#endif

/// `card --vpcd HOST:PORT`: the same card behind the real pcscd, until a signal.
enum VPCD {
  static func run(_ arguments: Arguments) throws(Arguments.Wrong) -> Int32 {
    try arguments.allow("--vpcd", "--persona", "--as", "--log", "--delay")
    let json = arguments.has("--json")
    let address = (arguments.value("--vpcd") ?? "").split(separator: ":", omittingEmptySubsequences: false)
    guard address.count == 2, !address[0].isEmpty, let port = UInt16(address[1]), port > 0 else {
      throw Arguments.Wrong(message: "--vpcd is HOST:PORT")
    }
    let delay = try arguments.number("--delay", 0...60_000) ?? 0
    let id = arguments.value("--persona") ?? Persona.defaultID
    guard let persona = Persona.table.first(where: { $0.id == id }) else {
      return Control.fail("notFound", "there is no persona \(id)", json: json, Exit.notFound)
    }
    guard persona.card != .none else {
      return Control.fail("notPossibleNow", "\(id) has no card", json: json, Exit.notPossibleNow)
    }
    guard let form = CardForm(rawValue: arguments.value("--as") ?? CardForm.card.rawValue) else {
      throw Arguments.Wrong(message: "--as is card, next, phone, juki or other")
    }
    var ends = Serve.blockEndSignals()
    guard let directory = App.directory(arguments) else { return Exit.failed }
    do {
      try directory.prepare()
      let clock = SandboxClock(offset: directory.keptClockOffset)
      let link = try VPCDLink(
        host: String(address[0]), port: port, persona: persona, as: form,
        authorities: try Authorities(directory: directory.authorities, clock: clock), directory: directory.cards,
        log: arguments.value("--log"))
      link.setDelay(milliseconds: delay)
      try link.start()
      _ = Output.show(
        TerminalSafe(json: .fields(("vpcd", .text(address.joined(separator: ":"))), ("persona", .text(id)))))
      var signal: Int32 = 0
      while sigwait(&ends, &signal) != 0 {}
      link.stop()
      return Exit.done
    } catch {
      return Control.fail("internalFault", "the card could not be played: \(error)", json: json, Exit.failed)
    }
  }
}

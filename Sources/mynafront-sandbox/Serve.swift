internal import Domain
internal import Sandbox

#if canImport(Glibc)
  internal import Glibc
#endif

/// `serve`: starts, prints one JSON line, stays until a signal, `stop`, or nobody uses it any more.
enum Serve {
  static func run(_ arguments: Arguments) throws(Arguments.Wrong) -> Int32 {
    try arguments.allow(
      "--port", "--seed", "--citizens", "--notices", "--now", "--in-memory", "--shared", "--idle-exit",
      "--session-seconds")
    var options = ServeOptions()
    options.port = try arguments.number("--port", 0...65535).map(UInt16.init)
    options.seed = try arguments.number("--seed", 0...Int(Int32.max))
    options.citizens = try arguments.number("--citizens", 1...100_000)
    options.notices = try arguments.number("--notices", 0...1_000_000)
    options.sessionSeconds = try arguments.number("--session-seconds", 1...86_400)
    options.inMemory = arguments.has("--in-memory")
    let idleExit = try arguments.number("--idle-exit", 1...31_536_000) ?? (arguments.has("--shared") ? 4200 : nil)
    if let text = arguments.value("--now") {
      guard let setting = ClockSetting(text) else {
        throw Arguments.Wrong(message: "--now is YYYY-MM-DD, an RFC 3339 time, +90d, -3h or real")
      }
      options.now = setting
    }
    // Blocked before any thread exists, so that every thread leaves these signals to the wait below.
    let ends = blockEndSignals()
    guard let directory = App.directory(arguments) else { return Exit.failed }
    do throws(SandboxError) {
      switch try SandboxServer.start(directory, options) {
      case .other(let ready): return Output.show(TerminalSafe(json: ready)) ? Exit.done : Exit.failed
      case .started(let server):
        // Whoever started us may be gone already: others can still use what is there.
        _ = Output.show(TerminalSafe(json: server.ready))
        wait(ends, server, idleExit: idleExit)
        server.stop()
        return Exit.done
      }
    } catch {
      Output.error(error.line)
      guard arguments.has("--json") else { return Exit.failed }
      let problem = Value.fields(
        ("code", "sandboxUnavailable"), ("title", .text(error.line)), ("reason", .text(error.reason)))
      _ = Output.show(TerminalSafe(json: .fields(("schema", 1), ("problem", problem))))
      return Exit.failed
    }
  }

  static func blockEndSignals() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    return set
  }

  private static func wait(_ ends: sigset_t, _ server: SandboxServer, idleExit: Int?) {
    var ends = ends
    while true {
      guard let idleExit else {
        var signal: Int32 = 0
        if sigwait(&ends, &signal) == 0 { return }
        continue
      }
      var second = timespec(tv_sec: 1, tv_nsec: 0)
      if sigtimedwait(&ends, nil, &second) > 0 { return }
      if server.idle > .seconds(idleExit) { return }
    }
  }
}

internal import Database
public import Domain
internal import Serving
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// What `serve` was asked for. Nil: as it was the last time, or the usual value.
public struct ServeOptions: Sendable {
  public var port: UInt16?
  public var seed: Int?
  public var citizens: Int?
  public var notices: Int?
  public var now: ClockSetting?
  public var inMemory = false
  /// How long a session lives without a call, in seconds; nil: one hour.
  public var sessionSeconds: Int?
  public init() {}
}

/// The whole pretence on one state directory: portal, authorities, card, control line. It holds the directory's lock from `start`
/// to `stop`.
public final class SandboxServer: Sendable {
  public let directory: StateDirectory
  let clock: SandboxClock
  let issuer: String
  let store: Store
  let faults: Faults
  let portal: Portal
  let cards: CardService
  let personas: [Persona]
  let authorities: Authorities
  private let http: HTTPServer
  private let lock: Int32
  private let listener = Mutex<ControlListener?>(nil)

  /// Takes the directory, or finds who has it: then waits until that sandbox is ready.
  /// - Returns: the running sandbox, or the ready line of the other one.
  public static func start(_ directory: StateDirectory, _ options: ServeOptions) throws(SandboxError) -> Outcome {
    try directory.prepare()
    let lock = open(directory.lockFile, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0 else { throw .file(path: directory.lockFile, errno: errno) }
    let end = ContinuousClock.now + .seconds(15)
    while true {
      // The kernel gives the lock back when its holder dies, however it dies.
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { break }
      if case .done(let ready)? = ControlClient(directory).ask("ready") {
        close(lock)
        return .other(ready)
      }
      guard ContinuousClock.now < end else {
        close(lock)
        throw .otherNotReady
      }
      usleep(20_000)
    }
    do throws(SandboxError) {
      let server = try SandboxServer(directory, options, lock: lock)
      try server.listen()
      return .started(server)
    } catch {
      close(lock)
      throw error
    }
  }

  /// Whether a sandbox has this directory.
  public static func isHeld(_ directory: StateDirectory) -> Bool {
    // Without making anything: where nothing can be opened, no sandbox of this user's can have it.
    let lock = open(directory.lockFile, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard lock >= 0 else { return false }
    defer { close(lock) }
    return flock(lock, LOCK_EX | LOCK_NB) != 0
  }

  /// `reset` while nobody serves: the next start makes the world anew. False when the directory is held.
  public static func resetStopped(_ directory: StateDirectory) -> Bool {
    if access(directory.lockFile, F_OK) != 0 { return true }  // never used: it is as at the beginning
    guard let lock = tryLock(directory) else { return false }
    directory.forgetWorld()
    close(lock)
    return true
  }

  private static func tryLock(_ directory: StateDirectory) -> Int32? {
    let lock = open(directory.lockFile, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0 else { return nil }
    if flock(lock, LOCK_EX | LOCK_NB) == 0 { return lock }
    close(lock)
    return nil
  }

  public enum Outcome: Sendable {
    case started(SandboxServer)
    /// Another sandbox serves this directory; its ready line.
    case other(Value)
  }

  private init(_ directory: StateDirectory, _ options: ServeOptions, lock: Int32) throws(SandboxError) {
    self.directory = directory
    self.lock = lock
    let clock = SandboxClock(offset: directory.keptClockOffset)
    if let setting = options.now {
      clock.offset = setting.offset(from: clock.offset)
      try directory.write(String(clock.offset), to: directory.clockFile)
    }
    self.clock = clock
    issuer = "urn:mynafront:sandbox:" + (try directory.instance())
    faults = Faults()
    do { authorities = try Authorities(directory: directory.authorities, clock: clock) } catch {
      throw .failed(part: "certificate authorities", reason: "\(error)")
    }
    do {
      store = try Store(
        path: options.inMemory ? nil : directory.database,
        wanted: { kept in
          let kept = kept ?? Store.Recipe()
          return Store.Recipe(
            seed: options.seed ?? kept.seed, citizens: options.citizens ?? kept.citizens,
            notices: options.notices ?? kept.notices)
        }, issuer: issuer, now: clock.now, sessionSeconds: options.sessionSeconds ?? SessionRules.usualIdleSeconds)
    } catch { throw .failed(part: "database", reason: "\(error)") }
    personas = Persona.people(max(Persona.table.count, store.recipe.citizens))
    let authorities = authorities
    let portal = Portal(
      store: store, clock: clock, faults: faults, judge: authorities, serverKeyHash: authorities.serverKeyHash,
      personaID: { authorities.personaID(certificateSerial: $0) })
    self.portal = portal
    cards = CardService(
      socket: directory.cardSocket, directory: directory.cards, authorities: authorities, personas: personas,
      clock: clock)
    (http, portal.origin) = try Self.listen(portal, authorities, port: options.port, kept: directory.keptPort)
    try directory.write(String(portal.origin.split(separator: ":").last ?? "0"), to: directory.portFile)
  }

  /// The port that was asked for; else the one of the last time if it is free; else any.
  private static func listen(
    _ portal: Portal, _ authorities: Authorities, port: UInt16?, kept: UInt16?
  ) throws(SandboxError) -> (HTTPServer, String) {
    var configuration = HTTPServer.Configuration()
    configuration.credentials = .init(
      certificatePEM: authorities.serverCertificatePEM, keyPEM: authorities.serverKeyPEM)
    configuration.maximumBody = 16 << 20
    configuration.otherCredentials = authorities.impostors.map {
      .init(certificatePEM: $0.certificatePEM, keyPEM: $0.keyPEM)
    }
    let faults = portal.faults
    configuration.chooseCredentials = { faults.takeHandshake()?.rawValue }
    for candidate in port.map({ [$0] }) ?? [kept, 0].compactMap({ $0 }) {
      configuration.port = candidate
      let server = HTTPServer(configuration: configuration) { await portal.answer($0) }
      do throws(ServingError) {
        let port = try server.start()
        return (server, "https://127.0.0.1:\(port)")
      } catch {
        guard error == .portInUse else { throw .failed(part: "server", reason: "\(error)") }
      }
    }
    throw .portInUse(port ?? 0)
  }

  private func listen() throws(SandboxError) {
    do {
      try cards.start()
      try cards.insert(personaID: Persona.defaultID)
    } catch CardServiceError.socket(let path, ENAMETOOLONG) {
      throw .pathTooLong(path)
    } catch { throw .failed(part: "card", reason: "\(error)") }
    try writeConfiguration()
    // Last: whoever gets an answer on the control line finds everything else there.
    let commands = ControlCommands(server: self)
    let made = try ControlListener(path: directory.controlSocket) { await commands.run($0) }
    listener.withLock { $0 = made }
  }

  /// `{"url", "ca", "config", "persona"}`: what is printed when everything is there.
  public var ready: Value {
    .fields(
      ("url", .text(portal.origin)), ("ca", .text(authorities.portalCAFile)), ("config", .text(directory.configFile)),
      ("persona", cards.status["persona"] ?? .null))
  }

  /// The client's configuration; written anew when the clock moves.
  func writeConfiguration() throws(SandboxError) {
    // A JSON string is a double-quoted scalar of YAML 1.2 (§5.7, §7.3.1).
    func quoted(_ text: String) -> String { JSONWriter.write(.text(text)) }
    try directory.write(
      """
      # Written by mynafront-sandbox at each start and when its clock moves.
      profile: sandbox
      profiles:
        sandbox:
          practice: true
          portal: \(portal.origin)
          issuer: \(issuer)
          anchors: \(quoted(authorities.portalCAFile))
          card-anchors: \(quoted(authorities.cardCAFile))
          sign-anchors: \(quoted(authorities.signCAFile))
          card-socket: \(quoted(directory.cardSocket))
          clock-offset: \(clock.offset)

      """, to: directory.configFile)
  }

  /// A certificate is seen only by who connects: connections that are there end.
  func endConnections() { http.endConnections() }

  func setClock(_ setting: ClockSetting) throws(SandboxError) {
    clock.offset = setting.offset(from: clock.offset)
    try directory.write(String(clock.offset), to: directory.clockFile)
    try writeConfiguration()
  }

  /// How long nobody asked anything: no request, no control command, no open connection to the card.
  public var idle: Duration {
    if cards.openConnections > 0 { portal.noteActivity() }
    return ContinuousClock.now - portal.traffic.lastActivity
  }

  /// Answers what is under way, then takes away sockets and lock. Blocks.
  public func stop() {
    let listener = listener.withLock { listener in
      defer { listener = nil }
      return listener
    }
    guard let listener else { return }
    listener.stop()
    http.stop(graceMilliseconds: 1000)
    cards.stop()
    close(lock)
  }
}

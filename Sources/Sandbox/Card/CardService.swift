public import Domain
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// Why the card service refused.
public enum CardServiceError: Error, Hashable, Sendable {
  /// The socket could not be made: its path and errno.
  case socket(path: String, errno: Int32)
  case unknownPersona(String)
  /// This persona has no card.
  case noCard(String)
  case unknownFault(String)
}

/// Plays a persona's card over a Unix socket (0600), in the frames of vsmartcard's vpcd; `SocketReader` is the other side. Several
/// clients at once take turns: from power on to power off the card is one client's.
public final class CardService: Sendable {
  private let path: String
  private let directory: String
  private let personas: [Persona]
  private let credentials: @Sendable (Persona, CardForm) throws -> CardCredentials
  let slot: CardSlot
  private let running = Mutex<CardServer?>(nil)

  /// - Parameters:
  ///   - socket: path of the socket, at most 107 bytes; what stands there is replaced.
  ///   - directory: for the cards' memory, one file per persona.
  ///   - clock: not used yet: what a card holds does not depend on the hour.
  public convenience init(
    socket: String, directory: String, authorities: Authorities, personas: [Persona], clock: any PortalClock
  ) {
    self.init(socket: socket, directory: directory, personas: personas) { try authorities.credentials(for: $0, as: $1) }
  }

  init(
    socket: String, directory: String, personas: [Persona],
    credentials: @escaping @Sendable (Persona, CardForm) throws -> CardCredentials
  ) {
    path = socket
    self.directory = directory
    self.personas = personas
    self.credentials = credentials
    slot = CardSlot()
  }

  /// Listens from here on. Starting twice is no mistake.
  /// - Throws: `CardServiceError.socket`.
  public func start() throws {
    try running.withLock { running in
      if running == nil { running = try CardServer(path: path, slot: slot) }
    }
  }

  /// Ends every connection and takes the socket away.
  public func stop() {
    let server = running.withLock { running in
      defer { running = nil }
      return running
    }
    server?.stop()
  }

  /// Puts this persona's card, or another thing of theirs, in; another one is taken out first. Its certificates are made when it is inserted for the first time.
  public func insert(personaID: String, as form: CardForm = .card) throws {
    guard let persona = personas.first(where: { $0.id == personaID }) else {
      throw CardServiceError.unknownPersona(personaID)
    }
    guard persona.card != .none else { throw CardServiceError.noCard(personaID) }
    let card = try VirtualCard(
      persona: persona, credentials: try credentials(persona, form), form: form, directory: directory)
    remove()
    slot.insert(card)
  }

  /// Takes the card out: a visit in progress ends with "removed".
  public func remove() {
    guard slot.card != nil else { return }
    slot.remove()
    running.withLock { $0 }?.cardRemoved()
  }

  /// `{"persona": id or null, "pins": [{"kind", "triesLeft"}], "faults": [{"kind", "times", "after"}], "commands", "openConnections"}`.
  public var status: Value {
    let tries = slot.card?.triesLeft ?? [:]
    let pins = ["auth", "sign", "text", "juki"].compactMap { kind in
      tries[kind].map { Value.fields(("kind", .text(kind)), ("triesLeft", .integer($0))) }
    }
    let faults = slot.faults.map {
      Value.fields(
        ("kind", .text($0.fault.rawValue)), ("times", Value($0.times)), ("after", .integer($0.passes)))
    }
    return .fields(
      ("persona", Value(slot.card?.personaID)), ("pins", .list(pins)), ("faults", .list(faults)),
      ("commands", .integer(slot.commandCount)), ("openConnections", .integer(openConnections)))
  }

  /// - Parameters:
  ///   - kind: drop, remove, garbage, short, slow, hold, 6F00, no-extended, answer-lost-after-verify, answer-lost-after-change; `clear` ends all.
  ///   - times: how often; nil: slow, hold and no-extended until cleared, the others once.
  ///   - delay: milliseconds, of a slow card.
  ///   - after: so many of the commands that it concerns are spared first.
  public func setFault(kind: String, times: Int?, delay: Int? = nil, after: Int? = nil) throws {
    if kind == "clear" { return clearFaults() }
    guard let fault = CardFault(rawValue: kind) else { throw CardServiceError.unknownFault(kind) }
    slot.setFault(fault, times: times, delay: delay, after: after ?? 0)
  }

  func clearFaults() {
    slot.clearFaults()
    running.withLock { $0 }?.faultsCleared()
  }

  public var openConnections: Int { running.withLock { $0 }?.openConnections ?? 0 }

  /// The newest commands and answers, one per line, oldest first. Data of VERIFY and CHANGE is never in it.
  public var log: [String] { slot.log }
}

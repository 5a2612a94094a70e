internal import Domain
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// The card behind the real pcscd: connects to vsmartcard's vpcd as its card does, and comes back when the line ends.
///
/// vpcd sends length and payload apart, so that without TCP_QUICKACK Nagle and delayed acknowledgements cost 40 ms a command. After
/// an end the link waits a second: pcscd looks every 0.4 s and would not notice a card that went and came within one look.
public final class VPCDLink: Sendable {
  private let address: (host: String, port: UInt16)
  private let slot: CardSlot
  private struct State: Sendable {
    var descriptor: Int32 = -1
    var stopped = false
    var connected = false
  }
  private let state = Mutex(State())
  private static let pause: Duration = .milliseconds(1000)

  /// - Parameters:
  ///   - host: an IPv4 address or `localhost`.
  ///   - persona: whose card it is.
  ///   - form: the card, or another thing of theirs.
  ///   - directory: for the card's memory.
  ///   - log: a file to which every command and answer is appended, without the data of VERIFY and CHANGE.
  public convenience init(
    host: String, port: UInt16, persona: Persona, as form: CardForm = .card, authorities: Authorities,
    directory: String, log: String? = nil
  ) throws {
    guard persona.card != .none else { throw CardServiceError.noCard(persona.id) }
    let card = try VirtualCard(
      persona: persona, credentials: try authorities.credentials(for: persona, as: form), form: form,
      directory: directory)
    self.init(host: host, port: port, card: card, log: log)
  }

  init(host: String, port: UInt16, card: VirtualCard, log: String? = nil) {
    address = (host == "localhost" ? "127.0.0.1" : host, port)
    slot = CardSlot(logFile: log)
    slot.insert(card)
  }

  public var isConnected: Bool { state.withLock { $0.connected } }
  /// Commands that reached the card.
  public var commandCount: Int { slot.commandCount }
  public var log: [String] { slot.log }
  /// How long the card takes for each command.
  public func setDelay(milliseconds: Int) { slot.setDelay(milliseconds: milliseconds) }
  public func setFault(kind: String, times: Int?) throws {
    if kind == "clear" { return slot.clearFaults() }
    guard let fault = CardFault(rawValue: kind) else { throw CardServiceError.unknownFault(kind) }
    slot.setFault(fault, times: times)
  }

  /// Plays until `stop()`, on the calling thread. Without a vpcd it keeps trying once a second.
  public func run() {
    while !state.withLock({ $0.stopped }) {
      if let descriptor = connect() {
        serve(descriptor)
        hangUp()
        slot.card?.reset()
      }
      let end = ContinuousClock.now + Self.pause
      while ContinuousClock.now < end, !state.withLock({ $0.stopped }) { usleep(50_000) }
    }
  }

  /// The same on a thread of its own.
  public func start() throws {
    var id = pthread_t()
    let this = Unmanaged.passRetained(self)
    guard pthread_create(&id, nil, runVPCDLink, this.toOpaque()) == 0 else {
      this.release()
      throw CardServiceError.socket(path: address.host, errno: EAGAIN)
    }
    pthread_detach(id)
  }

  /// Takes the card out for good. May be called from any thread.
  public func stop() {
    state.withLock { state in
      state.stopped = true
      if state.descriptor >= 0 { shutdown(state.descriptor, Int32(SHUT_RDWR)) }
    }
  }

  private func connect() -> Int32? {
    var target = sockaddr_in()
    target.sin_family = sa_family_t(AF_INET)
    target.sin_port = address.port.bigEndian
    guard inet_pton(AF_INET, address.host, &target.sin_addr) == 1 else { return nil }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    let connected = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    let kept = state.withLock { state in
      guard connected == 0, !state.stopped else { return false }
      state.descriptor = descriptor
      state.connected = true
      return true
    }
    guard kept else {
      close(descriptor)
      return nil
    }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    return descriptor
  }

  private func hangUp() {
    state.withLock { state in
      close(state.descriptor)
      state.descriptor = -1
      state.connected = false
    }
  }

  private func serve(_ descriptor: Int32) {
    var incoming: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 8192)
    while true {
      let count = recv(descriptor, &room, room.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      // The kernel takes the option back after a while: it is set again each time.
      var on: Int32 = 1
      setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, &on, socklen_t(MemoryLayout<Int32>.size))
      incoming += room.prefix(count)
      while let payload = VPCDFrame.first(of: incoming) {
        incoming.removeFirst(2 + payload.count)
        switch VPCDFrame.meaning(of: payload) {
        case .powerOff, .powerOn, .reset: slot.reset()
        case .tellProperties: break  // a command of one byte: no answer that a card could give
        case .tellATR: guard send(slot.answerToReset, to: descriptor) else { return }
        case .command(let command):
          let reply = slot.transmit(command)
          if reply.delayMilliseconds > 0 { usleep(UInt32(reply.delayMilliseconds) * 1000) }
          while reply.isHeld, slot.isHolding, !state.withLock({ $0.stopped }) { usleep(10_000) }
          guard let bytes = reply.bytes, send(bytes, to: descriptor) else { return }
        }
      }
    }
  }

  private func send(_ payload: [UInt8], to descriptor: Int32) -> Bool {
    var bytes: [UInt8] = []
    VPCDFrame.append(payload, to: &bytes)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

private func runVPCDLink(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<VPCDLink>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}

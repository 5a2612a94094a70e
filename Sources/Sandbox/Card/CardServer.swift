internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// The socket of `CardService`: one thread that serves all clients with poll(2). A client that is slow to read or write delays
/// nobody but, while it has the card, those who wait for it.
final class CardServer: Sendable {
  private let path: String
  private let slot: CardSlot
  private let listening: Int32
  /// Written to by other threads: wakes the loop.
  private let wake: (read: Int32, write: Int32)
  private struct Orders: Sendable {
    var stop = false
    var cardRemoved = false
    var stopped = false
    var connections = 0
  }
  private let orders = Mutex(Orders())

  /// Clients beyond these are not taken.
  private static let mostClients = 32
  /// A client that has the card and says nothing for this long loses it.
  private static let longestSilence: Duration = .seconds(30)
  /// How long nobody new is taken when there are no descriptors left: asking again at once would only turn in circles.
  private static let deafness: Duration = .milliseconds(200)

  init(path: String, slot: CardSlot) throws(CardServiceError) {
    self.path = path
    self.slot = slot
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw .socket(path: path, errno: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    self.listening = listening
    guard listening >= 0 else { throw .socket(path: path, errno: errno) }
    unlink(path)
    // bind(2) takes the mode of the descriptor: others of this machine must not talk to the card, not even for a moment.
    fchmod(listening, 0o600)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listening, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    let reason = errno
    guard bound == 0, listen(listening, 16) == 0 else {
      close(listening)
      throw .socket(path: path, errno: bound == 0 ? errno : reason)
    }
    var ends: [Int32] = [-1, -1]
    guard
      socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends) == 0
    else {
      close(listening)
      throw .socket(path: path, errno: errno)
    }
    wake = (ends[0], ends[1])
    var id = pthread_t()
    let this = Unmanaged.passRetained(self)
    guard pthread_create(&id, nil, runCardServer, this.toOpaque()) == 0 else {
      this.release()
      throw .socket(path: path, errno: EAGAIN)
    }
    pthread_detach(id)
  }

  func stop() {
    tell { $0.stop = true }
    while !orders.withLock({ $0.stopped }) { usleep(1000) }
    unlink(path)
  }

  func faultsCleared() { tell { _ in } }
  func cardRemoved() { tell { $0.cardRemoved = true } }
  var openConnections: Int { orders.withLock { $0.connections } }

  private func tell(_ change: (inout Orders) -> Void) {
    let gone = orders.withLock { orders in
      change(&orders)
      return orders.stopped
    }
    var byte: UInt8 = 1
    if !gone { _ = write(wake.write, &byte, 1) }
  }

  // MARK: - The loop

  private struct Client {
    let descriptor: Int32
    var incoming: [UInt8] = []
    var outgoing: [UInt8] = []
    /// A late answer: nothing else is done before it is due.
    var due: (at: ContinuousClock.Instant, bytes: [UInt8])?
    /// An answer that comes when the slot holds nothing back any more.
    var held: [UInt8]?
    var waits = false
    var gone = false
    var lastHeard = ContinuousClock.now
  }

  fileprivate func run() {
    var clients: [Client] = []
    /// The descriptor of the client that has the card.
    var holder: Int32?
    var deafUntil: ContinuousClock.Instant?
    loop: while true {
      let now = ContinuousClock.now
      if let until = deafUntil, until <= now { deafUntil = nil }
      var waiting = [
        pollfd(fd: deafUntil == nil ? listening : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
      ]
      for client in clients {
        let events = Int16(POLLIN) | (client.outgoing.isEmpty ? 0 : Int16(POLLOUT))
        waiting.append(pollfd(fd: client.descriptor, events: events, revents: 0))
      }
      _ = poll(&waiting, nfds_t(waiting.count), timeout(clients, holder: holder, deafUntil: deafUntil, now: now))

      var drained = [UInt8](repeating: 0, count: 64)
      while read(wake.read, &drained, drained.count) > 0 {}
      let ordered = orders.withLock { orders in
        defer { orders.cardRemoved = false }
        return orders
      }
      if ordered.stop { break loop }
      if ordered.cardRemoved, let has = holder, let place = clients.firstIndex(where: { $0.descriptor == has }) {
        clients[place].gone = true
      }

      for index in clients.indices {
        let events = Int32(waiting[index + 2].revents)
        if events & (POLLIN | POLLHUP | POLLERR) != 0 { hear(&clients[index]) }
        let silent = ContinuousClock.now - clients[index].lastHeard > Self.longestSilence
        if holder == clients[index].descriptor, silent, clients[index].held == nil { clients[index].gone = true }
      }
      if waiting[0].revents != 0, !take(&clients) { deafUntil = now + Self.deafness }

      // Someone who lets go of the card may free one who waits: go round until nothing moves.
      var moved = true
      while moved {
        moved = false
        for index in clients.indices where !clients[index].gone {
          if serve(&clients[index], holder: &holder) { moved = true }
        }
        for client in clients where client.gone {
          if holder == client.descriptor {
            letGo(&holder)
            moved = true
          }
          close(client.descriptor)
        }
        clients.removeAll(where: \.gone)
      }
      for index in clients.indices { speak(&clients[index]) }
      let count = clients.count
      orders.withLock { $0.connections = count }
    }
    for client in clients { close(client.descriptor) }
    close(listening)
    slot.card?.reset()
    orders.withLock { orders in
      close(wake.read)
      close(wake.write)
      orders.connections = 0
      orders.stopped = true
    }
  }

  private func timeout(
    _ clients: [Client], holder: Int32?, deafUntil: ContinuousClock.Instant?, now: ContinuousClock.Instant
  ) -> Int32 {
    var next = deafUntil
    for client in clients {
      let mustSpeak = holder == client.descriptor && client.held == nil
      for moment in [client.due?.at, mustSpeak ? client.lastHeard + Self.longestSilence : nil] {
        if let moment { next = min(next ?? moment, moment) }
      }
    }
    guard let next else { return -1 }
    return Int32(max(0, (next - now) / .milliseconds(1)) + 1)
  }

  /// Everybody who waits at the door. False when there are no descriptors or no memory for one more.
  private func take(_ clients: inout [Client]) -> Bool {
    while true {
      let descriptor = accept(listening, nil, nil)
      guard descriptor >= 0 else { return ![EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      if clients.count < Self.mostClients { clients.append(Client(descriptor: descriptor)) } else { close(descriptor) }
    }
  }

  private func hear(_ client: inout Client) {
    var room = [UInt8](repeating: 0, count: 8192)
    while true {
      let count = recv(client.descriptor, &room, room.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      guard count > 0 else {
        client.gone = true
        return
      }
      client.lastHeard = ContinuousClock.now
      client.incoming += room.prefix(count)
      // No client of ours sends ahead; one that floods is not served.
      if client.incoming.count > 1 << 18 { client.gone = true }
    }
  }

  private func speak(_ client: inout Client) {
    while !client.outgoing.isEmpty {
      let count = send(client.descriptor, client.outgoing, client.outgoing.count, Int32(MSG_NOSIGNAL))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      client.outgoing.removeFirst(count)
    }
  }

  private func letGo(_ holder: inout Int32?) {
    holder = nil
    slot.reset()
  }

  /// One frame of a client, if there is one and its turn has come. True when something was done.
  private func serve(_ client: inout Client, holder: inout Int32?) -> Bool {
    if let due = client.due {
      guard due.at <= ContinuousClock.now else { return false }
      VPCDFrame.append(due.bytes, to: &client.outgoing)
      client.due = nil
      return true
    }
    if let bytes = client.held {
      guard !slot.isHolding else { return false }
      VPCDFrame.append(bytes, to: &client.outgoing)
      client.held = nil
      client.lastHeard = ContinuousClock.now
      return true
    }
    guard let payload = VPCDFrame.first(of: client.incoming) else { return false }
    let has = holder == client.descriptor
    switch VPCDFrame.meaning(of: payload) {
    case .powerOn:
      guard has || holder == nil else { return false }
      if !has {
        holder = client.descriptor
        client.lastHeard = ContinuousClock.now
      }
      slot.card?.reset()
    case .powerOff: if has { letGo(&holder) }
    case .reset: if has { slot.reset() }
    case .tellATR: VPCDFrame.append(slot.answerToReset, to: &client.outgoing)
    case .tellProperties: VPCDFrame.append(slot.readerProperties, to: &client.outgoing)
    case .command(let command):
      // Commands are for the one who has the card.
      guard has else {
        client.gone = true
        return true
      }
      let reply = slot.transmit(command)
      if let bytes = reply.bytes {
        if reply.isHeld {
          client.held = bytes
        } else if reply.delayMilliseconds > 0 {
          client.due = (ContinuousClock.now + .milliseconds(reply.delayMilliseconds), bytes)
        } else {
          VPCDFrame.append(bytes, to: &client.outgoing)
        }
      } else {
        client.gone = true
      }
    }
    client.incoming.removeFirst(2 + payload.count)
    return true
  }
}

private func runCardServer(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<CardServer>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}

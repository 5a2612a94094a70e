internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// One connection to the sandbox's card, on a thread of its own.
actor SocketSession {
  private enum Power {
    static let off: UInt8 = 0x00
    static let on: UInt8 = 0x01
    static let reset: UInt8 = 0x02
    static let tellATR: UInt8 = 0x04
    static let tellProperties: UInt8 = 0x05
  }

  private let thread = BlockingThread(name: "card")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
  private let path: String
  private var descriptor: Int32 = -1

  init(path: String) { self.path = path }

  func holdsCard(patience: Duration) throws(CardError) -> Bool {
    try connect()
    defer { hangUp() }
    try send(Power.tellATR)
    return try !receive(patience: patience).isEmpty
  }

  /// Connects and powers the card on, waiting for its turn. `noCard` when there is none.
  /// - Parameters:
  ///   - wait: ends it.
  ///   - patience: nil: only `wait` does.
  /// - Returns: what the reader says it can do.
  func open(_ wait: CardWait, patience: Duration?) throws(CardError) -> ReaderProperties {
    try connect()
    do throws(CardError) {
      try send(Power.on)
      try send(Power.tellATR)
      guard try !receive(patience: patience, wait).isEmpty else { throw .noCard }
      try send(Power.tellProperties)
      var properties = ReaderProperties(features: [])
      properties.read(properties: try receive(patience: patience, wait))
      return properties
    } catch {
      hangUp()
      throw error
    }
  }

  /// `removed` when the other side hangs up.
  func transmit(_ command: CommandAPDU, patience: Duration) throws(CardError) -> ResponseAPDU {
    try command.withBytes { (bytes) throws(CardError) in try send(bytes) }
    let answer: [UInt8]
    do throws(CardError) {
      answer = try receive(patience: patience)
    } catch .busy {
      // After the turn has come, silence is a failure of the reader.
      hangUp()
      throw .readerFailed(code: 0x8010_000A)  // SCARD_E_TIMEOUT
    }
    guard let response = ResponseAPDU(bytes: answer) else { throw .malformed(during: "transmit") }
    return response
  }

  /// Resets the card and hangs up.
  func close() {
    guard descriptor >= 0 else { return }
    try? send(Power.reset)
    try? send(Power.off)
    hangUp()
  }

  // MARK: - Frames

  private func connect() throws(CardError) {
    hangUp()
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw .serviceMissing }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard descriptor >= 0, connected == 0 else {
      hangUp()
      throw .serviceMissing
    }
  }

  private func hangUp() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  private func send(_ byte: UInt8) throws(CardError) {
    var byte = byte
    try withUnsafePointer(to: &byte) { (pointer) throws(CardError) in
      try send(UnsafeRawBufferPointer(start: pointer, count: 1))
    }
  }

  /// The frame goes out from the caller's memory: a PIN in it is not copied here.
  private func send(_ payload: UnsafeRawBufferPointer) throws(CardError) {
    guard payload.count <= 0xFFFF else { throw .malformed(during: "transmit") }
    let length: [UInt8] = [UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    let header = length.withUnsafeBytes { write($0) }
    try header.get()
    try write(payload).get()
  }

  private func write(_ bytes: UnsafeRawBufferPointer) -> Result<Void, CardError> {
    var rest = bytes
    while !rest.isEmpty {
      // A peer that is gone must not end us by SIGPIPE.
      let count = Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return .failure(.removed) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return .success(())
  }

  /// How long one look at a wait takes that somebody may end.
  private static let slice = 200

  private func receive(patience: Duration?, _ wait: CardWait? = nil) throws(CardError) -> [UInt8] {
    let end = patience.map { ContinuousClock.now + $0 }
    let length = try receive(2, until: end, wait)
    return try receive(Int(length[0]) << 8 | Int(length[1]), until: end, wait)
  }

  private func receive(
    _ count: Int, until end: ContinuousClock.Instant?, _ wait: CardWait?
  ) throws(CardError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      if wait?.isCancelled == true { throw .cancelled }
      let left = end.map { max(0, Int(($0 - ContinuousClock.now) / .milliseconds(1))) } ?? Int.max
      let isLast = wait == nil || left <= Self.slice
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, Int32(min(left, wait == nil ? 3_600_000 : Self.slice)))
      if ready < 0, errno == EINTR { continue }
      if ready == 0, !isLast { continue }
      guard ready > 0 else { throw .busy }
      var got = 0
      let piece = [UInt8](unsafeUninitializedCapacity: count - bytes.count) { buffer, used in
        got = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        used = max(got, 0)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw .removed }
      bytes += piece
    }
    return bytes
  }
}

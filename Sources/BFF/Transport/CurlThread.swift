// The thread behind `CurlTransport`. Whoever sends puts a job into the inbox and wakes the thread; the thread takes the inbox,
// starts and cancels, waits (`curl_multi_poll`), works (`curl_multi_perform`), and resumes whoever waits for what ended.
internal import CCurl
internal import Domain
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

final class CurlThread: Sendable {
  typealias Outcome = Result<HTTPResponse, TransportError>

  /// Marks an exchange as no longer wanted. The mark is set before the thread is told, so it does not matter which of "start"
  /// and "cancel" the thread sees first.
  final class Ticket: Sendable {
    let cancelled = Atomic(false)
  }

  struct Job: Sendable {
    let ticket: Ticket
    let request: HTTPRequest
    let continuation: CheckedContinuation<Outcome, Never>
  }

  /// The memory belongs to the thread, which makes and frees it; others only wake it, under the inbox's lock and while it is there.
  private struct Loop: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private struct Inbox: Sendable {
    var start: [Job] = []
    var cancel: [Ticket] = []
    var loop: Loop?
    /// A wake-up is under way: another one would be one system call too many.
    var isArmed = false
    var isStarted = false
    var isFinished = false
    /// Why nothing is taken any more.
    var refusal: TransportError?
  }

  private let inbox = Mutex(Inbox())
  private let anchors: String
  private let proxy: String?
  private let connectTimeoutMilliseconds: Int

  /// A server may open at most so many connections to browsers as well.
  private static let connectionsPerHost: Int32 = 8

  init(anchors: String, proxy: String?, connectTimeoutMilliseconds: Int) {
    self.anchors = anchors
    self.proxy = proxy
    self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
  }

  static func libraryVersion() -> String? { cc_version().map { String(cString: $0) } }

  // MARK: from any thread

  func start() { _ = tell { _ in } }

  func post(_ job: Job) {
    if let refusal = tell({ $0.start.append(job) }) { job.continuation.resume(returning: .failure(refusal)) }
  }

  func cancel(_ ticket: Ticket) {
    ticket.cancelled.store(true, ordering: .releasing)
    _ = tell { $0.cancel.append(ticket) }
  }

  func stop(waitingMilliseconds: Int) {
    inbox.withLock { inbox in
      inbox.refusal = .cancelled
      if let loop = inbox.loop { cc_loop_wake(loop.pointer) }
    }
    for _ in 0..<waitingMilliseconds * 4 {
      if inbox.withLock({ !$0.isStarted || $0.isFinished }) { return }
      usleep(250)
    }
  }

  /// Changes the inbox and wakes the thread, which is started when there is none. When nothing is taken any more: why.
  private func tell(_ change: (inout Inbox) -> Void) -> TransportError? {
    inbox.withLock { inbox in
      if let refusal = inbox.refusal { return refusal }
      if !inbox.isStarted {
        var id = pthread_t()
        let me = Unmanaged.passRetained(self)
        guard pthread_create(&id, nil, runCurlThread, me.toOpaque()) == 0 else {
          me.release()
          return .unreachable
        }
        pthread_detach(id)
        inbox.isStarted = true
      }
      change(&inbox)
      if !inbox.isArmed, let loop = inbox.loop {
        inbox.isArmed = true
        cc_loop_wake(loop.pointer)
      }
      return nil
    }
  }

  // MARK: on the thread

  fileprivate func run() {
    let loop = cc_loop_new(
      anchors, proxy, Self.connectionsPerHost, Int32(clamping: connectTimeoutMilliseconds))
    guard let loop else { return finish(.unreachable) }  // no libcurl
    inbox.withLock { $0.loop = Loop(pointer: loop) }
    var running: [UInt64: Running] = [:]
    var nextTag: UInt64 = 0
    while true {
      guard let (start, cancel) = takeInbox() else { break }
      for job in start {
        if job.ticket.cancelled.load(ordering: .acquiring) {
          job.continuation.resume(returning: .failure(.cancelled))
        } else if let exchange = begin(job.request, in: loop, tag: nextTag) {
          running[nextTag] = Running(job: job, exchange: exchange)
          nextTag += 1
        } else {
          job.continuation.resume(returning: .failure(.unreachable))
        }
      }
      for ticket in cancel {
        // Not found: it has ended already, or its job was refused above.
        guard let (tag, found) = running.first(where: { $0.value.job.ticket === ticket }) else { continue }
        running[tag] = nil
        cc_exchange_free(found.exchange)
        found.job.continuation.resume(returning: .failure(.cancelled))
      }
      guard cc_loop_turn(loop, 60_000) else {
        // Out of memory or descriptors: end what runs rather than turn in circles.
        for found in running.values {
          cc_exchange_free(found.exchange)
          found.job.continuation.resume(returning: .failure(.unreachable))
        }
        running = [:]
        usleep(10_000)
        continue
      }
      while let exchange = cc_loop_next_done(loop) {
        let tag = cc_exchange_tag(exchange)
        let job = running.removeValue(forKey: tag)?.job
        let result = outcome(of: exchange, tellingTransfer: job?.request.wantsTransfer ?? false)
        cc_exchange_free(exchange)
        job?.continuation.resume(returning: result)
      }
    }
    for found in running.values {
      cc_exchange_free(found.exchange)
      found.job.continuation.resume(returning: .failure(.cancelled))
    }
    inbox.withLock { $0.loop = nil }  // from here on nobody wakes it
    cc_loop_free(loop)
    finish(.cancelled)
  }

  private func finish(_ refusal: TransportError) {
    let rest = inbox.withLock { inbox in
      inbox.refusal = refusal
      inbox.isFinished = true
      defer { inbox.start = [] }
      return inbox.start
    }
    for job in rest { job.continuation.resume(returning: .failure(refusal)) }
  }

  private struct Running {
    let job: Job
    let exchange: OpaquePointer
  }

  /// What is to be done; nil when the thread shall end.
  private func takeInbox() -> ([Job], [Ticket])? {
    inbox.withLock { inbox in
      if inbox.refusal != nil { return nil }
      defer {
        inbox.start = []
        inbox.cancel = []
        inbox.isArmed = false
      }
      return (inbox.start, inbox.cancel)
    }
  }

  private func begin(_ request: HTTPRequest, in loop: OpaquePointer, tag: UInt64) -> OpaquePointer? {
    // C would silently cut a text at a NUL.
    guard !request.url.utf8.contains(0), let exchange = cc_exchange_new(loop, request.method.rawValue, request.url, tag)
    else { return nil }
    var isGood = cc_exchange_set_body(exchange, request.body, request.body.count)
    for header in request.headers where isGood {
      isGood =
        !header.name.utf8.contains(0) && !header.value.utf8.contains(0)
        && cc_exchange_add_header(exchange, header.name, header.value)
    }
    cc_exchange_set_limits(exchange, request.timeoutMilliseconds, max(0, request.maximumAnswer))
    if request.wantsServerCertificate { cc_exchange_want_certificate(exchange) }
    if let key = request.serverKeySHA256 {
      isGood = isGood && cc_exchange_pin_key(exchange, "sha256//" + Base64.standard.encode(key))
    }
    guard isGood, cc_exchange_start(exchange) else {
      cc_exchange_free(exchange)
      return nil
    }
    return exchange
  }

  private func outcome(of exchange: OpaquePointer, tellingTransfer: Bool) -> Outcome {
    switch cc_exchange_outcome(exchange) {
    case CC_DONE: .success(answer(of: exchange, tellingTransfer: tellingTransfer))
    case CC_TIMED_OUT: .failure(.timedOut(sent: cc_exchange_was_sent(exchange)))
    case CC_TLS: .failure(.tls(ServerDoubt(cc_exchange_doubt(exchange))))
    case CC_TOO_LARGE: .failure(.tooLarge)
    default: .failure(.unreachable)
    }
  }

  private func answer(of exchange: OpaquePointer, tellingTransfer: Bool) -> HTTPResponse {
    var count = 0
    let body = cc_exchange_body(exchange, &count)
    let bytes = Array(UnsafeBufferPointer(start: body, count: count))
    let headers = cc_exchange_headers(exchange, &count)
    var response = HTTPResponse(
      status: Int(cc_exchange_status(exchange)),
      headers: Self.headers(UnsafeBufferPointer(start: headers, count: count)),
      body: bytes,
      serverCertificatePEM: cc_exchange_certificate(exchange).map { String(cString: $0) })
    if tellingTransfer { response.transfer = Transfer(cc_exchange_transfer(exchange)) }
    return response
  }

  /// Header lines as they came. A line without a colon is left out; bytes that are not UTF-8 become U+FFFD.
  private static func headers(_ bytes: UnsafeBufferPointer<UInt8>) -> [Header] {
    bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      return Header(
        String(decoding: line[..<colon], as: UTF8.self),
        String(decoding: trimmed(line[(colon + 1)...]), as: UTF8.self))
    }
  }

  private static func trimmed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
    var bytes = bytes
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0D { bytes.removeLast() }
    return bytes
  }
}

/// C calls this on the new thread, so it must be a function that belongs to no actor.
private func runCurlThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<CurlThread>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}

extension ServerDoubt {
  fileprivate init(_ doubt: cc_doubt) {
    switch doubt {
    case CC_DOUBT_UNKNOWN_ISSUER: self = .unknownIssuer
    case CC_DOUBT_EXPIRED: self = .expired
    case CC_DOUBT_NOT_YET_VALID: self = .notYetValid
    case CC_DOUBT_WRONG_NAME: self = .wrongName
    case CC_DOUBT_WRONG_KEY: self = .wrongKey
    case CC_DOUBT_ANCHORS_UNREADABLE: self = .anchorsUnreadable
    default: self = .other
    }
  }
}

extension Transfer {
  fileprivate init(_ c: cc_transfer) {
    var peer = c.peer
    self.init(
      newConnections: c.new_connections,
      peer: withUnsafeBytes(of: &peer) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) },
      version: String(cString: c.version), connected: Double(c.connected) / 1000, secured: Double(c.secured) / 1000,
      answering: Double(c.answering) / 1000, whole: Double(c.whole) / 1000)
  }
}

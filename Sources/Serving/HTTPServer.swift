internal import CMicroHTTPD
internal import Domain
internal import Synchronization

/// Why a server does not start.
public enum ServingError: Error, Hashable, Sendable {
  /// The address is not a numeric one of this machine.
  case badAddress
  case portInUse
  case notPermitted
  /// Certificate and key are not PEM, or do not belong together.
  case badCredentials
  case noMemory
  case alreadyStarted
  case failed
}

/// An HTTP/1.1 server with TLS 1.2 or later, on one thread of its own. Every request is answered by a task; a slow answer holds
/// nobody but its own connection.
public final class HTTPServer: Sendable {
  public struct Configuration: Sendable {
    /// A numeric address; loopback unless said otherwise.
    public var address = "127.0.0.1"
    /// 0 is any free port.
    public var port: UInt16 = 0
    /// Certificate (with its intermediates) and key in PEM; nil is plain HTTP.
    public var credentials: Credentials?
    /// Credentials to show in place of `credentials`, at most four, and which of them at each TLS handshake: nil, or a number that
    /// is none, for the server's own. Asked on the server's thread: must not wait.
    public var otherCredentials: [Credentials] = []
    public var chooseCredentials: (@Sendable () -> Int?)?
    /// Longest body of a request in bytes; a longer one is answered 413 without asking the handler.
    public var maximumBody = 1 << 20
    /// Connections at the same time; later ones wait.
    public var maximumConnections = 512
    /// Seconds after which a connection without traffic is closed. Waiting for the handler does not count.
    public var idleSeconds = 75
    public init() {}
  }
  public struct Credentials: Sendable {
    public let certificatePEM: String
    let keyPEM: Sensitive<String>
    public init(certificatePEM: String, keyPEM: String) {
      self.certificatePEM = certificatePEM
      self.keyPEM = Sensitive(keyPEM)
    }
  }
  public typealias Handler = @Sendable (ServerRequest) async -> ServerResponse

  private let configuration: Configuration
  private let inbox: Inbox
  private let running = Mutex<Running?>(nil)

  /// The C server and the reference to `Inbox` that its thread holds. Owned by `running`; freed by `stop`.
  private struct Running: @unchecked Sendable {
    let server: OpaquePointer
    let inbox: Unmanaged<Inbox>
  }

  public init(configuration: Configuration, handler: @escaping Handler) {
    self.configuration = configuration
    inbox = Inbox(handler: handler, choose: configuration.chooseCredentials)
  }

  deinit { stop(graceMilliseconds: 0) }

  /// Listens. When it returns, connections are accepted.
  /// - Returns: the port it listens on.
  public func start() throws(ServingError) -> UInt16 {
    try running.withLock { (running) throws(ServingError) in
      guard running == nil else { throw .alreadyStarted }
      let retained = Unmanaged.passRetained(inbox)
      var error: Int32 = 0
      let server = withOptions(context: retained.toOpaque()) { cm_start($0, &error) }
      guard let server else {
        retained.release()
        throw servingError(error)
      }
      running = Running(server: server, inbox: retained)
      return cm_port(server)
    }
  }

  /// Takes no new connections, lets requests under way be answered for so long, then closes. Blocks; calling it again does nothing.
  public func stop(graceMilliseconds: Int = 2000) {
    let stopped = running.withLock { running in
      defer { running = nil }
      return running
    }
    guard let stopped else { return }
    cm_stop(stopped.server, UInt32(clamping: graceMilliseconds))
    stopped.inbox.release()
  }

  /// Connections that are there now end after the request that is under way: who comes next shakes hands anew.
  public func endConnections() {
    running.withLock { if let running = $0 { cm_end_connections(running.server) } }
  }

  private func withOptions(
    context: UnsafeMutableRawPointer, _ start: (UnsafePointer<cm_options>) -> OpaquePointer?
  ) -> OpaquePointer? {
    configuration.address.withCString { address in
      withOptionalCString(configuration.credentials?.certificatePEM) { certificate in
        withOptionalCString(configuration.credentials?.keyPEM.reveal()) { key in
          var options = cm_options()
          options.address = address
          options.port = configuration.port
          options.certificate_pem = certificate
          options.key_pem = key
          options.body_limit = max(0, configuration.maximumBody)
          options.connections = UInt32(clamping: configuration.maximumConnections)
          options.idle_seconds = UInt32(clamping: configuration.idleSeconds)
          options.on_request = serveRequest
          options.context = context
          guard configuration.chooseCredentials != nil else { return start(&options) }
          options.choose_certificate = chooseCertificate
          return withOthers(configuration.otherCredentials[...], &options, start)
        }
      }
    }
  }

  /// Puts the other credentials into the options, one after the other: each text lives as long as the calls inside it.
  private func withOthers(
    _ others: ArraySlice<Credentials>, _ options: inout cm_options,
    _ start: (UnsafePointer<cm_options>) -> OpaquePointer?
  ) -> OpaquePointer? {
    let place = others.startIndex
    guard let other = others.first, place < Int(CM_MOST_OTHERS) else { return start(&options) }
    return other.certificatePEM.withCString { certificate in
      other.keyPEM.reveal().withCString { key in
        withUnsafeMutableBytes(of: &options.other_certificates) {
          $0.bindMemory(to: UnsafePointer<CChar>?.self)[place] = certificate
        }
        withUnsafeMutableBytes(of: &options.other_keys) {
          $0.bindMemory(to: UnsafePointer<CChar>?.self)[place] = key
        }
        return withOthers(others.dropFirst(), &options, start)
      }
    }
  }
}

/// What the server's thread holds: the way from a C request to a task.
private final class Inbox: Sendable {
  let handler: HTTPServer.Handler
  let choose: (@Sendable () -> Int?)?
  init(handler: @escaping HTTPServer.Handler, choose: (@Sendable () -> Int?)?) {
    self.handler = handler
    self.choose = choose
  }

  func take(_ pending: PendingAnswer) {
    guard let request = pending.request() else {
      pending.send(.empty(400))
      return
    }
    Task { [handler] in pending.send(await handler(request)) }
  }
}

/// A request that waits for its answer. The pointer is this value's alone until `send` gives it back, exactly once.
private struct PendingAnswer: @unchecked Sendable {
  let pointer: OpaquePointer

  func request() -> ServerRequest? {
    var headers: [Header] = []
    for index in 0..<cm_header_count(pointer) {
      // RFC 9110 §5.5: bytes beyond ASCII in a field are opaque; we have no use for them.
      guard let name = String(validatingCString: cm_header_name(pointer, index)),
        let value = String(validatingCString: cm_header_value(pointer, index))
      else { return nil }
      headers.append(Header(name, value))
    }
    guard let method = String(validatingCString: cm_method(pointer)),
      let target = String(validatingCString: cm_target(pointer))
    else { return nil }
    var count = 0
    let body = cm_body(pointer, &count)
    return ServerRequest(
      method: method, target: target, headers: headers,
      body: Array(UnsafeBufferPointer(start: body, count: body == nil ? 0 : count)))
  }

  func send(_ response: ServerResponse) {
    switch response {
    case .drop(let reset): cm_drop(pointer, reset)
    case .answer(let status, let headers, let body):
      // One block of "name\0value\0…" and pointers into it: a handful of headers, no allocation each.
      var text: [CChar] = []
      var starts: [Int] = []
      for header in headers where isSendable(header) {
        for part in [header.name, header.value] {
          starts.append(text.count)
          text.append(contentsOf: part.utf8CString)
        }
      }
      text.withUnsafeBufferPointer { text in
        let pointers: [UnsafePointer<CChar>?] = starts.map { text.baseAddress?.advanced(by: $0) } + [nil]
        cm_answer(pointer, UInt32(clamping: status), pointers, body, body.count)
      }
    }
  }

  /// RFC 9110 §5.1, §5.5: a line feed in a header would be a second header.
  private func isSendable(_ header: Header) -> Bool {
    !header.name.isEmpty && (header.name + header.value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}

// Given to C: top-level and nonisolated, because it is called on the server's own thread.
private func serveRequest(context: UnsafeMutableRawPointer?, request: OpaquePointer?) {
  guard let context, let request else { return }
  Unmanaged<Inbox>.fromOpaque(context).takeUnretainedValue().take(PendingAnswer(pointer: request))
}

// The same; 0 is the server's own certificate.
private func chooseCertificate(context: UnsafeMutableRawPointer?) -> UInt32 {
  guard let context, let chosen = Unmanaged<Inbox>.fromOpaque(context).takeUnretainedValue().choose?() else { return 0 }
  return UInt32(clamping: chosen + 1)
}

private func withOptionalCString<R>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
  guard let text else { return body(nil) }
  return text.withCString { body($0) }
}

/// Every code of the door.
private func servingError(_ code: Int32) -> ServingError {
  switch Int(code) {
  case CM_BAD_ADDRESS: .badAddress
  case CM_IN_USE: .portInUse
  case CM_NOT_PERMITTED: .notPermitted
  case CM_BAD_CREDENTIALS: .badCredentials
  case CM_NO_MEMORY: .noMemory
  default: .failed
  }
}

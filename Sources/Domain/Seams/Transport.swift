/// The network's one verb. Two forms exist: libcurl's (`BFF`) and the tests' script.
public protocol Transport: Sendable {
  /// Sends one request and gives the whole answer, whatever its status. Cancelling the task ends the transfer.
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

public enum TransportError: Error, Hashable, Sendable {
  /// No connection could be made, or it broke before an answer.
  case unreachable
  /// No whole answer within the request's time. `sent`: the request may have arrived.
  case timedOut(sent: Bool)
  /// The server's certificate is not trusted, or TLS failed.
  case tls(ServerDoubt)
  /// The answer is larger than the request's limit.
  case tooLarge
  case cancelled
}

/// Why a server was not taken for the right one.
public enum ServerDoubt: String, CaseIterable, Hashable, Sendable {
  /// None of the anchors vouches for its certificate.
  case unknownIssuer
  case expired, notYetValid
  /// The certificate is another server's.
  case wrongName
  /// The server is not the one whose key was asked for.
  case wrongKey
  /// The file of the anchors cannot be read.
  case anchorsUnreadable
  /// TLS failed in another way.
  case other
}

public enum HTTPMethod: String, Hashable, Sendable, CaseIterable {
  case get = "GET", post = "POST", put = "PUT", delete = "DELETE"
}

public struct HTTPRequest: Hashable, Sendable {
  public var method: HTTPMethod
  /// Absolute; only `https`.
  public var url: String
  public var headers: [Header]
  public var body: [UInt8]
  /// Milliseconds for the whole exchange.
  public var timeoutMilliseconds: Int
  /// Largest body of an answer, in bytes.
  public var maximumAnswer: Int
  /// Asks for the server's certificate in the answer.
  public var wantsServerCertificate: Bool
  /// SHA-256 of the only server key (SubjectPublicKeyInfo, DER) that may get this request; nil: any that the anchors vouch for.
  public var serverKeySHA256: [UInt8]?
  /// Asks how the exchange went, for a trace.
  public var wantsTransfer = false

  public init(
    _ method: HTTPMethod, _ url: String, headers: [Header] = [], body: [UInt8] = [], timeoutMilliseconds: Int = 10_000,
    maximumAnswer: Int = 8 << 20, wantsServerCertificate: Bool = false, serverKeySHA256: [UInt8]? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeoutMilliseconds = timeoutMilliseconds
    self.maximumAnswer = maximumAnswer
    self.wantsServerCertificate = wantsServerCertificate
    self.serverKeySHA256 = serverKeySHA256
  }
}

public struct Header: Hashable, Sendable {
  public let name: String
  public let value: String
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

public struct HTTPResponse: Hashable, Sendable {
  public var status: Int
  public var headers: [Header]
  public var body: [UInt8]
  /// PEM of the server's own certificate, when the request asked for it.
  public var serverCertificatePEM: String?
  /// When the request asked for it.
  public var transfer: Transfer?

  public init(status: Int, headers: [Header] = [], body: [UInt8] = [], serverCertificatePEM: String? = nil) {
    self.status = status
    self.headers = headers
    self.body = body
    self.serverCertificatePEM = serverCertificatePEM
  }

  /// The first header of that name, whatever its case.
  public subscript(header name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// How one exchange went over the wire.
public struct Transfer: Hashable, Sendable {
  /// How many connections had to be made; 0 when a kept one carried it.
  public var newConnections: Int
  /// Address and port of the other end.
  public var peer: String
  /// As in a status line: `HTTP/1.1`, `HTTP/2`.
  public var version: String
  /// Milliseconds since the exchange began: connected, TLS agreed, first byte of the answer, all of it.
  public var connected: Double
  public var secured: Double
  public var answering: Double
  public var whole: Double

  public init(
    newConnections: Int, peer: String, version: String, connected: Double, secured: Double, answering: Double,
    whole: Double
  ) {
    self.newConnections = newConnections
    self.peer = peer
    self.version = version
    self.connected = connected
    self.secured = secured
    self.answering = answering
    self.whole = whole
  }
}

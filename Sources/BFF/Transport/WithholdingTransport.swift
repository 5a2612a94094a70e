public import Domain
internal import Synchronization

/// A transport that sends nothing: it keeps what it was given, and ends every exchange as cancelled. Whoever uses it runs the
/// very code that would send, so that what is shown is what would have gone out. A request that depends on an answer is not made.
public final class WithholdingTransport: Transport {
  private let kept = Mutex<[HTTPRequest]>([])

  public init() {}

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    kept.withLock { $0.append(request) }
    throw .cancelled
  }

  /// The requests in the order in which they came: `method`, `url`, `headers`, and `body` as JSON, as its size when it is none, or null. What
  /// proves an identity is masked; where it cannot be found, nothing is shown.
  public var requests: [Value] { kept.withLock { $0 }.map(Self.value) }

  private static func value(_ request: HTTPRequest) -> Value {
    let headers = request.headers.map { ($0.name, Value.text(Masking.header($0))) }
    let body: Value =
      if request.body.isEmpty { .null }  //
      else if let json = try? JSONReader.read(request.body) { Masking.body(json) }  //
      else { .text("\(request.body.count) bytes") }
    return .fields(
      ("method", .text(request.method.rawValue)), ("url", .text(request.url)), ("headers", .object(Fields(headers))),
      ("body", body))
  }
}

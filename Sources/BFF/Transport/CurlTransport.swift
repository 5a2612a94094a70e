public import Domain
internal import Synchronization

/// HTTPS by libcurl: trusts the given anchors and nothing else, follows no redirect, keeps connections, and uses a proxy only
/// where one is named. All exchanges share one thread, which starts at the first one.
///
/// libcurl itself sends a request without a body again when a kept connection turns out to be dead before any byte of an answer
/// came. A body is never sent twice: who sent it must ask what became of it.
public final class CurlTransport: Transport {
  private let thread: CurlThread

  /// - Parameters:
  ///   - anchors: path of a file with the authorities' certificates in PEM. When it cannot be read, every exchange ends with `.tls(.anchorsUnreadable)`.
  ///   - proxy: address of a proxy, as libcurl writes it; nil is none, whatever the environment says.
  ///   - connectTimeoutMilliseconds: for name, connection and handshake; the request's own time counts as well.
  public init(anchors: String, proxy: String? = nil, connectTimeoutMilliseconds: Int = 5_000) {
    thread = CurlThread(anchors: anchors, proxy: proxy, connectTimeoutMilliseconds: connectTimeoutMilliseconds)
  }

  deinit { thread.stop(waitingMilliseconds: 0) }

  /// Loads libcurl (about 4 ms) on the transport's thread, so that the first exchange need not wait for it.
  public func prepare() { thread.start() }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let ticket = CurlThread.Ticket()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        thread.post(CurlThread.Job(ticket: ticket, request: request, continuation: continuation))
      }
    } onCancel: {
      thread.cancel(ticket)
    }
    return try result.get()
  }

  /// Ends what runs (`.cancelled`) and the thread, and waits for it up to a quarter of a second: to be called before the process
  /// ends, because OpenSSL's exit handlers must not meet a working thread. Everything sent later is `.cancelled`.
  public func shutdown() { thread.stop(waitingMilliseconds: 250) }

  /// The version of the libcurl that is used, for `doctor`; nil when there is none. Loads it.
  public static func libraryVersion() -> String? { CurlThread.libraryVersion() }
}

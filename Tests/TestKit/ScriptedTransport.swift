public import Domain
internal import Synchronization

/// The network as a script. Strict: a request that no line expects fails, and so does a line that nobody used (`unused`).
/// Lines may be used in any order, because calls run side by side; two lines that expect the same are used in theirs.
public final class ScriptedTransport: Transport {
  public enum Reply: Sendable {
    case answer(HTTPResponse)
    case error(TransportError)
    /// No answer until the request is cancelled or its time is over.
    case hang
    /// Waits for `ScriptedTransport.release(_:)` with this name, then answers.
    case held(String, HTTPResponse)
  }

  public struct Line: Sendable {
    let method: HTTPMethod
    let path: String
    let reply: Reply
    let check: @Sendable (HTTPRequest) -> String?

    /// - Parameters:
    ///   - path: with the query, without the origin.
    ///   - check: what is wrong with the request besides; nil when nothing is.
    public init(
      _ method: HTTPMethod, _ path: String, _ reply: Reply,
      check: @escaping @Sendable (HTTPRequest) -> String? = { _ in nil }
    ) {
      self.method = method
      self.path = path
      self.reply = reply
      self.check = check
    }

    public static func get(_ path: String, _ json: String, status: Int = 200) -> Line {
      Line(.get, path, .answer(.json(json, status: status)))
    }
  }

  private struct State {
    var lines: [Line]
    var complaints: [String] = []
    var requests: [HTTPRequest] = []
    var released: Set<String> = []
    var cancelled = 0
  }
  private let origin: String
  private let state: Mutex<State>

  public init(origin: String = "https://portal.test", _ lines: [Line]) {
    self.origin = origin
    state = Mutex(State(lines: lines))
  }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let line = state.withLock { state -> Line? in
      state.requests.append(request)
      guard
        let place = state.lines.firstIndex(where: { $0.method == request.method && origin + $0.path == request.url })
      else {
        state.complaints.append("not expected: \(request.method.rawValue) \(request.url)")
        return nil
      }
      let line = state.lines.remove(at: place)
      if let complaint = line.check(request) {
        state.complaints.append("\(request.method.rawValue) \(request.url): \(complaint)")
      }
      return line
    }
    switch line?.reply {
    case nil: throw .unreachable
    case .answer(let answer): return answer
    case .error(let error): throw error
    case .hang:
      do {
        try await Task.sleep(for: .milliseconds(request.timeoutMilliseconds))
      } catch {
        state.withLock { $0.cancelled += 1 }
        throw .cancelled
      }
      throw .timedOut(sent: true)
    case .held(let name, let answer):
      while !state.withLock({ $0.released.contains(name) }) {
        if Task.isCancelled {
          state.withLock { $0.cancelled += 1 }
          throw .cancelled
        }
        await Task.yield()
      }
      return answer
    }
  }

  /// Lets the answers that are held under `name` go.
  public func release(_ name: String) { state.withLock { _ = $0.released.insert(name) } }

  /// What was sent, in order.
  public var requests: [HTTPRequest] { state.withLock { $0.requests } }
  /// How many requests ended because they were cancelled.
  public var cancelled: Int { state.withLock { $0.cancelled } }

  /// What a test must find empty at its end: requests that were not expected or wrong, and lines that nobody used.
  public var complaints: [String] {
    state.withLock { state in
      state.complaints + state.lines.map { "not used: \($0.method.rawValue) \($0.path)" }
    }
  }
}

extension HTTPResponse {
  public static func json(_ json: String, status: Int = 200, headers: [Header] = []) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: [Header("Content-Type", "application/json"), Header("X-Request-Id", "r-1")] + headers,
      body: Array(json.utf8))
  }
}

public import Domain
internal import Synchronization

/// Tells each exchange as curl's `-v` does: `>` what was sent, `<` what came, `*` what is said about it. Of bodies only the size
/// and, for JSON, the names of the outermost fields; what proves an identity and what a person looked for is masked.
public final class TracedTransport: Transport {
  private let inner: any Transport
  private let write: @Sendable ([TerminalSafe]) -> Void
  private let count = Mutex(0)

  /// - Parameter write: takes the lines of one half of an exchange, to be written together: exchanges overlap.
  public init(_ inner: any Transport, write: @escaping @Sendable ([TerminalSafe]) -> Void) {
    self.inner = inner
    self.write = write
  }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let number = count.withLock { count in
      count += 1
      return count
    }
    write(Self.lines(of: request, number))
    var asked = request
    asked.wantsTransfer = true
    let began = ContinuousClock.now
    do throws(TransportError) {
      let answer = try await inner.send(asked)
      write(Self.lines(of: answer, number))
      return answer
    } catch {
      write([
        TerminalSafe(line: "* [\(number)] \(Self.words(error)), after \(Self.milliseconds(began.duration(to: .now)))")
      ])
      throw error
    }
  }

  private static func lines(of request: HTTPRequest, _ number: Int) -> [TerminalSafe] {
    var lines = [
      "* [\(number)] at most \(request.timeoutMilliseconds) ms; this program sends it once",
      "> \(request.method.rawValue) \(Masking.address(request.url))",
    ]
    if request.wantsServerCertificate {
      lines.insert("* [\(number)] on a new connection, to know the server's key", at: 1)
    }
    if request.serverKeySHA256 != nil {
      lines.insert("* [\(number)] only to the server with the key that was signed", at: 1)
    }
    lines += request.headers.map { "> \($0.name): \(Masking.header($0))" }
    if let body = describe(request.body) { lines.append("> " + body) }
    return lines.map { TerminalSafe(line: $0) }
  }

  private static func lines(of answer: HTTPResponse, _ number: Int) -> [TerminalSafe] {
    var lines: [String] = []
    if let transfer = answer.transfer {
      lines.append(
        transfer.newConnections == 0
          ? "* [\(number)] over a kept connection to \(transfer.peer)"
          : "* [\(number)] connected to \(transfer.peer) after \(tenths(transfer.connected)) ms, TLS agreed and server trusted after \(tenths(transfer.secured)) ms"
      )
    }
    lines.append("< \(answer.transfer?.version ?? "HTTP") \(answer.status)")
    lines += answer.headers.map { "< \($0.name): \(Masking.header($0))" }
    if let body = describe(answer.body) { lines.append("< " + body) }
    if let transfer = answer.transfer {
      lines.append(
        "* [\(number)] first byte after \(tenths(transfer.answering)) ms, all after \(tenths(transfer.whole)) ms")
    }
    return lines.map { TerminalSafe(line: $0) }
  }

  private static func describe(_ body: [UInt8]) -> String? {
    guard !body.isEmpty else { return nil }
    let size = "[body: \(body.count) bytes"
    guard let fields = (try? JSONReader.read(body, maximumBytes: 64 << 20))?.object else { return size + "]" }
    return size
      + (fields.all.isEmpty ? ", JSON]" : ", JSON with " + fields.all.map(\.name).joined(separator: ", ") + "]")
  }

  private static func words(_ error: TransportError) -> String {
    switch error {
    case .unreachable: "no connection, or it broke"
    case .timedOut(let sent): sent ? "no whole answer in time" : "no connection in time"
    case .tls: "the server is not trusted, or TLS failed"
    case .tooLarge: "the answer is too large"
    case .cancelled: "cancelled"
    }
  }

  private static func milliseconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    return tenths(Double(seconds) * 1000 + Double(attoseconds) / 1e15) + " ms"
  }

  private static func tenths(_ milliseconds: Double) -> String { String((milliseconds * 10).rounded() / 10) }
}

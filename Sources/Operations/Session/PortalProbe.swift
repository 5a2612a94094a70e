public import Domain

/// Asks whether the portal answers, and what time it is there. Without a session, and without following where an answer leads.
public struct PortalProbe: Sendable {
  public enum Outcome: Hashable, Sendable {
    /// `secondsAhead`: how far the portal's clock is ahead of this machine's by the `Date` of its answer; nil when it has none.
    case answered(status: Int, secondsAhead: Int?)
    case failed(TransportError)
  }

  private let transport: any Transport
  private let clock: any PortalClock

  /// - Parameter clock: this machine's, not moved for practice.
  public init(transport: any Transport, clock: any PortalClock = SystemClock()) {
    self.transport = transport
    self.clock = clock
  }

  /// - Parameter portal: its address without a path.
  public func look(at portal: String, timeoutMilliseconds: Int) async -> Outcome {
    let start = clock.now
    let answer: HTTPResponse
    do throws(TransportError) {
      answer = try await transport.send(
        HTTPRequest(
          .get, portal + "/status/v1/status?limit=1", headers: [Header("Accept", "application/json")],
          timeoutMilliseconds: timeoutMilliseconds))
    } catch { return .failed(error) }
    let middle = (start.milliseconds + clock.now.milliseconds) / 2
    let ahead = answer[header: "Date"].flatMap(Self.instant).map { ($0.milliseconds - middle) / 1000 }
    return .answered(status: answer.status, secondsAhead: ahead)
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7, the only form that may be sent).
  static func instant(_ text: String) -> Instant? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", parts[1].utf8.count == 2, parts[3].utf8.count == 4,
      let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    return Instant(rfc3339: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
  }
}

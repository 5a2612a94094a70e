public import Domain

/// An answer as it came, for whoever asked for an address of the portal by hand.
public struct RawAnswer: Sendable {
  public let status: Int
  /// As in a status line.
  public let version: String
  public let headers: [Header]
  public let body: [UInt8]
  /// What a status of 400 or more means; nil for a success.
  public let problem: Problem?
}

extension PortalClient {
  /// Sends to an address of this portal, with the session's token when there is one, and gives the answer whatever its status.
  /// - Parameters:
  ///   - path: begins with one slash; `inputInvalid` with the fact `field` for anything that could lead to another host or out
  ///     of the portal's paths. Characters that an address cannot carry are percent-encoded.
  ///   - query: appended to the path.
  ///   - body: sent as it is, as JSON.
  public func raw(
    _ method: HTTPMethod, path: String, query: [(String, String)] = [], body: [UInt8]? = nil
  ) async throws(Problem) -> RawAnswer {
    guard let safe = Path(typed: path) else { throw Problem(.inputInvalid, facts: [("field", "PATH")]) }
    var headers = [Header("Accept", "*/*")]
    if let token = token() { headers.append(Header("Authorization", "Bearer " + token.reveal())) }
    if body != nil { headers.append(Header("Content-Type", "application/json")) }
    var request = HTTPRequest(
      method, origin + safe.asking(query).text, headers: headers, body: body ?? [],
      timeoutMilliseconds: timeoutMilliseconds, maximumAnswer: 64 << 20)
    request.wantsTransfer = true
    do throws(TransportError) {
      let answer = try await transport.send(request)
      return RawAnswer(
        status: answer.status, version: answer.transfer?.version ?? "HTTP", headers: answer.headers, body: answer.body,
        problem: (200..<400).contains(answer.status) ? nil : Problem(refusal: answer))
    } catch {
      throw Problem(error)
    }
  }
}

extension Path {
  /// A path that a person typed, with its query if it has one. Nil when it could leave the portal: no slash in front, a second
  /// slash (another host), a backslash, a fragment, a step upwards.
  init?(typed: String) {
    guard typed.hasPrefix("/"), !typed.hasPrefix("//"), typed.utf8.count <= 8_000 else { return nil }
    guard
      !typed.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "#") })
    else { return nil }
    let path = typed.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
    for part in path.split(separator: "/") {
      let dots = part.lowercased().split(separator: "%2e", omittingEmptySubsequences: false).joined(separator: ".")
      if dots == "." || dots == ".." { return nil }
    }
    self.init(encoded: Self.keepingReserved(typed))
  }
}

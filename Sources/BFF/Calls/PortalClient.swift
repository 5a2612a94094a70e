public import Domain

/// The portal's APIs as calls that give Domain values. Wire names stay in this module, and every failure is a `Problem`.
///
/// Nothing is asked twice here: `CurlTransport` says what the network layer repeats, and what is worth another try is the
/// person's decision.
public struct PortalClient: Sendable {
  let transport: any Transport
  let clock: any PortalClock
  let origin: String
  let token: @Sendable () -> Sensitive<String>?
  let person: @Sendable () -> Person?
  let timeoutMilliseconds: Int

  /// - Parameters:
  ///   - portal: the portal's address without a path, such as `https://127.0.0.1:8443`.
  ///   - timeout: for one call (`--timeout`).
  ///   - token: of the session, asked for at every call; nil when nobody is logged in.
  ///   - person: who is logged in, for the home screen.
  public init(
    transport: any Transport, portal: String, clock: any PortalClock, timeout: Duration = .seconds(10),
    token: @escaping @Sendable () -> Sensitive<String>?, person: @escaping @Sendable () -> Person? = { nil }
  ) {
    self.transport = transport
    self.clock = clock
    var origin = portal
    while origin.hasSuffix("/") { origin.removeLast() }
    self.origin = origin
    self.token = token
    self.person = person
    timeoutMilliseconds = timeout.wholeMilliseconds
  }

  /// Today in Japan, by the client's clock.
  var today: CalendarDate { clock.now.jst.date }

  /// The same client with another time for one call.
  public func limited(to timeout: Duration) -> PortalClient {
    PortalClient(
      transport: transport, portal: origin, clock: clock,
      timeout: .milliseconds(min(timeout.wholeMilliseconds, timeoutMilliseconds)), token: token, person: person)
  }

  // MARK: one exchange

  enum Authentication { case session, none }

  /// Sends, and gives the answer when it is a success.
  func exchange(
    _ method: HTTPMethod, _ path: Path, body: Value? = nil, as authentication: Authentication = .session,
    accept: String = "application/json", maximumAnswer: Int = 8 << 20, wantsServerCertificate: Bool = false,
    serverKeySHA256: [UInt8]? = nil
  ) async throws(Problem) -> HTTPResponse {
    var headers = [Header("Accept", accept)]
    if authentication == .session {
      // Without a token the portal would say the same, only later.
      guard let token = token() else { throw Problem(.loginNeeded) }
      headers.append(Header("Authorization", "Bearer " + token.reveal()))
    }
    var bytes: [UInt8] = []
    if let body {
      headers.append(Header("Content-Type", "application/json"))
      bytes = Array(JSONWriter.write(body).utf8)
    }
    let request = HTTPRequest(
      method, origin + path.text, headers: headers, body: bytes, timeoutMilliseconds: timeoutMilliseconds,
      maximumAnswer: maximumAnswer, wantsServerCertificate: wantsServerCertificate, serverKeySHA256: serverKeySHA256)
    let answer: HTTPResponse
    do throws(TransportError) {
      answer = try await transport.send(request)
    } catch {
      throw Problem(error)
    }
    guard (200..<300).contains(answer.status) else { throw Problem(refusal: answer) }
    return answer
  }

  /// Sends, and reads the answer's object. A field that is not what the protocol says is `portalAnswerMalformed` and named.
  func call<Result>(
    _ method: HTTPMethod, _ path: Path, body: Value? = nil, as authentication: Authentication = .session,
    wantsServerCertificate: Bool = false, serverKeySHA256: [UInt8]? = nil,
    _ read: (Wire, HTTPResponse) throws(Malformed) -> Result
  ) async throws(Problem) -> Result {
    let answer = try await exchange(
      method, path, body: body, as: authentication, wantsServerCertificate: wantsServerCertificate,
      serverKeySHA256: serverKeySHA256)
    let value: Value
    do throws(JSONError) {
      value = try JSONReader.read(answer.body)
    } catch {
      throw Problem(Malformed(field: "body"), in: answer)
    }
    do throws(Malformed) {
      return try read(Wire(value), answer)
    } catch {
      throw Problem(error, in: answer)
    }
  }

  func call<Result>(
    _ method: HTTPMethod, _ path: Path, as authentication: Authentication = .session,
    _ read: (Wire) throws(Malformed) -> Result
  ) async throws(Problem) -> Result {
    try await call(method, path, as: authentication) { (wire, _) throws(Malformed) in try read(wire) }
  }

  /// One page of a list.
  func list<Item>(
    _ path: Path, _ request: ListRequest, as authentication: Authentication = .session, id: (Item) -> String,
    _ read: (Wire) throws(Malformed) -> Item
  ) async throws(Problem) -> ListPage<Item> {
    try await list(path, request, as: authentication, id: id, read) { (_, page) throws(Malformed) in page }
  }

  /// One page of a list that says more than its items.
  func list<Item, Result>(
    _ path: Path, _ request: ListRequest, as authentication: Authentication = .session, id: (Item) -> String,
    _ read: (Wire) throws(Malformed) -> Item, and more: (Wire, ListPage<Item>) throws(Malformed) -> Result
  ) async throws(Problem) -> Result {
    try await call(.get, path.asking(request.query), as: authentication) { (wire) throws(Malformed) in
      try more(wire, ListPage(wire, asked: request, id: id, read))
    }
  }
}

/// A path under the portal's address, with every part percent-encoded.
struct Path {
  private(set) var text: String

  /// - Parameter parts: after the system's base path; may come from outside.
  init(_ base: StaticString, _ parts: String...) {
    text = "\(base)"
    for part in parts { text += "/" + Self.encoded(part) }
  }

  func asking(_ query: [(String, String)]) -> Path {
    var path = self
    for (name, value) in query {
      path.text += (path.text.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + name + "=" + Self.encoded(value)
    }
    return path
  }

  /// Everything but the unreserved characters of RFC 3986 §2.3. A dot alone would climb, so `.` and `..` are encoded as well.
  private static func encoded(_ part: String) -> String {
    let onlyDots = part.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
    var out: [UInt8] = []
    for byte in part.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        out.append(byte)
      case UInt8(ascii: ".") where !onlyDots: out.append(byte)
      default: out += [UInt8(ascii: "%"), hex(byte >> 4), hex(byte & 15)]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// For an address that is put together already.
  init(encoded text: String) { self.text = text }

  /// Only what no address can carry (RFC 3986 §2: blanks, quotes, brackets of other uses, bytes over 0x7E) is encoded.
  static func keepingReserved(_ text: String) -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x21, 0x23...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: out.append(byte)
      default: out += [UInt8(ascii: "%"), hex(byte >> 4), hex(byte & 15)]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x41 + digit - 10 }
}

extension Duration {
  /// At least one: libcurl takes 0 for "for ever".
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    guard seconds < 1_000_000 else { return 1_000_000_000 }
    return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}

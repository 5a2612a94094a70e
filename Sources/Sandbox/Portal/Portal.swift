internal import Domain
internal import Serving
internal import Synchronization

/// The pretended portal: finds the endpoint, checks the session, applies the faults that were asked for, and puts every answer
/// and every error into the form of docs/portal-api.md. Requests are answered side by side.
final class Portal: Sendable {
  typealias Endpoint = @Sendable (Portal, Call) async throws(PortalFailure) -> Answer
  private struct Route: Sendable {
    let needsSession: Bool
    let run: Endpoint
  }

  let store: Store
  let clock: any PortalClock
  let faults: Faults
  let judge: any LoginJudge
  /// Whose authentication certificate has this serial number.
  let personaID: @Sendable (String) -> String?
  /// Lower-case hex SHA-256 of the server's public key: part of what a log-in signs.
  let serverKeyHash: String
  private let address = Mutex("")
  private let counters = Mutex(Counters())
  private let router: Router<Route>

  struct Counters: Sendable {
    var requests = 0
    var lastActivity: ContinuousClock.Instant = .now
  }

  init(
    store: Store, clock: any PortalClock, faults: Faults, judge: any LoginJudge, serverKeyHash: String,
    personaID: @escaping @Sendable (String) -> String?
  ) {
    self.store = store
    self.clock = clock
    self.faults = faults
    self.judge = judge
    self.serverKeyHash = serverKeyHash
    self.personaID = personaID
    var router = Router<Route>()
    for (needsSession, endpoints) in [(false, Portal.openEndpoints), (true, Portal.sessionEndpoints)] {
      for (method, pattern, run) in endpoints {
        router.add(method, pattern, Route(needsSession: needsSession, run: run))
      }
    }
    self.router = router
  }

  /// `https://127.0.0.1:PORT`, as the client sees it; set once the port is known.
  var origin: String {
    get { address.withLock { $0 } }
    set { address.withLock { $0 = newValue } }
  }

  var traffic: Counters { counters.withLock { $0 } }
  func noteActivity() { counters.withLock { $0.lastActivity = .now } }

  /// Every endpoint of docs/portal-api.md that needs no session …
  private static let openEndpoints: [(String, String, Endpoint)] = [
    (
      "POST", "/session/v1/challenges", { (portal, call) throws(PortalFailure) in try await portal.openChallenge(call) }
    ),
    ("POST", "/session/v1/sessions", { (portal, call) throws(PortalFailure) in try await portal.openSession(call) }),
    ("GET", "/status/v1/status", { (portal, call) throws(PortalFailure) in try await portal.status(call) }),
  ]

  /// … and that needs one.
  private static let sessionEndpoints: [(String, String, Endpoint)] = [
    (
      "GET", "/session/v1/sessions/current",
      { (portal, call) throws(PortalFailure) in try await portal.store.session(call) }
    ),
    (
      "DELETE", "/session/v1/sessions/current",
      { (portal, call) throws(PortalFailure) in try await portal.store.endSession(call) }
    ),
    ("GET", "/notices/v1/notices", { (portal, call) throws(PortalFailure) in try await portal.store.notices(call) }),
    (
      "GET", "/notices/v1/notices/{id}", { (portal, call) throws(PortalFailure) in try await portal.store.notice(call) }
    ),
    (
      "PUT", "/notices/v1/notices/{id}/read",
      { (portal, call) throws(PortalFailure) in try await portal.store.markNotice(call, read: true) }
    ),
    (
      "DELETE", "/notices/v1/notices/{id}/read",
      { (portal, call) throws(PortalFailure) in try await portal.store.markNotice(call, read: false) }
    ),
    (
      "GET", "/notices/v1/notices/{id}/attachments/{n}",
      { (portal, call) throws(PortalFailure) in try await portal.store.attachment(call) }
    ),
    (
      "GET", "/delivery/v1/services",
      { (portal, call) throws(PortalFailure) in try await portal.store.deliveryServices(call) }
    ),
    (
      "GET", "/applications/v1/applications",
      { (portal, call) throws(PortalFailure) in try await portal.store.applications(call) }
    ),
    (
      "GET", "/applications/v1/applications/{id}",
      { (portal, call) throws(PortalFailure) in try await portal.store.application(call) }
    ),
    ("GET", "/procedures/v1/todos", { (portal, call) throws(PortalFailure) in try await portal.store.todos(call) }),
    (
      "GET", "/selfinfo/v1/categories",
      { (portal, call) throws(PortalFailure) in try call.paging().page(SelfInformation.categories) }
    ),
    (
      "GET", "/selfinfo/v1/requests",
      { (portal, call) throws(PortalFailure) in try await portal.store.selfInformationRequests(call) }
    ),
    ("GET", "/proxies/v1/proxies", { (portal, call) throws(PortalFailure) in try await portal.store.proxies(call) }),
  ]

  /// What a portal says of itself that is not the one it was taken for.
  private static let otherOrigin = "https://other.test"

  /// Answers one request. Never fails: whatever goes wrong is an answer too.
  func answer(_ request: ServerRequest) async -> ServerResponse {
    counters.withLock {
      $0.requests += 1
      $0.lastActivity = .now
    }
    let id = "req-" + hex(randomBytes(8))
    let verdict = faults.take(system: PortalSystem(path: request.path))
    if verdict.delayMilliseconds > 0 { try? await Task.sleep(for: .milliseconds(verdict.delayMilliseconds)) }
    let outcome: Result<Answer, PortalFailure>
    switch verdict.instead {
    case .drop: return .drop(reset: false)
    case .reset: return .drop(reset: true)
    case .failure(let failure): outcome = .failure(failure)
    case nil:
      do throws(PortalFailure) { outcome = .success(try await run(request)) } catch { outcome = .failure(error) }
    }
    if verdict.losesAnswer { return .drop(reset: false) }
    return response(outcome, id: id, verdict: verdict)
  }

  private func run(_ request: ServerRequest) async throws(PortalFailure) -> Answer {
    let route: Route
    let parameters: [String: String]
    switch router.match(method: request.method, path: request.path) {
    case .found(let found, let places): (route, parameters) = (found, places)
    case .methodNotAllowed(let allowed): throw .methodNotAllowed(allowed)
    case .notFound: throw .notFound
    }
    var call = Call(request: request, parameters: parameters, now: clock.now)
    if route.needsSession {
      guard let header = request[header: "Authorization"], header.lowercased().hasPrefix("bearer "),
        case let token = header.dropFirst(7), !token.isEmpty
      else { throw .noSession }
      let session = try await store.useSession(token: String(token), now: call.now)
      call.session = session
      call.person = session.person
    }
    return try await route.run(self, call)
  }

  private func response(_ outcome: Result<Answer, PortalFailure>, id: String, verdict: Faults.Verdict) -> ServerResponse
  {
    var headers = [Header("X-Request-Id", id), Header("Cache-Control", "no-store")]
    func json(_ status: Int, _ value: Value) -> ServerResponse {
      headers.append(Header("Content-Type", "application/json; charset=utf-8"))
      var shown = verdict.isHostile ? HostileText.spoil(value) : value
      if verdict.hasOtherOrigin, case .object(var fields) = shown, fields["origin"] != nil {
        fields["origin"] = .text(Portal.otherOrigin)
        shown = .object(fields)
      }
      var body = Array(JSONWriter.write(shown).utf8)
      if let number = verdict.malformed { body = Malformed.spoil(body, number: number) }
      if verdict.isTooLarge { body = Malformed.swollen(body) }
      return .answer(status: status, headers: headers, body: body)
    }
    switch outcome {
    case .success(.json(let status, let value)): return json(status, value)
    case .success(.nothing): return .empty(204, headers: headers)
    case .success(.bytes(let type, let name, let bytes)):
      headers.append(Header("Content-Type", type))
      headers.append(Header("Content-Disposition", "attachment; filename*=UTF-8''\(percentEncoded(name))"))
      headers.append(Header("X-Content-Type-Options", "nosniff"))
      var body = verdict.malformed == nil ? bytes : Array(bytes.prefix(bytes.count / 2))
      if verdict.isTooLarge { body = Malformed.swollen(body) }
      return .answer(status: 200, headers: headers, body: body)
    case .failure(let failure):
      if let seconds = failure.retryAfter { headers.append(Header("Retry-After", String(seconds))) }
      if !failure.allowed.isEmpty { headers.append(Header("Allow", failure.allowed.joined(separator: ", "))) }
      return json(failure.status, failure.value(instance: "urn:mynafront:request:\(id)"))
    }
  }
}

/// RFC 8187: everything but letters, digits and `-._` as `%XX` of its UTF-8 bytes.
private func percentEncoded(_ text: String) -> String {
  var out = ""
  for byte in text.utf8 {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: out.unicodeScalars.append(Unicode.Scalar(byte))
    default: out += "%" + hex([byte]).uppercased()
    }
  }
  return out
}

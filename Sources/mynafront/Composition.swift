// The only file of this program that knows the network, the card and the checks of certificates: it puts them together and
// hands out what they can do, in words of Domain.

import BFF
import Card
import Domain
import Operations
import Screens
import Trust

/// What the catalogue offers, without any connection.
enum Calls {
  static var catalogue: [CallDescription] { Catalogue.calls.map(\.description) }
  /// What a screen may load: the catalogue, and what this machine tells itself.
  static var descriptions: [CallDescription] {
    catalogue + [CardStatus.overview] + Operable.descriptions + HelpCalls.all
  }

  static func parameters(of name: CallName, from texts: [(name: String, text: String)]) throws(Problem) -> Value {
    guard let call = Catalogue.named(name) else { throw Problem(.notFound, facts: [("what", .text(name.text))]) }
    return try call.parameters(fromTexts: texts)
  }
}

/// The portal and the card of one profile.
struct Services: Sendable {
  let profile: Profile
  let clock: any PortalClock
  private let transport: CurlTransport
  /// Keeps what would be sent instead of sending it (`--dry-run`).
  private let withholding: WithholdingTransport?
  private let portal: PortalClient
  private let vault: SessionVault
  private let reader: any CardReader

  /// - Parameters:
  ///   - reader: `sandbox`, `auto` or the name of a reader; nil: what the profile usually takes.
  ///   - trace: takes the lines of a trace of what goes over the network; nil: none.
  ///   - sends: false: nothing is sent, `withheld` has it.
  ///   - watch: is told while there is work with a card.
  init(
    _ profile: Profile, timeout: Duration, reader choice: String?, trace: (@Sendable ([TerminalSafe]) -> Void)? = nil,
    sends: Bool = true, watch: VisitWatch? = nil
  ) throws(Problem) {
    self.profile = profile
    clock = ShiftedClock(offset: profile.clockOffset)
    transport = CurlTransport(anchors: profile.anchors, proxy: profile.proxy)
    withholding = sends ? nil : WithholdingTransport()
    var used: any Transport = withholding ?? transport
    if let trace { used = TracedTransport(used, write: trace) }
    guard let directory = Places.own.run else {
      throw Problem(.fileFailed, facts: [("file", "$XDG_RUNTIME_DIR, $HOME")])
    }
    let vault = SessionVault(directory: directory, issuer: profile.issuer)
    self.vault = vault
    portal = PortalClient(
      transport: used, portal: profile.portal, clock: clock, timeout: timeout,
      // The mark that a session was used is left alone when it is not.
      token: { sends ? vault.token() : vault.load()?.token },
      person: { vault.load()?.summary.person })
    let reader: any CardReader
    let watch = watch ?? VisitWatch(held: { _ in })
    switch choice ?? (profile.isPractice ? "sandbox" : "auto") {
    case "sandbox":
      guard let socket = profile.cardSocket else { throw Problem(.noReader) }
      reader = SocketReader(path: socket, patience: watch.patience, held: watch.held)
    case "auto": reader = PCSCReader(selection: .auto, patience: watch.patience, held: watch.held)
    case let name: reader = PCSCReader(selection: .named(name), patience: watch.patience, held: watch.held)
    }
    self.reader = WatchedReader(reader, watch)
  }

  /// Loads the network's library, so that the first call need not wait for it.
  func prepare() { transport.prepare() }
  /// What would have been sent, as values; nil when things are sent.
  var withheld: [Value]? { withholding?.requests }
  /// To be called before the process ends.
  func shutdown() { transport.shutdown() }

  /// Until when the person who is logged in has seen lists; nil when nobody is.
  var seenMarks: SeenMarks? {
    guard let subject = vault.load()?.summary.subject, let directory = Places.own.state else { return nil }
    return SeenMarks(directory: directory, issuer: profile.issuer, subject: subject)
  }

  /// Answers of forms that are not finished; nil where there is no directory for them.
  var drafts: FormDrafts? { Places.own.state.map { FormDrafts(directory: $0, issuer: profile.issuer) } }

  // MARK: Session

  /// Who is logged in as far as this machine knows; no network.
  var storedSession: Value? { vault.load()?.summary.value }

  /// The same as the faces need it.
  var sessionOfFace: Value? { vault.load()?.summary.valueOfFace }

  func currentSession() async throws(Problem) -> Value? {
    await wakeSandbox()
    return try await CurrentSession(portal: portal, vault: vault).summary()?.value
  }

  /// Asks the portal who is logged in, which lets the session go on.
  /// - Throws: `sessionExpired` when there is none any more.
  func extendSession() async throws(Problem) -> Value {
    await wakeSandbox()
    guard let summary = try await CurrentSession(portal: portal, vault: vault).summary() else {
      throw Problem(.sessionExpired)
    }
    return summary.valueOfFace
  }

  /// - Returns: whether the portal knows that the session is over.
  func logOut() async -> Bool {
    guard withholding == nil else {
      try? await portal.closeSession()
      return false
    }
    return await Logout(portal: portal, vault: vault).run()
  }

  /// Asks for what a log-in asks, without card and PIN. Only for a transport that withholds.
  /// - Returns: what the card would sign.
  func rehearseLogIn() async -> Value {
    precondition(withholding != nil)
    _ = try? await portal.challenge()
    _ = try? await portal.openSession(
      method: .card, nonce: "", algorithm: "", certificate: [], signature: [])
    return Login.signature(origin: profile.portal)
  }

  /// - Parameter pin: one that was given by a descriptor: one visit to the card. Nil: the person is asked.
  func logIn(
    pin: consuming PIN? = nil, prompt: any PINPrompt, report: @escaping @Sendable (Login.Step) -> Void
  ) async throws(Problem) -> SessionSummary {
    await wakeSandbox()
    return try await login(prompt).run(pin: pin, report: report)
  }

  private func login(_ prompt: any PINPrompt) throws(Problem) -> Login {
    Login(
      portal: portal, origin: profile.portal, reader: reader, prompt: prompt, anchors: try cardAnchors(), vault: vault,
      clock: clock)
  }

  private func cardAnchors() throws(Problem) -> TrustStore {
    do throws(TrustError) {
      return try TrustStore(anchorsPEMFile: profile.cardAnchors)
    } catch { throw error.problem }
  }

  // MARK: Card

  var card: CardDesk {
    CardDesk(
      reader: reader, loginAnchors: try? cardAnchors(),
      signAnchors: { (areNeeded) throws(Problem) in try signAnchors(areNeeded) },
      clock: clock)
  }

  /// - Throws: `configurationInvalid` when the profile names no authorities of signing certificates.
  private func signAnchors(_ areNeeded: Bool) throws(Problem) -> TrustStore {
    guard let file = profile.signAnchors else {
      guard areNeeded else { return TrustStore(anchors: []) }
      throw Problem(.configurationInvalid, facts: [("place", .text("profiles.\(profile.name).sign-anchors"))])
    }
    do throws(TrustError) {
      return try TrustStore(anchorsPEMFile: file)
    } catch { throw error.problem }
  }

  // MARK: Calls

  func call(_ name: CallName, _ parameters: Value) async throws(Problem) -> Value {
    await wakeSandbox()
    // Of the card on this machine, not of the portal.
    if name == CardStatus.overview.name { return try await card.shown() }
    guard let call = Catalogue.named(name) else { throw Problem(.notFound, facts: [("what", .text(name.text))]) }
    let token = vault.load()?.token
    do throws(Problem) {
      let value = try await call.run(portal, parameters: parameters)
      // A session that is over is not kept here either.
      if name == "session.close" { vault.wipe() }
      return value
    } catch {
      throw afterRefusal(error, of: token)
    }
  }

  /// A face may be open for longer than the sandbox that it found: another one answers at the same address.
  private func wakeSandbox() async { if profile.startsSandbox, withholding == nil { await SandboxStarter.wake() } }

  /// A session that the portal ended is wiped here too.
  private func afterRefusal(_ problem: Problem, of token: Sensitive<String>?) -> Problem {
    CurrentSession(portal: portal, vault: vault).afterRefusal(problem, of: token)
  }

  /// Home as its parts arrive; the last value is complete. `loginProblem` says that nobody is logged in any more.
  func home() -> AsyncStream<(value: Value, isComplete: Bool, loginProblem: Problem?)> {
    let today = clock.now.jst.date
    let token = vault.load()?.token
    return AsyncStream { continuation in
      let task = Task {
        await wakeSandbox()
        for await overview in portal.overview(within: PortalClient.homeDeadline) {
          continuation.yield(
            (overview.value(on: today), overview.isComplete, overview.loginProblem.map { afterRefusal($0, of: token) }))
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// An address of the portal as it answers.
  func raw(
    _ method: HTTPMethod, path: String, query: [(String, String)], body: [UInt8]?
  ) async throws(Problem) -> RawReply {
    await wakeSandbox()
    let token = vault.load()?.token
    let answer = try await portal.raw(method, path: path, query: query, body: body)
    return RawReply(
      status: answer.status, version: answer.version, headers: answer.headers, body: answer.body,
      problem: answer.problem.map { afterRefusal($0, of: token) })
  }

  /// The bytes of an attachment, checked against the digest that the notice names.
  func attachment(_ id: String, number: Int) async throws(Problem) -> (name: String, bytes: [UInt8]) {
    await wakeSandbox()
    let token = vault.load()?.token
    do throws(Problem) {
      let notice = try await portal.notice(id)
      guard number >= 1, number <= notice.attachments.count else {
        throw Problem(.notFound, facts: [("what", .text("\(id) \(number)"))])
      }
      let bytes = try await portal.noticeAttachment(id, number: number)
      let attachment = notice.attachments[number - 1]
      guard SHA256.hex(bytes) == attachment.sha256.lowercased() else { throw Problem(.signatureInvalid) }
      return (attachment.name, bytes)
    } catch {
      throw afterRefusal(error, of: token)
    }
  }

  // MARK: Looking whether all is well

  func probe() async -> PortalProbe.Outcome {
    await PortalProbe(transport: transport).look(at: profile.portal, timeoutMilliseconds: 5_000)
  }

  var unusedSeconds: Int? { vault.unusedSeconds() }
}

extension SessionSummary {
  /// With the name under which this portal knows the person: two people may have one name.
  var valueOfFace: Value {
    guard case .object(var fields) = value else { return value }
    fields["subject"] = .text(subject)
    fields["idleSeconds"] = .integer(idleSeconds)
    return .object(fields)
  }
}

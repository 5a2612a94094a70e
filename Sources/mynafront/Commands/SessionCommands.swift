import Domain
import Operations
import Screens
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// `login`, `logout`, `session`.
enum SessionCommands {
  static func login(_ invocation: Invocation) async throws(Failure) -> Answer {
    let descriptor = try invocation.number("pin-fd", in: 3...1023)
    if descriptor == nil, !invocation.isRehearsal { try invocation.mayAsk(orGive: "pin-fd") }
    let services = try invocation.services()
    // Neither card nor PIN: only what would be asked of the portal, and what the card would sign.
    if invocation.isRehearsal { return Answer(.fields(("signs", .list([await services.rehearseLogIn()])))) }
    let prompt = try await invocation.prompt()
    let summary: Value
    if let descriptor {
      guard let pin = await PIN.given(by: Int32(descriptor)) else { throw .because(.pinNotGiven) }
      do throws(Problem) {
        summary = try await services.logIn(pin: pin, prompt: prompt) { _ in }.value
      } catch { throw .problem(error) }
    } else {
      summary = try await invocation.trying { () throws(Problem) in
        try await services.logIn(prompt: prompt) { _ in }.value
      }
    }
    return Answer(
      summary, .nothing, remarks: [invocation.text("cli.logged-in", spoken(summary, invocation.texts))])
  }

  static func logout(_ invocation: Invocation) async throws(Failure) -> Answer {
    let services = try invocation.services()
    let told = await services.logOut()
    return Answer(
      .fields(("loggedIn", .bool(false)), ("portalKnows", .bool(told))), .nothing,
      remarks: [invocation.text(told ? "cli.logged-out" : "cli.logged-out-here")])
  }

  static func session(_ invocation: Invocation) async throws(Failure) -> Answer {
    let services = try invocation.services()
    let summary = try await invocation.trying { () throws(Problem) in try await services.currentSession() }
    let schema = Calls.description("session.current").result
    guard let summary else {
      let none = Value.fields(
        ("loggedIn", .bool(false)), ("method", .null), ("assurance", .null), ("expiresAt", .null), ("person", .null))
      return Answer(none, .facts(["loggedIn"], schema), remarks: [invocation.text("cli.not-logged-in")])
    }
    return Answer(
      summary,
      .facts(["loggedIn", "person.displayName", "method", "assurance", "expiresAt"], schema))
  }

  private static func spoken(_ summary: Value, _ texts: ScreenLibrary) -> [String: String] {
    let until = SpokenValue.say(summary["expiresAt"] ?? .null, as: .time, in: texts.locale) { texts.word($0) }
    return ["name": summary.at("person.displayName")?.text ?? "", "until": until ?? ""]
  }
}

extension Calls {
  static func description(_ name: CallName) -> CallDescription {
    descriptions.first { $0.name == name } ?? CallDescription(name, "", result: .object([]))
  }
}

extension Invocation {
  /// The portal and card of the profile in force.
  func services() throws(Failure) -> Services {
    if let made = CommandEnd.services.withLock({ $0 }) { return made }
    do throws(Problem) {
      let tells = isatty(STDERR_FILENO) == 1 && !has("quiet")
      let services = try setup.services(watch: tells ? CardProgress(texts).watch : nil)
      CommandEnd.services.withLock { $0 = services }
      return services
    } catch { throw .problem(error) }
  }
}

extension PIN {
  /// The line that a descriptor gives, however long whoever writes it takes: the wait is on a thread that nothing else waits for.
  static func given(by descriptor: Int32) async -> sending PIN? {
    await PromptThread().run { PINBox(PIN.read(from: descriptor)) }.take()
  }

  /// The line that a person types at a terminal.
  static func typed(at terminal: Int32) -> PIN? {
    guard var pin = PIN.read(from: terminal) else { return nil }
    pin.narrow()
    return pin
  }

  /// One line from a descriptor; nil when there is none.
  static func read(from descriptor: Int32) -> PIN? {
    var pin = PIN()
    var byte: UInt8 = 0
    while true {
      let count = Glibc.read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      if byte == 0x0A { break }
      if byte == 0x0D { continue }
      guard pin.append(byte) else { break }
    }
    byte = 0
    if pin.count == 0 { return nil }
    return consume pin
  }
}

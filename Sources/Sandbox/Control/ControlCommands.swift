internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// What the running sandbox does for a command on the control line.
struct ControlCommands: Sendable {
  let server: SandboxServer

  func run(_ request: Fields) async -> ControlAnswer {
    server.portal.noteActivity()
    do throws(ControlRefusal) { return .done(try await result(request)) } catch { return .refused(error) }
  }

  private func result(_ request: Fields) async throws(ControlRefusal) -> Value {
    switch request["command"]?.text {
    case "ready": return server.ready
    case "status": return status()
    case "stop":
      // The main thread waits for this signal; the answer goes out first or not at all, either is fine.
      kill(getpid(), SIGTERM)
      return .fields(("stopping", true))
    case "reset": return try await reset()
    case "clock":
      if let text = request["to"]?.text {
        guard let setting = ClockSetting(text) else {
          throw ControlRefusal(.inputInvalid, "not a time: say +90d, -3h, YYYY-MM-DD, an RFC 3339 time, or real")
        }
        try writing { () throws(SandboxError) in try server.setClock(setting) }
      }
      return .fields(("now", .text(server.clock.now.rfc3339)), ("offsetMilliseconds", .integer(server.clock.offset)))
    case "fault set": return try setFault(request)
    case "fault list": return faults
    case "fault clear":
      server.faults.clear()
      return faults
    case "card insert":
      let word = request["as"]?.text ?? CardForm.card.rawValue
      guard let form = CardForm(rawValue: word) else {
        throw ControlRefusal(
          .inputInvalid, "no such thing; there are: " + CardForm.allCases.map(\.rawValue).joined(separator: ", "))
      }
      try card { () throws in
        try server.cards.insert(personaID: request["persona"]?.text ?? Persona.defaultID, as: form)
      }
      return server.cards.status
    case "card remove":
      server.cards.remove()
      return server.cards.status
    case "card status": return server.cards.status
    case "card log": return .fields(("items", .list(server.cards.log.map(Value.text))))
    case "card fault":
      let times = try whole(request, "times", 1...1_000_000)
      let delay = try whole(request, "delay", 0...3_600_000)
      let after = try whole(request, "after", 0...1_000_000)
      try card { () throws in
        try server.cards.setFault(kind: request["kind"]?.text ?? "", times: times, delay: delay, after: after)
      }
      return server.cards.status
    default: throw ControlRefusal(.inputInvalid, "no such command")
    }
  }

  private func status() -> Value {
    let recipe = server.store.recipe
    let persona = server.cards.status["persona"]?.text
    return .fields(
      ("running", true), ("pid", .integer(Int(getpid()))), ("url", .text(server.portal.origin)),
      ("ca", .text(server.authorities.portalCAFile)), ("config", .text(server.directory.configFile)),
      ("state", .text(server.directory.state)), ("now", .text(server.clock.now.rfc3339)),
      ("clockOffsetMilliseconds", .integer(server.clock.offset)), ("seed", .integer(recipe.seed)),
      ("citizens", .integer(recipe.citizens)), ("noticesEach", .integer(recipe.notices)),
      ("requests", .integer(server.portal.traffic.requests)), ("persona", Value(persona)),
      ("personaName", Value(server.personas.first { $0.id == persona }?.name)),
      ("cardConnections", .integer(server.cards.openConnections)), ("faults", faults["items"] ?? .list([])),
      ("cardFaults", server.cards.status["faults"] ?? .list([])))
  }

  /// The world, the clock, the faults and the cards as at the first start.
  private func reset() async throws(ControlRefusal) -> Value {
    server.faults.clear()
    server.cards.clearFaults()
    server.cards.remove()
    server.directory.forgetCards()
    try writing { () throws(SandboxError) in try server.setClock(.real) }
    do { try await server.store.rebuild(issuer: server.issuer, now: server.clock.now) } catch {
      throw ControlRefusal(.internalFault, "the world could not be built: \(error)")
    }
    try card { () throws in try server.cards.insert(personaID: Persona.defaultID) }
    return status()
  }

  private func setFault(_ request: Fields) throws(ControlRefusal) -> Value {
    guard let kind = Faults.Kind(rawValue: request["kind"]?.text ?? "") else {
      throw ControlRefusal(
        .inputInvalid, "no such fault; there are: " + Faults.Kind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    var system: PortalSystem?
    if let name = request["at"]?.text {
      guard let found = PortalSystem(rawValue: name) else {
        throw ControlRefusal(
          .inputInvalid, "no such system; there are: " + PortalSystem.allCases.map(\.rawValue).joined(separator: ", "))
      }
      system = found
    }
    server.faults.set(
      kind, at: system, times: try whole(request, "times", 1...1_000_000),
      after: try whole(request, "after", 0...1_000_000) ?? 0,
      delayMilliseconds: try whole(request, "delay", 0...3_600_000), now: server.clock.now)
    if kind.certificate != nil { server.endConnections() }
    return faults
  }

  private var faults: Value {
    let items = server.faults.all.map { fault in
      Value.fields(
        ("kind", .text(fault.kind.rawValue)), ("at", Value(fault.system?.rawValue)), ("times", Value(fault.timesLeft)),
        ("after", .integer(fault.passes)), ("delayMilliseconds", .integer(fault.delayMilliseconds)))
    }
    return .fields(("items", .list(items)))
  }

  private func whole(_ request: Fields, _ name: String, _ range: ClosedRange<Int>) throws(ControlRefusal) -> Int? {
    guard let value = request[name], !value.isNull else { return nil }
    guard let number = value.integer, range.contains(number) else {
      throw ControlRefusal(.inputInvalid, "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private func writing(_ body: () throws(SandboxError) -> Void) throws(ControlRefusal) {
    do { try body() } catch { throw ControlRefusal(.internalFault, error.line) }
  }

  private func card(_ body: () throws -> Void) throws(ControlRefusal) {
    do { try body() } catch let error as CardServiceError {
      switch error {
      case .unknownPersona(let id): throw ControlRefusal(.notFound, "there is no persona \(id)")
      case .noCard(let id): throw ControlRefusal(.notPossibleNow, "\(id) has no card")
      case .unknownFault:
        throw ControlRefusal(
          .inputInvalid,
          "no such fault; there are: drop, garbage, short, slow, hold, remove, 6F00, no-extended, answer-lost-after-verify, answer-lost-after-change, clear"
        )
      case .socket: throw ControlRefusal(.internalFault, "the card's socket failed")
      }
    } catch { throw ControlRefusal(.internalFault, "the card could not be made: \(error)") }
  }
}

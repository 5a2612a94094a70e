internal import Card
public import Domain

extension CardStatus {
  /// What the card screen shows: the card that the operations would use, in a form that a screen can list.
  public static let overview = CallDescription(
    "card.show", "The card in the reader: kind, certificates, tries left of every PIN. No PIN is needed.",
    result: .object([
      Field("reader", .text),
      Field("card", .choice(name: "cardKind", ["mynumber", "phone", "juki", "other", "none", "unread"])),
      Field("expiry", .date, optional: true), Field("expiryDaysLeft", .integer, optional: true),
      Field("municipality", .text, optional: true), Field("others", .boolean, "Other readers hold a card as well."),
      Field(
        "certificates",
        .list(
          .object([
            Field("kind", .choice(name: "certificateKind", ["auth", "sign"])), Field("absent", .boolean),
            Field("hidden", .boolean, "Its end cannot be read without a PIN."), Field("ended", .boolean),
            Field("daysLeft", .integer, optional: true), Field("notAfter", .time, optional: true),
            Field("refusal", .choice(name: "certificateRefusal", refusals), optional: true),
          ]))),
      Field(
        "pins",
        .list(
          .object([
            Field("kind", .choice(name: "pinKind", ["auth", "sign", "text", "juki"])), Field("triesLeft", .integer),
            Field("locked", .boolean),
          ]))),
      Field(
        "can",
        .object(
          CardTask.allCases.map { Field($0.rawValue, .boolean) } + [Field("change", .boolean, "Any of the PINs.")]),
        "As far as it is known without a PIN."),
      Field(
        "cannot",
        .list(
          .object([
            Field("task", .choice(name: "cardTask", CardTask.allCases.map(\.rawValue))),
            Field("why", .choice(name: "cardHindrance", CardTask.Hindrance.allCases.map(\.rawValue))),
          ]))),
    ]), needsSession: false, usesCard: true)

  /// The card to which the operations go, as far as that is known without one.
  /// - Throws: `noReader`, `noCard`, the trouble of the card, and what concerns all readers.
  public func shown() async throws(Problem) -> Value {
    let readers = try await survey().findings.filter(\.isChosen)
    guard !readers.isEmpty else { throw Problem(.noReader) }
    let holding = readers.filter { $0.card != .none }
    guard let found = holding.min(by: { $0.rank < $1.rank }) else { throw Problem(.noCard) }
    if let failure = found.failure { throw failure.problem }
    let entry = entry(found)
    let certificates = (entry["certificates"]?.list ?? []).map { found in
      let present = found["present"]?.bool ?? false
      let daysLeft = found["daysLeft"]?.integer
      return Value.fields(
        ("kind", found["kind"] ?? .null), ("absent", .bool(!present)),
        ("hidden", .bool(present && found["notAfter"]?.text == nil)), ("ended", .bool((daysLeft ?? 0) < 0)),
        ("daysLeft", Value(daysLeft.flatMap { $0 >= 0 ? $0 : nil })), ("notAfter", found["notAfter"] ?? .null),
        // That it has ended is said already.
        ("refusal", (daysLeft ?? 0) < 0 ? .null : found["refusal"] ?? .null))
    }
    let pins = (entry["pins"]?.list ?? []).map { pin in
      Value.fields(
        ("kind", pin["kind"] ?? .null), ("triesLeft", pin["triesLeft"] ?? .null),
        ("locked", .bool(pin["triesLeft"]?.integer == 0)))
    }
    let isOneOfSeveral = holding.count { $0.applications.contains(.jpki) } > 1
    let hindrances = CardTask.allCases.map { ($0, $0.hindrance(by: found, isOneOfSeveral: isOneOfSeveral)) }
    return .fields(
      ("reader", entry["name"] ?? .null), ("card", entry["card"] ?? .null), ("expiry", entry["expiry"] ?? .null),
      ("expiryDaysLeft", entry["expiryDaysLeft"] ?? .null), ("municipality", entry["municipality"] ?? .null),
      ("others", .bool(holding.count > 1)), ("certificates", .list(certificates)), ("pins", .list(pins)),
      ("can", Self.can(hindrances)),
      (
        "cannot",
        .list(
          hindrances.compactMap { task, why in
            why.map { .fields(("task", .text(task.rawValue)), ("why", .text($0.rawValue))) }
          })
      ))
  }

  private static func can(_ hindrances: [(CardTask, CardTask.Hindrance?)]) -> Value {
    .object(
      Fields(
        hindrances.map { ($0.rawValue, .bool($1 == nil)) }
          + [("change", .bool(hindrances.contains { $0.isChange && $1 == nil }))]))
  }
}

extension CardSurvey.Finding {
  /// Which of several cards is shown: the one that a visit would find comes first.
  fileprivate var rank: Int {
    let order: [CardSurvey.Kind] = [.mynumber, .phone, .juki, .other, .unread, .none]
    return (order.firstIndex(of: card) ?? order.count) * 2 + (failure == nil ? 0 : 1)
  }
}

public import Domain

extension CardStatus {
  /// What the card screen shows: the first card that is found, in a form that a screen can list.
  public static let overview = CallDescription(
    "card.show", "The card in the reader: kind, certificates, tries left of every PIN. No PIN is needed.",
    result: .object([
      Field("reader", .text),
      Field("card", .choice(name: "cardKind", ["mynumber", "phone", "juki", "other", "none", "unread"])),
      Field("expiry", .date, optional: true), Field("others", .boolean, "Other readers hold a card as well."),
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
    ]), needsSession: false, usesCard: true)

  /// - Throws: `noReader`, `noCard`, the trouble of the card, and what concerns all readers.
  public func shown() async throws(Problem) -> Value {
    let readers = try await value()["readers"]?.list ?? []
    guard !readers.isEmpty else { throw Problem(.noReader) }
    let holding = readers.filter { $0["card"]?.text != "none" }
    guard let first = holding.first(where: { $0["problem"]?.isNull ?? true }) ?? holding.first else {
      throw Problem(.noCard)
    }
    if let code = first["problem"]?.text.flatMap(Problem.Code.init(rawValue:)) { throw Problem(code) }
    let certificates = (first["certificates"]?.list ?? []).map { found in
      let present = found["present"]?.bool ?? false
      let daysLeft = found["daysLeft"]?.integer
      return Value.fields(
        ("kind", found["kind"] ?? .null), ("absent", .bool(!present)),
        ("hidden", .bool(present && found["notAfter"]?.text == nil)), ("ended", .bool((daysLeft ?? 0) < 0)),
        ("daysLeft", Value(daysLeft.flatMap { $0 >= 0 ? $0 : nil })), ("notAfter", found["notAfter"] ?? .null),
        // That it has ended is said already.
        ("refusal", (daysLeft ?? 0) < 0 ? .null : found["refusal"] ?? .null))
    }
    let pins = (first["pins"]?.list ?? []).map { pin in
      Value.fields(
        ("kind", pin["kind"] ?? .null), ("triesLeft", pin["triesLeft"] ?? .null),
        ("locked", .bool(pin["triesLeft"]?.integer == 0)))
    }
    return .fields(
      ("reader", first["name"] ?? .null), ("card", first["card"] ?? .null), ("expiry", first["expiry"] ?? .null),
      ("others", .bool(holding.count > 1)), ("certificates", .list(certificates)), ("pins", .list(pins)))
  }
}

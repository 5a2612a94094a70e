/// Who is logged in, how, and until when. Never the token.
public struct SessionSummary: Hashable, Sendable {
  public enum Method: String, Hashable, Sendable, CaseIterable { case card, qr, gbizid }

  public let method: Method
  /// How sure the portal is of the person, in its own word.
  public let assurance: String
  /// When the session ends if nothing is asked until then.
  public let expiresAt: Instant
  /// Seconds without a call after which it ends.
  public let idleSeconds: Int
  /// The pairwise id under which this portal knows the person: the owner of everything stored here. Not part of `value`.
  public let subject: String
  public let person: Person

  public init(
    method: Method, assurance: String, expiresAt: Instant, idleSeconds: Int, subject: String, person: Person
  ) {
    self.method = method
    self.assurance = assurance
    self.expiresAt = expiresAt
    self.idleSeconds = idleSeconds
    self.subject = subject
    self.person = person
  }

  static let fields = [
    Field("loggedIn", .boolean),
    Field("method", .choice(name: "loginMethod", Method.allCases.map(\.rawValue)), optional: true),
    Field("assurance", .text, optional: true, "How sure the portal is of the person, in its own word."),
    Field("expiresAt", .time, optional: true, "When the session ends if nothing is asked until then."),
    Field("person", Person.schema, optional: true),
  ]
  /// Everything but `loggedIn` is null when nobody is logged in.
  public static let schema = Schema.object(fields)
  /// What `session.open` gives: the summary and the token.
  public static let schemaWithToken = Schema.object(
    fields + [Field("token", .text, "For the header Authorization: Bearer. A secret.")])

  public var value: Value {
    .fields(
      ("loggedIn", true), ("method", .text(method.rawValue)), ("assurance", .text(assurance)),
      ("expiresAt", .text(expiresAt.rfc3339)), ("person", person.value))
  }

  /// The value when nobody is logged in.
  public static let absentValue: Value = .fields(
    ("loggedIn", false), ("method", .null), ("assurance", .null), ("expiresAt", .null), ("person", .null))
}

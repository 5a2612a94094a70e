/// お知らせ: a message from a public body, a private delivery service or the portal.
public struct Notice: Hashable, Sendable {
  public struct Sender: Hashable, Sendable {
    public let body: String
    public let department: String?
    public init(body: String, department: String? = nil) {
      self.body = body
      self.department = department
    }
  }

  public enum Kind: String, Hashable, Sendable, CaseIterable { case government, delivery, system }
  /// What the sender asks for.
  public enum Action: String, Hashable, Sendable, CaseIterable { case apply, pay, visit, check }

  public struct Attachment: Hashable, Sendable {
    public let name: String
    public let bytes: Int
    /// Lower-case hexadecimal, 64 digits.
    public let sha256: String
    public init(name: String, bytes: Int, sha256: String) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  public let id: String
  public let sender: Sender
  public let kind: Kind
  public let title: String
  public let issuedAt: Instant
  public let readAt: Instant?
  public let due: CalendarDate?
  public let attachments: [Attachment]
  public let action: Action?
  public let procedureID: String?
  public let applicationID: String?
  /// Plain text; nil in lists.
  public let body: String?
  /// The body in やさしい日本語, where the sender wrote one.
  public let bodyEasy: String?

  public init(
    id: String, sender: Sender, kind: Kind, title: String, issuedAt: Instant, readAt: Instant? = nil,
    due: CalendarDate? = nil, attachments: [Attachment] = [], action: Action? = nil, procedureID: String? = nil,
    applicationID: String? = nil, body: String? = nil, bodyEasy: String? = nil
  ) {
    self.id = id
    self.sender = sender
    self.kind = kind
    self.title = title
    self.issuedAt = issuedAt
    self.readAt = readAt
    self.due = due
    self.attachments = attachments
    self.action = action
    self.procedureID = procedureID
    self.applicationID = applicationID
    self.body = body
    self.bodyEasy = bodyEasy
  }
}

extension Notice {
  private static let listFields = [
    Field("id", .text),
    Field(
      "sender",
      .object([
        Field("body", .text, "The public body or service that sent it."), Field("department", .text, optional: true),
      ])),
    Field("kind", .choice(name: "noticeKind", Kind.allCases.map(\.rawValue))),
    Field("title", .text),
    Field("issuedAt", .time),
    Field("readAt", .time, optional: true, "Null while unread."),
    Field("due", .date, optional: true, "The day until which the sender asks for something."),
    Field(
      "attachments", .list(.object([Field("name", .text), Field("bytes", .integer), Field("sha256", .text)])),
      "Numbered from 1 in this order."),
    Field("action", .choice(name: "noticeAction", Action.allCases.map(\.rawValue)), optional: true),
    Field("procedureId", .text, optional: true),
    Field("applicationId", .text, optional: true),
  ]

  /// The shape in lists.
  public static let schema = Schema.object(listFields)
  /// The shape of one notice, with its text.
  public static let fullSchema = Schema.object(
    listFields + [
      Field("body", .body), Field("bodyEasy", .body, optional: true, "The text in やさしい日本語, where there is one."),
    ])

  /// Has the shape `fullSchema` when there is a body, else `schema`.
  public var value: Value {
    var fields = Fields([
      ("id", .text(id)),
      ("sender", .fields(("body", .text(sender.body)), ("department", Value(sender.department)))),
      ("kind", .text(kind.rawValue)),
      ("title", .text(title)),
      ("issuedAt", .text(issuedAt.rfc3339)),
      ("readAt", Value(readAt?.rfc3339)),
      ("due", Value(due?.iso)),
      ("attachments", .list(attachments.map(\.value))),
      ("action", Value(action?.rawValue)),
      ("procedureId", Value(procedureID)),
      ("applicationId", Value(applicationID)),
    ])
    if let body {
      fields["body"] = .text(body)
      fields["bodyEasy"] = Value(bodyEasy)
    }
    return .object(fields)
  }
}

extension Notice.Attachment {
  public var value: Value { .fields(("name", .text(name)), ("bytes", .integer(bytes)), ("sha256", .text(sha256))) }
}

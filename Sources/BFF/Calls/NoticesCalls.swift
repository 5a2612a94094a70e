public import Domain

/// Which notices are asked for. Words are matched by the portal.
public struct NoticeFilter: Hashable, Sendable {
  public var onlyUnread = false
  /// Words of the sender.
  public var from: String?
  /// A date or a time, as text: `YYYY-MM-DD` or RFC 3339.
  public var since: String?
  public var search: String?

  public init() {}

  var query: [(String, String)] {
    var query: [(String, String)] = []
    if onlyUnread { query.append(("unread", "true")) }
    if let from { query.append(("from", from)) }
    if let since { query.append(("since", since)) }
    if let search { query.append(("search", search)) }
    return query
  }
}

/// A page of notices, and how many of the whole box are unread.
public struct NoticePage: Hashable, Sendable {
  public let page: ListPage<Notice>
  public let unread: Int

  static let schema = ListPage<Notice>.schema(
    of: Notice.schema, and: [Field("unread", .integer, "Of the whole box, whatever was asked for.")])
  var value: Value { page.value(and: [("unread", .integer(unread))], \.value) }
}

extension PortalClient {
  /// Newest first.
  public func notices(_ filter: NoticeFilter = NoticeFilter(), _ request: ListRequest = ListRequest())
    async throws(Problem) -> NoticePage
  {
    try await list(Path("/notices/v1/notices").asking(filter.query), request, id: { $0.id }) {
      (wire) throws(Malformed) in
      try Notice(wire, full: false)
    } and: { (wire, page) throws(Malformed) in
      NoticePage(page: page, unread: try wire.count("unread"))
    }
  }

  /// One notice with its text.
  public func notice(_ id: String) async throws(Problem) -> Notice {
    try await call(.get, Path("/notices/v1/notices", id)) { (wire) throws(Malformed) in
      try Notice(wire, full: true, asked: id)
    }
  }

  /// Gives the notice as it is then.
  public func markNotice(_ id: String, read: Bool) async throws(Problem) -> Notice {
    try await call(read ? .put : .delete, Path("/notices/v1/notices", id, "read")) { (wire) throws(Malformed) in
      try Notice(wire, full: false, asked: id)
    }
  }

  /// The bytes of an attachment, numbered from 1. Whoever uses them compares them with the `sha256` of the notice.
  public func noticeAttachment(_ id: String, number: Int) async throws(Problem) -> [UInt8] {
    try await exchange(
      .get, Path("/notices/v1/notices", id, "attachments", String(number)), accept: "*/*",
      maximumAnswer: Self.largestAttachment
    ).body
  }

  /// The portal takes files up to 20 MB itself; what it sends is held to the same with room to spare.
  private static let largestAttachment = 32 << 20
}

extension Notice {
  /// - Parameter asked: the id that must come back.
  init(_ wire: Wire, full: Bool, asked: String? = nil) throws(Malformed) {
    let id = try wire.id("id")
    if let asked, !asked.utf8.elementsEqual(id.utf8) { throw Malformed(field: "id") }
    self.init(
      id: id,
      sender: try wire.object("sender") { (wire) throws(Malformed) in
        Sender(body: try wire.text("body"), department: try wire.optionalText("department"))
      },
      kind: try wire.word("kind"), title: try wire.text("title"), issuedAt: try wire.time("issuedAt"),
      readAt: try wire.optionalTime("readAt"), due: try wire.optionalDate("due"),
      attachments: try wire.list("attachments") { (wire) throws(Malformed) in try Attachment(wire) },
      action: try wire.optionalWord("action"), procedureID: try wire.optionalID("procedureId"),
      applicationID: try wire.optionalID("applicationId"), body: full ? try wire.text("body") : nil,
      bodyEasy: full ? try wire.optionalText("bodyEasy") : nil)
  }
}

extension Notice.Attachment {
  init(_ wire: Wire) throws(Malformed) {
    let sha256 = try wire.text("sha256")
    guard sha256.utf8.count == 64,
      sha256.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { throw Malformed(field: "sha256") }
    self.init(name: try wire.text("name"), bytes: try wire.count("bytes"), sha256: sha256)
  }
}

extension Catalogue {
  private static let id = Field("id", .text)

  static let noticesCalls = [
    CatalogueCall(
      CallDescription(
        "notices.list", "Notices, newest first.",
        parameters: [
          Field("unread", .boolean, optional: true, "True: only those not read yet."),
          Field("from", .text, optional: true, "Words of the sender."),
          Field("since", .text, optional: true, "Issued on or after this date (YYYY-MM-DD) or time (RFC 3339)."),
          Field("search", .text, optional: true, "Words of title and text."),
        ] + ListRequest.fields, result: NoticePage.schema)
    ) { (client, parameters) throws(Problem) in
      var filter = NoticeFilter()
      filter.onlyUnread = parameters.boolean("unread") ?? false
      filter.from = try parameters.text("from")
      filter.since = try parameters.text("since")
      filter.search = try parameters.text("search")
      if let since = filter.since, CalendarDate(iso: since) == nil, Instant(rfc3339: since) == nil {
        throw Parameters.invalid("since")
      }
      return try await client.notices(filter, ListRequest(parameters)).value
    },
    CatalogueCall(
      CallDescription("notices.show", "One notice with its text.", parameters: [id], result: Notice.fullSchema)
    ) { (client, parameters) throws(Problem) in try await client.notice(parameters.required("id")).value },
    CatalogueCall(
      CallDescription(
        "notices.mark-read", "Marks a notice as read.", parameters: [id], result: Notice.schema, changes: true)
    ) { (client, parameters) throws(Problem) in
      try await client.markNotice(parameters.required("id"), read: true).value
    },
    CatalogueCall(
      CallDescription(
        "notices.mark-unread", "Marks a notice as not read.", parameters: [id], result: Notice.schema, changes: true)
    ) { (client, parameters) throws(Problem) in
      try await client.markNotice(parameters.required("id"), read: false).value
    },
    CatalogueCall(
      CallDescription(
        "notices.attachment", "The bytes of an attachment; compare them with the notice's sha256.",
        parameters: [id, Field("number", .integer, "From 1, in the notice's order.")],
        result: .object([Field("content", .body, "Base64.")]))
    ) { (client, parameters) throws(Problem) in
      let id = try parameters.required("id")
      guard let number = try parameters.integer("number", in: 1...1000) else { throw Parameters.invalid("number") }
      return .fields(("content", .text(Base64.standard.encode(try await client.noticeAttachment(id, number: number)))))
    },
  ]
}

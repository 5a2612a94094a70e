internal import Database
internal import Domain

// The box of notices. A page is 50 rows found by an index, never a scan, whatever the number in the box; a search is one flat
// scan over the folded texts, kept until the box changes, so that paging through its hits costs nothing more.

/// What a list was asked for, and where a kept search stands.
struct NoticeFilter: Hashable, Sendable {
  var person: Int
  var unread = false
  var from: [String] = []
  var since: Int?
  var search: [String] = []
  var needsScan: Bool { !from.isEmpty || !search.isEmpty }
}

struct NoticeSearch: Sendable {
  let filter: NoticeFilter
  let generation: Int
  /// Newest first.
  let hits: [NoticePlace]
}

/// Where a notice stands in the order of a box: newest first, the later-stored one first at the same time.
struct NoticePlace: Hashable, Sendable {
  let issuedAt: Int
  let seq: Int
  func stands(before other: NoticePlace) -> Bool {
    issuedAt != other.issuedAt ? issuedAt > other.issuedAt : seq > other.seq
  }

  var key: String { "\(issuedAt).\(seq)" }
  init(issuedAt: Int, seq: Int) {
    self.issuedAt = issuedAt
    self.seq = seq
  }
  init?(key: String) {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let issuedAt = Int(parts[0]), let seq = Int(parts[1]) else { return nil }
    self.init(issuedAt: issuedAt, seq: seq)
  }
}

extension Store {
  /// `GET /notices/v1/notices`
  func notices(_ call: Call) throws(PortalFailure) -> Answer {
    let paging = try call.paging()
    var filter = NoticeFilter(person: call.person)
    filter.unread = try call.flag("unread")
    filter.from = SearchFold.words(try call.query("from") ?? "")
    filter.search = SearchFold.words(try call.query("search") ?? "")
    if let since = try call.query("since") {
      guard let instant = Instant(rfc3339: since) ?? CalendarDate(iso: since).map(Instant.init(startOf:)) else {
        throw .invalid("since")
      }
      filter.since = instant.milliseconds
    }
    var after: NoticePlace?
    if case .after(let key) = paging.start {
      guard let place = NoticePlace(key: key) else { throw .invalid("cursor") }
      after = place
    }
    return try asking { () throws(DatabaseError) in
      let unread = try count("SELECT unread AS n FROM mailboxes WHERE person = ?", [.integer(call.person)])
      let (places, total, more) =
        filter.needsScan
        ? try scannedPage(filter, paging, after: after) : try indexedPage(filter, paging, after: after)
      var items: [Value] = []
      for place in places { if let notice = try notice(seq: place.seq, person: call.person) { items.append(notice) } }
      return .list(
        items, next: more ? places.last.map { Paging.cursor(key: $0.key) } : nil, total: total,
        extra: [("unread", .integer(unread))])
    }
  }

  /// `GET /notices/v1/notices/{id}`
  func notice(_ call: Call) throws(PortalFailure) -> Answer {
    let seq = try seq(of: call)
    return try found { () throws(DatabaseError) in try wholeNotice(seq: seq, person: call.person) }
  }

  /// `PUT` and `DELETE /notices/v1/notices/{id}/read`
  func markNotice(_ call: Call, read: Bool) throws(PortalFailure) -> Answer {
    let seq = try seq(of: call)
    return try found { () throws(DatabaseError) in
      let changed = try connection.run(
        read
          ? "UPDATE notices SET read_at = ? WHERE seq = ? AND person = ? AND read_at IS NULL"
          : "UPDATE notices SET read_at = NULL WHERE ? IS NOT NULL AND seq = ? AND person = ? AND read_at IS NOT NULL",
        [.integer(call.now.milliseconds), .integer(seq), .integer(call.person)])
      if changed > 0 { noticesGeneration += 1 }
      return try notice(seq: seq, person: call.person)
    }
  }

  /// `GET /notices/v1/notices/{id}/attachments/{n}`
  func attachment(_ call: Call) throws(PortalFailure) -> Answer {
    let seq = try seq(of: call)
    guard let n = call.parameters["n"].flatMap(Int.init), n >= 1 else { throw .notFound }
    let answer = try asking { () throws(DatabaseError) in
      try connection.first(
        """
        SELECT a.name, d.type, d.content FROM notice_attachments a JOIN documents d ON d.number = a.document
        JOIN notices o ON o.seq = a.seq WHERE a.seq = ? AND a.n = ? AND o.person = ?
        """, [.integer(seq), .integer(n), .integer(call.person)]
      ) { (row) throws(DatabaseError) in
        Answer.bytes(contentType: try row.text("type"), name: try row.text("name"), try row.blob("content"))
      }
    }
    guard let answer else { throw .notFound }
    return answer
  }

  // Ids are `n` and the row's number; whose notice it is, every question asks.
  private func seq(of call: Call) throws(PortalFailure) -> Int {
    guard let id = call.parameters["id"], id.hasPrefix("n"), let seq = Int(id.dropFirst()), id == Store.noticeID(seq)
    else { throw .notFound }
    return seq
  }
  static func noticeID(_ seq: Int) -> String { "n\(seq)" }

  private func found(_ question: () throws(DatabaseError) -> Value?) throws(PortalFailure) -> Answer {
    guard let value = try asking(question) else { throw .notFound }
    return .json(200, value)
  }

  private func count(_ sql: String, _ arguments: [SQLValue]) throws(DatabaseError) -> Int {
    try connection.first(sql, arguments) { (row) throws(DatabaseError) in try row.integer("n") } ?? 0
  }

  private func indexedPage(
    _ filter: NoticeFilter, _ paging: Paging, after: NoticePlace?
  ) throws(DatabaseError) -> (places: [NoticePlace], total: Int, more: Bool) {
    var condition = "person = ?"
    var arguments: [SQLValue] = [.integer(filter.person)]
    if filter.unread { condition += " AND read_at IS NULL" }
    let total: Int
    if let since = filter.since {
      condition += " AND issued_at >= ?"
      arguments.append(.integer(since))
      total = try count("SELECT count(*) AS n FROM notices WHERE \(condition)", arguments)
    } else {
      total = try count(
        "SELECT \(filter.unread ? "unread" : "total") AS n FROM mailboxes WHERE person = ?", [.integer(filter.person)])
    }
    func places(_ more: String, _ order: String, _ last: [SQLValue]) throws(DatabaseError) -> [NoticePlace] {
      try connection.rows(
        "SELECT issued_at, seq FROM notices WHERE \(condition)\(more) ORDER BY issued_at \(order), seq \(order) LIMIT ? OFFSET ?",
        arguments + last
      ) { (row) throws(DatabaseError) in
        NoticePlace(issuedAt: try row.integer("issued_at"), seq: try row.integer("seq"))
      }
    }
    switch paging.start {
    case .after:
      guard let after else { return ([], total, false) }
      let found = try places(
        " AND (issued_at, seq) < (?, ?)", "DESC",
        [.integer(after.issuedAt), .integer(after.seq), .integer(paging.limit + 1), 0])
      return (Array(found.prefix(paging.limit)), total, found.count > paging.limit)
    case .offset(let offset):
      let take = min(paging.limit, total - offset)
      guard take > 0 else { return ([], total, false) }
      let rest = total - offset - take
      // An offset walks the index: from whichever end is nearer.
      let found =
        offset <= rest
        ? try places("", "DESC", [.integer(take), .integer(offset)])
        : try places("", "ASC", [.integer(take), .integer(rest)]).reversed()
      return (found, total, rest > 0)
    }
  }

  private func scannedPage(
    _ filter: NoticeFilter, _ paging: Paging, after: NoticePlace?
  ) throws(DatabaseError) -> (places: [NoticePlace], total: Int, more: Bool) {
    let hits: [NoticePlace]
    // A mark changes no text: only a search among the unread is old then. A world made anew forgets it (`rebuild`).
    if let kept = lastSearch, kept.filter == filter, !filter.unread || kept.generation == noticesGeneration {
      hits = kept.hits
    } else {
      hits = try scan(filter)
      lastSearch = NoticeSearch(filter: filter, generation: noticesGeneration, hits: hits)
    }
    let first: Int
    switch paging.start {
    case .offset(let offset): first = min(offset, hits.count)
    case .after: first = after.map { after in hits.firstIndex { after.stands(before: $0) } ?? hits.count } ?? hits.count
    }
    let page = Array(hits[first..<min(hits.count, first + paging.limit)])
    return (page, hits.count, first + page.count < hits.count)
  }

  private func scan(_ filter: NoticeFilter) throws(DatabaseError) -> [NoticePlace] {
    var sql = """
      SELECT t.seq AS seq, t.issued_at AS issued_at FROM mailboxes m JOIN notice_texts t ON t.seq BETWEEN m.first AND m.last
      WHERE m.person = ?1 AND t.person = ?1
      """
    var arguments: [SQLValue] = [.integer(filter.person)]
    func add(_ condition: (Int) -> String, _ value: SQLValue) {
      arguments.append(value)
      sql += " AND " + condition(arguments.count)
    }
    if let since = filter.since { add({ "t.issued_at >= ?\($0)" }, .integer(since)) }
    for word in filter.from { add({ "holds(t.sender, ?\($0))" }, .text(word)) }
    for word in filter.search { add({ "holds(t.text, ?\($0))" }, .text(word)) }
    var hits = try connection.rows(sql, arguments) { (row) throws(DatabaseError) in
      NoticePlace(issuedAt: try row.integer("issued_at"), seq: try row.integer("seq"))
    }
    if filter.unread {
      var unread = Set<Int>()
      try connection.each("SELECT seq FROM notices WHERE person = ? AND read_at IS NULL", [.integer(filter.person)]) {
        (row) throws(DatabaseError) in unread.insert(try row.integer("seq"))
      }
      hits.removeAll { !unread.contains($0.seq) }
    }
    hits.sort { $0.stands(before: $1) }
    return hits
  }

  private func wholeNotice(seq: Int, person: Int) throws(DatabaseError) -> Value? {
    guard var fields = try notice(seq: seq, person: person)?.object else { return nil }
    try connection.each("SELECT body, easy FROM notice_bodies WHERE seq = ?", [.integer(seq)]) {
      (row) throws(DatabaseError) in
      fields["body"] = .text(try row.text("body"))
      fields["bodyEasy"] = Value(try row.optionalText("easy"))
    }
    return .object(fields)
  }

  private func notice(seq: Int, person: Int) throws(DatabaseError) -> Value? {
    var attachments = 0
    var fields = try connection.first(
      """
      SELECT issued_at, read_at, kind, sender, department, title, due, action, procedure, application, attachments
      FROM notices WHERE seq = ? AND person = ?
      """, [.integer(seq), .integer(person)]
    ) { (row) throws(DatabaseError) in
      attachments = try row.integer("attachments")
      var fields = Fields([
        ("id", .text(Store.noticeID(seq))),
        (
          "sender",
          .fields(("body", .text(try row.text("sender"))), ("department", Value(try row.optionalText("department"))))
        ), ("kind", .text(try row.text("kind"))), ("title", .text(try row.text("title"))),
        ("issuedAt", time(try row.integer("issued_at"))),
        ("readAt", try row.optionalInteger("read_at").map(time) ?? .null), ("due", Value(try row.optionalText("due"))),
        ("action", Value(try row.optionalText("action"))),
      ])
      if let procedure = try row.optionalText("procedure") { fields["procedureId"] = .text(procedure) }
      if let application = try row.optionalText("application") { fields["applicationId"] = .text(application) }
      return fields
    }
    guard fields != nil else { return nil }
    var files: [Value] = []
    if attachments > 0 {
      files = try connection.rows(
        """
        SELECT a.name, length(d.content) AS bytes, d.sha256 FROM notice_attachments a
        JOIN documents d ON d.number = a.document WHERE a.seq = ? ORDER BY a.n
        """, [.integer(seq)]
      ) { (row) throws(DatabaseError) in
        .fields(
          ("name", .text(try row.text("name"))), ("bytes", .integer(try row.integer("bytes"))),
          ("sha256", .text(try row.text("sha256"))))
      }
    }
    fields?["attachments"] = .list(files)
    return fields.map(Value.object)
  }
}

/// A stored time as the wire has it.
func time(_ milliseconds: Int) -> Value { .text(Instant(milliseconds: milliseconds).rfc3339) }

internal import Database
internal import Domain

/// The states of the wire, in the order of the state machine.
enum FiledState: String, Hashable, Sendable, CaseIterable {
  case receiveError, arrived, review, correct, payWait, visitWait, withdrawRequested, withdrawn, rejected, done,
    outOfView
}

/// An application as it is stored; what is shown depends on the clock as well.
struct ApplicationRow: Sendable {
  let seq: Int
  let id: String
  let procedureID, procedureTitle, destination: String
  let state: FiledState
  let submittedAt: Int
  let arrival: (number: String, at: Int)?
  let due: String?
  let usualDays: Int?
  let message: String?
  let changedAt: Int

  /// A correction that was asked for, or an ended application, is out of view 90 days later: the real portal removes a
  /// correction request after 90 days and shows ended applications for about three months.
  static let daysInView = 90

  var leavesViewAt: Int { changedAt + Self.daysInView * 86_400_000 }

  func shownState(now: Instant) -> FiledState {
    switch state {
    case .correct, .done, .rejected, .withdrawn: now.milliseconds >= leavesViewAt ? .outOfView : state
    default: state
    }
  }

  func value(now: Instant) -> Fields {
    let shown = shownState(now: now)
    return Fields([
      ("id", .text(id)), ("procedure", .fields(("id", .text(procedureID)), ("title", .text(procedureTitle)))),
      ("destination", .text(destination)), ("state", .text(shown.rawValue)), ("submittedAt", time(submittedAt)),
      ("arrival", arrival.map { .fields(("number", .text($0.number)), ("at", time($0.at))) } ?? .null),
      ("dueAt", shown == .outOfView ? .null : Value(due)), ("usualDays", Value(usualDays)),
      // Past its time of viewing nothing of the content is shown any more.
      ("officeMessage", shown == .outOfView ? .null : Value(message)),
    ])
  }
}

extension Store {
  /// `GET /applications/v1/applications`
  func applications(_ call: Call) throws(PortalFailure) -> Answer {
    var wanted: FiledState?
    if let text = try call.query("state") {
      guard let state = FiledState(rawValue: text) else { throw .invalid("state") }
      wanted = state
    }
    let rows = try asking { () throws(DatabaseError) in try applicationRows(person: call.person, id: nil) }
    let shown = rows.filter { wanted == nil || $0.shownState(now: call.now) == wanted }
    return try call.paging().page(shown.map { (key: $0.id, value: .object($0.value(now: call.now))) })
  }

  /// `GET /applications/v1/applications/{id}`
  func application(_ call: Call) throws(PortalFailure) -> Answer {
    let id = call.parameters["id"] ?? ""
    let value = try asking { () throws(DatabaseError) -> Value? in
      guard let row = try applicationRows(person: call.person, id: id).first else { return nil }
      var history = try connection.rows(
        "SELECT state, at, note FROM application_history WHERE application = ? ORDER BY position", [.integer(row.seq)]
      ) { (row) throws(DatabaseError) in
        Value.fields(
          ("state", .text(try row.text("state"))), ("at", time(try row.integer("at"))),
          ("note", Value(try row.optionalText("note"))))
      }
      if row.shownState(now: call.now) == .outOfView, row.state != .outOfView {
        history.append(.fields(("state", "outOfView"), ("at", time(row.leavesViewAt)), ("note", .null)))
      }
      var fields = row.value(now: call.now)
      fields["history"] = .list(history)
      return .object(fields)
    }
    guard let value else { throw .notFound }
    return .json(200, value)
  }

  private func applicationRows(person: Int, id: String?) throws(DatabaseError) -> [ApplicationRow] {
    try connection.rows(
      """
      SELECT seq, id, procedure_id, procedure_title, destination, state, submitted_at, arrival_number, arrived_at, due,
        usual_days, message, (SELECT max(at) FROM application_history WHERE application = seq) AS changed_at
      FROM applications WHERE person = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY submitted_at DESC, seq DESC
      """, [.integer(person), SQLValue(id)]
    ) { (row) throws(DatabaseError) in
      guard let state = FiledState(rawValue: try row.text("state")) else { throw DatabaseError.column("state") }
      let number = try row.optionalText("arrival_number")
      let arrivedAt = try row.optionalInteger("arrived_at")
      let submittedAt = try row.integer("submitted_at")
      return ApplicationRow(
        seq: try row.integer("seq"), id: try row.text("id"), procedureID: try row.text("procedure_id"),
        procedureTitle: try row.text("procedure_title"), destination: try row.text("destination"), state: state,
        submittedAt: submittedAt, arrival: number.flatMap { number in arrivedAt.map { (number, $0) } },
        due: try row.optionalText("due"), usualDays: try row.optionalInteger("usual_days"),
        message: try row.optionalText("message"), changedAt: try row.optionalInteger("changed_at") ?? submittedAt)
    }
  }
}

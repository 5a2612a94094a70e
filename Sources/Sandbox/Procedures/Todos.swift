internal import Database
internal import Domain

extension Store {
  /// `GET /procedures/v1/todos`: what this person has to do, soonest first, without a date last.
  func todos(_ call: Call) throws(PortalFailure) -> Answer {
    let items = try asking { () throws(DatabaseError) in
      try connection.rows(
        """
        SELECT seq, title, due, due_rule, kind, source, certain, notice, application, procedure FROM todos
        WHERE person = ? ORDER BY due IS NULL, due, seq
        """, [.integer(call.person)]
      ) { (row) throws(DatabaseError) in
        let id = "t\(try row.integer("seq"))"
        var fields = Fields([
          ("id", .text(id)), ("title", .text(try row.text("title"))), ("due", Value(try row.optionalText("due"))),
          ("dueRule", Value(try row.optionalText("due_rule"))), ("kind", .text(try row.text("kind"))),
          ("source", Value(try row.optionalText("source"))), ("certain", .bool(try row.bool("certain"))),
        ])
        for name in ["notice", "application", "procedure"] {
          if let other = try row.optionalText(name) { fields[name] = .text(other) }
        }
        return (key: id, value: Value.object(fields))
      }
    }
    return try call.paging().page(items)
  }
}

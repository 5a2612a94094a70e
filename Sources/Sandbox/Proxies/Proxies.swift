internal import Database
internal import Domain

extension Store {
  /// `GET /proxies/v1/proxies`: for whom this person acts, and who acts for this person. A proxy whose last day is over is gone.
  func proxies(_ call: Call) throws(PortalFailure) -> Answer {
    let items = try asking { () throws(DatabaseError) in
      try connection.rows(
        """
        SELECT id, direction, name, scope, until FROM proxies WHERE person = ?1 AND (until IS NULL OR until >= ?2)
        ORDER BY seq
        """, [.integer(call.person), .text(call.now.jst.date.iso)]
      ) { (row) throws(DatabaseError) in
        let id = try row.text("id")
        return (
          key: id,
          value: Value.fields(
            ("id", .text(id)), ("direction", .text(try row.text("direction"))), ("name", .text(try row.text("name"))),
            ("scope", .text(try row.text("scope"))), ("until", Value(try row.optionalText("until"))))
        )
      }
    }
    return try call.paging().page(items, extra: [("actingFor", .null)])
  }
}

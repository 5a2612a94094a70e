internal import Database
internal import Domain

extension Store {
  /// `GET /delivery/v1/services`: the private delivery services (民間送達) and how much they hold for this person.
  func deliveryServices(_ call: Call) throws(PortalFailure) -> Answer {
    let items = try asking { () throws(DatabaseError) in
      try connection.rows(
        "SELECT id, name, linked, waiting, latest_at FROM delivery_services WHERE person = ? ORDER BY id",
        [.integer(call.person)]
      ) { (row) throws(DatabaseError) in
        let id = try row.text("id")
        return (
          key: id,
          value: Value.fields(
            ("id", .text(id)), ("name", .text(try row.text("name"))), ("linked", .bool(try row.bool("linked"))),
            ("waiting", .integer(try row.integer("waiting"))),
            ("latestAt", try row.optionalInteger("latest_at").map(time) ?? .null))
        )
      }
    }
    return try call.paging().page(items)
  }
}

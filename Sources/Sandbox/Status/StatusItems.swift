internal import Database
internal import Domain

extension Portal {
  /// How long before it begins a maintenance is announced, and how long after its end an outage still matters.
  private static let announcedSeconds = 14 * 86_400
  private static let rememberedSeconds = 3600

  /// `GET /status/v1/status`: what matters at the portal's present time. A maintenance that was set as a fault is told as well.
  func status(_ call: Call) async throws(PortalFailure) -> Answer {
    let paging = try call.paging()
    var items = try await store.statusItems(
      endingAfter: call.now.adding(seconds: -Portal.rememberedSeconds),
      beginningBefore: call.now.adding(seconds: Portal.announcedSeconds))
    for fault in faults.maintenances {
      let systems = fault.system.map { [$0] } ?? PortalSystem.allCases
      items.insert(
        (
          key: "s-now-\(fault.number)",
          value: .fields(
            ("id", .text("s-now-\(fault.number)")), ("level", "maintenance"), ("title", "ただいまメンテナンス中です（サンプル）"),
            ("body", "一部の機能を利用できません。メンテナンスが終わるまでお待ちください。"), ("from", time(fault.since.milliseconds)),
            ("until", .null), ("systems", .list(systems.map { .text($0.rawValue) })))
        ), at: 0)
    }
    return try paging.page(items, extra: [("now", .text(call.now.rfc3339))])
  }
}

extension Store {
  func statusItems(endingAfter: Instant, beginningBefore: Instant) throws(PortalFailure) -> [(
    key: String, value: Value
  )] {
    try asking { () throws(DatabaseError) in
      try connection.rows(
        """
        SELECT id, level, title, body, from_at, until_at, systems FROM status_items
        WHERE (until_at IS NULL OR until_at >= ?) AND from_at <= ?
        ORDER BY CASE level WHEN 'outage' THEN 0 WHEN 'maintenance' THEN 1 ELSE 2 END, from_at, id
        """, [.integer(endingAfter.milliseconds), .integer(beginningBefore.milliseconds)]
      ) { (row) throws(DatabaseError) in
        let id = try row.text("id")
        return (
          key: id,
          value: Value.fields(
            ("id", .text(id)), ("level", .text(try row.text("level"))), ("title", .text(try row.text("title"))),
            ("body", .text(try row.text("body"))), ("from", time(try row.integer("from_at"))),
            ("until", try row.optionalInteger("until_at").map(time) ?? .null),
            ("systems", .list(try row.text("systems").split(separator: " ").map { .text(String($0)) })))
        )
      }
    }
  }
}

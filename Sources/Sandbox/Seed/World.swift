internal import Database
internal import Domain

/// Everything the portal knows at the beginning, made from the seed and the time alone: the same recipe at the same time makes
/// the same world.
struct World {
  let recipe: Store.Recipe
  let issuer: String
  let now: Instant

  var today: CalendarDate { now.jst.date }

  func build(in connection: Connection) throws(DatabaseError) {
    for (index, document) in Documents.all.enumerated() {
      try connection.run(
        "INSERT INTO documents VALUES (?, ?, ?, ?)",
        [.integer(index), .text(hex(sha256(document.content))), .text(document.type), .blob(document.content)])
    }
    let people = Persona.people(recipe.citizens)
    var notices = NoticeSeeds(world: self)
    for (index, persona) in people.enumerated() where persona.card != .unknownToPortal {
      let number = index + 1
      // Pairwise: the same person has another subject at another portal.
      let subject = "sub-" + hex(sha256(issuer + "|" + persona.id).prefix(16))
      try connection.run(
        "INSERT INTO people VALUES (?, ?, ?, ?, ?)",
        [.integer(number), .text(persona.id), .text(persona.name), SQLValue(persona.kana), .text(subject)])
      guard persona.id != Persona.emptyID else { continue }
      try seedApplications(of: persona, number: number, in: connection)
      try notices.seed(persona, number: number, in: connection)
      try seedTodos(of: persona, number: number, in: connection)
      try seedDelivery(number: number, in: connection)
      try seedSelfInformation(of: persona, number: number, in: connection)
      try seedProxies(of: persona, number: number, people: people, in: connection)
    }
    try seedStatus(in: connection)
  }

  /// That time of that many days before today; never later than now.
  func daysAgo(_ days: Int, hour: Int = 10, minute: Int = 0) -> Int {
    let time = Instant(startOf: today.adding(days: -days)).adding(seconds: hour * 3600 + minute * 60)
    return min(time, now.adding(seconds: -60)).milliseconds
  }

  /// Full years of age today; an unknown month or day counts as the first.
  func age(of persona: Persona) -> Int {
    let birth = persona.birth
    let hadBirthday = (today.month, today.day) >= (birth.month ?? 1, birth.day ?? 1)
    return today.year - birth.year - (hadBirthday ? 0 : 1)
  }

  private func seedDelivery(number: Int, in connection: Connection) throws(DatabaseError) {
    var random = SplitMix64(seed: recipe.seed, subject: number * 16 + 1)
    let services = [
      ("d1", "サンプル民間送達サービス", true), ("d2", "見本レターボックス（サンプル）", random.percent(50)), ("d3", "例示メールサービス（サンプル）", false),
    ]
    for (id, name, isLinked) in services {
      let waiting = isLinked ? random.below(5) : 0
      try connection.run(
        "INSERT INTO delivery_services VALUES (?, ?, ?, ?, ?, ?)",
        [
          .integer(number), .text(id), .text(name), SQLValue(isLinked), .integer(waiting),
          waiting == 0
            ? .null : .integer(daysAgo(random.below(20), hour: 9 + random.below(8), minute: random.below(60))),
        ])
    }
  }

  private func seedSelfInformation(of persona: Persona, number: Int, in connection: Connection) throws(DatabaseError) {
    let requests: [(String, Int, String)] =
      persona.id == Persona.defaultID
      ? [("ready", 2, "c13"), ("partial", 1, "c02 c03 c16"), ("waiting", 0, "c23"), ("failed", 9, "c28")]
      : number % 3 == 0 ? [("ready", number % 20, "c13 c16")] : []
    for (position, (state, days, categories)) in requests.enumerated() {
      try connection.run(
        "INSERT INTO selfinfo_requests (id, person, state, requested_at, categories) VALUES (?, ?, ?, ?, ?)",
        [
          .text("r\(number)-\(position + 1)"), .integer(number), .text(state),
          .integer(daysAgo(days, hour: 8, minute: 5 * position)), .text(categories),
        ])
    }
  }

  private func seedProxies(
    of persona: Persona, number: Int, people: [Persona], in connection: Connection
  ) throws(DatabaseError) {
    func name(_ id: String) -> String? { people.first { $0.id == id }?.name }
    let nextYear = today.adding(days: 365).iso
    let rows: [(direction: String, other: String, scope: String, until: String?)] =
      switch persona.id {
      case "p01":
        [
          ("iActFor", "p34", "介護・高齢者福祉の手続", nextYear), ("iActFor", "p03", "すべての手続（法定代理人）", nil),
          ("actsForMe", "p02", "お知らせの確認", today.adding(days: 90).iso),
        ]
      case "p02": [("iActFor", "p01", "お知らせの確認", today.adding(days: 90).iso)]
      case "p03": [("actsForMe", "p01", "すべての手続（法定代理人）", nil)]
      case "p34": [("actsForMe", "p01", "介護・高齢者福祉の手続", nextYear)]
      default: []
      }
    for (position, row) in rows.enumerated() {
      guard let name = name(row.other) else { continue }
      try connection.run(
        "INSERT INTO proxies (id, person, direction, name, scope, until) VALUES (?, ?, ?, ?, ?, ?)",
        [
          .text("x\(number)-\(position + 1)"), .integer(number), .text(row.direction), .text(name), .text(row.scope),
          SQLValue(row.until),
        ])
    }
  }

  private func seedStatus(in connection: Connection) throws(DatabaseError) {
    func at(_ days: Int, _ hour: Int) -> Int {
      Instant(startOf: today.adding(days: days)).adding(seconds: hour * 3600).milliseconds
    }
    let all = PortalSystem.allCases.map(\.rawValue).joined(separator: " ")
    var rows: [(String, String, String, String, Int, Int?, String)] = [
      (
        "s1", "info", "練習用のポータルです（サンプル）", "ここにある情報は、すべて架空のものです。実際の手続はできません。", at(-400, 9), nil, all
      ),
      (
        "s2", "outage", "健康保険証の表示に時間がかかっています（サンプル）", "原因を調べています。表示されないときは、しばらく待ってからもう一度お試しください。",
        now.adding(seconds: -2 * 3600).milliseconds, at(1, 12), "insurance"
      ),
      (
        "s3", "maintenance", "わたしの情報のメンテナンスのお知らせ（サンプル）", "作業の間は、わたしの情報とやりとり履歴を利用できません。", at(5, 0), at(5, 6),
        "selfinfo history"
      ),
      (
        "s4", "maintenance", "お知らせのメンテナンスは終わりました（サンプル）", "ご協力ありがとうございました。", at(-20, 0), at(-20, 5), "notices"
      ),
    ]
    // The whole portal rests at the turn of the year, as it did from 2025-12-31 22:00 to 2026-01-02 03:00.
    for year in today.year...today.year + 2 {
      guard let eve = CalendarDate(year, 12, 31) else { continue }
      let start = Instant(startOf: eve).adding(seconds: 22 * 3600)
      rows.append(
        (
          "s-\(year)", "maintenance", "年末年始のシステム停止のお知らせ（サンプル）", "12月31日午後10時から1月2日午前3時まで、すべての機能を利用できません。",
          start.milliseconds, start.adding(seconds: 29 * 3600).milliseconds, all
        ))
    }
    for (id, level, title, body, from, until, systems) in rows {
      try connection.run(
        "INSERT INTO status_items VALUES (?, ?, ?, ?, ?, ?, ?)",
        [.text(id), .text(level), .text(title), .text(body), .integer(from), SQLValue(until), .text(systems)])
    }
  }
}

extension Persona {
  /// Who has nothing at all in the portal.
  static let emptyID = "p38"

  /// `サンプル県見本市中央…` → `見本市`.
  var city: String {
    let rest = address.hasPrefix("サンプル県") ? address.dropFirst(5) : address[...]
    guard let end = rest.firstIndex(where: { "市町村".contains($0) }) else { return "見本市" }
    return String(rest[...end])
  }
}

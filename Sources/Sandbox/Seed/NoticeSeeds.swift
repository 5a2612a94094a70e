internal import Database
internal import Domain

/// Fills the boxes: ordinary notices from the templates over three years, and in each box the few that are hard to show.
struct NoticeSeeds {
  private let world: World
  private var nextSeq = 1
  /// The templates of each month, 1 to 12.
  private let byMonth: [[NoticeTemplate]]

  init(world: World) {
    self.world = world
    byMonth = (0...12).map { month in NoticeTemplate.all.filter { $0.months.isEmpty || $0.months.contains(month) } }
  }

  private static let spanDays = 1095
  /// Only one account is very large: forty of them would take a minute to make.
  private static let mostOfOthers = 1000

  mutating func seed(_ persona: Persona, number: Int, in connection: Connection) throws(DatabaseError) {
    let count = persona.id == Persona.defaultID ? world.recipe.notices : min(world.recipe.notices, Self.mostOfOthers)
    guard count > 0 else { return }
    var random = SplitMix64(seed: world.recipe.seed, subject: number * 16)
    let age = world.age(of: persona)
    let scheme: NoticeTemplate.Scheme = number % 2 == 1 ? .employer : .national
    let suited = byMonth.map { templates in
      templates.filter { $0.ages.contains(age) && ($0.scheme == nil || $0.scheme == scheme) }
    }
    var specials =
      count >= SpecialNotices.usualPlace.count * 2 ? SpecialNotices.all(world: world, persona: persona) : [:]
    if count >= 60 {
      for (place, notice) in try applicationNotices(of: number, in: connection) { specials[place] = notice }
    }
    var facts = NoticeFacts(
      name: persona.name, city: persona.city, issued: world.today, due: nil, amount: 0, number: 0, choice: 0)
    let times = NoticeTimes(world: world, count: count)
    // Oldest first, so that the newest has the highest number.
    for position in stride(from: count - 1, through: 0, by: -1) {
      let issuedAt = times.issuedAt(position: position, &random)
      let date = issuedAt.jst.date
      let readAt = readAt(issuedAt: issuedAt, &random)
      if let special = specials[position] {
        try insert(special, person: number, issuedAt: issuedAt, readAt: readAt, in: connection)
        continue
      }
      let template = random.pick(suited[date.month])
      facts.issued = date
      facts.amount = (3 + random.below(400)) * 100 + (template.kind == .delivery ? random.below(100) : 0)
      facts.number = nextSeq
      facts.choice = random.below(1 << 20)
      facts.due = template.dueDays.map { Holidays.nextOpenDay(from: date.adding(days: $0 + random.below(5))) }
      let notice = SeededNotice(
        kind: template.kind, sender: template.sender.filled(facts), department: template.department,
        title: template.title.filled(facts), body: template.body.filled(facts) + "\n\n" + NoticeTemplate.sampleMark,
        easy: template.easy?.filled(facts), due: template.action == nil ? nil : facts.due, action: template.action,
        procedure: template.procedure,
        documents: template.documents.isEmpty || random.percent(45) ? [] : template.documents)
      try insert(notice, person: number, issuedAt: issuedAt, readAt: readAt, in: connection)
    }
  }

  /// Recent ones are mostly unread, old ones hardly ever.
  private func readAt(issuedAt: Instant, _ random: inout SplitMix64) -> Instant? {
    let days = (world.now.milliseconds - issuedAt.milliseconds) / 86_400_000
    guard !random.percent(days <= 14 ? 60 : days <= 60 ? 15 : 1) else { return nil }
    return min(issuedAt.adding(seconds: 600 + random.below(3 * 86_400)), world.now.adding(seconds: -30))
  }

  /// What the offices wrote about this person's applications.
  private func applicationNotices(
    of number: Int, in connection: Connection
  ) throws(DatabaseError) -> [Int: SeededNotice] {
    var notices: [Int: SeededNotice] = [:]
    var place = 0
    try connection.each(
      """
      SELECT id, procedure_id, procedure_title, destination, state, due, message FROM applications
      WHERE person = ? AND state IN ('correct', 'payWait', 'visitWait', 'done') ORDER BY submitted_at DESC LIMIT 5
      """, [.integer(number)]
    ) { (row) throws(DatabaseError) in
      let procedure = try row.text("procedure_title")
      let (title, action, words): (String, String, String) =
        switch try row.text("state") {
        case "correct": ("申請内容の訂正のお願い（\(procedure)）", "apply", "内容に誤りがあります。次の点を直して、もう一度送ってください。")
        case "payWait": ("手数料の納付のお願い（\(procedure)）", "pay", "手数料の納付を確認してから、審査を続けます。")
        case "visitWait": ("窓口へお越しください（\(procedure)）", "visit", "窓口での手続が必要です。次のものをお持ちください。")
        default: ("手続が終わりました（\(procedure)）", "check", "申請の審査が終わりました。結果は申請の画面で確かめられます。")
        }
      let message = try row.optionalText("message") ?? ""
      notices[place] = SeededNotice(
        kind: .government, sender: try row.text("destination"), department: nil, title: title,
        body: words + (message.isEmpty ? "" : "\n\n" + message) + "\n\n" + NoticeTemplate.sampleMark,
        due: try row.optionalText("due").flatMap { CalendarDate(iso: $0) }, action: action,
        procedure: try row.text("procedure_id"), application: try row.text("id"))
      place += 2
    }
    return notices
  }

  private mutating func insert(
    _ notice: SeededNotice, person: Int, issuedAt: Instant, readAt: Instant?, in connection: Connection
  ) throws(DatabaseError) {
    let seq = nextSeq
    nextSeq += 1
    try connection.run(
      "INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(seq), .integer(person), .integer(issuedAt.milliseconds), SQLValue(readAt?.milliseconds),
        .text(notice.kind.rawValue), .text(notice.sender), SQLValue(notice.department), .text(notice.title),
        SQLValue(notice.due?.iso), SQLValue(notice.action), SQLValue(notice.procedure), SQLValue(notice.application),
        .integer(notice.documents.count),
      ])
    try connection.run(
      "INSERT INTO notice_bodies VALUES (?, ?, ?)", [.integer(seq), .text(notice.body), SQLValue(notice.easy)])
    let sender = SearchFold.fold(notice.sender + " " + (notice.department ?? ""))
    try connection.run(
      "INSERT INTO notice_texts VALUES (?, ?, ?, ?, ?)",
      [
        .integer(seq), .integer(person), .integer(issuedAt.milliseconds), .text(sender),
        .text(sender + "\n" + SearchFold.fold(notice.title) + "\n" + SearchFold.fold(notice.body)),
      ])
    for (index, document) in notice.documents.enumerated() {
      let name = notice.documentNames.isEmpty ? Documents.all[document].name : notice.documentNames[index]
      try connection.run(
        "INSERT INTO notice_attachments VALUES (?, ?, ?, ?)",
        [.integer(seq), .integer(index + 1), .text(name), .integer(document)])
    }
  }

  /// When the notices of a box were sent: the newest this morning, the oldest three years ago, closer together lately, in
  /// office hours.
  private struct NoticeTimes {
    let world: World
    let count: Int

    func issuedAt(position: Int, _ random: inout SplitMix64) -> Instant {
      let share = Double(position) / Double(max(count, 2))
      let days = Int(Double(NoticeSeeds.spanDays) * (0.3 * share + 0.7 * share * share))
      let time = Instant(startOf: world.today.adding(days: -days))
        .adding(seconds: 8 * 3600 + 1800 + random.below(9 * 3600))
      return min(time, world.now.adding(seconds: -300 * (1 + position % 97)))
    }
  }
}

/// One notice before it has a number and a time.
struct SeededNotice: Sendable {
  var kind: NoticeTemplate.Kind
  var sender: String
  var department: String?
  var title: String
  var body: String
  var easy: String?
  var due: CalendarDate?
  var action: String?
  var procedure: String?
  var application: String?
  /// Numbers in `Documents.all`, and names where they differ.
  var documents: [Int] = []
  var documentNames: [String] = []
}

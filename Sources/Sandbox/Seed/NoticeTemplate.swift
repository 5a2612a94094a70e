internal import Domain

/// A kind of notice: who sends it, when in the year, and its words with places in them.
struct NoticeTemplate: Sendable {
  enum Kind: String, Sendable { case government, delivery, system }
  /// Who insures a person: nobody gets notices of both.
  enum Scheme: Sendable { case national, employer }

  let kind: Kind
  let sender: TemplateText
  let department: String?
  /// Months of the year in which it is sent; empty: all.
  let months: [Int]
  let title: TemplateText
  let body: TemplateText
  let easy: TemplateText?
  let action: String?
  /// Days from the notice to its due date, which is rolled to an opening day.
  let dueDays: Int?
  let procedure: String?
  /// Numbers in `Documents.all`.
  let documents: [Int]
  /// Whom it is for.
  let ages: ClosedRange<Int>
  let scheme: Scheme?

  init(
    _ kind: Kind, from sender: String, _ department: String?, months: [Int] = [], _ title: String,
    action: String? = nil,
    dueDays: Int? = nil, procedure: String? = nil, documents: [Int] = [], ages: ClosedRange<Int> = 18...130,
    scheme: Scheme? = nil,
    easy: String? = nil, _ body: String
  ) {
    self.kind = kind
    self.sender = TemplateText(sender)
    self.department = department
    self.months = months
    self.title = TemplateText(title)
    self.body = TemplateText(body)
    self.easy = easy.map(TemplateText.init)
    self.action = action
    self.dueDays = dueDays
    self.procedure = procedure
    self.documents = documents
    self.ages = ages
    self.scheme = scheme
  }
}

/// What the places of a template stand for in one notice.
struct NoticeFacts: Sendable {
  var name: String
  var city: String
  var issued: CalendarDate
  var due: CalendarDate?
  var amount: Int
  var number: Int
  var choice: Int
}

/// Text with places such as `{city}`, taken apart once and filled many times.
struct TemplateText: Sendable {
  private enum Piece: Sendable { case literal(String), place(Place) }
  enum Place: String, Sendable, CaseIterable {
    case name, city, fiscalYear, year, month, day, term, due, amount, number, place, hours, clinic, greeting
  }
  private let pieces: [Piece]

  init(_ text: String) {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      guard let place = Place(rawValue: name) else {
        preconditionFailure("a notice template has a place that nobody fills")
      }
      pieces.append(.literal(String(rest[..<open])))
      pieces.append(.place(place))
      rest = rest[rest.index(after: close)...]
    }
    pieces.append(.literal(String(rest)))
    self.pieces = pieces
  }

  func filled(_ facts: NoticeFacts) -> String {
    var out = ""
    for piece in pieces {
      switch piece {
      case .literal(let text): out += text
      case .place(let place): out += facts.text(of: place)
      }
    }
    return out
  }
}

extension NoticeFacts {
  fileprivate func text(of place: TemplateText.Place) -> String {
    switch place {
    case .name: name
    case .city: city
    // The fiscal year begins on 1 April.
    case .fiscalYear: "令和\(issued.year - 2018 - (issued.month < 4 ? 1 : 0))年度"
    case .year: "令和\(issued.year - 2018)年"
    case .month: String(issued.month)
    case .day: "\(issued.month)月\(issued.day)日"
    // The four terms of the residents' tax are due in June, August, October and January.
    case .term: String([1: 4, 6: 1, 8: 2, 10: 3][issued.month] ?? (issued.month - 1) / 3 + 1)
    case .due: due.map(japaneseDate) ?? "期限なし"
    case .amount: grouped(amount)
    case .number: "サ-\(100_000 + number)"
    case .place: Self.places[choice % Self.places.count]
    case .hours: Self.hours[choice % Self.hours.count]
    case .clinic: Self.clinics[choice % Self.clinics.count]
    case .greeting: Self.greetings[choice % Self.greetings.count]
    }
  }

  private static let places = ["市民ホール", "中央公民館", "保健センター", "北支所", "南支所", "市役所1階の窓口", "駅前サービスコーナー"]
  private static let hours = ["午前9時から午後4時まで", "午前8時30分から午後5時15分まで", "午前10時から正午まで", "午後1時から午後3時30分まで"]
  private static let clinics = ["見本クリニック", "例示診療所", "サンプル総合病院", "練習医院", "若葉こどもクリニック"]
  private static let greetings = [
    "日ごろから行政の取組にご協力いただき、ありがとうございます。", "いつもご利用いただき、ありがとうございます。", "このお知らせは、対象となる方にお送りしています。",
    "お手続についてご案内します。", "大切なお知らせです。最後までお読みください。",
  ]
}

/// `令和8年11月20日（金）`.
func japaneseDate(_ date: CalendarDate) -> String {
  let weekday = ["日", "月", "火", "水", "木", "金", "土"][date.weekday]
  guard let (era, year) = Era.of(date) else { return date.iso }
  return "\(era.name)\(year == 1 ? "元" : String(year))年\(date.month)月\(date.day)日（\(weekday)）"
}

/// `12,300`.
func grouped(_ number: Int) -> String {
  var digits = String(number)
  var out = ""
  while digits.count > 3 {
    out = "," + digits.suffix(3) + out
    digits.removeLast(3)
  }
  return digits + out
}

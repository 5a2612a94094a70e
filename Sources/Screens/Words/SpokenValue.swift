public import Domain

/// How dates, times, numbers and words of a closed list are said in a language.
public enum SpokenValue {
  /// - Parameter word: looks up `value.<name>.<word>`; nil when there is no such text.
  public static func say(
    _ value: Value, as schema: Schema?, form: Place.Form = .whole, in locale: Locale, word: (String) -> String?
  ) -> String? {
    switch (value, schema) {
    case (.text(let text), _) where form == .grouped: grouped(text)
    case (.text(let text), .date?) where form == .day: CalendarDate(iso: text).map { day($0, in: locale) } ?? text
    case (.text(let text), .time?) where form == .day:
      Instant(rfc3339: text).map { day($0.jst.date, in: locale) } ?? text
    case (.null, _): nil
    case (.text(let text), .date?): CalendarDate(iso: text).map { say($0, in: locale) } ?? text
    case (.text(let text), .time?): Instant(rfc3339: text).map { say($0, in: locale) } ?? text
    case (.text(let text), .choice(let name, _)?): word("value.\(name).\(text)") ?? text
    case (.text(let text), .body?): oneLine(text)
    case (.text(let text), _): text.isEmpty ? nil : text
    case (.integer(let number), _): say(number)
    case (.bool(let yes), _): word("value.bool.\(yes)")
    case (.number(let number), _): String(number)
    case (.list(let items), _): say(items.count)
    case (.object, _): nil
    }
  }

  /// A text of several lines as one: it stands in a row or behind a label here. Nil when there is nothing but blanks.
  private static func oneLine(_ text: String) -> String? {
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    return lines.isEmpty ? nil : lines.map(String.init).joinedAsSentences
  }

  /// Letters and digits in groups of four from the left; what has groups already, or is short, stays.
  static func grouped(_ text: String) -> String {
    guard text.count > 6, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return text }
    var out = ""
    for (index, character) in text.enumerated() {
      if index > 0, index % 4 == 0 { out += " " }
      out.append(character)
    }
    return out
  }

  public static func say(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var out = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return (number < 0 ? "-" : "") + out
  }

  public static func say(_ date: CalendarDate, in locale: Locale) -> String {
    switch locale.writing {
    case .ja: "\(date.year)年\(date.month)月\(date.day)日（\(weekdays[date.weekday])）"
    case .easy: "\(date.year)年\(date.month)月\(date.day)日（\(weekdays[date.weekday])曜日）"
    case .en: "\(englishWeekdays[date.weekday]) \(date.day) \(englishMonths[date.month - 1]) \(date.year)"
    }
  }

  public static func say(_ instant: Instant, in locale: Locale) -> String {
    let (date, hour, minute, _) = instant.jst
    let minutes = minute < 10 ? "0\(minute)" : "\(minute)"
    switch locale.writing {
    case .ja, .easy: return say(date, in: locale) + "\(hour)時\(minutes)分"
    case .en: return say(date, in: locale) + ", \(hour):\(minutes)"
    }
  }

  /// The day with the year of its era, for checking what was typed: 2026年11月20日（令和8年）. In English without the era.
  public static func sayWithEra(_ date: CalendarDate, in locale: Locale) -> String {
    guard locale.isJapanese, let (era, year) = Era.of(date) else { return day(date, in: locale) }
    return day(date, in: locale) + "（\(era.name)\(year == 1 ? "元" : String(year))年）"
  }

  /// The day in its short form: for rows of lists.
  static func day(_ date: CalendarDate, in locale: Locale) -> String {
    switch locale.writing {
    case .ja, .easy: "\(date.year)年\(date.month)月\(date.day)日"
    case .en: "\(date.day) \(englishMonths[date.month - 1].prefix(3)) \(date.year)"
    }
  }

  private static let weekdays = ["日", "月", "火", "水", "木", "金", "土"]
  private static let englishWeekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}

extension [String] {
  /// Paragraphs in one line: with a blank between them, but not after a Japanese full stop, which has its own room.
  public var joinedAsSentences: String {
    reduce(into: "") { line, part in
      if !line.isEmpty, !line.hasSuffix("。") { line += " " }
      line += part
    }
  }
}

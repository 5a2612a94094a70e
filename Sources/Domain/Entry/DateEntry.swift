/// A day as people type it: 2026-11-20, 2026年11月20日, 20261120, 令和8年11月20日, R8.11.20, 20 November 2026. Full-width forms
/// count, and the first year of an era may be 元年. A year has its era or its four digits: 8.11.20 could be of any.
public enum DateEntry {
  public enum Fault: Error, Hashable, Sendable {
    /// It is not like a day at all.
    case unreadable
    /// It is like one, but there is no such day: 2026-02-30.
    case noSuchDay
    /// The era had ended, or had not begun; the day that was probably meant.
    case notInEra(CalendarDate)
    /// The day is there, but has another weekday than was typed, or another year of its era.
    case otherDay(CalendarDate)
  }

  /// - Throws: why it is no day.
  public static func read(_ typed: String) throws(Fault) -> CalendarDate {
    let (text, remark) = withoutRemark(Folding.plain(typed).lowercased())
    let date = try day(text)
    guard remark.map({ says($0, of: date) }) ?? true else { throw .otherDay(date) }
    return date
  }

  private static func day(_ text: String) throws(Fault) -> CalendarDate {
    if let date = try english(text) { return date }
    if let (era, rest) = Self.era(text) { return try day(in: era, rest) }
    guard let numbers = numbers(text, yearDigits: 4) else { throw .unreadable }
    guard let date = CalendarDate(numbers[0], numbers[1], numbers[2]) else { throw .noSuchDay }
    return date
  }

  /// What stands in brackets at the end, as this program writes days: 2026年11月20日（金）, 2026年11月20日（令和8年）.
  private static func withoutRemark(_ text: String) -> (day: String, remark: String?) {
    guard text.hasSuffix(")"), let start = text.lastIndex(of: "(") else { return (text, nil) }
    return (Folding.trimmed(String(text[..<start])), String(text[text.index(after: start)...].dropLast()))
  }

  private static func says(_ remark: String, of date: CalendarDate) -> Bool {
    let weekday = String(Array("日月火水木金土")[date.weekday])
    let isWeekday =
      remark.hasPrefix(weekday) && ["", "曜", "曜日", "・祝"].contains(remark.dropFirst())
      || remark.count >= 3 && weekdays[date.weekday].hasPrefix(remark)
    if isWeekday || remark == "\(date.year)年" || remark == "\(date.year)" { return true }
    guard let (era, year) = Era.of(date) else { return false }
    return remark == "\(era.name)\(year)年" || year == 1 && remark == "\(era.name)元年"
  }

  private static func era(_ text: String) -> (Era, String)? {
    for era in Era.all {
      // 令和, 令, r; the longest first.
      for name in [era.name, String(era.name.prefix(1)), era.letter.lowercased()] where text.hasPrefix(name) {
        return (era, String(text.dropFirst(name.count)))
      }
    }
    return nil
  }

  private static func day(in era: Era, _ rest: String) throws(Fault) -> CalendarDate {
    let text = Folding.trimmed(rest)
    guard let numbers = numbers(text.hasPrefix("元") ? "1" + text.dropFirst() : text, yearDigits: 2),
      numbers[0] >= 1
    else { throw .unreadable }
    guard let date = CalendarDate(era.yearZero + numbers[0], numbers[1], numbers[2]) else { throw .noSuchDay }
    guard era.firstDay <= date, date < era.end else { throw .notInEra(date) }
    return date
  }

  /// Year, month and day, parted by anything that is usual, or without a part where each has its full length. A year of four digits has
  /// all of them.
  private static func numbers(_ text: String, yearDigits: Int) -> [Int]? {
    func number(_ part: Substring, _ digits: ClosedRange<Int>) -> Int? {
      digits.contains(part.count) && part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
    }
    var parts = text.split { "年月日/.-,・ ".contains($0) }
    if parts.count == 1, text.count == yearDigits + 4 {
      let month = text.index(text.startIndex, offsetBy: yearDigits)
      let day = text.index(month, offsetBy: 2)
      parts = [text[..<month], text[month..<day], text[day...]]
    }
    guard parts.count == 3, let year = number(parts[0], yearDigits == 4 ? 4...4 : 1...yearDigits),
      let month = number(parts[1], 1...2), let day = number(parts[2], 1...2)
    else { return nil }
    return [year, month, day]
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
  private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

  /// `20 November 2026`, `Friday 20 November 2026`, `Nov 20th, 2026`; nil when no month is named.
  private static func english(_ text: String) throws(Fault) -> CalendarDate? {
    var words = text.split { " ,.".contains($0) }.map(String.init)
    let weekday = words.count == 4 ? weekdays.firstIndex { words[0].count >= 3 && $0.hasPrefix(words[0]) } : nil
    if weekday != nil { words.removeFirst() }
    guard words.count == 3 else { return nil }
    for place in [0, 1] where words[place].count >= 3 {
      guard let month = months.firstIndex(where: { $0.hasPrefix(words[place]) }) else { continue }
      guard let day = ordinal(words[1 - place]), words[2].count == 4, let year = Int(words[2]) else {
        throw .unreadable
      }
      guard let date = CalendarDate(year, month + 1, day) else { throw .noSuchDay }
      guard weekday == nil || weekday == date.weekday else { throw .otherDay(date) }
      return date
    }
    return nil
  }

  /// 20, or 20th.
  private static func ordinal(_ word: String) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    return ["", "st", "nd", "rd", "th"].contains(word.dropFirst(digits.count)) ? Int(digits) : nil
  }
}

extension Era {
  /// The year before the era's first: 明治 is counted from 1868, though its days are Gregorian only from 1873.
  var yearZero: Int { letter == "M" ? 1867 : firstDay.year - 1 }
  /// The first day that is not called by this era's name. 1912-07-30 and 1926-12-25 have two names: the era changed on the day itself
  /// (大正 and 昭和), and since then on the day after.
  var end: CalendarDate {
    guard let place = Self.all.firstIndex(of: self), place > 0 else { return CalendarDate(9999, 12, 31)! }
    let next = Self.all[place - 1]
    return ["T", "S"].contains(next.letter) ? next.firstDay.adding(days: 1) : next.firstDay
  }
}

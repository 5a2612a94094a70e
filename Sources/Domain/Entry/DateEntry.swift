/// A day as people type it: 2026-11-20, 2026年11月20日, 20261120, 令和8年11月20日, R8.11.20, 20 November 2026. Full-width forms
/// count, and the first year of an era may be 元年.
public enum DateEntry {
  public enum Fault: Error, Hashable, Sendable {
    /// It is not like a day at all.
    case unreadable
    /// It is like one, but there is no such day: 2026-02-30.
    case noSuchDay
    /// The era had ended, or had not begun; the day that was probably meant.
    case notInEra(CalendarDate)
  }

  /// - Throws: why it is no day.
  public static func read(_ typed: String) throws(Fault) -> CalendarDate {
    let text = Folding.plain(typed).lowercased()
    if let date = try english(text) { return date }
    if let (era, rest) = Self.era(text) { return try day(in: era, rest) }
    guard let numbers = numbers(text, compactYear: 4) else { throw .unreadable }
    guard let date = CalendarDate(numbers[0], numbers[1], numbers[2]) else { throw .noSuchDay }
    return date
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
    guard let numbers = numbers(text.hasPrefix("元") ? "1" + text.dropFirst() : text, compactYear: 2),
      numbers[0] >= 1
    else { throw .unreadable }
    guard let date = CalendarDate(era.yearZero + numbers[0], numbers[1], numbers[2]) else { throw .noSuchDay }
    guard era.firstDay <= date, date < era.end else { throw .notInEra(date) }
    return date
  }

  /// Year, month and day, parted by anything that is usual, or without a part where each has its full length.
  private static func numbers(_ text: String, compactYear: Int) -> [Int]? {
    if text.count == compactYear + 4, text.allSatisfy({ $0.isASCII && $0.isNumber }) {
      let month = text.index(text.startIndex, offsetBy: compactYear)
      let day = text.index(month, offsetBy: 2)
      return [text[..<month], text[month..<day], text[day...]].compactMap { Int($0) }
    }
    let parts = text.split { "年月日/.-,・ ".contains($0) }
    guard parts.count == 3, parts.allSatisfy({ $0.count <= 4 && $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
      return nil
    }
    return parts.compactMap { Int($0) }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  /// `20 November 2026`, `Nov 20, 2026`; nil when no month is named.
  private static func english(_ text: String) throws(Fault) -> CalendarDate? {
    let words = text.split { " ,.".contains($0) }.map(String.init)
    guard words.count == 3 else { return nil }
    for place in [0, 1] where words[place].count >= 3 {
      guard let month = months.firstIndex(where: { $0.hasPrefix(words[place]) }) else { continue }
      guard let day = Int(words[1 - place]), words[2].count == 4, let year = Int(words[2]) else { throw .unreadable }
      guard let date = CalendarDate(year, month + 1, day) else { throw .noSuchDay }
      return date
    }
    return nil
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

internal import Domain

/// How the last day of a period is counted. "Within 14 days" alone does not say it: two rules exist, one day apart.
enum DayCount: String, Hashable, Sendable, CaseIterable {
  /// 初日不算入: day 1 is the day after the event (民法 140条).
  case exclusive = "R-EX"
  /// 初日算入: day 1 is the day of the event itself (戸籍法 43条).
  case inclusive = "R-IN"
  /// From the day on which insurance was lost, which is the day after the last day at work (健康保険法 37条).
  case loss = "R-LOSS"
  /// Months: the same day number so many months later, or the last day of that month (民法 143条).
  case months = "R-MON"

  /// The last day by the rule alone.
  /// - Parameters:
  ///   - event: birth, move, death learnt of, last day at work.
  ///   - length: days, or months for `.months`.
  func rawLastDay(event: CalendarDate, length: Int) -> CalendarDate {
    switch self {
    case .exclusive: return event.adding(days: length)
    case .inclusive: return event.adding(days: length - 1)
    case .loss: return event.adding(days: length)  // day 1 is the day after leaving
    case .months:
      let month = event.year * 12 + event.month - 1 + length
      for day in stride(from: event.day, through: 28, by: -1) {
        if let date = CalendarDate(month / 12, month % 12 + 1, day) { return date }
      }
      return CalendarDate(month / 12, month % 12 + 1, min(event.day, 28)) ?? event
    }
  }

  /// The last day, rolled to the next opening day when offices are closed on it.
  func lastDay(event: CalendarDate, length: Int) -> CalendarDate {
    Holidays.nextOpenDay(from: rawLastDay(event: event, length: length))
  }
}

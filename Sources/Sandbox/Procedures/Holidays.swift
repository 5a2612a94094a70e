internal import Domain

/// Days on which public offices are closed.
///
/// National holidays follow 国民の祝日に関する法律 as amended (since 2021 nothing moves for the Games any more). The equinoxes
/// are announced by the National Astronomical Observatory each February; the formula gives the announced days of 2025–2028 and
/// is accepted for 1980–2099. Reckoned for 2021 and later only.
enum Holidays {
  /// Saturday, Sunday, national holidays and 12-29 … 1-3 (地方自治法 4条の2; 行政機関の休日に関する法律 1条).
  static func isClosed(_ date: CalendarDate) -> Bool {
    date.weekday == 0 || date.weekday == 6 || (date.month == 12 && date.day >= 29) || (date.month == 1 && date.day <= 3)
      || isHoliday(date)
  }

  /// The first day from `date` on at which offices are open.
  static func nextOpenDay(from date: CalendarDate) -> CalendarDate {
    var day = date
    while isClosed(day) { day = day.adding(days: 1) }
    return day
  }

  static func isHoliday(_ date: CalendarDate) -> Bool {
    if isNamed(date) { return true }
    // 3条2項: a holiday on a Sunday makes the next day that is none a day off; 3条3項: so is a day between two holidays.
    var before = date.adding(days: -1)
    while isNamed(before) {
      if before.weekday == 0 { return true }
      before = before.adding(days: -1)
    }
    return isNamed(date.adding(days: -1)) && isNamed(date.adding(days: 1))
  }

  private static func isNamed(_ date: CalendarDate) -> Bool {
    switch (date.month, date.day) {
    case (1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23): true
    case (1, 8...14), (10, 8...14): date.weekday == 1  // 成人の日, スポーツの日: second Monday
    case (7, 15...21), (9, 15...21): date.weekday == 1  // 海の日, 敬老の日: third Monday
    case (3, let day): day == equinox(date.year, 208_431)
    case (9, let day): day == equinox(date.year, 232_488)
    default: false
    }
  }

  private static func equinox(_ year: Int, _ start: Int) -> Int {
    // 20.8431 (vernal) or 23.2488 (autumnal) + 0.242194 × years since 1980, less the leap days: in millionths.
    (start * 100 + 242_194 * (year - 1980)) / 1_000_000 - (year - 1980) / 4
  }
}

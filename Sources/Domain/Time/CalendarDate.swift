/// A day of the Gregorian calendar, as Japan counts it (JST, fixed +09:00 since 1951).
public struct CalendarDate: Hashable, Comparable, Sendable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// Nil when there is no such day. Years 1 to 9999.
  public init?(_ year: Int, _ month: Int, _ day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...Self.daysInMonth(year, month)).contains(day)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `YYYY-MM-DD`.
  public init?(iso text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = decimal(bytes[0..<4]), let month = decimal(bytes[5..<7]), let day = decimal(bytes[8..<10])
    else { return nil }
    self.init(year, month, day)
  }

  /// Days since 1970-01-01.
  public var dayNumber: Int {
    // Howard Hinnant's days_from_civil: March-based years, eras of 400 years.
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  public init(dayNumber: Int) {
    let z = dayNumber + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * m + 2) / 5 + 1
    month = m < 10 ? m + 3 : m - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  public func adding(days: Int) -> CalendarDate { CalendarDate(dayNumber: dayNumber + days) }
  /// Days from this day to `other`; negative when it is earlier.
  public func days(until other: CalendarDate) -> Int { other.dayNumber - dayNumber }

  /// 0 is Sunday.
  public var weekday: Int { (((dayNumber + 4) % 7) + 7) % 7 }

  public var iso: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

  public static func < (a: CalendarDate, b: CalendarDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  static func daysInMonth(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

/// An era of the Japanese calendar and its first day. A day that belongs to two eras is written with the new one.
public struct Era: Hashable, Sendable {
  public let name: String
  public let letter: String
  public let firstDay: CalendarDate

  /// Newest first. Days before 1873-01-01 were not Gregorian in Japan and have no era here.
  public static let all: [Era] = [
    Era(name: "令和", letter: "R", firstDay: CalendarDate(2019, 5, 1)!),
    Era(name: "平成", letter: "H", firstDay: CalendarDate(1989, 1, 8)!),
    Era(name: "昭和", letter: "S", firstDay: CalendarDate(1926, 12, 25)!),
    Era(name: "大正", letter: "T", firstDay: CalendarDate(1912, 7, 30)!),
    Era(name: "明治", letter: "M", firstDay: CalendarDate(1873, 1, 1)!),
  ]

  /// The era of a day and the year in it (1 is 元年); nil before 1873.
  public static func of(_ date: CalendarDate) -> (era: Era, year: Int)? {
    guard let era = all.first(where: { $0.firstDay <= date }) else { return nil }
    // 明治6年 is 1873; every other era counts from the year of its first day.
    return (era, era.letter == "M" ? date.year - 1867 : date.year - era.firstDay.year + 1)
  }
}

func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

func decimal(_ bytes: ArraySlice<UInt8>) -> Int? {
  guard !bytes.isEmpty, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
  return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
}

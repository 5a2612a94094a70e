import Domain
import Foundation
import Testing

@Suite struct CalendarDateTests {
  @Test(arguments: [
    ("2026-11-20", true), ("2024-02-29", true), ("2000-02-29", true), ("1900-02-29", false), ("2025-02-29", false),
    ("2026-13-01", false), ("2026-00-10", false), ("2026-04-31", false), ("0000-01-01", false), ("9999-12-31", true),
    ("2026-1-01", false), ("2026/11/20", false), ("２０２６-11-20", false), ("+026-11-20", false), ("2026-11-20 ", false),
    ("", false),
  ])
  func onlyDaysThatExistAreDates(text: String, exists: Bool) {
    #expect((CalendarDate(iso: text) != nil) == exists)
    #expect(CalendarDate(iso: text).map(\.iso) == (exists ? text : nil))
  }

  @Test func theDayNumberIsFoundationsInFourCenturies() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for day in stride(from: -40_000, through: 110_000, by: 37) {
      let date = CalendarDate(dayNumber: day)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      #expect(
        [date.year, date.month, date.day, date.weekday + 1] == [parts.year, parts.month, parts.day, parts.weekday])
      #expect(date.dayNumber == day)
    }
  }

  @Test(arguments: [
    ("2026-12-31", 1, "2027-01-01"), ("2024-02-28", 1, "2024-02-29"), ("2024-03-01", -1, "2024-02-29"),
    ("2026-11-20", 0, "2026-11-20"), ("2026-11-20", 14, "2026-12-04"),
  ])
  func daysAreAddedAndCounted(from: String, days: Int, to: String) throws {
    let (from, to) = (try #require(CalendarDate(iso: from)), try #require(CalendarDate(iso: to)))
    #expect(from.adding(days: days) == to)
    #expect(from.days(until: to) == days)
    #expect((from < to) == (days > 0))
  }

  @Test(
    arguments: [
      ("2026-11-20", "令和8"), ("2019-05-01", "令和1"), ("2019-04-30", "平成31"), ("1989-01-08", "平成1"),
      ("1989-01-07", "昭和64"),
      ("1926-12-25", "昭和1"), ("1926-12-24", "大正15"), ("1912-07-30", "大正1"), ("1912-07-29", "明治45"),
      ("1873-01-01", "明治6"),
      ("1872-12-31", nil),
    ] as [(String, String?)])
  func aDayHasTheEraThatBeganLast(day: String, era: String?) throws {
    let date = try #require(CalendarDate(iso: day))
    #expect(Era.of(date).map { "\($0.era.name)\($0.year)" } == era)
  }
}

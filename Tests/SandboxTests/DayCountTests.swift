import Domain
import Testing

@testable import Sandbox

@Suite struct DayCountTests {
  struct Row: CustomStringConvertible, Sendable {
    let event: String, rule: DayCount, length: Int, raw: String, rolled: String
    var description: String { "\(event) \(rule.rawValue) \(length)" }
  }

  /// Reckoned by hand from the articles that `DayCount` names.
  static let rows = [
    Row(event: "2026-11-01", rule: .inclusive, length: 14, raw: "2026-11-14", rolled: "2026-11-16"),
    Row(event: "2026-12-18", rule: .inclusive, length: 14, raw: "2026-12-31", rolled: "2027-01-04"),
    Row(event: "2026-11-01", rule: .exclusive, length: 14, raw: "2026-11-15", rolled: "2026-11-16"),
    Row(event: "2026-11-20", rule: .exclusive, length: 14, raw: "2026-12-04", rolled: "2026-12-04"),
    Row(event: "2026-11-13", rule: .inclusive, length: 7, raw: "2026-11-19", rolled: "2026-11-19"),
    Row(event: "2026-12-24", rule: .inclusive, length: 7, raw: "2026-12-30", rolled: "2027-01-04"),
    Row(event: "2026-04-30", rule: .exclusive, length: 15, raw: "2026-05-15", rolled: "2026-05-15"),
    Row(event: "2026-03-31", rule: .loss, length: 20, raw: "2026-04-20", rolled: "2026-04-20"),
    Row(event: "2026-01-06", rule: .months, length: 10, raw: "2026-11-06", rolled: "2026-11-06"),
    Row(event: "2026-01-06", rule: .months, length: 4, raw: "2026-05-06", rolled: "2026-05-07"),
    Row(event: "2026-01-06", rule: .months, length: 3, raw: "2026-04-06", rolled: "2026-04-06"),
    // The last day of a shorter month.
    Row(event: "2026-11-30", rule: .months, length: 3, raw: "2027-02-28", rolled: "2027-03-01"),
    Row(event: "2027-10-31", rule: .months, length: 4, raw: "2028-02-29", rolled: "2028-02-29"),
  ]

  @Test(arguments: rows) func lastDaysAreCountedAsTheLawSays(row: Row) throws {
    let event = try #require(CalendarDate(iso: row.event))
    #expect(row.rule.rawLastDay(event: event, length: row.length).iso == row.raw)
    #expect(row.rule.lastDay(event: event, length: row.length).iso == row.rolled)
  }

  /// The Cabinet Office's list for 2025 and 2026, and the same rules for 2027 and 2028.
  @Test(arguments: [
    (
      2025,
      "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24"
    ),
    (
      2026,
      "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23"
    ),
    (2027, "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23"),
    (2028, "01-01 01-10 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-17 08-11 09-18 09-22 10-09 11-03 11-23"),
  ]) func holidaysAreThoseOfTheYear(year: Int, days: String) throws {
    let first = try #require(CalendarDate(year, 1, 1))
    let found = (0..<366).map { first.adding(days: $0) }.filter { $0.year == year && Holidays.isHoliday($0) }
    #expect(found.map { String($0.iso.dropFirst(5)) }.joined(separator: " ") == days)
  }
}

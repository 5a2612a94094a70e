import Domain
import Testing

@Suite struct InstantTests {
  @Test(arguments: [
    ("2026-11-20T14:30:00+09:00", "2026-11-20T14:30:00+09:00"), ("2026-11-20T05:30:00Z", "2026-11-20T14:30:00+09:00"),
    ("2026-11-20t05:30:00.5z", "2026-11-20T14:30:00+09:00"), ("2026-12-31T23:59:59-05:00", "2027-01-01T13:59:59+09:00"),
    ("1969-12-31T23:59:59.001Z", "1970-01-01T08:59:59+09:00"), ("2016-12-31T23:59:60Z", "2017-01-01T09:00:00+09:00"),
    ("1900-01-01T00:00:00+09:00", "1900-01-01T00:00:00+09:00"),
  ])
  func aTimeIsReadWithItsOffsetAndShownInJapan(text: String, shown: String) {
    #expect(Instant(rfc3339: text)?.rfc3339 == shown)
  }

  @Test(arguments: [
    "2026-11-20", "2026-11-20T14:30:00", "2026-11-20 14:30:00Z", "2026-11-20T24:00:00Z", "2026-11-20T14:60:00Z",
    "2026-11-20T14:30:61Z", "2026-02-30T00:00:00Z", "2026-11-20T14:30:00+0900", "2026-11-20T14:30:00+9:00",
    "2026-11-20T14:30:00.Z", "2026-11-20T14:30:00Zx", "2026-11-20T14:30:00+24:00", "2026-11-2\u{301}0T14:30:00Z", "",
  ])
  func whatIsNoTimeIsRefused(text: String) { #expect(Instant(rfc3339: text) == nil) }

  @Test(arguments: [
    ("2026-11-20T00:00:00.1Z", 100), ("2026-11-20T00:00:00.12Z", 120), ("2026-11-20T00:00:00.1239Z", 123),
    ("2026-11-20T00:00:00.001Z", 1),
  ])
  func aFractionIsCutToMilliseconds(text: String, milliseconds: Int) {
    #expect(Instant(rfc3339: text).map { $0.milliseconds % 1000 } == milliseconds)
  }

  @Test func aDayBeginsAtMidnightInJapan() throws {
    let day = try #require(CalendarDate(2026, 11, 20))
    #expect(Instant(startOf: day).rfc3339 == "2026-11-20T00:00:00+09:00")
    #expect(Instant(startOf: day).adding(milliseconds: -1).jst.date == day.adding(days: -1))
    #expect(Instant(milliseconds: -1).seconds == -1)
  }

  @Test func aShiftedClockStartsWhereItWasPut() throws {
    let put = try #require(Instant(rfc3339: "2030-01-01T00:00:00+09:00"))
    let now = ShiftedClock(startingAt: put).now
    #expect(put <= now && now < put.adding(seconds: 60))
    #expect(FixedClock(put).now == put)
  }
}

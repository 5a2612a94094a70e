import Testing

@testable import mynafront

/// When the end of a session is spoken of, and as what.
struct SessionWatchTests {
  @Test(
    arguments: [
      (3600, nil), (121, nil), (120, 2), (90, 2), (89, 1), (30, 1), (1, 1), (0, 1),
    ] as [(Int, Int?)])
  func theLastTwoMinutesAreSaid(_ row: (left: Int, minutes: Int?)) {
    #expect(SessionWatch.minutes(row.left) == row.minutes)
  }
}

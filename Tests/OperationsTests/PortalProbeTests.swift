import Domain
import TestKit
import Testing

@testable import Operations

/// Whether the portal answers, and how far its clock is from ours.
struct PortalProbeTests {
  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
    ("Fri, 20 Nov 2026 23:59:59 GMT", "2026-11-20T23:59:59Z"),
  ]) func theDateOfAnAnswerIsRead(_ text: String, _ expected: String) {
    #expect(PortalProbe.instant(text) == Instant(rfc3339: expected))
  }

  @Test(arguments: [
    "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 JST",
    "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
  ]) func whatIsNoDateIsNone(_ text: String) {
    #expect(PortalProbe.instant(text) == nil)
  }
}

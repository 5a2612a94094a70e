import Foundation
import Testing

/// Before the session ends by itself it is said in both faces, and one choice lets it go on; when it has ended, nothing that is on the
/// screen is lost.
@Suite(.onThreads) struct SessionEndTests {
  @Test(arguments: [[], ["--linear"]] as [[String]])
  func theEndIsSaidBeforeAndOneChoiceLetsItGoOn(face: [String]) throws {
    let world = try World()
    // Five seconds longer than the warning.
    try world.startSandbox("--session-seconds", "125")
    try world.logIn()
    let screen = try Screen(
      world, (["mynafront", "--lang", "en"] + face).joined(separator: " "), columns: 80, rows: 60)
    func shown() throws -> String { try screen.lines().joined(separator: "\n") }
    try eventually("no home") { try shown().contains("To do") }
    #expect(try !shown().contains("log-in ends in"))
    // Which minute it is depends on how fast this machine is now; `SessionWatchTests` say which is said when.
    try eventually("no warning") { try shown().contains("your log-in ends in") }
    if face.isEmpty {
      try screen.key("End")
      try eventually("not at the end") { try screen.focused().contains("Stay logged in") }
      try screen.key("Enter")
      try eventually("the warning stays") { try !shown().contains("log-in ends in") }
    } else {
      try screen.type("Stay")
      try screen.key("Enter")
    }
    try eventually("not extended") { try shown().contains("You stay logged in") }
  }

  @Test func whoWasLoggedOutByTimeGoesOnWhereTheyWere() throws {
    let world = try World()
    // Long enough for a busy machine to come as far as the list; then its end is waited for.
    try world.startSandbox("--session-seconds", "45")
    try world.logIn()
    let screen = try Screen(world, "mynafront --lang en", columns: 80, rows: 24)
    func shown() throws -> String { try screen.lines().joined(separator: "\n") }
    try eventually("no home") { try shown().contains("Unread") }
    try screen.type(":")
    try eventually("no list of commands") { try shown().contains("Find where to go") }
    try screen.type("inbox")
    try screen.key("Enter")
    try eventually("no notices") { try shown().contains("Notices: 200") }
    try eventually("not said", tries: 4000) { try shown().contains("your log-in has ended") }
    #expect(try shown().contains("Notices: 200"), "what was there stays")
    try screen.key("End")
    try eventually("no way on") { try screen.focused().contains("Log in again") }
    try screen.key("Enter")
    try eventually("no PIN") { try shown().contains("PIN for user authentication") }
    try screen.type("1234")
    try screen.key("Enter")
    try eventually("not there again") {
      try shown().contains("You are logged in") && shown().contains("Practice: Notices")
    }
    try screen.type("q")
  }
}

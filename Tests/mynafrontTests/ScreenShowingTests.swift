import Domain
import Screens
import TestKit
import Testing

@testable import mynafront

/// `screens show` shows what a face would: with the same width, the same verbosity, the same readings.
@Suite struct ScreenShowingTests {
  private func lines(_ name: String, _ options: [String: String]) throws -> [String] {
    let setup = Setup(options: options, withoutConfiguration: Problem(.internalFault))
    let texts = ScreenLibrary(
      screens: TestTexts.screens, content: TestTexts.content, locale: .ja, calls: TestTexts.calls,
      showsReadings: options["yomi"] != nil)
    let showing = try ScreenShowing(
      Invocation(line: ArgumentsAndOptions(arguments: [name], options: options), texts: texts, setup: setup))
    return showing.lines(try showing.pages(texts)).map(\.text)
  }

  @Test func spokenLinesAreBrokenOnlyToASizeThatIsGiven() throws {
    let whole = try lines("notice", ["state": "plain", "linear": "yes"])
    #expect(whole.contains { CellWidth.of($0) > 39 })
    let broken = try lines("notice", ["state": "plain", "linear": "yes", "size": "40x15"])
    #expect(broken.allSatisfy { CellWidth.of($0) <= 39 })
    #expect(broken.joined() == whole.joined())
    // At most 80 columns, as on a wide terminal.
    #expect(
      try lines("notice", ["state": "plain", "linear": "yes", "size": "200x24"]).allSatisfy { CellWidth.of($0) <= 79 })
  }

  @Test func howMuchIsSaidFollowsVerbosity() throws {
    let brief = try lines("notices", ["state": "some", "linear": "yes", "verbosity": "brief"])
    let usual = try lines("notices", ["state": "some", "linear": "yes"])
    let full = try lines("notices", ["state": "some", "linear": "yes", "verbosity": "full"])
    #expect(brief.joined().count < usual.joined().count && usual.joined().count < full.joined().count)
  }

  @Test func aWindowThatIsTooSmallSaysSo() throws {
    let small = try lines("home", ["state": "full", "size": "29x8"])
    #expect(small.joined().replacing(" ", with: "").contains("小さすぎます"), "\(small)")
    for size in ["1x1", "2x1", "1x300", "30x7", "500x1"] {
      let parts = size.split(separator: "x").compactMap { Int($0) }
      let shown = try lines("home", ["state": "full", "size": size])
      #expect(shown.filter { !$0.isEmpty }.allSatisfy { CellWidth.of($0) <= max(2, parts[0]) }, "\(size): \(shown)")
      #expect(shown.count <= parts[1] + 2, "\(size): \(shown)")
    }
  }

  @Test(arguments: [
    "500x301", "501x24", "0x24", "80", "80x", "80x24x1", "-1x5", "axb", "80xx24", "ax80x24", "80x24x", "+80x24",
  ])
  func aSizeThatThereIsNotNamesThoseThereAre(size: String) throws {
    let failure = #expect(throws: Failure.self) { try lines("home", ["state": "full", "size": size]) }
    guard case .misuse(_, let places)? = failure else { return #expect(Bool(false), "not a misuse") }
    #expect(places["allowed"] == "1x1-500x300")
  }
}

import Domain
import Foundation
import Screens
import TestKit
import Testing

/// How each screen looks and how it sounds, in each of its states.
@Suite struct GalleryTests {
  static let small = Size(rows: 15, columns: 40)
  static let usual = Size(rows: 24, columns: 80)
  /// Screens that are looked at in all languages, and not only heard.
  static let main = [
    "start.practice", "login.asking", "login.last-try", "home.full", "home.part-failed", "notices.some", "notice.plain",
    "todo.some", "applications.some", "application.correct", "menu.in", "help.keys", "problem.pin-wrong",
  ]

  static func painted(_ page: Page, _ size: Size, _ locale: Screens.Locale = .ja) -> String {
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: size))
    return page.paint(in: size, viewport, FrameWords(TestTexts.library(locale))).text
  }

  static func spoken(_ page: Page, _ locale: Screens.Locale = .ja) -> String {
    let script = page.read(SpokenWords(TestTexts.library(locale)))
    return ([script.heading] + script.lines.map(\.text) + [script.question(TestTexts.library(locale))])
      .joined(separator: "\n")
  }

  @Test(arguments: TestTexts.states)
  func everyScreenLooksAndSoundsAsItsGoldens(state: String) throws {
    let page = try TestTexts.page(state)
    let directory = goldens()
    expectGolden(Self.painted(page, Self.usual), "\(state).80x24", in: directory)
    expectGolden(Self.painted(page, Self.small), "\(state).40x15", in: directory)
    expectGolden(Self.spoken(page), "\(state).linear", in: directory)
  }

  @Test(arguments: TestTexts.states, [Screens.Locale.easy, .en])
  func everyScreenSpeaksEveryLanguage(state: String, locale: Screens.Locale) throws {
    let page = try TestTexts.page(state, locale)
    expectGolden(Self.spoken(page, locale), "\(state).linear.\(locale.name)", in: goldens())
  }

  @Test(arguments: main, [Screens.Locale.easy, .en])
  func theMainScreensAreShownInEveryLanguage(state: String, locale: Screens.Locale) throws {
    let page = try TestTexts.page(state, locale)
    expectGolden(Self.painted(page, Self.usual, locale), "\(state).80x24.\(locale.name)", in: goldens())
  }
}

/// What the fixtures of `screens/states` hold.
@Suite struct FixtureTests {
  @Test func everyScreenHasAState() {
    let named = Set(TestTexts.states.map { String($0.prefix { $0 != "." }) })
    #expect(ScreenGallery.names(TestTexts.resources).filter { !named.contains($0) } == [])
    #expect(TestTexts.states.count >= 40)
  }

  @Test(arguments: TestTexts.states)
  func aFixtureHasAResultWhereItsScreenHasACall(state: String) throws {
    let value = try JSONReader.read(
      [UInt8](Data(contentsOf: URL(filePath: "\(TestTexts.screens)/states/\(state).json"))))
    let name = String(state.prefix { $0 != "." })
    let library = TestTexts.library()
    if try library.form(name) != nil { return }
    let call = try library.screen(name).source.flatMap { library.description(of: CallName($0.text)) }
    if call?.isOperation == true {
      // Before its end an operation has no result, or a part of it.
      #expect((value.at("facts.done") == nil) || value["result"] != nil)
    } else {
      #expect((call == nil) == (value["result"] == nil), "a screen with a call has a result, the others have none")
    }
  }

  /// A word that the gallery does not know would otherwise be a page that waits.
  @Test func aFixtureThatCannotBeShownAsItSaysIsNotShown() throws {
    let directory = try ScratchDirectory()
    try directory.write("screens/states/start.bad.json", "{\"sesion\": {\"loggedIn\": true}}")
    let place = "screens/states/start.bad.json:1:2: unknown key 'sesion'; did you mean 'session'?"
    #expect(throws: Problem(.screenBroken, facts: [("place", .text(place))])) {
      try ScreenGallery.page("start", state: "bad", directory.path, TestTexts.library())
    }
  }

  @Test func noGoldenIsLeftOverFromAStateThatIsGone() throws {
    let expected = Set(
      TestTexts.states.flatMap { state in
        ["80x24", "40x15", "linear", "linear.easy", "linear.en"].map { "\(state).\($0).txt" }
      } + GalleryTests.main.flatMap { state in ["easy", "en"].map { "\(state).80x24.\($0).txt" } })
    let there = try FileManager.default.contentsOfDirectory(atPath: goldens()).filter { $0.hasSuffix(".txt") }
    #expect(there.filter { !expected.contains($0) } == [])
  }

  @Test func theGalleryNamesWhatItCannotShow() throws {
    #expect(throws: Problem(.screenBroken, facts: [("place", "screens/nowhere.yaml:1:1: there is no such screen")])) {
      try TestTexts.page("nowhere.some")
    }
    #expect(throws: Problem(.screenBroken, facts: [("place", "screens/states/home.missing.json:1:1: no such state")])) {
      try TestTexts.page("home.missing")
    }
  }
}

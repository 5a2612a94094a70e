import Screens
import Terminal
import TestKit
import Testing

/// What can be known of the faces without a terminal.
@Suite struct FaceTests {
  @Test(
    arguments: [
      ("xterm-256color", true), ("xterm-mono", true), ("vt100", true), ("linux", true), ("screen-256color", true),
      ("tmux-256color", true), ("dumb", false), ("no-such-terminal", false), ("", false), (nil, false),
    ] as [(String?, Bool)])
  func aFullScreenNeedsATerminalThatIsKnown(term: String?, can: Bool) {
    #expect(FullScreen.canShow(on: term) == can)
  }

  /// TUI-15: the hint for help is the last thing to be cut.
  @Test(arguments: Screens.Locale.complete, [30, 38, 40, 60, 78, 79, 80, 200])
  func theHintForHelpIsSeenAtEveryWidth(locale: Screens.Locale, columns: Int) throws {
    let words = FrameWords(TestTexts.library(locale))
    #expect(CellWidth.of(words.shortHint) <= 38 && CellWidth.of(words.longHint) <= 78)
    #expect(CellWidth.of(words.shortFieldHint) <= 38 && CellWidth.of(words.longFieldHint) <= 78)
    #expect(words.shortFieldHint.hasPrefix("F1:") && words.longFieldHint.hasPrefix("F1:"))
    let page = try TestTexts.page("home.full", locale)
    let last = page.paint(in: Size(rows: 12, columns: columns), Viewport(), words).rows[11].map(\.text).joined()
    #expect(last.hasPrefix("?:") && last.contains("q:"))
    // Where the page begins in a field, those keys would be typed into it.
    let form = try TestTexts.page("sign-document.file", locale)
    let keys = form.paint(in: Size(rows: 12, columns: columns), Viewport(), words).rows[11].map(\.text).joined()
    #expect(keys.hasPrefix("F1:"))
  }

  @Test func theTitleOfTheWindowSaysWhereOneIs() throws {
    let page = try TestTexts.page("notices.some")
    let grid = page.paint(in: Size(rows: 24, columns: 80), Viewport(), FrameWords(TestTexts.library()))
    #expect(grid.windowTitle == "お知らせ - マイナポータル")
  }
}

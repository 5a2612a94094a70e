import Domain
import Screens
import TestKit
import Testing

/// Rows of lists in terminals of any width: no fact of a row is lost without a mark.
@Suite struct RowLayoutTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let state: String
    let locale: Screens.Locale
    let columns: Int
    var testDescription: String { "\(state) \(locale.name) \(columns)" }
  }
  static let cases = TestTexts.states.filter {
    ["home.", "notices.", "todo.", "applications."].contains(where: $0.hasPrefix)
  }.flatMap { state in
    Screens.Locale.complete.flatMap { locale in
      [80, 60, 40, 30].map { Case(state: state, locale: locale, columns: $0) }
    }
  }

  /// The lines of each row that is here, by list.
  static func rows(_ page: Page, columns: Int, rows height: Int = 400) -> [(
    row: Page.Row, isWhole: Bool, lines: [String]
  )] {
    let layout = page.laidOut(in: Size(rows: height, columns: columns))
    let words = FrameWords(TestTexts.library())
    var found: [(Page.Row, Bool, [String])] = []
    for block in page.blocks {
      guard case .list(let list) = block.content else { continue }
      for index in 0..<list.total {
        guard let row = list.rows[index] else { continue }
        var viewport = Viewport()
        viewport.settle(on: layout)
        viewport.put(.row(block.id, index), on: layout)
        let grid = layout.paint(viewport, words)
        let lines = grid.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let first = grid.cursorRow
        viewport.move(.next, on: layout)
        let next = layout.paint(viewport, words).cursorRow
        let isWhole = !list.isWindow || list.rows.count == list.total
        found.append(
          (row, isWhole, next > first ? Array(lines[first..<next]) : Array(lines[first...].prefix { $0 != "" })))
      }
    }
    return found
  }

  private static func squeezed(_ text: String) -> String { text.filter { $0 != " " } }

  @Test(arguments: cases)
  func noFactOfARowIsLostWithoutAMark(of example: Case) throws {
    for (row, isWhole, lines) in Self.rows(try TestTexts.page(example.state, example.locale), columns: example.columns)
    {
      let shown = Self.squeezed(lines.joined())
      #expect(Self.squeezed(lines[0]).hasPrefix(Self.squeezed(CellWidth.cut(row.name.text, to: 8, mark: ""))))
      let lost = ([row.name] + row.details).filter { !shown.contains(Self.squeezed($0.text)) }
      if isWhole {
        #expect(lost.isEmpty, "\(lines)")
      } else if lost.contains(row.name) {
        #expect(lines[0].contains(".."), "\(lines)")
      }
      if lost.contains(where: { $0 != row.name }) {
        #expect(lines.last(where: { $0 != "" })?.hasSuffix("..") == true, "\(lines)")
      }
    }
  }

  @Test(
    arguments: [
      (["未読", "サンプル市", "2026年11月19日"], 80, "未読 サンプル市 2026年11月19日"),
      (["未読", "マイナポータル（サンプル）", "2026年11月19日"], 80, "未読 マイナポータル（サンプル） .."),
      (["とても長い送り主の名前がここに入りきらないとき"], 80, "とても長い送り主の名前がここに入りき.."),
      (["とても長い送り主の名前がここに入りきらないとき", "2026年11月19日"], 80, "とても長い送り主の名前がここに入りき.."),
      (["未読", "マイナポータル（サンプル）の相談窓口"], 40, "未読 .."), (["サンプル市"], 40, "サンプル市"),
    ] as [([String], Int, String)])
  func whatAWindowHasNoRoomForIsMarked(details: [String], columns: Int, shown: String) throws {
    let row = Page.Row(
      id: "items/n", name: TerminalSafe(line: "お知らせ"), details: details.map { TerminalSafe(line: $0) }, action: .none)
    let page = Page(
      screen: "test", title: TerminalSafe(line: "試し"),
      blocks: [
        Page.Block(
          "items", .list(Page.RowList(total: 1000, rows: [0: row], isWindow: true, none: TerminalSafe(line: "なし"))))
      ])
    let lines = page.paint(in: Size(rows: 24, columns: columns), Viewport(), FrameWords(TestTexts.library())).text
      .split(separator: "\n").map(String.init)
    #expect((columns == 80 ? lines[1] : lines[2]).hasSuffix(" " + shown), "\(lines.prefix(3))")
  }

  @Test func aRowIsNeverTallerThanTheScreen() throws {
    let long = TerminalSafe(line: String(repeating: "長い名前です。", count: 200))
    let row = Page.Row(id: "items/n", name: long, details: [TerminalSafe(line: "未読")], action: .none)
    let page = Page(
      screen: "test", title: TerminalSafe(line: "試し"),
      blocks: [
        Page.Block(
          "items", .list(Page.RowList(total: 1, rows: [0: row], isWindow: false, none: TerminalSafe(line: "なし"))))
      ])
    for size in [Viewport.smallest, Size(rows: 15, columns: 40), Size(rows: 24, columns: 80)] {
      var viewport = Viewport()
      viewport.settle(on: page.laidOut(in: size))
      let lines = page.paint(in: size, viewport, FrameWords(TestTexts.library())).text.split(separator: "\n")
      #expect(lines[2].hasPrefix("長い名前です。") || lines[1].hasPrefix("長い名前です。"))
      #expect(lines.contains { $0.hasSuffix(" ..") })
      #expect(lines.allSatisfy { CellWidth.of(String($0)) <= size.columns })
    }
  }
}

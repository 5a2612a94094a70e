import Domain
import TestKit
import Testing

@testable import Screens

/// Few rows with the same columns: beside each other for who looks, each cell with its column for who listens.
@Suite struct TableTests {
  private static func cell(_ text: String) -> TerminalSafe { TerminalSafe(line: text) }
  static let table = Page.Table(
    summary: cell("2行の表: 状態、日時"), columns: ["状態", "日時"].map(cell),
    rows: [["到達", "11月9日"].map(cell), ["審査中（担当の課）", "11月10日"].map(cell)])

  @Test func cellsStandUnderTheNameOfTheirColumn() {
    #expect(
      TableLayout.lines(of: Self.table, width: 80).map { String(repeating: " ", count: $0.indent) + $0.text } == [
        "  状態                日時", "  到達                11月9日", "  審査中（担当の課）  11月10日",
      ])
  }

  /// The widest that still fits, and one column less.
  @Test(arguments: [(31, 3), (30, 4)]) func whatDoesNotFitStandsRowAfterRow(_ example: (width: Int, lines: Int)) {
    let lines = TableLayout.lines(of: Self.table, width: example.width)
    #expect(lines.count == example.lines)
    #expect(lines.allSatisfy { $0.indent + CellWidth.of($0.text) < example.width })
    if example.lines == 4 {
      #expect(lines.map(\.text) == ["到達", "日時: 11月9日", "審査中（担当の課）", "日時: 11月10日"])
    }
  }

  @Test func aLongLastColumnIsBrokenWithinItself() {
    var table = Self.table
    table.columns.append(Self.cell("説明"))
    table.rows[0].append(Self.cell("なし"))
    table.rows[1].append(Self.cell("勤務証明書の期間が読み取れません。"))
    let lines = TableLayout.lines(of: table, width: 60).map { String(repeating: " ", count: $0.indent) + $0.text }
    #expect(
      lines == [
        "  状態                日時      説明", "  到達                11月9日   なし",
        "  審査中（担当の課）  11月10日  勤務証明書の期間が読み取れ",
        "                                ません。",
      ])
    #expect(TableLayout.lines(of: table, width: 50).count == 6, "too little room for a sentence: row after row")
  }

  @Test func theRestOfANameDoesNotLookLikeAnotherRow() {
    let lines = TableLayout.lines(of: Self.table, width: 18)
    #expect(lines.map(\.indent) == [2, 4, 2, 6, 4, 8])
  }

  @Test(arguments: [10, 20, 39, 79]) func nothingIsLostAtAnyWidth(width: Int) {
    let all = TableLayout.lines(of: Self.table, width: width).map(\.text).joined()
    for row in Self.table.rows {
      for cell in row { #expect(all.filter { $0 != " " }.contains(cell.text.filter { $0 != " " })) }
    }
  }

  @Test func aRowIsHeardWithTheNamesOfItsColumns() throws {
    var page = Page(screen: "x", title: Self.cell("表"))
    page.blocks = [Page.Block("history", .table(Self.table))]
    let script = page.read(SpokenWords(TestTexts.library()))
    #expect(
      script.lines.map(\.text) == ["2行の表: 状態、日時", "到達。日時: 11月9日。", "審査中（担当の課）。日時: 11月10日。"])
    #expect(script.choices.isEmpty)
  }

  /// Two rows may say the same: each is a line of its own all the same.
  @Test func aRowThatIsAddedIsTheDifference() {
    func script(_ rows: [[TerminalSafe]]) -> Script {
      var table = Self.table
      table.rows = rows
      var page = Page(screen: "x", title: Self.cell("表"))
      page.blocks = [Page.Block("history", .table(table))]
      return page.read(SpokenWords(TestTexts.library()))
    }
    let row = Self.table.rows[0]
    #expect(script([row, row]).lines(since: script([row])).map(\.text) == ["到達。日時: 11月9日。"])
  }

  @Test func anEmptyCellIsSaid() throws {
    let page = try TestTexts.page("application.review")
    let table = page.blocks.compactMap { if case .table(let table) = $0.content { table } else { nil } }.first
    #expect(try #require(table).rows[0].map(\.text).last == "なし")
  }
}

import Domain
import Screens
import TestKit
import Testing

/// Moving about, on pages made for the purpose.
@Suite struct ViewportTests {
  static let words = FrameWords(TestTexts.library())
  static let size = Size(rows: 24, columns: 80)

  static func choice(_ id: String) -> Page.Block {
    Page.Block(ElementID(id), .choice(TerminalSafe(line: "選択 " + id), .verb("stay")))
  }

  static func rows(_ indexes: [Int], total: Int, prefix: String = "n") -> Page.Block {
    let rows = Dictionary(
      uniqueKeysWithValues: indexes.map { index in
        (
          index,
          Page.Row(
            id: ElementID("items/\(prefix)\(index)"), name: TerminalSafe(line: "お知らせ \(index + 1)"), details: [],
            action: .verb("stay"))
        )
      })
    return Page.Block(
      "items", .list(Page.RowList(total: total, rows: rows, isWindow: true, none: TerminalSafe(line: "なし"))))
  }

  static func page(_ blocks: [Page.Block]) -> Page {
    Page(screen: "test", title: TerminalSafe(line: "試し"), blocks: blocks)
  }

  @Test(arguments: [size, Size(rows: 15, columns: 40)])
  func aListOfAHundredThousandRowsCostsNoMoreThanATenth(size: Size) {
    let total = 100_000
    let page = Self.page([
      Self.choice("a"), Self.rows(Array(0..<50) + Array(500..<550), total: total), Self.choice("z"),
    ])
    let height = size.columns >= 60 ? 1 : 2
    let inSight = (size.rows - 4) / height
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: size))
    #expect(viewport.focus == .element("a"))
    viewport.move(.nextField, on: page.laidOut(in: size))
    #expect(viewport.focus == .row("items", 0))
    viewport.move(.pageDown, on: page.laidOut(in: size))
    guard case .row(_, let second)? = viewport.focus else { return }
    #expect((inSight - 1...inSight + 1).contains(second))
    viewport.move(.last, on: page.laidOut(in: size))
    #expect(viewport.focus == .element("z"))
    viewport.move(.previous, on: page.laidOut(in: size))
    #expect(viewport.focus == .row("items", total - 1))
    var grid = page.paint(in: size, viewport, Self.words)
    #expect(grid.rows[grid.cursorRow].first?.text == Self.words.loadingRow)
    #expect(grid.rows.count { $0.first?.text == Self.words.loadingRow } <= 2, "a reader would say it for each row")
    // What is asked for is what is in sight and one screen around it, and only what is missing.
    let missing = viewport.missingRows(on: page.laidOut(in: size)).map(\.1)
    #expect(missing.last == total - 1)
    #expect(missing.count <= 3 * inSight + 3)
    #expect(missing == Array((total - missing.count)..<total))
    viewport.move(.pageUp, on: page.laidOut(in: size))
    guard case .row(_, let above)? = viewport.focus else { return }
    #expect(above < total - 1 && above >= total - 2 - inSight)
    viewport.move(.first, on: page.laidOut(in: size))
    #expect(viewport.focus == .element("a") && viewport.top == 0)
    #expect(viewport.missingRows(on: page.laidOut(in: size)).isEmpty)
    viewport.put(.row("items", 520), on: page.laidOut(in: size))
    #expect(viewport.missingRows(on: page.laidOut(in: size)).map(\.1).allSatisfy { !(500..<550).contains($0) })
    grid = page.paint(in: size, viewport, Self.words)
    #expect(grid.rows[grid.cursorRow].first?.text.hasPrefix("お知らせ 521") == true)
  }

  @Test func theFocusFollowsItsRowAndStaysInTheList() {
    var viewport = Viewport()
    let before = Self.page([Self.rows(Array(0..<5), total: 5)])
    viewport.settle(on: before.laidOut(in: Self.size))
    viewport.put(.row("items", 2), on: before.laidOut(in: Self.size))
    // A new notice on top: what was the third is the fourth now.
    var after = before
    if case .list(var list) = before.blocks[0].content {
      list.rows = Dictionary(uniqueKeysWithValues: list.rows.map { ($0.key + 1, $0.value) })
      list.rows[0] = Page.Row(id: "items/new", name: TerminalSafe(line: "新"), details: [], action: .none)
      list.total = 6
      after.blocks[0].content = .list(list)
    }
    viewport.settle(on: after.laidOut(in: Self.size))
    #expect(viewport.focus == .row("items", 3))
    viewport.settle(on: Self.page([Self.rows([0, 1], total: 2, prefix: "other")]).laidOut(in: Self.size))
    #expect(viewport.focus == .row("items", 1))
    viewport.settle(on: Self.page([Self.choice("a")]).laidOut(in: Self.size))
    #expect(viewport.focus == .element("a"))
  }

  @Test func theFocusStaysOnItsElementWhateverComesAboveIt() {
    var viewport = Viewport()
    func settle(_ ids: [String]) { viewport.settle(on: Self.page(ids.map(Self.choice)).laidOut(in: Self.size)) }
    settle(["b"])
    settle(["a", "b"])
    #expect(viewport.focus == .element("b"), "also when nobody has moved it")
    settle(["0", "a", "b", "c"])
    #expect(viewport.focus == .element("b"))
    settle([])
    settle(["0", "a", "b", "c"])
    #expect(viewport.focus == .element("b"), "it finds its place again")
    settle(["0", "a", "x", "y", "c"])
    #expect(viewport.focus == .element("x"), "what came in its place")
    settle(["0", "a", "c"])
    #expect(viewport.focus == .element("c"), "the next thing")
    settle(["0", "a"])
    #expect(viewport.focus == .element("a"), "the last thing")
    settle(["new"])
    #expect(viewport.focus == .element("new"))
  }

  /// After the consent to the last try the field for the PIN comes onto the same screen.
  @Test func theFieldForThePINHasTheFocusAlsoAfterTheConsentToTheLastTry() {
    var viewport = Viewport()
    let consent = Self.page([Self.choice("refuse"), Self.choice("consent")])
    viewport.settle(on: consent.laidOut(in: Self.size))
    viewport.move(.next, on: consent.laidOut(in: Self.size))
    #expect(viewport.focus == .element("consent") && viewport.hasMoved)
    viewport.settle(on: Self.page([Self.choice("cancel")]).laidOut(in: Self.size))
    #expect(viewport.focus == .element("cancel"))
    let secret = Page.Block(
      "pin", .secret(Page.SecretField(label: TerminalSafe(line: "暗証番号"), hint: nil, kind: .authentication)))
    let asking = Self.page([secret, Self.choice("cancel")]).laidOut(in: Self.size)
    viewport.settle(on: asking)
    #expect(viewport.focus == .element("pin"))
    #expect(!viewport.hasMoved, "what came there by itself is not what the person went to")
  }

  @Test func wordsCanHaveTheCursorWhileTheFocusStays() {
    var page = Self.page([Self.choice("a"), Self.choice("b")])
    page.outcome = TerminalSafe(line: "済みました。")
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: Self.size))
    viewport.readsWords = true
    let grid = page.paint(in: Self.size, viewport, Self.words)
    #expect(grid.cursorRow == 22 && grid.cursorColumn == 0 && viewport.focus == .element("a"))
    page.outcome = nil
    #expect(page.paint(in: Self.size, viewport, Self.words).cursorRow == 2, "there is nothing to be read")
  }

  @Test func theLineOfKeysIsThatOfTheFieldWhileOneTypes() throws {
    let page = try TestTexts.page("notices.some")
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: Self.size))
    #expect(page.paint(in: Self.size, viewport, Self.words).rows[23].map(\.text) == [Self.words.longHint])
    viewport.put(.element("field.search"), on: page.laidOut(in: Self.size))
    #expect(
      page.paint(in: Self.size, viewport, Self.words).rows[23].map(\.text) == [Self.words.longHint],
      "a reader that compares screens would say the keys instead of the field")
    viewport.typed["field.search"] = "転"
    #expect(page.paint(in: Self.size, viewport, Self.words).rows[23].map(\.text) == [Self.words.longFieldHint])
    let narrow = Size(rows: 15, columns: 40)
    #expect(page.paint(in: narrow, viewport, Self.words).rows[14].map(\.text) == [Self.words.shortFieldHint])
  }

  @Test func resizingKeepsTheFocusAndWhatWasTyped() throws {
    let page = try TestTexts.page("notices.some")
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: Self.size))
    viewport.put(.element("field.search"), on: page.laidOut(in: Self.size))
    viewport.typed["field.search"] = "納税"
    for (rows, columns) in [(15, 50), (12, 40), (8, 30), (3, 10), (60, 200), (24, 80)] {
      let size = Size(rows: rows, columns: columns)
      viewport.settle(on: page.laidOut(in: size))
      #expect(viewport.focus == .element("field.search") && viewport.typed["field.search"] == "納税")
      if columns >= 30, rows >= 8 {
        let grid = page.paint(in: size, viewport, Self.words)
        #expect(grid.rows[grid.cursorRow].map(\.text).joined().hasSuffix("納税"))
        #expect(grid.cursorColumn == CellWidth.of("探す言葉: 納税"))
      }
    }
  }

  @Test(
    arguments: [
      ("ふるさと", nil), ("納付書", Focus.row("items", 0)), ("サンプル県税", .row("items", 3)), ("探す言葉", .element("field.search")),
      ("全部で", .text("notices.count", 0)), ("ＳＡＭＰＬＥ", nil),
    ] as [(String, Focus?)])
  func wordsAreFoundWhereverTheyStand(words: String, place: Focus?) throws {
    let page = try TestTexts.page("notices.some")
    #expect(page.laidOut(in: Self.size).find(words, from: nil, forward: true) == place)
    #expect(page.laidOut(in: Self.size).find(words, from: nil, forward: false) == place)
  }

  @Test func searchGoesOnAndRoundAndOverLineEnds() throws {
    let page = try TestTexts.page("notice.long")
    let first = try #require(page.laidOut(in: Self.size).find("第2条", from: nil, forward: true))
    #expect(page.laidOut(in: Self.size).find("第2条", from: first, forward: true) == first)
    // 「サンプル」 is the end of one line, 「です」 the beginning of the next.
    let broken = try #require(page.laidOut(in: Self.size).find("サンプルです", from: nil, forward: true))
    let next = try #require(page.laidOut(in: Self.size).find("サンプルです", from: broken, forward: true))
    #expect(next != broken)
    #expect(page.laidOut(in: Self.size).find("サンプルです", from: next, forward: false) == broken)
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: Self.size))
    viewport.put(next, on: page.laidOut(in: Self.size))
    let grid = page.paint(in: Self.size, viewport, Self.words)
    #expect(grid.rows[grid.cursorRow].map(\.text).joined().contains("サンプル"))
  }

  @Test func anEmptyPageHasNoFocusAndNoTrap() {
    let page = Self.page([])
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: Self.size))
    for move in [Viewport.Move.next, .previous, .pageDown, .pageUp, .first, .last, .nextField, .previousField] {
      let moved = viewport.move(move, on: page.laidOut(in: Self.size))
      #expect(!moved)
    }
    #expect(viewport.focus == nil)
    #expect(page.paint(in: Self.size, viewport, Self.words).text.hasPrefix("試し"))
  }

  @Test func aSecretNeverShowsWhatItIs() throws {
    let page = try TestTexts.page("login.asking")
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: Self.size))
    #expect(page.secret(at: viewport.focus) != nil)
    viewport.typed["secret.auth"] = "1234"
    #expect(!page.paint(in: Self.size, viewport, Self.words).text.contains("1234"))
  }

  @Test(arguments: [
    (80, "サンプル 太郎さん、ログインしました。2026年11月20日（金）15時30分まで続きます。"),
    (60, "サンプル 太郎さん、ログインしました。"), (30, "サンプル 太郎さん、ログイン.."),
  ])
  func anOutcomeIsCutAtTheEndOfASentence(columns: Int, shown: String) {
    var page = Self.page([Self.choice("a")])
    page.outcome = TerminalSafe(line: "サンプル 太郎さん、ログインしました。2026年11月20日（金）15時30分まで続きます。")
    let grid = page.paint(in: Size(rows: 10, columns: columns), Viewport(), Self.words)
    #expect(grid.rows[8].map(\.text) == [shown])
  }
}

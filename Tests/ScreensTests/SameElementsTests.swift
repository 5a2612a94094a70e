import Domain
import Screens
import TestKit
import Testing

/// One page, two voices: nobody gets less. And in the full screen nothing is out of reach.
@Suite struct SameElementsTests {
  static let sizes = [
    Size(rows: 24, columns: 80), Size(rows: 20, columns: 60), Size(rows: 12, columns: 40), Size(rows: 60, columns: 200),
    Viewport.smallest,
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    let state: String
    let locale: Screens.Locale
    var testDescription: String { "\(state) \(locale.name)" }
  }
  static let cases = TestTexts.states.flatMap { state in Screens.Locale.complete.map { Case(state: state, locale: $0) }
  }

  /// Walking through every page in every language at every size would take half a minute: the size matters in one language, the
  /// language in two sizes.
  static let walks =
    TestTexts.states.map { Case(state: $0, locale: .ja) }
    + GalleryTests.main.flatMap { state in [.easy, .en].map { Case(state: state, locale: $0) } }

  /// What can be chosen or filled in, in reading order.
  static func interactive(_ page: Page) -> [Focus] {
    page.blocks.flatMap { block -> [Focus] in
      switch block.content {
      case .choice, .field, .secret: [.element(block.id)]
      case .list(let list): (0..<list.total).map { .row(block.id, $0) }
      default: []
      }
    }
  }

  /// A copy with windows cut to what a person may walk through in a test.
  static func walkable(_ page: Page) -> Page {
    var page = page
    for index in page.blocks.indices {
      if case .list(var list) = page.blocks[index].content, list.total > 40 {
        list.total = 40
        page.blocks[index].content = .list(list)
      }
    }
    return page
  }

  @Test(arguments: cases)
  func bothVoicesOfferTheSameElements(of example: Case) throws {
    let page = try TestTexts.page(example.state, example.locale)
    let library = TestTexts.library(example.locale)
    let script = page.read(SpokenWords(library))
    let spoken = Set(script.lines.map(\.id))
    for block in page.blocks {
      if case .list(let list) = block.content, list.total > 0 {
        for index in 0..<min(list.total, Page.rowsAtATime) where list.rows[index] != nil {
          #expect(spoken.contains(list.rows[index]!.id), "row \(index) of \(block.id)")
        }
      } else {
        #expect(spoken.contains(block.id), "\(block.id)")
      }
    }
    for size in Self.sizes {
      var viewport = Viewport()
      viewport.settle(on: page.laidOut(in: size))
      #expect(viewport.focus != nil || page.elements.isEmpty || page.isIncomplete)
    }
    // Each number leads to one thing, and every name that can be chosen is among the lines.
    #expect(Set(script.choices.map(\.number)).count == script.choices.count)
    for choice in script.choices { #expect(script.choice(for: String(choice.number)) == choice) }
  }

  @Test(arguments: walks)
  func everythingIsReachedAndTheCursorStandsOnIt(of example: Case) throws {
    let page = Self.walkable(try TestTexts.page(example.state, example.locale))
    let words = FrameWords(TestTexts.library(example.locale))
    let sizes = example.locale == .ja && example.state != "notice.long" ? Self.sizes : [Self.sizes[0], Self.sizes[2]]
    for size in sizes {
      // Down alone.
      var viewport = Viewport()
      viewport.settle(on: page.laidOut(in: size))
      viewport.move(.first, on: page.laidOut(in: size))
      var down: [Focus] = [viewport.focus].compactMap { $0 }
      try look(page, viewport, size, words)
      while viewport.move(.next, on: page.laidOut(in: size)) {
        down.append(viewport.focus!)
        try look(page, viewport, size, words)
        try #require(down.count < 5000)
      }
      let wanted = Self.interactive(page)
      #expect(down.filter { wanted.contains($0) } == wanted, "\(size.columns)x\(size.rows): by Down")
      // Up goes back the same way.
      var up: [Focus] = [viewport.focus].compactMap { $0 }
      while viewport.move(.previous, on: page.laidOut(in: size)) {
        up.append(viewport.focus!)
        try look(page, viewport, size, words)
      }
      #expect(up == down.reversed(), "\(size.columns)x\(size.rows): by Up")
      // Tab: every element, and the first row of every list; then round.
      let stops = wanted.filter { if case .row(_, let index) = $0 { index == 0 } else { true } }
      var tabbed: Set<Focus> = []
      for _ in 0...stops.count {
        viewport.move(.nextField, on: page.laidOut(in: size))
        try look(page, viewport, size, words)
        if let focus = viewport.focus { tabbed.insert(focus) }
      }
      #expect(stops.filter { !tabbed.contains($0) } == [], "\(size.columns)x\(size.rows): by Tab")
      var backTabbed: Set<Focus> = []
      for _ in 0...stops.count {
        viewport.move(.previousField, on: page.laidOut(in: size))
        if let focus = viewport.focus { backTabbed.insert(focus) }
      }
      #expect(stops.filter { !backTabbed.contains($0) } == [], "\(size.columns)x\(size.rows): by Shift+Tab")
      // By pages down to the end and up to the beginning.
      viewport.move(.first, on: page.laidOut(in: size))
      var pages = 0
      while viewport.move(.pageDown, on: page.laidOut(in: size)), pages < 5000 { pages += 1 }
      #expect(viewport.focus == down.last)
      while viewport.move(.pageUp, on: page.laidOut(in: size)), pages < 10000 { pages += 1 }
      #expect(viewport.focus == down.first)
    }
  }

  /// The cursor is on the row of the focus and at the beginning of what it is; nothing is wider than the screen; nothing is drawn.
  private func look(_ page: Page, _ viewport: Viewport, _ size: Size, _ words: FrameWords) throws {
    let grid = page.paint(in: size, viewport, words)
    // Plain conditions: #expect would take most of the test's time here.
    var faults: [String] = grid.rows.count == size.rows ? [] : ["the grid has \(grid.rows.count) rows"]
    for row in grid.rows {
      var end = 0
      for piece in row {
        if piece.column < end { faults.append("'\(piece.text)' overlaps") }
        end = piece.column + CellWidth.of(piece.text)
        if end > size.columns { faults.append("'\(piece.text)' is wider than the screen") }
        if piece.text.unicodeScalars.contains(where: Self.isDrawing) { faults.append("'\(piece.text)' draws") }
      }
    }
    if !faults.isEmpty { Issue.record("\(faults)") }
    guard let focus = viewport.focus else { return }
    try #require((2..<(size.rows - 2)).contains(grid.cursorRow), "the cursor is in the frame")
    #expect((0..<size.columns).contains(grid.cursorColumn))
    let line = grid.rows[grid.cursorRow].map(\.text).joined()
    let name = Self.name(of: focus, on: page)
    if let name {
      let seen = CellWidth.cut(name, to: 8, mark: "")
      let shown = line.drop { $0 == " " }
      #expect(shown.hasPrefix(seen) || line.hasPrefix(words.loadingRow), "'\(line)' begins with '\(seen)'")
      #expect(grid.cursorColumn < 40 || page.field(at: focus) != nil || page.secret(at: focus) != nil)
    }
  }

  private static func name(of focus: Focus, on page: Page) -> String? {
    switch focus {
    case .element(let id):
      for block in page.blocks where block.id == id {
        switch block.content {
        case .choice(let text, _): return text.text
        case .field(let field): return field.label.text
        case .secret(let secret): return secret.label.text
        default: return nil
        }
      }
      return nil
    case .row(let list, let index): return page.rowList(list)?.rows[index]?.name.text
    case .text: return nil
    }
  }

  private static func isDrawing(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2500...0x259F, 0x2800...0x28FF, 0xE000...0xF8FF, 0x00...0x1F, 0x7F...0x9F: true
    default: false
    }
  }

  @Test(arguments: [
    Size(rows: 7, columns: 80), Size(rows: 24, columns: 29), Size(rows: 1, columns: 1), Size(rows: 3, columns: 10),
  ])
  func aTerminalThatIsTooSmallIsToldSo(size: Size) throws {
    let page = try TestTexts.page("home.full")
    var viewport = Viewport()
    viewport.settle(on: page.laidOut(in: size))
    let grid = page.paint(in: size, viewport, FrameWords(TestTexts.library()))
    let text = grid.text.split(separator: "\n").joined()
    #expect(FrameWords(TestTexts.library()).tooSmall.hasPrefix(String(text.prefix(4))) || size.columns < 4)
    #expect(grid.rows.allSatisfy { row in row.allSatisfy { CellWidth.of($0.text) <= size.columns } })
    // Large again: everything is as it was.
    viewport.settle(on: page.laidOut(in: Self.sizes[0]))
    #expect(page.paint(in: Self.sizes[0], viewport, FrameWords(TestTexts.library())).text.contains("ホーム"))
  }
}

import Domain
import Journeys
import Screens
import TestKit
import Testing

/// The cursor of the full screen while home comes in parts and is asked for again: it never leaves what it stands on.
@Suite struct CursorTests {
  static let sizes = [Size(rows: 24, columns: 80), Size(rows: 15, columns: 40), Size(rows: 60, columns: 80)]

  /// A walk with the cursor of a terminal of this size.
  struct Looking {
    var walk: Walk
    var viewport = Viewport()
    let size: Size

    mutating func look() { viewport.settle(on: walk.page.laidOut(in: size)) }
    mutating func answer(_ number: Int, _ state: String, waitingFor parts: [String] = [], isLast: Bool = false) throws {
      guard case .object(var fields) = try TestTexts.result(state) else { return }
      for part in parts { fields[part] = .null }
      fields["waiting"] = .list(parts.map(Value.text))
      fields["problems"] = .list(
        (fields["problems"]?.list ?? []).filter { !parts.contains($0["part"]?.text ?? "") })
      walk.act(.answered(number, .object(fields), isLast: isLast))
      look()
    }
    mutating func put(_ focus: Focus) { viewport.put(focus, on: walk.page.laidOut(in: size)) }
    /// What stands in the line of the cursor.
    var line: String {
      let grid = walk.page.laidOut(in: size).paint(viewport, FrameWords(walk.library))
      return grid.rows[grid.cursorRow].map(\.text).joined()
    }
    /// The element under the cursor: a row by its own name.
    var element: ElementID? {
      guard let focus = viewport.focus else { return nil }
      switch focus {
      case .element(let id): return id
      case .row(let list, let index): return walk.page.rowList(list)?.rows[index]?.id
      case .text(let id, _): return id
      }
    }
  }

  static let parts = ["notices", "todo", "applications", "status", "delivery", "selfInfo", "proxies"]

  @Test(arguments: sizes)
  func untilTheLastPartIsThereTheCursorWaitsAboveThem(size: Size) throws {
    var it = Looking(walk: Walk(), size: size)
    let number = it.walk.act(.started(session: Walk.summary)).calls[0].number
    it.look()
    for missing in [6, 4, 2, 1] {
      try it.answer(number, "home.full", waitingFor: Array(Self.parts.prefix(missing)))
      #expect(it.viewport.focus == nil && it.viewport.top == 0)
    }
    try it.answer(number, "home.full", isLast: true)
    #expect(it.viewport.focus == .row("notices.latest", 0) || it.viewport.top == 0)
    #expect(it.viewport.focus != nil)
  }

  @Test(arguments: sizes)
  func whoMovesWhilePartsArriveStaysWhereTheyAre(size: Size) throws {
    var it = Looking(walk: Walk(), size: size)
    let number = it.walk.act(.started(session: Walk.summary)).calls[0].number
    it.look()
    try it.answer(number, "home.full", waitingFor: ["notices", "status"])
    it.put(.row("todo", 1))
    let (element, line) = (it.element, it.line)
    try it.answer(number, "home.full", waitingFor: ["status"])
    #expect(it.element == element && it.line == line)
    try it.answer(number, "home.outage", isLast: true)
    #expect(it.viewport.focus != nil)
  }

  @Test(
    arguments: sizes,
    [.row("notices.latest", 2), .element("home.notices.all"), .row("todo", 2), .element("common.refresh")] as [Focus])
  func theCursorStaysOnItsElementWhileHomeIsAskedAgain(size: Size, focus: Focus) throws {
    var it = Looking(walk: try Walk.atHome(), size: size)
    it.look()
    it.put(focus)
    let (element, line) = (it.element, it.line)
    let number = try it.walk.choose("common.refresh").calls[0].number
    it.look()
    for missing in [7, 5, 3, 1, 0] {
      // The outage comes above everything.
      guard case .object(var full) = try TestTexts.result("home.full") else { return }
      full["status"] = try TestTexts.result("home.outage")["status"]
      for part in Self.parts.prefix(missing) { full[part] = .null }
      full["waiting"] = .list(Self.parts.prefix(missing).map(Value.text))
      it.walk.act(.answered(number, .object(full), isLast: missing == 0))
      it.look()
      #expect(it.element == element && it.line == line, "\(missing) parts are missing")
    }
    #expect(it.walk.page.elements.contains("home.status.read"))
  }

  @Test(arguments: sizes)
  func whoTriesAPartAgainStaysThere(size: Size) throws {
    var it = Looking(walk: try Walk.at("home", answer: TestTexts.result("home.part-failed")), size: size)
    it.look()
    it.put(.element("retry.notices"))
    var number = try it.walk.choose("retry.notices").calls[0].number
    it.look()
    try it.answer(number, "home.part-failed", waitingFor: ["notices", "delivery", "applications"])
    #expect(it.element == "waiting.notices")
    #expect(it.line.hasPrefix("問い合わせています"))
    try it.answer(number, "home.part-failed", isLast: true)
    #expect(it.element == "retry.notices", "it failed again")
    number = try it.walk.choose("retry.notices").calls[0].number
    try it.answer(number, "home.full", waitingFor: ["notices", "applications"])
    #expect(it.element == "waiting.notices")
    try it.answer(number, "home.full", waitingFor: ["applications"])
    #expect(it.viewport.focus == .row("notices.latest", 0))
    try it.answer(number, "home.full", isLast: true)
    #expect(it.viewport.focus == .row("notices.latest", 0))
  }

  @Test func whatComesAboveDoesNotMoveTheLineThatIsRead() throws {
    let size = Size(rows: 15, columns: 80)
    var it = Looking(walk: try Walk.atHome(), size: size)
    it.look()
    it.put(.element("common.refresh"))
    let row = { (it: Looking) in
      it.walk.page.laidOut(in: size).paint(it.viewport, FrameWords(it.walk.library)).cursorRow
    }
    let before = row(it)
    let number = try it.walk.choose("common.refresh").calls[0].number
    it.look()
    guard case .object(var full) = try TestTexts.result("home.full") else { return }
    full["status"] = try TestTexts.result("home.outage")["status"]
    it.walk.act(.answered(number, .object(full), isLast: true))
    it.look()
    #expect(row(it) == before && it.element == "common.refresh")
  }

  @Test func aQuestionForAPINTakesTheCursorToItself() throws {
    var it = Looking(walk: Walk(), size: Self.sizes[0])
    it.walk.act(.chose("start.login", .verb("login")))
    it.look()
    #expect(it.viewport.focus != nil, "the log-in can be stopped while it waits")
    it.viewport.move(.next, on: it.walk.page.laidOut(in: it.size))
    it.walk.step(.asking(OperationTask.Question(.authentication, .current, triesLeft: 3)))
    it.look()
    #expect(it.walk.page.secret(at: it.viewport.focus) != nil)
  }
}

import Domain
import Journeys
import Screens
import TestKit
import Testing

/// The screens that are only data: what is asked for, what is shown, what becomes of answers that come late or never.
@Suite struct BrowseTests {
  @Test func aNoticeThatIsOpenedIsReadEverywhere() throws {
    var walk = try Walk.at("notices", answer: TestTexts.result("notices.some"))
    let count = { (walk: Walk) in walk.words.contains("未読は3件です。") }
    #expect(count(walk))
    let before = try #require(walk.page.list("items")?.rows[0])
    #expect(before.details.first?.text == "未読")
    let opened = try walk.choose("items/n-1")
    #expect(opened.calls.map(\.name) == ["notices.show"] && opened.calls[0].parameters == ["id": "n-1"])
    #expect(walk.page.screen == "notice" && walk.page.blocks.isEmpty)
    var notice = try TestTexts.result("notices.some")["items"]!.list![0]
    guard case .object(var fields) = notice else { return }
    fields["body"] = "本文です。"
    let then = walk.act(.answered(opened.calls[0].number, .object(fields), isLast: true))
    #expect(then.calls.map(\.name) == ["notices.mark-read"] && then.calls[0].parameters == ["id": "n-1"])
    #expect(walk.words.contains("本文です。"))
    fields["body"] = nil
    fields["readAt"] = "2026-11-20T12:00:00+09:00"
    notice = .object(fields)
    #expect(walk.act(.answered(then.calls[0].number, notice, isLast: true)) == [])
    #expect(walk.words.contains("本文です。"), "the text stays although the answer to the mark has none")
    #expect(walk.act(.wentBack) == [], "the list is not asked for again")
    let after = try #require(walk.page.list("items")?.rows[0])
    #expect(after.details.first?.text != "未読" && after.name == before.name)
    #expect(walk.words.contains("未読は2件です。"))
    // Home says what is new now.
    #expect(walk.act(.wentBack).calls.map(\.name) == ["home"])
    #expect(walk.words.contains("国民健康保険料"), "what home said before stays until the answer is there")
  }

  @Test func aMarkThatFailsChangesNothing() throws {
    var walk = try Walk.at("notices", answer: notices(0, 3, total: 3, unread: 3))
    let opened = try walk.choose("items/n-0")
    let then = walk.act(.answered(opened.calls[0].number, try TestTexts.result("notice.plain"), isLast: true))
    let page = walk.page
    #expect(walk.act(.failed(then.calls[0].number, Problem(.offline))) == [])
    #expect(walk.page == page)
    // The same number again, now with an answer: nobody waits for it.
    walk.act(.answered(then.calls[0].number, ["id": "n-0", "readAt": "2026-11-20T12:00:00+09:00"], isLast: true))
    walk.act(.wentBack)
    #expect(walk.page.list("items")?.rows[0]?.details.first?.text == "未読")
  }

  @Test func anAnswerThatNobodyWaitsForIsIgnored() throws {
    var walk = try Walk.at("notices", answer: notices(0, 3, total: 3))
    let opened = try walk.choose("items/n-1")
    walk.act(.wentBack)
    let page = walk.page
    #expect(walk.act(.answered(opened.calls[0].number, try TestTexts.result("notice.plain"), isLast: true)) == [])
    #expect(walk.act(.failed(opened.calls[0].number, Problem(.sessionExpired))) == [])
    #expect(walk.act(.answered(9999, ["id": "n-0", "title": "別のもの"], isLast: true)) == [])
    #expect(walk.page == page && walk.state.isLoggedIn)
  }

  @Test func leavingAScreenStopsItsCall() throws {
    var walk = try Walk.atHome()
    let opened = try walk.choose("home.notices.all")
    let effects = walk.act(.wentBack)
    #expect(effects.first == .cancelCall(opened.calls[0].number))
    #expect(effects.calls.map(\.name) == ["home"])
  }

  // MARK: Home in parts

  @Test func homeArrivesInPartsAndAFailedPartCanBeTriedAgain() throws {
    var walk = Walk()
    let number = walk.act(.started(session: Walk.summary)).calls[0].number
    walk.act(.answered(number, try TestTexts.result("home.waiting"), isLast: false))
    #expect(walk.page.waiting != nil && walk.page.elements.contains("waiting.todo"))
    #expect(walk.words.contains("国民健康保険料の納付書"))
    walk.act(.answered(number, try TestTexts.result("home.part-failed"), isLast: true))
    #expect(walk.page.waiting == nil && walk.page.elements.contains("problem.notices"))
    let again = try walk.choose("retry.notices")
    #expect(again.calls.map(\.name) == ["home"] && again.calls[0].number != number)
    walk.act(.answered(again.calls[0].number, try TestTexts.result("home.waiting"), isLast: false))
    #expect(!walk.page.elements.contains("waiting.todo"), "the to-dos of before stay while they are asked for again")
    #expect(walk.words.contains("保育施設等の利用申込の訂正"))
    #expect(walk.page.elements.contains("waiting.applications"), "what had failed is waited for")
    walk.act(.answered(number, try TestTexts.result("home.empty"), isLast: true))
    #expect(walk.words.contains("保育施設等の利用申込の訂正"), "the answer of before is too late")
    walk.act(.answered(again.calls[0].number, try TestTexts.result("home.full"), isLast: true))
    #expect(!walk.page.elements.contains("problem.notices"))
  }

  @Test func aBusyPartSaysHowLongToWait() throws {
    let walk = try Walk.at("home", answer: TestTexts.result("home.part-failed"))
    #expect(walk.words.contains("待つ時間の目安は、30秒です。"))
    #expect(walk.words.contains("問い合わせ番号: req-0000-サンプル-0012"))
  }

  // MARK: Stopping

  @Test func stoppingBeforeAnythingCameNeverSaysThatThereIsNothing() throws {
    for screen in ["notices", "applications", "todo", "status"] {
      var walk = try Walk.atHome()
      let opened = walk.act(.chose("test", .open(screen: screen, parameters: [:])))
      #expect(walk.act(.cancelled) == [.cancelCall(opened.calls[0].number)])
      #expect(walk.outcome == "やめました。" && walk.page.waiting == nil)
      #expect(!walk.words.contains("ありません") && !walk.words.contains("0件"), "\(walk.words)")
      #expect(walk.act(.answered(opened.calls[0].number, notices(0, 1, total: 1), isLast: true)) == [])
      let again = try walk.choose("common.retry")
      #expect(again.calls.map(\.name) == opened.calls.map(\.name))
    }
  }

  @Test func stoppingHomeKeepsWhatCame() throws {
    var walk = Walk()
    let number = walk.act(.started(session: Walk.summary)).calls[0].number
    walk.act(.answered(number, try TestTexts.result("home.waiting"), isLast: false))
    #expect(walk.act(.cancelled) == [.cancelCall(number)])
    #expect(walk.words.contains("国民健康保険料の納付書"))
    #expect(!walk.words.contains("問い合わせています") && !walk.words.contains("ありません。"))
    #expect(try walk.choose("retry.todo").calls.map(\.name) == ["home"])
  }

  @Test func stoppingWhenNothingRunsAsksWhetherToLeave() throws {
    var walk = try Walk.atHome()
    #expect(walk.act(.cancelled) == [])
    #expect(walk.page.screen == "leave")
  }

  // MARK: The window over a long list

  @Test func rowsAreAskedForInChunksAndNeverTwice() throws {
    var walk = try Walk.at("notices", answer: notices(0, 50, total: 100_000))
    #expect(walk.act(.wanted("items", 10)) == [], "it is here")
    let call = walk.act(.wanted("items", 60))
    #expect(call.calls.map(\.parameters) == [["offset": 50, "limit": 50]])
    #expect(walk.act(.wanted("items", 99)) == [], "it is under way")
    #expect(walk.act(.wanted("items", 100)).calls.map(\.parameters) == [["offset": 100, "limit": 50]])
    for index in [-1, 100_000, Int.max] { #expect(walk.act(.wanted("items", index)) == []) }
    walk.act(.answered(call.calls[0].number, notices(50, 50, total: 100_000), isLast: true))
    #expect(walk.page.list("items")?.rows[60]?.name.text == "お知らせ61")
    #expect(walk.act(.wanted("items", 60)) == [])
    #expect(walk.page.waiting == nil, "keys never wait for rows")
  }

  @Test func chunksFarAwayAreLetGo() throws {
    var walk = try Walk.at("notices", answer: notices(0, 50, total: 100_000))
    for chunk in 1...20 {
      let call = walk.act(.wanted("items", chunk * 50)).calls[0]
      walk.act(.answered(call.number, notices(chunk * 50, 50, total: 100_000), isLast: true))
      #expect(walk.page.list("items")!.rows.count <= 300)
      #expect(walk.page.list("items")?.rows[chunk * 50] != nil)
    }
    #expect(walk.page.list("items")?.rows[0] == nil)
    #expect(walk.act(.wanted("items", 0)).calls.count == 1, "what was let go can be asked for again")
    let last = walk.act(.wanted("items", 99_999)).calls[0]
    #expect(last.parameters == ["offset": 99_950, "limit": 50])
    walk.act(.answered(last.number, notices(99_950, 50, total: 100_000), isLast: true))
    #expect(walk.page.list("items")?.rows[99_999]?.id == "items/n-99999")
  }

  @Test func otherWordsAskAnewAndOldRowsDoNotComeBack() throws {
    var walk = try Walk.at("notices", answer: notices(0, 50, total: 200))
    let old = walk.act(.wanted("items", 60)).calls[0]
    let effects = walk.act(.typed("field.search", "納税"))
    #expect(effects.first == .cancelCall(old.number))
    #expect(effects.calls.map(\.parameters) == [["search": "納税", "offset": 0, "limit": 50]])
    #expect(walk.page.waiting?.text == "「納税」を探しています。このままお待ちください。")
    // Neither the rows nor the count of the old question are shown as what was found; the field and the choices stay.
    #expect(walk.page.list("items") == nil && !walk.words.contains("200") && !walk.words.contains("ありません"))
    #expect(walk.page.elements.contains("waiting.items") && walk.words.contains("「納税」を探しています。"))
    #expect(walk.page.elements.contains("field.search") && walk.page.elements.contains("notices.only-unread"))
    #expect(walk.act(.wanted("items", 150)) == [], "rows of the old question are not asked for")
    walk.act(.answered(effects.calls[0].number, notices(0, 2, total: 2, prefix: "m"), isLast: true))
    walk.act(.answered(old.number, notices(50, 50, total: 200), isLast: true))
    #expect(walk.page.list("items")?.rows.keys.sorted() == [0, 1])
    // Only unread, with the same words; then everything; then no words.
    #expect(
      try walk.choose("notices.only-unread").calls.map(\.parameters)
        == [["unread": true, "search": "納税", "offset": 0, "limit": 50]])
    #expect(
      try walk.choose("notices.everything").calls.map(\.parameters) == [["search": "納税", "offset": 0, "limit": 50]])
    #expect(walk.act(.typed("field.search", "")).calls.map(\.parameters) == [["offset": 0, "limit": 50]])
    #expect(walk.act(.typed("elsewhere", "x")) == [])
  }

  @Test func stoppingTheRowsLeavesTheListAsItIs() throws {
    var walk = try Walk.at("notices", answer: notices(0, 50, total: 200))
    let call = walk.act(.wanted("items", 60)).calls[0]
    #expect(walk.act(.cancelled) == [.cancelCall(call.number)])
    #expect(walk.page.screen == "notices" && walk.page.list("items")?.rows.count == 50)
    #expect(walk.page.list("items")?.isFailed(60) == true, "what was stopped is not still being loaded")
    walk.act(.answered(call.number, notices(50, 50, total: 200), isLast: true))
    #expect(walk.page.list("items")?.rows.count == 50)
  }

  // MARK: Trouble

  @Test func aFailureStandsInPlaceOfTheScreenAndCanBeTriedAgain() throws {
    var walk = try Walk.atHome()
    let opened = try walk.choose("home.notices.all")
    walk.act(.failed(opened.calls[0].number, Problem(.portalFault, reference: "req-1")))
    #expect(walk.page.screen == "problem" && walk.words.contains("req-1"))
    let again = try walk.choose("problem.retry")
    #expect(again.calls.map(\.name) == ["notices.list"])
    walk.act(.answered(again.calls[0].number, notices(0, 1, total: 1), isLast: true))
    #expect(walk.page.screen == "notices")
  }

  @Test func stoppingASearchLeavesTheFieldAndAnotherTry() throws {
    var walk = try Walk.at("notices", answer: notices(0, 50, total: 200))
    let search = walk.act(.typed("field.search", "納税")).calls[0]
    #expect(walk.act(.cancelled) == [.cancelCall(search.number)])
    #expect(walk.page.waiting == nil && walk.page.elements.contains("field.search"))
    #expect(!walk.words.contains("探しています") && !walk.words.contains("ありません"))
    #expect(try walk.choose("retry.items").calls.map(\.parameters) == [search.parameters])
  }

  @Test func rowsThatDidNotComeSaySoAndCanBeAskedForAgain() throws {
    var walk = try Walk.at("notices", answer: notices(0, 50, total: 200))
    let call = walk.act(.wanted("items", 60)).calls[0]
    walk.act(.failed(call.number, Problem(.offline)))
    #expect(walk.outcome == "マイナポータルにつながりません。")
    let list = try #require(walk.page.list("items"))
    #expect(list.rows.count == 50 && list.failed == [50..<100] && list.isFailed(60) && !list.isFailed(100))
    #expect(walk.act(.wanted("items", 60)) == [], "no key asks for them again by itself")
    // In both voices: what stands there, and what choosing it does.
    let size = Size(rows: 24, columns: 80)
    var viewport = Viewport()
    let layout = walk.page.laidOut(in: size)
    viewport.settle(on: layout)
    viewport.put(.row("items", 60), on: layout)
    #expect(layout.paint(viewport, FrameWords(walk.library)).text.contains("まだ読み込めていません。選ぶと、もう一度試します。"))
    #expect(viewport.missingRows(on: layout).isEmpty)
    let chosen = try #require(viewport.focus.flatMap { walk.page.action(at: $0) })
    let script = walk.page.read(SpokenWords(walk.library), from: 50)
    #expect(script.wanted == nil)
    let spoken = try #require(script.choices.first { $0.name.hasPrefix("まだ読み込めていません") })
    #expect(spoken.kind == .act(chosen.action) && script.lines.contains { $0.text.hasPrefix("\(spoken.number). まだ") })
    #expect(script.lines.count { $0.text.contains("まだ読み込めていません") } == 1)
    // Chosen: they are asked for again, and what was said of the failure is over.
    #expect(walk.act(.chose(chosen.id, chosen.action)) == [])
    #expect(walk.outcome == nil && walk.page.list("items")?.isFailed(60) == false)
    let again = walk.act(.wanted("items", 60)).calls[0]
    #expect(again.parameters == call.parameters)
    walk.act(.failed(again.number, Problem(.offline)))
    // Another chunk that comes shows that it works again.
    let other = walk.act(.wanted("items", 120)).calls[0]
    walk.act(.answered(other.number, notices(100, 50, total: 200), isLast: true))
    #expect(walk.outcome == nil && walk.page.list("items")?.isFailed(60) == false)
  }

  @Test func anApplicationSaysWhichProcedureItIs() throws {
    var walk = try Walk.atHome()
    let opened = walk.act(.chose("test", .open(screen: "application", parameters: ["id": "a-1"])))
    #expect(walk.page.title.text == "申請の内容")
    let answer = try TestTexts.result("application.review")
    let procedure = try #require(answer.at("procedure.title")?.text)
    walk.act(.answered(opened.calls[0].number, answer, isLast: true))
    #expect(walk.page.title.text == "申請の内容 " + procedure)
    #expect(walk.page.read(SpokenWords(walk.library)).lines.first?.text == "手続: " + procedure)
  }

  @Test func aSessionThatEndedGoesOnWhereItWas() throws {
    var walk = try Walk.atHome()
    let opened = walk.act(.chose("test", .open(screen: "notices", parameters: ["search": "納税"])))
    walk.act(.failed(opened.calls[0].number, Problem(.sessionExpired)))
    #expect(walk.page.screen == "problem" && walk.words.contains("ログインの期限が切れました"))
    #expect(!walk.state.isLoggedIn)
    #expect(try walk.choose("problem.login").operations == ["login"])
    // The PIN was wrong once.
    walk.fail(Problem(.pinWrong, facts: [("triesLeft", 2), ("kind", "auth")]))
    #expect(try walk.choose("problem.retry").operations == ["login"])
    var same = walk
    let effects = same.finish(Walk.summary)
    #expect(effects.calls.map(\.name) == ["notices.list"])
    #expect(effects.calls[0].parameters == ["search": "納税", "offset": 0, "limit": 50])
    same.act(.answered(effects.calls[0].number, notices(0, 50, total: 200), isLast: true))
    #expect(same.page.screen == "notices" && same.state.isLoggedIn)
    // What was behind it is behind it again.
    same.act(.wentBack)
    #expect(same.page.screen == "home" && same.words.contains("国民健康保険料"))
    // Of another person nothing that the screens before had shown is left, only the question itself is asked again.
    let others = walk.finish(Walk.summaryOfAnother)
    #expect(others.calls.map(\.name) == ["home", "notices.list"])
    #expect(walk.page.blocks.isEmpty && walk.page.waiting != nil)
    #expect(walk.act(.wentBack).calls.map(\.name) == ["home"])
  }

  /// What is read already stays; the rows that did not come are fetched when the same person is there again.
  @Test func theRowsOfAListStayWhenTheSessionHasEnded() throws {
    var walk = try Walk.at("notices", answer: notices(0, 50, total: 200))
    let call = walk.act(.wanted("items", 60)).calls[0]
    walk.act(.failed(call.number, Problem(.sessionExpired)))
    #expect(walk.page.screen == "notices" && walk.page.list("items")?.rows.count == 50)
    #expect(!walk.state.isLoggedIn && walk.page.announcement?.text.contains("終わりました") == true)
    #expect(walk.act(.wanted("items", 60)) == [], "it would only fail again")
    _ = try walk.choose("voice.session-login")
    #expect(walk.finish(Walk.summary).calls.isEmpty)
    #expect(walk.page.screen == "notices" && walk.page.list("items")?.isFailed(60) == false)
    #expect(walk.act(.wanted("items", 60)).calls.map(\.name) == ["notices.list"])
  }

  @Test func behindADetailThatWasRefusedTheListStays() throws {
    var walk = try Walk.at("notices", answer: notices(0, 3, total: 3))
    let call = try walk.choose("items/n-1").calls[0]
    walk.act(.failed(call.number, Problem(.sessionExpired)))
    _ = try walk.choose("problem.login")
    let again = walk.finish(Walk.summary).calls
    #expect(again.map(\.name) == ["notices.show"])
    walk.act(.wentBack)
    #expect(walk.page.screen == "notices" && walk.words.contains("お知らせ3"))
  }

  @Test func whoDoesNotLogInAgainComesBackToTheStart() throws {
    var walk = Walk()
    let number = walk.act(.started(session: Walk.summary)).calls[0].number
    walk.act(.failed(number, Problem(.sessionExpired)))
    #expect(walk.page.screen == "problem")
    #expect(walk.act(.wentBack) == [], "it does not end the program")
    #expect(walk.page.screen == "start")
    #expect(walk.act(.wentBack) == [] && walk.page.screen == "leave")
  }

  @Test func aScreenWhoseFileIsBrokenSaysSo() throws {
    let directory = try ScratchDirectory()
    try directory.write(
      "screens/start.yaml", "screen: start\ntitle: start.title\nroot: true\nblocks:\n  - paragrahp: x\n")
    let library = ScreenLibrary(
      screens: directory.path + "/screens", content: TestTexts.content, locale: .ja, calls: TestTexts.calls)
    let page = AppState(practice: true, version: "1").page(library)
    #expect(page.screen == "broken")
    let words = page.read(SpokenWords(library)).lines.map(\.text).joined(separator: "\n")
    #expect(words.contains("screens/start.yaml:5:5"))
    #expect(page.action(of: "common.quit") == .verb("quit"))
  }

  @Test func aFormWhoseFileIsBrokenIsNamedWithTheReason() throws {
    let directory = try ScratchDirectory()
    try directory.write(
      "screens/start.yaml",
      "screen: start\ntitle: start.title\nroot: true\nblocks:\n  - choices:\n      - {text: common.back, opens: trial}\n"
    )
    try directory.write("screens/forms/trial.yaml", bytes: Array("form: trial\ntitle: ".utf8) + [0xFF, 0x0A])
    let library = ScreenLibrary(
      screens: directory.path + "/screens", content: TestTexts.content, locale: .ja, calls: TestTexts.calls)
    var state = AppState(practice: true, version: "1")
    _ = state.update(.chose("x", .open(screen: "trial", parameters: .object(Fields()))), library)
    let words = state.page(library).read(SpokenWords(library)).lines.map(\.text).joined(separator: "\n")
    #expect(words.contains("screens/forms/trial.yaml:2:1: the file is not UTF-8"), "\(words)")
  }
}

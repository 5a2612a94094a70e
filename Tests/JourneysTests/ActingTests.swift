import Domain
import Screens
import TestKit
import Testing

@testable import Journeys

/// A choice that makes a call of the portal, with nothing but a screen file: what is said before and after, and what the rows show.
@Suite struct ActingTests {
  private func atNotice() throws -> Walk {
    var walk = try Walk.at("notices", answer: TestTexts.result("notices.some"))
    let row = try #require(walk.page.rowList("items")?.rows[0])
    let effects = walk.act(.chose(row.id, row.action))
    walk.act(.answered(try #require(effects.calls.first?.number), try TestTexts.result("notice.plain"), isLast: true))
    return walk
  }

  @Test func aChoiceMakesItsCallAndSaysWhenItIsDone() throws {
    var walk = try atNotice()
    let effects = try walk.choose("notice.mark-unread")
    let call = try #require(effects.calls.first)
    #expect(call.name == "notices.mark-unread" && effects.count == 1)
    #expect(walk.page.outcome == nil, "it is not done yet")
    walk.act(.answered(call.number, try TestTexts.result("notice.plain"), isLast: true))
    #expect(walk.page.outcome?.text == "未読に戻しました。")
    #expect(walk.page.screen == "notice")
  }

  @Test func whatWasNotDoneIsSaidAndTheScreenStays() throws {
    var walk = try atNotice()
    let blocks = walk.page.blocks
    let number = try #require(try walk.choose("notice.mark-unread").calls.first?.number)
    walk.act(.failed(number, Problem(.portalBusy)))
    #expect(walk.page.outcome != nil && walk.page.blocks == blocks && walk.state.isLoggedIn)
    // The session's end is one that every page tells of.
    let again = try #require(try walk.choose("notice.mark-unread").calls.first?.number)
    walk.act(.failed(again, Problem(.sessionExpired)))
    #expect(!walk.state.isLoggedIn && walk.page.announcement != nil && walk.page.screen == "notice")
  }

  @Test func whatCannotBeTakenBackIsAskedFirst() throws {
    var walk = try atNotice()
    let call = Page.Call(
      "notices.mark-unread", ["id": "n-1"], label: TerminalSafe(line: "未読に戻す"), confirm: "leave.question",
      done: "notice.marked-unread")
    #expect(walk.act(.chose("x", .call(call))) == [])
    #expect(walk.page.needsFreshAnswer && walk.page.title.text == "未読に戻す")
    #expect(try walk.choose("common.no") == [])
    #expect(walk.page.screen == "notice" && walk.page.outcome?.text == "やめました。")
    walk.act(.chose("x", .call(call)))
    #expect(try walk.choose("confirming.yes").calls.map(\.name) == ["notices.mark-unread"])
    #expect(walk.page.screen == "notice")
    // Going back is a no.
    walk.act(.chose("x", .call(call)))
    #expect(walk.act(.wentBack) == [] && walk.page.screen == "notice")
  }
}

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
    #expect(walk.page.outcome == nil && walk.page.waiting != nil, "it is not done yet")
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

  /// What is under way is said, is done once however often it is chosen, and can be stopped.
  @Test func aChangeUnderWayIsSeen() throws {
    var walk = try atNotice()
    let action = try #require(walk.page.action(of: "notice.mark-unread"))
    let number = try #require(walk.act(.chose("x", action)).calls.first?.number)
    #expect(walk.page.waiting != nil)
    #expect(walk.act(.chose("x", action)) == [])
    #expect(walk.act(.cancelled) == [.cancelCall(number)])
    #expect(walk.page.waiting == nil && walk.page.outcome != nil)
  }

  /// The list behind it counts again what it had counted off, whether it was read before or just now.
  @Test(arguments: [0, 1, 2, 3]) func whatIsUnreadAgainIsCounted(place: Int) throws {
    var walk = try Walk.at("notices", answer: TestTexts.result("notices.some"))
    let row = try #require(walk.page.rowList("items")?.rows[place])
    let opening = walk.act(.chose(row.id, row.action))
    guard case .browse(let opened)? = walk.state.tasks.last else {
      Issue.record("no notice is open")
      return
    }
    var notice = try #require(try TestTexts.result("notice.plain").object)
    notice["id"] = opened.parameters["id"]
    notice["readAt"] = .null
    let reading = walk.act(.answered(try #require(opening.calls.first?.number), .object(notice), isLast: true))
    notice["readAt"] = "2026-11-20T15:00:00+09:00"
    walk.act(.answered(try #require(reading.calls.first?.number), .object(notice), isLast: true))
    let read = try #require(walk.unreadInList)
    let again = try walk.choose("notice.mark-unread")
    notice["readAt"] = .null
    walk.act(.answered(try #require(again.calls.first?.number), .object(notice), isLast: true))
    #expect(walk.unreadInList == read + 1)
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

extension Walk {
  /// What the list behind the front counts as unread.
  fileprivate var unreadInList: Int? {
    guard case .browse(let list)? = state.tasks.dropLast().last else { return nil }
    return list.result?["unread"]?.integer.map { Int($0) }
  }
}

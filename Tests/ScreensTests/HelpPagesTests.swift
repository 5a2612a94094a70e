import Domain
import TestKit
import Testing

@testable import Screens

/// Help is found by the words that people have for what happened to them.
@Suite struct HelpPagesTests {
  @Test(
    arguments: [
      ("ロック", "card-locked"), ("ろっく", "card-locked"), ("locked", "card-locked"), ("ＬＯＣＫＥＤ", "card-locked"),
      ("カードを なくした", "card-lost"), ("かーどをなくした", "card-lost"), ("カードを　なくした", "card-lost"), ("紛失", "card-lost"),
      ("lost card", "card-lost"), ("盗まれた", "card-lost"), ("stolen", "card-lost"), ("スマホ", "phone-lost"),
      ("忘れた", "pin-forgotten"), ("わすれた", "pin-forgotten"), ("forgot", "pin-forgotten"),
      ("期限", "card-expired"), ("きげん", "card-expired"), ("更新", "card-expired"), ("expired", "card-expired"),
      ("引っ越し", "moved"), ("ひっこし", "moved"), ("住所が変わった", "moved"), ("結婚", "renamed"), ("surname", "renamed"),
      ("意味", "notice-unclear"), ("取下げ", "applied-wrongly"), ("withdraw", "applied-wrongly"),
      ("委任状", "proxy"), ("子ども", "proxy"), ("だいりにん", "proxy"), ("カードリーダー", "no-reader"), ("pcscd", "no-reader"),
      ("メンテナンス", "portal-down"), ("outage", "portal-down"), ("点字", "screen-reader"), ("NVDA", "screen-reader"),
      ("電話", "helpdesk"), ("でんわ", "helpdesk"), ("contact", "helpdesk"),
    ], Screens.Locale.complete)
  func theRightPageIsFoundFirst(_ search: (words: String, id: String), locale: Screens.Locale) {
    let found = HelpPages(TestTexts.library(locale)).find([search.words])
    // A telephone that was lost is one too.
    let first = found.first { search.id != "helpdesk" || $0.page.id != "phone-lost" }
    #expect(first?.page.id == search.id, "\(found.map(\.page.id))")
  }

  /// The manual's marks are for a browser; here they are words, and code stays as it is.
  @Test func aSectionOfTheManualIsReadWithoutItsMarks() throws {
    let directory = try ScratchDirectory()
    try directory.write(
      "manual.md",
      "# T\n\n## First\nSee [the card](card.md), **now**: `list [--unread]`.\nMore.\n\n| a | b |\n|---|---|\n| `x\\|y` | z |\n\n"
        + "```\nmake  run\n```\n- one\n- two [not a link\n\n## Empty\n\n## [Last](x)\nEnd.\n")
    let sections = ManualSections(file: directory.path + "/manual.md").all
    #expect(sections.map(\.title) == ["First", "Last"])
    #expect(
      sections[0].lines == [
        "See the card, now: list [--unread]. More.", "a: b", "x|y: z", "make  run", "one", "two [not a link",
      ])
    #expect(ManualSections(file: directory.path + "/none.md").all.isEmpty)
  }

  @Test func whatNobodyWroteIsNotFound() {
    #expect(HelpPages(TestTexts.library()).find(["xyzzy"]).isEmpty)
    #expect(HelpPages(TestTexts.library()).find(["ロック", "xyzzy"]).isEmpty)
  }

  @Test(arguments: Screens.Locale.complete) func everyPageHasATitleAndSaysWhatToDo(locale: Screens.Locale) {
    let pages = HelpPages(TestTexts.library(locale))
    #expect(pages.find([]).map(\.page.id) == HelpPages.questions + [HelpPages.helpDesk])
    for id in HelpPages.questions + [HelpPages.helpDesk] + Problem.Code.allCases.map(\.rawValue) {
      guard let page = pages.page(id) else {
        Issue.record("\(id)")
        continue
      }
      let paragraphs = page.paragraphs + page.parts.flatMap(\.paragraphs)
      #expect(!page.title.isEmpty && paragraphs.count >= 2)
      #expect(paragraphs.contains { $0.hasPrefix("1. ") }, "\(id)")
      #expect(!([page.title] + paragraphs).contains { $0.contains("faq.") || $0.contains("explain.") }, "\(id)")
    }
  }

  /// A number that somebody could have would be called.
  @Test(arguments: Screens.Locale.complete) func everyTelephoneNumberIsOneThatNobodyHas(locale: Screens.Locale) {
    let pages = HelpPages(TestTexts.library(locale))
    let text = (HelpPages.questions + [HelpPages.helpDesk]).compactMap { pages.page($0) }
      .flatMap(\.paragraphs).joined(separator: " ")
    let numbers = text.matches(of: /[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}/).map { String($0.output) }
    #expect(!numbers.isEmpty && numbers.allSatisfy { $0.hasPrefix("000-") }, "\(numbers)")
  }

  @Test func theScreensAreAnsweredWithoutAPortal() throws {
    let texts = TestTexts.library()
    let list = try #require(try HelpCalls.answer("help.find", .fields(("search", "ロック")), texts))
    #expect(list["items"]?.list?.first?["id"]?.text == "card-locked")
    #expect(list["total"]?.integer == list["items"]?.list?.count)
    let page = try #require(try HelpCalls.answer("help.show", .fields(("id", "pinLocked")), texts))
    #expect(page["steps"]?.text?.hasPrefix("1. ") == true && page["cause"]?.text != nil && page["meaning"]?.text != nil)
    let question = try #require(try HelpCalls.answer("help.show", .fields(("id", "card-lost")), texts))
    #expect(question["text"]?.text?.contains("\n1. ") == true && question["steps"]?.isNull == true)
    #expect(throws: Problem.self) { try HelpCalls.answer("help.show", .fields(("id", "nothing")), texts) }
    #expect(try HelpCalls.answer("notices.list", .null, texts) == nil)
  }
}

import Domain
import TestKit
import Testing

@testable import Journeys
@testable import Screens

/// What was answered is there the next time, and the person decides what becomes of it.
@Suite struct FormDraftTests {
  private typealias Filling = FillInTests
  private static let place = DraftPlace(form: "sign-document", owner: "person-1")

  /// At the first question of a form, as somebody whom the portal knows.
  private func asked() throws -> Walk {
    var walk = Walk()
    walk.act(
      .started(
        session: .object(Fields(Walk.summary.object!.all.map { ($0.name, $0.value) } + [("subject", "person-1")]))))
    #expect(
      walk.act(.chose("x", .open(screen: "sign-document", parameters: [:])))
        == [.findDraft(form: try #require(walk.formNumber), Self.place)])
    return walk
  }

  private func draft(_ answers: Value, typed: Value = [:]) -> Value {
    ["keptAt": "2026-11-20T14:30:00+09:00", "answers": answers, "typed": typed]
  }

  @Test func everyAnswerIsKeptWhenItIsGiven() throws {
    var walk = try asked()
    let number = try #require(walk.formNumber)
    _ = try walk.choose("form.start")
    #expect(
      walk.act(.typed("field.file", "~/a.pdf")) == [
        .saveDraft(form: number, Self.place, ["answers": ["file": "~/a.pdf"], "typed": [:]]),
        .look(form: number, question: "file", path: "~/a.pdf"),
      ])
    #expect(walk.page.answers == .lostAtEnd)
    walk.act(.draftSaved(form: number, true))
    #expect(walk.page.answers == .kept && walk.state.unsentAnswers == .kept && walk.page.outcome == nil)
    walk.act(.looked(form: number, question: "file", path: "~/a.pdf", canBeRead: false))
    #expect(walk.page.field(at: .element("field.file"))?.field.fault != nil)
    // Taken back, it is nowhere any more.
    #expect(walk.act(.typed("field.file", "")) == [.forgetDraft(Self.place)])
    #expect(walk.state.unsentAnswers == .none)
  }

  @Test func whatCouldNotBeKeptIsSaidOnceAndAgainAfterItCould() throws {
    var walk = try asked()
    let number = try #require(walk.formNumber)
    _ = try walk.choose("form.start")
    walk.act(.typed("field.file", "~/a.pdf"))
    walk.act(.draftSaved(form: number, false))
    walk.act(.looked(form: number, question: "file", path: "~/a.pdf", canBeRead: true))
    #expect(walk.page.outcome == walk.library.text("form.outcome.not-kept"))
    _ = try walk.choose("option.yes")
    walk.act(.draftSaved(form: number, false))
    #expect(walk.page.outcome != walk.library.text("form.outcome.not-kept") && walk.state.unsentAnswers == .lostAtEnd)
    walk.act(.draftSaved(form: number, true))
    walk.act(.draftSaved(form: number, false))
    #expect(walk.page.outcome == walk.library.text("form.outcome.not-kept"))
    // The question about leaving promises nothing that would not be so.
    walk.act(.askedToLeave)
    #expect(walk.page.action(of: "form.keep-and-leave") == nil)
  }

  @Test func whoComesBackIsAskedAndGoesOnAtTheFirstQuestionWithoutAnAnswer() throws {
    var walk = try asked()
    let number = try #require(walk.formNumber)
    walk.act(.draftFound(form: number, draft(["file": "~/a.pdf"])))
    #expect(walk.page.blocks.map(\.id) == ["form.kept", "form.resume", "form.begin-anew", "form.leave"])
    #expect(walk.words.contains("2026年11月20日（金）14時30分"))
    #expect(walk.state.unsentAnswers == .none, "what is on the disk is not lost by leaving")
    let effects = try walk.choose("form.resume")
    #expect(effects.contains(.look(form: number, question: "file", path: "~/a.pdf")), "a file may be gone by now")
    #expect(walk.page.action(of: "option.yes") != nil)
    _ = try walk.choose("form.check")
    #expect(walk.words.contains("~/a.pdf"))
  }

  @Test func whoBeginsAnewHasNothingOfBefore() throws {
    var walk = try asked()
    walk.act(.draftFound(form: try #require(walk.formNumber), draft(["file": "~/a.pdf"])))
    #expect(try walk.choose("form.begin-anew") == [.forgetDraft(Self.place)])
    _ = try walk.choose("form.start")
    #expect(walk.page.field(at: .element("field.file"))?.field.value == "")
  }

  @Test func whoLeavesAtTheQuestionAboutThemLeavesThemThere() throws {
    var walk = try asked()
    walk.act(.draftFound(form: try #require(walk.formNumber), draft(["file": "~/a.pdf"])))
    #expect(walk.act(.wentBack) == [])
    #expect(walk.page.screen != "sign-document")
  }

  @Test func theAnswersAreKeptOrForgottenAsThePersonSaysWhenLeaving() throws {
    for (choice, effects) in [
      (ElementID("form.keep-and-leave"), [AppEffect]()), ("form.give-up", [.forgetDraft(Self.place)]),
    ] {
      var walk = try asked()
      _ = try walk.choose("form.start")
      walk.act(.typed("field.file", "~/a.pdf"))
      walk.act(.draftSaved(form: try #require(walk.formNumber), true))
      walk.act(.wentBack)
      walk.act(.chose("x", .verb("leave-form")))
      #expect(try walk.choose(choice) == effects)
      #expect(walk.page.screen != "sign-document")
      #expect((walk.page.outcome == walk.library.text("form.outcome.kept")) == effects.isEmpty)
    }
  }

  @Test func whatCannotBeReadIsSaidAndTheFormBegins() throws {
    var walk = try asked()
    let page = walk.page
    walk.act(.draftUnreadable)
    #expect(walk.page.outcome == walk.library.text("form.outcome.unreadable") && walk.page.blocks == page.blocks)
  }

  /// Days pass and forms change: each answer is judged as if it was typed now.
  @Test func anAnswerThatHoldsNoMoreIsAskedForAgain() throws {
    var task = FillIn(Filling.form, visit: 1)
    task.offer(
      draft([
        "who": "part", "names": "葛\u{E0100}", "things": ["car", "dragon"], "day": "2026-11-20", "gone": "question",
      ]))
    #expect(task.step == .kept(at: "2026-11-20T14:30:00+09:00") && !task.hasAnswers)
    #expect(task.resume(Filling.form, today: Filling.today).isEmpty)
    #expect(task.answers["names"] == "葛\u{E0100}" && task.answers["day"] == "2026-11-20")
    #expect(task.answers["things"] == nil && task.answers["gone"] == nil)
    #expect(task.step == .question("things"))
  }

  @Test func whatWasTypedAndIsNoAnswerStandsInItsFieldAgain() {
    var task = FillIn(Filling.form, visit: 1)
    task.offer(draft(["who": "all", "things": []], typed: ["day": "令和8年13月1日"]))
    _ = task.resume(Filling.form, today: Filling.today)
    #expect(task.step == .question("day") && task.refused["day"] == "令和8年13月1日")
    #expect(task.draft?["typed"] == ["day": "令和8年13月1日"])
  }

  @Test func allThatWasAnsweredLeadsToTheCheck() {
    var task = FillIn(Filling.form, visit: 1)
    task.offer(draft(["who": "all", "things": ["dog", "seal"], "day": "2026-12-01"]))
    _ = task.resume(Filling.form, today: Filling.today)
    #expect(task.step == .check && task.faults.isEmpty)
  }

  @Test(arguments: [nil, ["answers": ["who": "all"]], "words", ["keptAt": 3], ["keptAt": "soon"]] as [Value])
  func whatIsNoDraftIsNotOffered(_ value: Value) {
    var task = FillIn(Filling.form, visit: 1)
    task.offer(value)
    #expect(task.step == .intro)
  }

  /// What stands in a field counts, also where the person chooses something else than to send it.
  @Test func whatWasWrittenAndNotSentIsAnAnswer() throws {
    var walk = try asked()
    let number = try #require(walk.formNumber)
    _ = try walk.choose("form.start")
    let effects = walk.act(.wrote("field.file", "~/a.pdf", isAnswer: true))
    #expect(effects.contains(.look(form: number, question: "file", path: "~/a.pdf")))
    #expect(walk.page.field(at: .element("field.file"))?.field.value == "~/a.pdf", "the question stays")
    _ = try walk.choose("form.check")
    #expect(walk.words.contains("~/a.pdf"))
    // What is no answer stays too, with what is wrong.
    _ = try walk.choose("answer.file")
    walk.act(.wrote("field.file", " ", isAnswer: true))
    #expect(walk.page.field(at: .element("field.file"))?.field.fault != nil)
  }

  /// Who only looks elsewhere, in the help or at the list of places, has not answered: nothing is said of it, and nothing is lost.
  @Test func whatIsHalfWrittenWaitsWhileOneLooksElsewhere() throws {
    var task = FillIn(Filling.form, visit: 1)
    _ = task.perform("next", Filling.form)
    task.answer("all", Filling.form, today: Filling.today)
    _ = task.perform("next", Filling.form)
    #expect(task.step == .question("day"))
    _ = task.note("令和8年1", Filling.form, today: Filling.today)
    #expect(task.step == .question("day") && task.faults.isEmpty && task.refused["day"] == "令和8年1")
    #expect(task.draft?["typed"] == ["day": "令和8年1"])
    var walk = try asked()
    _ = try walk.choose("form.start")
    let effects = walk.act(.wrote("field.file", "~/a", isAnswer: false))
    #expect(effects.allSatisfy { if case .saveDraft = $0 { true } else { false } } && effects.count == 1)
    // Leaving asks for its sake.
    walk.act(.askedToLeave)
    #expect(walk.page.action(of: "form.give-up") != nil)
  }

  @Test func whoLogsInTakesTheAnswersOfBeforeAlong() throws {
    var walk = Walk()
    walk.act(.chose("x", .open(screen: "sign-document", parameters: [:])))
    let number = try #require(walk.formNumber)
    let nobodys = DraftPlace(form: "sign-document", owner: .null)
    _ = try walk.choose("form.start")
    walk.act(.typed("field.file", "~/a.pdf"))
    walk.act(.looked(form: number, question: "file", path: "~/a.pdf", canBeRead: true))
    walk.act(.chose("x", .verb("login")))
    let effects = walk.finish(Walk.summary)
    let own = DraftPlace(form: "sign-document", owner: Walk.summary["person"] ?? .null)
    #expect(
      effects.contains(
        .adoptDraft(form: number, from: nobodys, to: own, ["answers": ["file": "~/a.pdf"], "typed": [:]])))
    var refused = walk
    walk.act(.draftAdopted(form: number, own))
    #expect(walk.state.unsentAnswers == .kept)
    let both: Value = ["answers": ["file": "~/a.pdf", "attached": true], "typed": [:]]
    #expect(try walk.choose("option.yes") == [.saveDraft(form: number, own, both)])
    // Who has kept others keeps them: these stay where they were.
    #expect(try refused.choose("option.yes") == [.saveDraft(form: number, nobodys, both)])
  }

  @Test func aFormIsOpenOnce() throws {
    var walk = try asked()
    let number = try #require(walk.formNumber)
    _ = try walk.choose("form.start")
    walk.act(.typed("field.file", "~/a.pdf"))
    walk.act(.looked(form: number, question: "file", path: "~/a.pdf", canBeRead: true))
    let page = walk.page
    walk.act(.asked(screen: "help"))
    let effects = walk.act(.chose("x", .open(screen: "sign-document", parameters: [:])))
    #expect(!effects.contains { if case .findDraft = $0 { true } else { false } })
    #expect(walk.page.blocks == page.blocks && walk.formNumber == number)
  }

  /// Whose session has ended may have left the machine: nobody else is offered what was kept.
  @Test func whatIsKeptIsOfferedToWhoIsLoggedInOnly() throws {
    var walk = Walk()
    walk.act(.started(session: Self.summary("person-1")))
    walk.act(.sessionEnded)
    #expect(
      walk.act(.chose("x", .open(screen: "sign-document", parameters: [:])))
        == [.findDraft(form: try #require(walk.formNumber), DraftPlace(form: "sign-document", owner: .null))])
    #expect(walk.state.isOfAnother(Self.summary("person-2")), "and another's session is not taken for theirs")
  }

  /// A new answer counts more than what was once refused, and none of several is an answer.
  @Test func whatIsKeptComesBackAsItWasGiven() {
    var task = FillIn(Filling.form, visit: 1)
    task.offer(draft(["who": "all"], typed: ["things": "car,dragon"]))
    _ = task.resume(Filling.form, today: Filling.today)
    #expect(task.step == .question("things"))
    task.toggle("dog", Filling.form)
    #expect(task.draft == ["answers": ["who": "all", "things": ["dog"]], "typed": [:]])
    task.toggle("dog", Filling.form)
    let kept = task.draft
    var again = FillIn(Filling.form, visit: 1)
    again.offer(draft(kept?["answers"] ?? .null))
    _ = again.resume(Filling.form, today: Filling.today)
    #expect(again.draft == kept && again.step == .question("day"))
  }

  @Test func anotherPersonWhoWasLoggedInElsewhereSeesNothingOfIt() throws {
    var walk = try asked()
    _ = try walk.choose("form.start")
    walk.act(.typed("field.file", "~/a.pdf"))
    #expect(!walk.state.isOfAnother(Self.summary("person-1")))
    #expect(walk.state.isOfAnother(Self.summary("person-2")))
    walk.act(.sessionReplaced(Self.summary("person-2")))
    #expect(walk.page.screen == "home" && walk.state.tasks.count == 1 && walk.state.unsentAnswers == .none)
    #expect(walk.page.outcome?.text.contains("サンプル 太郎") == true, "it is said who is logged in now")
    #expect(
      walk.act(.chose("x", .open(screen: "sign-document", parameters: [:])))
        == [
          .findDraft(form: try #require(walk.formNumber), DraftPlace(form: "sign-document", owner: "person-2"))
        ])
  }

  private static func summary(_ subject: Value) -> Value {
    .object(Fields(Walk.summary.object!.all.map { ($0.name, $0.value) } + [("subject", subject)]))
  }
}

import Domain
import Foundation
import TestKit
import Testing

@testable import Journeys
@testable import Screens

@Suite struct FillInTests {
  static let text =
    """
    form: move
    title: move.title
    intro: move.intro
    send: move.send
    opens: moved
    questions:
      - one-of: who
        label: move.who
        options: {all: move.all, part: move.part}
      - text: names
        label: move.names
        when: {who: part}
      - many-of: things
        label: move.things
        options: {dog: move.dog, car: move.car, seal: move.seal}
        optional: true
      - date: day
        label: move.day

    """
  static let form: Form = {
    // A text of ours that cannot be read is a mistake in this file.
    guard let form = try? FormReader.read(Array(text.utf8), file: "screens/forms/move.yaml") else {
      fatalError("no form")
    }
    return form
  }()
  static let today = CalendarDate(2026, 11, 20)!

  /// The form, the screen that it opens, and one to begin at.
  private static func screens() throws -> Files {
    let files = try Files()
    try files.put(
      "screens/start.yaml",
      "screen: start\ntitle: start.title\nroot: true\nblocks:\n  - choices:\n      - {text: start.move, opens: move}\n")
    try files.put("screens/moved.yaml", "screen: moved\ntitle: moved.title\nblocks:\n  - paragraph: moved.text\n")
    try files.put("screens/forms/move.yaml", text)
    return files
  }

  func begun() -> FillIn { FillIn(Self.form, visit: 1) }

  @Test func questionsComeOneAfterTheOtherAndThenAllAnswers() {
    var task = begun()
    #expect(task.step == .intro)
    #expect(task.perform("next", Self.form) == .stays)
    #expect(task.step == .question("who"))
    task.answer("all", Self.form, today: Self.today)
    #expect(task.step == .question("things"))
    task.toggle("seal", Self.form)
    task.toggle("dog", Self.form)
    #expect(task.step == .question("things"))
    _ = task.perform("next", Self.form)
    #expect(task.step == .question("day"))
    task.answer("R8.11.20", Self.form, today: Self.today)
    #expect(task.step == .check)
    #expect(
      task.perform("send", Self.form)
        == .sends(
          screen: "moved",
          .fields(("who", "all"), ("things", .list([.text("dog"), .text("seal")])), ("day", "2026-11-20"))))
  }

  @Test func whatIsNoAnswerIsSaidAndTheQuestionStays() {
    var task = begun()
    _ = task.perform("next", Self.form)
    task.answer("nobody", Self.form, today: Self.today)
    #expect(task.step == .question("who"))
    #expect(task.faults == ["who": EntryFault(.notOption)])
    task.answer("all", Self.form, today: Self.today)
    #expect(task.faults.isEmpty)
  }

  @Test func whoChangesOneAnswerComesBackToAllOfThem() {
    var task = answered()
    task.change("day", Self.form)
    #expect(task.step == .question("day"))
    task.answer("2026-12-01", Self.form, today: Self.today)
    #expect(task.step == .check)
    #expect(task.answers["day"] == "2026-12-01")
  }

  @Test func aChangeThatBringsANewQuestionAsksIt() {
    var task = answered()
    task.change("who", Self.form)
    task.answer("part", Self.form, today: Self.today)
    #expect(task.step == .question("names"))
    task.answer("サンプル", Self.form, today: Self.today)
    #expect(task.step == .check)
  }

  @Test func backLeadsToTheQuestionBeforeAndKeepsTheAnswers() {
    var task = answered()
    #expect(task.back(Self.form) == .stays)
    #expect(task.step == .question("day"))
    #expect(task.back(Self.form) == .stays)
    #expect(task.step == .question("things"))
    #expect(task.back(Self.form) == .stays)
    #expect(task.step == .question("who"))
    #expect(task.back(Self.form) == .stays)
    #expect(task.step == .intro)
    #expect(task.answers["day"] == "2026-11-20")
  }

  @Test func aRefusedAnswerTakesTheOldOneAway() {
    var task = answered()
    task.change("day", Self.form)
    task.answer("never", Self.form, today: Self.today)
    _ = task.perform("check", Self.form)
    #expect(task.step == .check)
    #expect(task.perform("send", Self.form) == .stays)
    #expect(task.answers["day"] == nil)
  }

  @Test func noneOfSeveralThingsIsNoAnswerWhereOneIsNeeded() throws {
    let form = try FormReader.read(
      Array(
        """
        form: move
        title: move.title
        send: move.send
        opens: moved
        questions:
          - many-of: things
            label: move.things
            options: {dog: move.dog, car: move.car}

        """.utf8), file: "screens/forms/move.yaml")
    var task = FillIn(form, visit: 1)
    task.toggle("dog", form)
    task.toggle("dog", form)
    _ = task.perform("next", form)
    #expect(task.step == .question("things"))
    #expect(task.faults == ["things": EntryFault(.missing)])
    _ = task.perform("check", form)
    #expect(task.perform("send", form) == .stays)
  }

  @Test func leavingAsksOnlyWhereThereAreAnswers() {
    var empty = begun()
    #expect(empty.perform("leave-form", Self.form) == .leaves(for: .back, keepsAnswers: true))
    var task = answered()
    #expect(task.perform("leave-form", Self.form) == .stays)
    #expect(task.step == .leaving)
    #expect(task.perform("stay", Self.form) == .stays)
    #expect(task.step == .check)
    _ = task.perform("leave-form", Self.form)
    #expect(task.perform("give-up", Self.form) == .leaves(for: .back, keepsAnswers: false))
    #expect(task.perform("keep-and-leave", Self.form) == .leaves(for: .back, keepsAnswers: true))
    // Also what was refused is something that somebody typed.
    var refused = begun()
    _ = refused.perform("next", Self.form)
    refused.answer("nobody", Self.form, today: Self.today)
    #expect(refused.leave(for: .home) == .stays)
    #expect(refused.perform("give-up", Self.form) == .leaves(for: .home, keepsAnswers: false))
  }

  /// To correct one character nobody types the whole again.
  @Test func whatWasRefusedStandsInItsFieldToBeCorrected() throws {
    var task = answered()
    task.change("day", Self.form)
    task.answer("令和8年13月1日", Self.form, today: Self.today)
    let page = TestTexts.library().page(
      Self.form, at: task.step, task.answers, faults: task.faults, refused: task.refused)
    let field = try #require(page.field(at: .element("field.day"))?.field)
    #expect(field.value == "令和8年13月1日" && field.fault != nil)
    task.answer("令和8年12月1日", Self.form, today: Self.today)
    #expect(task.refused.isEmpty && task.answers["day"] == "2026-12-01")
  }

  private static let fileForm: Form = {
    let text =
      "form: move\ntitle: move.title\nsend: move.send\nopens: moved\nquestions:\n"
      + "  - file: paper\n    label: move.paper\n  - text: name\n    label: move.name\n"
    guard let form = try? FormReader.read(Array(text.utf8), file: "screens/forms/move.yaml") else {
      fatalError("no form")
    }
    return form
  }()

  /// The question stays until it is known whether the file can be read: nobody hears the next one in vain.
  @Test func aFileThatCannotBeReadIsCorrectedAtItsQuestion() {
    var task = FillIn(Self.fileForm, visit: 1)
    #expect(task.answer("/no/such", Self.fileForm, today: Self.today) == .looks(question: "paper", path: "/no/such"))
    #expect(task.step == .question("paper") && task.isLooking)
    task.looked("paper", "/no/such", canBeRead: false, Self.fileForm)
    #expect(task.step == .question("paper") && !task.isLooking)
    #expect(task.faults["paper"] == EntryFault(.noSuchFile) && task.refused["paper"] == "/no/such")
    #expect(task.answers["paper"] == nil)
    task.answer("/there", Self.fileForm, today: Self.today)
    task.looked("paper", "/there", canBeRead: true, Self.fileForm)
    #expect(task.step == .question("name") && task.faults.isEmpty)
  }

  /// Who has gone elsewhere meanwhile is not taken away from there; it is said at the question, and at the end.
  @Test func whatIsFoundOutLaterTakesNobodyAway() {
    var task = FillIn(Self.fileForm, visit: 1)
    _ = task.take("/no/such", Self.fileForm, today: Self.today)
    task.change("name", Self.fileForm)
    task.answer("x", Self.fileForm, today: Self.today)
    #expect(task.step == .check)
    task.looked("paper", "/no/such", canBeRead: false, Self.fileForm)
    #expect(task.step == .check && task.faults["paper"] == EntryFault(.noSuchFile))
    #expect(task.perform("send", Self.fileForm) == .stays)
    task.change("paper", Self.fileForm)
    task.answer("/there", Self.fileForm, today: Self.today)
    task.looked("paper", "/there", canBeRead: true, Self.fileForm)
    #expect(task.step == .check)
    task.looked("paper", "/no/such", canBeRead: false, Self.fileForm)
    #expect(task.faults.isEmpty, "an answer of before is no longer asked about")
  }

  @Test func backWhileTheFileIsLookedAtLeadsToItsQuestion() {
    var task = FillIn(Self.fileForm, visit: 1)
    task.answer("/slow", Self.fileForm, today: Self.today)
    #expect(task.back(Self.fileForm) == .stays && task.step == .question("paper") && !task.isLooking)
    task.looked("paper", "/slow", canBeRead: true, Self.fileForm)
    #expect(task.step == .question("paper"), "nobody waits for it any more")
  }

  /// Whoever asks to leave, or skips the question, does not meet the wait again, and what is found out then takes nobody anywhere.
  @Test func leavingWhileTheFileIsLookedAtEndsTheWait() {
    var task = FillIn(Self.fileForm, visit: 1)
    task.answer("/slow", Self.fileForm, today: Self.today)
    #expect(task.leave(for: .quit) == .stays && task.step == .leaving && !task.isLooking)
    _ = task.perform("stay", Self.fileForm)
    #expect(task.step == .question("paper") && !task.isLooking)
    task.answer("/slow", Self.fileForm, today: Self.today)
    task.change("name", Self.fileForm)
    #expect(!task.isLooking, "another question waits for nothing")
    task.looked("paper", "/slow", canBeRead: true, Self.fileForm)
    #expect(task.step == .question("name"))
  }

  /// Nothing that nobody has written is kept or asked about.
  @Test func enterAloneIsNoAnswerThatCouldBeLost() {
    var task = FillIn(Self.fileForm, visit: 1)
    task.answer("", Self.fileForm, today: Self.today)
    #expect(task.faults["paper"] == EntryFault(.missing) && !task.hasAnswers && task.draft == nil)
  }

  /// Giving answers up is a grave question, and what was typed at the question before is there again for whoever stays.
  @Test func leavingIsAFreshQuestionAndStayingLeadsBackToTheSameOpening() throws {
    var walk = try withAFileNamed()
    let asking = walk.page
    walk.act(.askedToLeave)
    #expect(walk.page.needsFreshAnswer && walk.page.visit != asking.visit && walk.page.outcome == nil)
    _ = try walk.choose("form.stay")
    var there = walk.page
    // What the last answer was is not news any more.
    #expect(asking.outcome != nil && there.outcome == nil)
    there.outcome = asking.outcome
    #expect(there == asking)
  }

  /// Two forms may have a question of the same name.
  @Test func aFileIsLookedAtForTheFormThatAsked() throws {
    var walk = try withAFileNamed()
    let first = try #require(walk.formNumber)
    walk.act(.chose("x", .open(screen: "verify-document", parameters: [:])))
    _ = try walk.choose("form.start")
    walk.act(.typed("field.file", "/a"))
    let page = walk.page
    #expect(page.waiting == walk.library.text("form.looking"))
    walk.act(.looked(form: first, question: "file", path: "/a", canBeRead: false))
    #expect(walk.page == page)
    walk.act(.looked(form: try #require(walk.formNumber), question: "file", path: "/a", canBeRead: false))
    #expect(walk.page.field(at: .element("field.file"))?.field.fault != nil)
  }

  /// The answers are of whoever logs in after giving them; nobody was logged in before.
  @Test func loggingInKeepsWhatWasAnsweredBefore() throws {
    var walk = try withAFileNamed()
    walk.act(.chose("x", .verb("login")))
    walk.finish(Walk.summary)
    #expect(
      walk.page.screen == "sign-document" && walk.state.unsentAnswers != .none && walk.state.tasks[0].screen == "home")
  }

  @Test func anOperationInFrontIsLeftFirst() throws {
    var walk = try withAFileNamed()
    _ = try walk.choose("option.yes")
    _ = try walk.choose("form.skip")
    _ = try walk.choose("sign-document.send")
    walk.step(.asking(.init(.signature, .current, triesLeft: 5)))
    #expect(walk.act(.askedToLeave) == [])
    #expect(walk.page.screen == "leave", "the PIN is still asked for behind the question")
    walk.act(.wentBack)
    #expect(walk.page.hasSecret)
  }

  @Test func nothingIsSentBeforeAllAnswersWereChecked() {
    var task = begun()
    #expect(task.perform("send", Self.form) == .stays)
    _ = task.perform("check", Self.form)
    #expect(task.perform("send", Self.form) == .stays)
    var complete = answered()
    complete.change("day", Self.form)
    #expect(complete.perform("send", Self.form) == .stays)
  }

  @Test func aFormIsOpenedAnsweredAndGoneOnFromInTheInterface() throws {
    let files = try Self.screens()
    let screens = ScreenLibrary(
      screens: files.path + "/screens", content: files.path + "/content", locale: .ja, calls: [])
    var state = AppState(practice: true, version: "1", today: Self.today)
    func choose(_ action: Page.Action) -> [AppEffect] { state.update(.chose("x", action), screens) }
    let place = DraftPlace(form: "move", owner: .null)
    let number = state.lastNumber + 1
    func saves(_ answers: Value) -> [AppEffect] {
      [.saveDraft(form: number, place, .fields(("answers", answers), ("typed", [:])))]
    }
    #expect(choose(.open(screen: "move", parameters: .object(Fields()))) == [.findDraft(form: number, place)])
    #expect(choose(.verb("next")) == [])
    #expect(choose(.answer("all")) == saves(["who": "all"]))
    #expect(choose(.toggle("dog")) == saves(["who": "all", "things": ["dog"]]))
    #expect(choose(.verb("next")) == [])
    #expect(
      state.update(.typed("field.day", "R8.11.20"), screens)
        == saves(["who": "all", "things": ["dog"], "day": "2026-11-20"]))
    #expect(state.page(screens).blocks.contains { $0.id == "move.send" })
    #expect(choose(.verb("send")) == [])
    guard case .browse(let opened) = state.tasks.last else { throw Missing() }
    #expect(opened.screen == "moved")
    #expect(opened.parameters == .fields(("who", "all"), ("things", .list([.text("dog")])), ("day", "2026-11-20")))
    // The answers are still there for whoever comes back.
    #expect(state.update(.wentBack, screens) == [])
    #expect(state.page(screens).blocks.contains { $0.id == "answer.day" })
    // Whoever wants to be elsewhere is asked what shall become of them, from whatever stands over them.
    for action in [AppAction.chose("x", .verb("home")), .chose("x", .verb("logout")), .askedToLeave] {
      #expect(state.unsentAnswers == .lostAtEnd)
      #expect(state.update(.asked(screen: "moved"), screens) == [])
      #expect(state.update(action, screens) == [])
      #expect(state.page(screens).screen == "move" && state.page(screens).blocks.last?.id == "form.give-up")
      #expect(choose(.verb("stay")) == [])
      #expect(state.page(screens).blocks.contains { $0.id == "answer.day" })
    }
    _ = state.update(.chose("x", .verb("home")), screens)
    #expect(choose(.verb("give-up")) == [.forgetDraft(place)])
    #expect(state.tasks.map(\.screen) == ["start"] && state.unsentAnswers == .none)
  }

  /// Nobody has to wait for the end of the form to hear how an answer was understood.
  @Test func anAnswerThatLedOnIsSaidAsItWasUnderstood() throws {
    let files = try Self.screens()
    try files.put(
      "content/ja/form.md",
      """
      ## form.outcome.answered
      {label}: {answer}。

      ## form.outcome.marked
      {option}を選びました。

      ## form.outcome.unmarked
      {option}を取り消しました。

      ## form.none
      答えなし

      """)
    try files.put(
      "content/ja/move.md",
      """
      ## move.who
      だれ

      ## move.all
      全員

      ## move.things
      持ち物

      ## move.dog
      犬

      ## move.car
      車

      ## move.day
      日

      """)
    let screens = ScreenLibrary(
      screens: files.path + "/screens", content: files.path + "/content", locale: .ja, calls: [])
    var state = AppState(practice: true, version: "1", today: Self.today)
    func said(_ action: AppAction) -> String? {
      _ = state.update(action, screens)
      return state.page(screens).outcome?.text
    }
    func chose(_ action: Page.Action) -> String? { said(.chose("x", action)) }
    #expect(chose(.open(screen: "move", parameters: .object(Fields()))) == nil)
    #expect(chose(.verb("next")) == nil)
    #expect(chose(.answer("all")) == "だれ: 全員。")
    #expect(chose(.toggle("car")) == "車を選びました。")
    #expect(chose(.toggle("dog")) == "犬を選びました。")
    #expect(chose(.toggle("car")) == "車を取り消しました。")
    #expect(chose(.verb("next")) == "持ち物: 犬。")
    #expect(said(.typed("field.day", "そのうち")) == nil, "what is no answer is a mistake, and no answer")
    #expect(chose(.verb("previous")) == nil, "nothing was answered")
    #expect(chose(.toggle("dog")) == "犬を取り消しました。")
    #expect(chose(.verb("next")) == "持ち物: 答えなし。")
    #expect(said(.typed("field.day", "R8.11.20")) == "日: 2026年11月20日（令和8年）。")
  }

  private struct Missing: Error {}

  /// Nobody is logged in, and the first question of a form has its answer.
  private func withAFileNamed() throws -> Walk {
    var walk = Walk()
    walk.act(.started(session: nil))
    walk.act(.chose("x", .open(screen: "sign-document", parameters: [:])))
    _ = try walk.choose("form.start")
    walk.act(.typed("field.file", "/a"))
    walk.act(.looked(form: try #require(walk.formNumber), question: "file", path: "/a", canBeRead: true))
    return walk
  }

  private func answered() -> FillIn {
    var task = begun()
    _ = task.perform("next", Self.form)
    task.answer("all", Self.form, today: Self.today)
    _ = task.perform("next", Self.form)
    task.answer("2026-11-20", Self.form, today: Self.today)
    return task
  }
}

/// Files of screens and words of a test's own.
private final class Files {
  let path = NSTemporaryDirectory() + "mf-form-\(UInt32.random(in: 0 ... .max))"
  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }
  func put(_ name: String, _ text: String) throws {
    let file = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}

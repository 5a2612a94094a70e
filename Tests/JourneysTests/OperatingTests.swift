import Domain
import Journeys
import Screens
import TestKit
import Testing

/// Operations from outside: what is shown, what begins, and what a person hears who leaves while the card checks a secret.
@Suite struct OperatingTests {
  static func asking(_ kind: PINKind, _ triesLeft: Int = 3) -> OperationTask.Step {
    .asking(OperationTask.Question(kind, .current, triesLeft: triesLeft))
  }

  /// A walk on the card screen.
  static func atCard() throws -> Walk { try Walk.at("card", answer: try TestTexts.result("card.some")) }

  struct Task: Sendable, CustomTestStringConvertible {
    let choice: ElementID
    let name: CallName
    let parameters: Value
    var testDescription: String { choice.text }
  }
  static let tasks = [
    Task(choice: "card.read", name: "card.read", parameters: [:]),
    Task(choice: "card.read-number", name: "card.read", parameters: ["number": true]),
    Task(choice: "card.certificate-auth", name: "card.certificate", parameters: ["kind": "auth"]),
    Task(choice: "card.certificate-sign", name: "card.certificate", parameters: ["kind": "sign"]),
  ]

  @Test(arguments: tasks) func aTaskOfTheCardScreenBeginsWithItsParameters(task: Task) throws {
    var walk = try Self.atCard()
    let effects = try walk.choose(task.choice)
    #expect(effects == [.operate(try #require(walk.number), task.name, task.parameters)])
    #expect(walk.page.waiting != nil && !walk.page.hasSecret)
    walk.step(Self.asking(.text))
    #expect(walk.page.hasSecret && walk.words.contains("あと3回"))
  }

  @Test(arguments: [("pins.change-auth", "auth"), ("pins.change-sign", "sign"), ("pins.change-text", "text")])
  func eachPINCanBeChangedFromItsExplanation(choice: (id: String, kind: String)) throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.pins-help")
    let effects = try walk.choose(ElementID(choice.id))
    #expect(
      effects == [.operate(try #require(walk.number), "card.change-pin", .fields(("kind", .text(choice.kind))))])
    let kind = try #require(PINKind.allCases.first { $0.word == choice.kind })
    walk.step(.asking(OperationTask.Question(kind, .new)))
    #expect(walk.page.hasSecret && walk.words.contains("暗証番号はまだカードに送りません"))
    walk.step(.asking(OperationTask.Question(kind, .new, complaint: .differs)))
    #expect(walk.words.contains("2回の入力が同じではありません"))
    walk.step(.asking(OperationTask.Question(kind, .old, triesLeft: 3)))
    #expect(walk.page.hasSecret && walk.words.contains("いまの番号を入力してください") && walk.words.contains("あと3回"))
    walk.finish(.fields(("kind", .text(choice.kind)), ("changed", true)))
    #expect(walk.words.contains("変更しました") && !walk.page.hasSecret)
    walk.act(.wentBack)
    #expect(walk.page.screen == "pins")
  }

  /// A card of this form: what it cannot do is said with the reason, and is no choice.
  @Test(
    arguments: [
      ("phone", ["card.read", "card.read-number"], "スマートフォンではできません", ["pins.change-auth", "pins.change-sign"]),
      (
        "juki", ["card.read", "card.read-number", "card.certificate-auth", "card.certificate-sign", "card.sign"],
        "住民基本台帳カードではできません", []
      ),
      ("locked", ["card.certificate-sign", "card.sign"], "暗証番号がロックされています", ["pins.change-text"]),
    ] as [(String, [ElementID], String, [ElementID])])
  func whatACardCannotDoIsSaidAndNotOffered(
    _ row: (state: String, gone: [ElementID], why: String, changes: [ElementID])
  ) throws {
    var walk = try Walk.at("card", answer: try TestTexts.result("card.\(row.state)"))
    let choices: [ElementID] = [
      "card.read", "card.read-number", "card.certificate-auth", "card.certificate-sign", "card.sign",
    ]
    for choice in choices {
      #expect((walk.page.action(of: choice) == nil) == row.gone.contains(choice), "\(choice)")
    }
    #expect(walk.words.contains(row.why) && walk.page.action(of: "card.verify") != nil)
    _ = try walk.choose("card.pins-help")
    for change in ["pins.change-auth", "pins.change-sign", "pins.change-text"] as [ElementID] {
      #expect((walk.page.action(of: change) != nil) == row.changes.contains(change), "\(change)")
    }
    #expect(walk.words.contains("変更できる暗証番号は、いまありません") == row.changes.isEmpty)
  }

  @Test func theNumberIsShownWholeOnlyWhenThatIsChosen() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read-number")
    walk.finish(try TestTexts.result("card-read.number"))
    #expect(walk.words.contains("********9010") && !walk.words.contains("123456789010"))
    #expect(try walk.choose("card-read.show") == [], "the card is left alone")
    #expect(walk.words.contains("123456789010"))
    #expect(try walk.choose("card-read.hide") == [])
    #expect(!walk.words.contains("123456789010"))
  }

  /// A letter form that a font may draw otherwise is named, once for each fact that has one.
  @Test func aRegisteredLetterFormIsNamed() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    func said(_ characters: String) -> String { "「\(characters)」は、登録されたとおりの字です" }
    walk.finish([
      "name": "葛\u{E0100}城　葛\u{E0100}子", "address": "サンプル県\u{20BB7}野市\u{FA19}田", "sex": "female", "birth": "1990-01-01",
    ])
    #expect(walk.words.split(separator: "\n").count { $0.contains(said("葛\u{E0100}")) } == 1)
    #expect(walk.words.contains(said("\u{20BB7} \u{FA19}")))
    // The ordinary form of the same letter is not worth a word.
    _ = try walk.choose("common.back")
    _ = try walk.choose("card.read")
    walk.finish(["name": "葛城　花子", "address": "サンプル県見本市", "sex": "female", "birth": "1990-01-01"])
    #expect(!walk.words.contains("登録されたとおり"))
  }

  @Test func anotherProgramThatHasTheCardIsNamedAndLeavingDoesNotWaitForIt() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let number = try #require(walk.number)
    walk.act(.cardHeld(true))
    let words = "ほかのプログラムがカードを使っています。終わるのを待っています。カードを使うほかのアプリを閉じると、先へ進みます。"
    #expect(walk.page.waiting?.text == words && walk.words.contains("ほかのプログラムがカードを使っています。"))
    #expect(!walk.words.contains("カードを確かめています"))
    var leaving = walk
    #expect(leaving.act(.wentBack) == [.cancelOperation(number)] && leaving.page.screen == "card")
    walk.act(.cardHeld(false))
    #expect(walk.page.waiting?.text.contains("カードを確かめています") == true)
    // The card's own screen waits as well.
    var looking = try Self.atCard()
    _ = try looking.choose("card.again")
    looking.act(.cardHeld(true))
    #expect(looking.page.waiting?.text == words)
  }

  // MARK: Forms

  private static let place = DraftPlace(form: "sign-document", owner: Walk.summary["person"] ?? .null)

  /// A walk that has answered what shall be signed, and has gone on from there.
  private static func signing() throws -> (walk: Walk, effects: [AppEffect]) {
    var walk = try atCard()
    _ = try walk.choose("card.sign")
    let number = try #require(walk.formNumber)
    #expect(try walk.choose("form.start") == [])
    func saves(_ answers: Value) -> AppEffect {
      .saveDraft(form: number, place, .fields(("answers", answers), ("typed", [:])))
    }
    #expect(
      walk.act(.typed("field.file", "~/a.pdf")) == [
        saves(["file": "~/a.pdf"]), .look(form: number, question: "file", path: "~/a.pdf"),
      ])
    #expect(walk.page.waiting == walk.library.text("form.looking"))
    walk.act(.looked(form: number, question: "file", path: "~/a.pdf", canBeRead: true))
    #expect(try walk.choose("option.yes") == [saves(["file": "~/a.pdf", "attached": true])])
    #expect(try walk.choose("form.skip") == [saves(["file": "~/a.pdf", "attached": true, "output": nil])])
    let effects = try walk.choose("sign-document.send")
    return (walk, effects)
  }

  @Test func anOperationBeginsWithTheAnswersOfAFormAndLeadsBackToThem() throws {
    var (walk, effects) = try Self.signing()
    let number = try #require(walk.number)
    #expect(effects == [.operate(number, "card.sign", ["file": "~/a.pdf", "attached": true])])
    walk.act(.operationTold(number, try TestTexts.result("card-sign.asking")))
    walk.step(Self.asking(.signature, 5))
    #expect(walk.words.contains("todoke.pdf") && walk.words.contains("48,213") && walk.page.hasSecret)
    // What went wrong is said; behind it are the answers.
    walk.fail(Problem(.fileFailed, facts: [("file", "a.pdf")]))
    #expect(walk.page.screen == "problem")
    walk.act(.wentBack)
    #expect(walk.page.screen == "sign-document" && walk.words.contains("~/a.pdf"))
    // Once it is done, nobody is led back into the questions.
    _ = try walk.choose("sign-document.send")
    let ends = walk.finish(try TestTexts.result("card-sign.signed"))
    #expect(ends == [.forgetDraft(Self.place)])
    walk.act(.wentBack)
    #expect(walk.page.screen == "card" && walk.state.unsentAnswers == .none)
  }

  @Test func aFileThatIsThereIsReplacedOnlyAfterAWord() throws {
    var (walk, _) = try Self.signing()
    let number = try #require(walk.number)
    walk.step(.confirming(.replacing(file: "a.pdf.p7s")))
    #expect(walk.words.contains("a.pdf.p7s") && !walk.page.hasSecret)
    var keeping = walk
    #expect(try keeping.choose("step.keep") == [.answerConsent(number, false), .cancelOperation(number)])
    #expect(keeping.act(.operationFailed(number, Problem(.confirmationNeeded))) == [])
    #expect(keeping.page.screen == "sign-document" && keeping.words.contains("a.pdf"))
    #expect(try walk.choose("step.replace") == [.answerConsent(number, true)])
  }

  // MARK: Leaving while the card checks

  static let leaving: [AppAction] = [.wentBack, .cancelled, .chose("x", .verb("home"))]
  static let cancelled = Problem(.offline, facts: [("cancelled", true)])
  static let checking: [OperationTask.Step] = [.working(.verifying), .atReader(.authentication, triesLeft: 3)]

  @Test(arguments: leaving, checking)
  func leavingWaitsForTheCardAndTellsWhatBecameOfThePIN(action: AppAction, step: OperationTask.Step) throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let number = try #require(walk.number)
    walk.step(step)
    #expect(walk.act(action) == [.cancelOperation(number)])
    #expect(walk.page.waiting?.text == "カードの答えを待っています。答えが届いたら戻ります。")
    // Keys are answered meanwhile.
    var reading = walk
    reading.act(.asked(screen: "help"))
    #expect(reading.page.screen == "help")
    let there = action == .chose("x", .verb("home")) ? "home" : "card"
    var wrong = walk
    wrong.act(.operationStepped(number, .working(.card)))
    wrong.act(.operationFailed(number, Problem(.pinWrong, facts: [("triesLeft", 2), ("kind", "text")])))
    #expect(wrong.page.screen == there)
    #expect(wrong.outcome == "暗証番号が違いました。入力できるのは、あと2回です。違っていたのは、券面事項入力補助用の暗証番号です。")
    var right = walk
    right.act(.operationFailed(number, Self.cancelled.noting(.right)))
    #expect(right.page.screen == there && right.outcome?.contains("正しかった") == true)
    var unheard = walk
    unheard.act(.operationFailed(number, Self.cancelled.noting(.unknown)))
    #expect(unheard.page.screen == there && unheard.outcome?.contains("減ったかもしれません") == true)
    // At the reader nothing was typed yet, or VERIFY was not sent yet.
    for problem in [Self.cancelled, Self.cancelled.noting(.notShown)] {
      var early = walk
      early.act(.operationFailed(number, problem))
      #expect(early.page.screen == there && early.outcome?.contains("暗証番号は使われず") == true)
      #expect(early.outcome?.contains("正しかった") == false)
    }
    var ended = walk
    ended.act(.operationDone(number, [:]))
    #expect(ended.page.screen == there && ended.outcome?.contains("やめる前に終わっていました") == true)
    // Once more: nobody waits, and that is said.
    #expect(walk.act(action).contains(.cancelOperation(number)))
    #expect(walk.page.screen == there && walk.outcome?.contains("減ったかもしれません") == true)
    // What comes after all is told all the same.
    walk.act(.operationFailed(number, Problem(.pinLocked, facts: [("kind", "text")])))
    #expect(walk.outcome?.contains("ロック") == true)
  }

  @Test func quittingWaitsForTheCardAndSaysWhatBecameOfThePINLast() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let number = try #require(walk.number)
    walk.step(.working(.verifying))
    #expect(walk.act(.askedToLeave) == [])
    #expect(try walk.choose("leave.quit") == [.cancelOperation(number)])
    #expect(walk.page.waiting != nil && walk.page.screen == "card-read")
    let effects = walk.act(.operationFailed(number, Problem(.pinWrong, facts: [("triesLeft", 1), ("kind", "text")])))
    #expect(effects.contains(.quit))
    #expect(walk.state.lastWords.map(\.key) == ["problem.pinWrong.what"])
  }

  // MARK: Closing what runs

  /// A log-in that waits for the portal, and in front of it the card's screen and a task of the card; behind it is the start.
  static func inFrontOfLogIn() throws -> (walk: Walk, logIn: Int, read: Int) {
    var walk = Walk()
    walk.act(.started(session: nil))
    _ = try walk.choose("start.login")
    let logIn = try #require(walk.number)
    walk.step(.working(.portal))
    let call = walk.act(.chose("x", .open(screen: "card", parameters: [:]))).calls[0]
    walk.act(.answered(call.number, try TestTexts.result("card.some"), isLast: true))
    _ = try walk.choose("card.read")
    return (walk, logIn, try #require(walk.number))
  }

  @Test func aLogInThatEndsClosesWhatRunsInFrontOfItAndItsPINIsNotForgotten() throws {
    var (walk, logIn, read) = try Self.inFrontOfLogIn()
    walk.step(Self.asking(.text))
    let waiting = walk.act(.chose("x", .open(screen: "card", parameters: [:]))).calls[0].number
    let effects = walk.act(.operationDone(logIn, Walk.summary))
    #expect(effects.contains(.cancelOperation(read)) && effects.contains(.cancelCall(waiting)))
    #expect(!effects.contains(.cancelOperation(logIn)), "it has ended")
    #expect(effects.calls.map(\.name) == ["home"] && walk.page.screen == "home")
    walk.act(.operationFailed(read, Problem(.pinWrong, facts: [("triesLeft", 2), ("kind", "text")])))
    #expect(walk.outcome?.contains("あと2回") == true)
  }

  @Test(arguments: checking)
  func aLogInThatEndsLeavesThePersonAtACardThatChecks(step: OperationTask.Step) throws {
    var (walk, logIn, read) = try Self.inFrontOfLogIn()
    walk.step(step)
    let effects = walk.act(.operationDone(logIn, Walk.summary))
    #expect(!effects.contains(.cancelOperation(read)))
    #expect(walk.state.isLoggedIn && walk.page.screen == "card-read" && walk.page.waiting != nil)
    #expect(walk.outcome?.contains("ログインしました") == true)
    walk.act(.operationFailed(read, Problem(.pinWrong, facts: [("triesLeft", 2), ("kind", "text")])))
    #expect(walk.page.screen == "problem" && walk.words.contains("あと2回"))
    // Then the person goes on, and home is behind.
    walk.act(.wentBack)
    #expect(walk.page.screen == "card")
    walk.act(.wentBack)
    #expect(walk.page.screen == "home")
  }

  @Test func goingBackToALogInThatRunsClosesWhatRunsInFrontOfIt() throws {
    var (walk, _, read) = try Self.inFrontOfLogIn()
    walk.step(Self.asking(.text))
    var checking = walk
    #expect(walk.act(.chose("x", .verb("login"))) == [.cancelOperation(read)])
    #expect(walk.page.screen == "login")
    walk.act(.operationFailed(read, Problem(.pinLocked, facts: [("kind", "text")])))
    #expect(walk.outcome?.contains("ロック") == true)
    // Not while the card checks.
    checking.step(.working(.verifying))
    checking.act(.asked(screen: "help"))
    #expect(!checking.act(.chose("x", .verb("login"))).contains(.cancelOperation(read)))
    #expect(checking.page.screen == "card-read")
  }

  @Test func leavingACardThatChecksEndsWhatRunsInFrontOfIt() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let read = try #require(walk.number)
    walk.step(.working(.verifying))
    let call = walk.act(.chose("x", .open(screen: "card", parameters: [:]))).calls[0].number
    walk.act(.chose("x", .open(screen: "card-certificate", parameters: ["kind": "sign"])))
    let other = try #require(walk.number)
    walk.step(Self.asking(.signature))
    let effects = walk.act(.chose("x", .verb("home")))
    #expect(Set(effects) == [.cancelOperation(read), .cancelOperation(other), .cancelCall(call)])
    #expect(walk.page.screen == "card-read" && walk.page.waiting != nil)
  }

  // MARK: Logging out while the card checks

  @Test(arguments: [false, true]) func loggingOutAndQuittingWaitsForTheCard(asksAgain: Bool) throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let number = try #require(walk.number)
    walk.step(.working(.verifying))
    walk.act(.askedToLeave)
    #expect(try walk.choose("leave.logout") == [.logOut])
    if asksAgain { #expect(walk.act(.askedToLeave) == [.cancelOperation(number)]) }
    let effects = walk.act(.loggedOut)
    #expect(!effects.contains(.quit) && effects.contains(.cancelOperation(number)) == !asksAgain)
    #expect(walk.page.waiting != nil && !walk.state.isLoggedIn && walk.outcome == "ログアウトしました。")
    let end = walk.act(.operationFailed(number, Problem(.pinWrong, facts: [("triesLeft", 2), ("kind", "text")])))
    #expect(end.contains(.quit))
    #expect(walk.state.lastWords.map(\.key) == ["voice.outcome.logged-out", "problem.pinWrong.what"])
  }

  @Test func loggingOutWhileTheCardChecksLeadsToTheStartAfterIt() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let number = try #require(walk.number)
    walk.step(.working(.verifying))
    #expect(walk.act(.chose("x", .verb("logout"))) == [.logOut])
    #expect(walk.act(.loggedOut) == [.cancelOperation(number)])
    #expect(walk.page.screen == "card-read" && walk.page.waiting != nil)
    var impatient = walk
    impatient.act(.wentBack)
    #expect(impatient.page.screen == "start", "nothing of the person who was logged in is behind")
    #expect(walk.act(.operationFailed(number, Self.cancelled.noting(.right))).isEmpty)
    #expect(walk.page.screen == "start" && walk.outcome?.contains("正しかった") == true)
    #expect(walk.state.lastWords.isEmpty)
  }

  @Test func whatBecomesOfAPINIsToldToWhoLeftBeforeItWasSent() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let number = try #require(walk.number)
    walk.act(.wentBack)
    walk.act(.operationFailed(number, Problem(.pinWrong, facts: [("triesLeft", 2), ("kind", "text")])))
    #expect(walk.page.screen == "card" && walk.outcome?.contains("あと2回") == true)
    walk.act(.wentBack)
    walk.act(.operationFailed(number, Problem(.pinWrong, facts: [("triesLeft", 1), ("kind", "text")])))
    #expect(walk.outcome == nil, "it is told once")
  }

  @Test func whoHasLeftIsToldThatATryMayHaveBeenUsed() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let unanswered = try #require(walk.number)
    walk.act(.wentBack)
    walk.act(.operationFailed(unanswered, Problem(.cardFault, facts: [("tryMayBeUsed", true), ("kind", "text")])))
    #expect(walk.outcome?.contains("減ったかもしれません") == true)
  }

  @Test func anotherTryIsAnotherRun() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let first = try #require(walk.number)
    walk.fail(Problem(.noCard))
    let again = try walk.choose("problem.card-again")
    #expect(again.operations == ["card.read"] && walk.number != first)
    walk.act(.operationStepped(first, .confirming(.lastTry(.text))))
    walk.act(.operationFailed(first, Problem(.cardRemoved)))
    #expect(walk.page.screen == "card-read" && walk.page.waiting != nil)
  }

  // MARK: What the card's screen says afterwards

  private static let wrong = Problem(.pinWrong, facts: [("triesLeft", 2), ("kind", "text")])

  @Test func afterAWrongPINTheScreenOfTheCardIsLoadedAgain() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    walk.step(Self.asking(.text))
    #expect(walk.fail(Self.wrong).isEmpty, "not while the problem is read")
    #expect(walk.act(.wentBack).calls.map(\.name) == ["card.show"])
    #expect(walk.page.waiting != nil && walk.words.contains("あと3回"), "what was there stays until the answer")
    walk.act(.asked(screen: "help"))
    #expect(walk.act(.wentBack).calls.isEmpty, "once is enough")
  }

  @Test func byWayOfTheirExplanationTheScreenOfTheCardIsLoadedAgain() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.pins-help")
    _ = try walk.choose("pins.change-auth")
    walk.finish(["kind": "auth", "changed": true])
    #expect(walk.act(.wentBack).isEmpty && walk.page.screen == "pins")
    #expect(walk.act(.wentBack).calls.map(\.name) == ["card.show"])
  }

  @Test(arguments: [1, 2]) func whoLeftWhileTheCardCheckedSeesWhatIsLeft(times: Int) throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let number = try #require(walk.number)
    walk.step(.working(.verifying))
    for _ in 0..<times { #expect(walk.act(.wentBack).calls.isEmpty) }
    #expect(walk.act(.operationFailed(number, Self.wrong)).calls.map(\.name) == ["card.show"])
    #expect(walk.page.screen == "card" && walk.outcome?.contains("あと2回") == true)
  }

  @Test func whatLeftTheCardAloneLoadsNothingAgain() throws {
    var walk = try Self.atCard()
    _ = try walk.choose("card.read")
    let number = try #require(walk.number)
    walk.step(Self.asking(.text))
    walk.act(.wentBack)
    #expect(walk.act(.operationFailed(number, Self.cancelled)).isEmpty)
    _ = try walk.choose("card.verify")
    _ = try walk.choose("form.start")
    walk.act(.typed("field.file", "a.p7s"))
    walk.act(.looked(form: try #require(walk.formNumber), question: "file", path: "a.p7s", canBeRead: true))
    _ = try walk.choose("form.skip")
    _ = try walk.choose("verify-document.send")
    walk.fail(Problem(.fileFailed, facts: [("file", "a.p7s")]))
    #expect(walk.act(.wentBack).isEmpty && walk.page.screen == "verify-document")
  }

  @Test func aCardThatIsMissingOnTheCardScreenIsLookedForAgain() throws {
    var walk = try Walk.atHome()
    let call = walk.act(.chose("x", .open(screen: "card", parameters: [:]))).calls[0]
    walk.act(.failed(call.number, Problem(.noCard)))
    #expect(try walk.choose("problem.card-again").calls.map(\.name) == ["card.show"])
  }
}

import Domain
import Journeys
import Screens
import TestKit
import Testing

/// From the first screen to home, with everything that may come between.
@Suite struct LogInTests {
  @Test func fromTheStartToHome() throws {
    var walk = Walk()
    #expect(walk.act(.started(session: nil)) == [])
    #expect(walk.page.screen == "start" && walk.page.banner?.text == "練習用")
    #expect(try walk.choose("start.login").operations == ["login"])
    #expect(walk.page.waiting?.text == walk.library.text("step.card").text)
    #expect(!walk.page.hasSecret)
    walk.step(.asking(OperationTask.Question(.authentication, .current, triesLeft: 2)))
    #expect(walk.page.hasSecret && walk.page.waiting == nil)
    #expect(walk.words.contains("あと2回"))
    walk.step(.working(.portal))
    #expect(!walk.page.hasSecret && walk.page.waiting != nil)
    let effects = walk.finish(Walk.summary)
    #expect(effects.calls.map(\.name) == ["home"])
    #expect(walk.outcome == "サンプル 太郎さん、ログインしました。2026年11月20日（金）15時30分まで続きます。")
    #expect(walk.page.screen == "home" && walk.page.blocks.isEmpty && walk.page.waiting != nil)
    walk.act(.answered(effects.calls[0].number, try TestTexts.result("home.full"), isLast: true))
    #expect(walk.page.waiting == nil && walk.words.contains("国民健康保険料"))
    #expect(walk.state.tasks.count == 1, "the start is not behind home")
  }

  @Test func aSessionThatIsOpenLeadsHomeAtOnce() {
    var walk = Walk()
    #expect(walk.act(.started(session: Walk.summary)).calls.map(\.name) == ["home"])
    #expect(walk.state.isLoggedIn)
  }

  @Test func theLastTryIsAskedForAndMayBeRefused() throws {
    var walk = Walk()
    _ = try walk.choose("start.login")
    walk.step(.confirming(.lastTry(.authentication)))
    #expect(walk.words.contains("あと1回") && !walk.page.hasSecret)
    var refusing = walk
    let number = try #require(walk.number)
    #expect(
      try refusing.choose("step.refuse") == [.answerConsent(number, false), .cancelOperation(number)])
    #expect(refusing.page.screen == "start" && refusing.outcome == "やめました。")
    #expect(try walk.choose("step.consent") == [.answerConsent(number, true)])
    #expect(walk.page.screen == "login")
  }

  struct Failure: Sendable {
    let problem: Problem
    let choice: ElementID?
    let words: String
  }
  static let failures = [
    Failure(
      problem: Problem(.pinWrong, facts: [("triesLeft", 2), ("kind", "auth")]), choice: "problem.retry", words: "あと2回"),
    Failure(problem: Problem(.noCard), choice: "problem.card-again", words: "リーダーにカードがありません"),
    Failure(problem: Problem(.pinLocked), choice: nil, words: "市区町村の窓口"),
    Failure(problem: Problem(.offline), choice: "problem.retry", words: "つながりません"),
  ]

  @Test(arguments: failures)
  func aFailureSaysWhatToDoAndLeadsBackIn(failure: Failure) throws {
    var walk = Walk()
    _ = try walk.choose("start.login")
    walk.fail(failure.problem)
    #expect(walk.page.screen == "problem" && walk.words.contains(failure.words))
    let offered = ["problem.retry", "problem.card-again", "problem.login"].filter { walk.page.action(of: $0) != nil }
    #expect(offered == [failure.choice].compactMap { $0 })
    if let choice = failure.choice {
      var again = walk
      #expect(try again.choose(choice).operations == ["login"])
      #expect(again.page.screen == "login" && again.state.tasks.count == 2)
    }
    #expect(walk.act(.wentBack) == [])
    #expect(walk.page.screen == "start")
  }

  @Test(arguments: [AppAction.wentBack, .cancelled])
  func itCanBeStoppedAtAnyStep(action: AppAction) throws {
    let asking = OperationTask.Question(.authentication, .current, triesLeft: 3)
    for step in [.working(.card), .asking(asking), .confirming(.lastTry(.authentication)), .working(.portal)]
      as [OperationTask.Step]
    {
      var walk = Walk()
      _ = try walk.choose("start.login")
      let number = try #require(walk.number)
      walk.step(step)
      #expect(walk.act(action) == [.cancelOperation(number)])
      #expect(walk.page.screen == "start")
      // What was under way may still end: nobody waits for it any more.
      #expect(walk.act(.operationStepped(number, .working(.portal))) == [])
      #expect(walk.act(.operationFailed(number, Problem(.offline))) == [])
      #expect(walk.act(.operationDone(number, Walk.summary)) == [])
      #expect(walk.page.screen == "start" && !walk.state.isLoggedIn)
    }
  }

  @Test func aLogInThatHadEndedBeforeItWasLeftIsTold() throws {
    var walk = Walk()
    _ = try walk.choose("start.login")
    let number = try #require(walk.number)
    walk.act(.wentBack)
    walk.act(.operationDone(number, Walk.summary))
    #expect(walk.state.isLoggedIn && walk.outcome == "「ログイン」は、やめる前に終わっていました。")
  }

  @Test func theHelpMayBeReadMeanwhile() throws {
    var walk = Walk()
    _ = try walk.choose("start.login")
    let number = try #require(walk.number)
    #expect(walk.act(.asked(screen: "help")).calls.map(\.name) == ["help.find"])
    walk.act(
      .operationStepped(number, .asking(OperationTask.Question(.authentication, .current, triesLeft: 3))))
    #expect(walk.page.screen == "help", "the help stays open")
    walk.act(.wentBack)
    #expect(walk.page.hasSecret, "the step that came meanwhile is not lost")
    var failing = walk
    failing.act(.asked(screen: "help"))
    failing.act(.operationFailed(number, Problem(.cardRemoved)))
    #expect(failing.page.screen == "help")
    failing.act(.wentBack)
    #expect(failing.page.screen == "problem")
    walk.act(.asked(screen: "help"))
    #expect(walk.act(.operationDone(number, Walk.summary)).calls.map(\.name) == ["home"])
    #expect(walk.page.screen == "home")
  }

  @Test func askingTwiceDoesNotStartTwice() throws {
    var walk = Walk()
    _ = try walk.choose("start.login")
    walk.act(.asked(screen: "menu"))
    #expect(try walk.choose("menu.login") == [])
    #expect(walk.page.screen == "login" && walk.state.tasks.count == 2)
    walk.act(.asked(screen: "menu"))
    walk.act(.chose("common.home", .verb("home")))
    #expect(walk.page.screen == "start", "nobody is logged in: home is not asked for")
  }

  @Test func leavingTheLogInForAnotherScreenStopsIt() throws {
    var walk = Walk()
    _ = try walk.choose("start.login")
    #expect(walk.act(.chose("common.home", .verb("home"))).isCancellation)
  }

  @Test func loggingOutForgetsAndSaysSo() throws {
    var walk = try Walk.atHome()
    let number = try walk.choose("home.notices.all").calls[0].number
    walk.act(.wentBack)
    _ = number
    #expect(walk.act(.chose("common.logout", .verb("logout"))) == [.logOut])
    #expect(walk.act(.chose("common.logout", .verb("logout"))) == [], "it is under way")
    let effects = walk.act(.loggedOut)
    #expect(effects.calls.isEmpty)
    #expect(walk.page.screen == "start" && !walk.state.isLoggedIn && walk.outcome == "ログアウトしました。")
    #expect(walk.state.session["displayName"] == .null)
    #expect(!walk.words.contains("国民健康保険料"))
    // Logged in again: home is asked for anew.
    _ = try walk.choose("start.login")
    #expect(walk.finish(Walk.summary).calls.map(\.name) == ["home"])
  }

  static let asksToLeave: [AppAction] = [.askedToLeave, .wentBack, .cancelled]

  /// Whoever is logged in or not, whatever is open: first the question, with staying as its first answer.
  @Test(arguments: ["preparing", "preparing failed", "start", "home"], asksToLeave)
  func theFirstScreenIsLeftAfterAQuestionOnly(place: String, action: AppAction) throws {
    var walk = place == "home" ? try Walk.atHome() : Walk()
    if place.hasPrefix("preparing") { walk.act(.portalMissing) }
    if place == "preparing failed" { walk.act(.portalFailed(Problem(.sandboxUnavailable))) }
    let before = walk.page
    #expect(walk.act(action) == [])
    #expect(walk.page.screen == "leave" && walk.page.needsFreshAnswer && walk.page.waiting == nil)
    #expect(walk.words.contains("15時30分") == (place == "home"))
    #expect((walk.page.action(of: "leave.logout") != nil) == (place == "home"))
    #expect(walk.page.read(SpokenWords(walk.library)).choices.first?.id == "leave.stay")
    var sure = walk
    #expect(sure.act(.askedToLeave) == [.quit])
    #expect(try walk.choose("leave.quit") == [.quit])
    _ = try walk.choose("leave.stay")
    #expect(walk.page == before)
  }

  @Test func whileTheLogInAsksLeavingIsAQuestionToo() throws {
    let asking = OperationTask.Question(.authentication, .current, triesLeft: 3)
    let lastTry = OperationTask.Step.confirming(.lastTry(.authentication))
    for step in [.working(.card), .asking(asking), lastTry, .working(.portal)] as [OperationTask.Step] {
      var walk = Walk()
      _ = try walk.choose("start.login")
      walk.step(step)
      #expect(walk.act(.askedToLeave) == [] && walk.page.screen == "leave")
      walk.act(.wentBack)
      #expect(walk.page.screen == "login" && walk.page.needsFreshAnswer == (step == lastTry))
    }
    var walk = Walk()
    _ = try walk.choose("start.login")
    walk.fail(Problem(.pinWrong, facts: [("triesLeft", 2), ("kind", "auth")]))
    for action in [AppAction.askedToLeave, .cancelled] {
      var leaving = walk
      #expect(leaving.act(action) == [] && leaving.page.screen == "leave")
      leaving.act(.wentBack)
      #expect(leaving.page.screen == "problem")
    }
  }

  /// Asked once: while the card is waited for, asking again does not lead back to the question.
  @Test func whoHasSaidYesIsNotAskedAgainWhileTheCardChecks() throws {
    var walk = Walk()
    _ = try walk.choose("start.login")
    walk.step(.working(.verifying))
    #expect(walk.act(.askedToLeave) == [] && walk.page.screen == "leave")
    #expect(!walk.act(.askedToLeave).contains(.quit) && walk.page.screen == "login")
    #expect(walk.act(.askedToLeave).contains(.quit))
  }

  @Test func logOutAndQuitQuits() throws {
    var walk = try Walk.atHome()
    #expect(walk.act(.askedToLeave) == [])
    #expect(walk.page.screen == "leave" && walk.words.contains("15時30分"))
    #expect(try walk.choose("leave.logout") == [.logOut])
    #expect(walk.act(.loggedOut).contains(.quit))
  }
}

/// The end of a session by itself: said before, put off by one choice, and no reason to lose one's place.
@Suite struct SessionEndTests {
  @Test func theEndIsSaidOnEveryPageButWhereASecretIsAsked() throws {
    var walk = try Walk.atHome()
    #expect(walk.page.announcement == nil)
    walk.act(.sessionEnds(minutes: 2))
    #expect(walk.page.announcement?.text.contains("あと2分") == true)
    #expect(walk.page.blocks.last?.id == "voice.session-extend", "at the end: no number and no place changes")
    walk.act(.asked(screen: "help"))
    #expect(walk.page.announcement != nil)
    walk.act(.asked(screen: "card-read"))
    walk.step(.asking(.init(.text, .current, triesLeft: 3)))
    #expect(walk.page.hasSecret && walk.page.announcement == nil)
  }

  @Test func aPageThatIsStillEmptyHasTheNoticeAloneSoThatTheCursorWaits() throws {
    var walk = try Walk.atHome()
    walk.act(.sessionEnds(minutes: 2))
    walk.act(.chose("x", .open(screen: "notices", parameters: [:])))
    #expect(walk.page.announcement != nil && walk.page.blocks.isEmpty)
  }

  @Test func oneChoiceLetsItGoOn() throws {
    var walk = try Walk.atHome()
    walk.act(.sessionEnds(minutes: 1))
    #expect(try walk.choose("voice.session-extend") == [.extendSession])
    walk.act(.sessionExtended(Walk.summary))
    #expect(walk.page.announcement == nil && walk.page.outcome?.text.contains("ログインを続けます") == true)
  }

  @Test func useByAnotherProgramTakesTheWarningBack() throws {
    var walk = try Walk.atHome()
    let page = walk.page
    walk.act(.sessionEnds(minutes: 1))
    walk.act(.sessionEnds(minutes: nil))
    #expect(walk.page == page)
  }

  @Test func whatIsOnTheScreenStaysWhenTheSessionHasEnded() throws {
    var walk = try Walk.at("notice", ["id": "n-1"], answer: TestTexts.result("notice.plain"))
    let blocks = walk.page.blocks
    walk.act(.sessionEnded)
    #expect(Array(walk.page.blocks.dropLast()) == blocks && walk.page.announcement?.text.contains("終わりました") == true)
    _ = try walk.choose("voice.session-login")
    #expect(walk.page.screen == "login" && walk.finish(Walk.summary).calls.isEmpty)
    #expect(walk.page.screen == "notice" && walk.page.announcement == nil)
  }

  /// What was on the screen is not for whoever logs in next.
  @Test func anotherPersonDoesNotSeeIt() throws {
    var walk = try Walk.at("notice", ["id": "n-1"], answer: TestTexts.result("notice.plain"))
    walk.act(.sessionEnded)
    _ = try walk.choose("voice.session-login")
    #expect(walk.finish(Walk.summaryOfAnother).calls.map(\.name) == ["home"])
    #expect(walk.page.screen == "home")
  }

  @Test func anExtensionThatComesTooLateSaysSo() throws {
    var walk = try Walk.atHome()
    walk.act(.sessionEnds(minutes: 1))
    walk.act(.sessionNotExtended(Problem(.sessionExpired)))
    #expect(walk.page.announcement?.text.contains("終わりました") == true && walk.page.outcome != nil)
    walk.act(.sessionEnds(minutes: 1))
    #expect(walk.page.announcement?.text.contains("終わりました") == true, "a session that is over ends no more")
  }

  @Test func theEndThatIsShownMovesWithEachUse() throws {
    var walk = Walk()
    var summary = Walk.summary
    guard case .object(var fields) = summary else { return }
    fields["idleSeconds"] = 3600
    summary = .object(fields)
    walk.act(.started(session: summary))
    walk.state.sessionWasUsed(at: Instant(rfc3339: "2026-11-20T15:00:00+09:00")!)
    #expect(walk.state.session["expiresAt"] == "2026-11-20T16:00:00+09:00")
  }
}

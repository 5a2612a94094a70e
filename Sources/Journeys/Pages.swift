internal import Domain
public import Screens

extension AppState {
  /// What the person sees and hears now. A screen that cannot be shown becomes a page that says why.
  public func page(_ screens: ScreenLibrary) -> Page {
    var page = content(screens)
    page.visit = front.visit
    if isLoggingOut || !acts.isEmpty && page.waiting == nil { page.waiting = screens.text("voice.waiting") }
    screens.addSessionEnd(to: &page, session)
    if let outcome { page.outcome = screens.text(outcome.key, outcome.places) }
    return page
  }

  private func content(_ screens: ScreenLibrary) -> Page {
    do throws(ScreenErrors) {
      switch front {
      case .browse(let browse):
        if let problem = browse.failure { return try page(of: problem, screens) }
        var scope = browse.scope(screens, session)
        if case .form(let task)? = tasks.dropLast().last, let form = try screens.form(task.form),
          form.opens.text == browse.screen
        {
          scope.form = form
        }
        var page = try screens.page(browse.screen, scope)
        page.needsFreshAnswer = browse.screen == Self.leaving
        if browse.screen == Self.preparing {
          page.waiting = screens.text("prepare.what")
        } else if browse.isWaiting {
          let waitsForCard = screens.looksAtCard(try screens.screen(browse.screen))
          page.waiting =
            cardIsHeld && waitsForCard
            ? screens.text(OperationTask.held) : screens.waitingText(searching: browse.soughtWords)
          // Until the first answer only the title stands: a screen of empty lists would be untrue.
          if browse.result == nil, !browse.isAskedForOthers { page.blocks = [] }
        } else if browse.result == nil, !browse.isAskedForOthers, (try screens.screen(browse.screen)).load != nil {
          // Cancelled before anything came: a list would say that there is nothing.
          page.blocks = [
            Page.Block("cancelled", .paragraph(screens.text("voice.outcome.cancelled"))),
            Page.Block("common.retry", .choice(screens.text("common.retry"), .verb("retry"))),
            Page.Block("common.back", .choice(screens.text("common.back"), .verb("back"))),
          ]
        }
        return page
      case .operation(let task):
        if case .failed(let problem) = task.step { return try page(of: problem, screens) }
        var page = try screens.page(task.screen, task.scope(screens, session, isHeld: cardIsHeld))
        page.waiting = task.waiting(isHeld: cardIsHeld).map { screens.text($0, task.places(in: screens)) }
        if case .confirming = task.step { page.needsFreshAnswer = true }
        page.mayAskSecret = task.isRunning
        return page
      case .confirming(let task): return page(of: task, screens)
      case .form(let task):
        guard let form = try screens.form(task.form) else { return try screens.page(task.form, Scope()) }
        var page = screens.page(
          form, at: task.step, task.answers, faults: task.faults, refused: task.refused,
          given: task.given, today: today, isPractice: session["practice"]?.bool == true)
        if task.isLooking { page.waiting = screens.text("form.looking") }
        return page
      }
    } catch {
      return broken(error, screens)
    }
  }

  /// The page of a problem: its texts, and the choices that its remedy gives.
  private func page(of problem: Problem, _ screens: ScreenLibrary) throws(ScreenErrors) -> Page {
    try screens.page("problem", Scope(session: session, facts: problem.scopeFacts(in: screens)))
  }

  /// Even the problem page may be the broken file: this one needs no screen file.
  private func broken(_ errors: ScreenErrors, _ screens: ScreenLibrary) -> Page {
    let place = errors.findings.first?.description ?? ""
    return Page(
      screen: "broken", title: screens.text("problem.screenBroken.title"),
      blocks: [
        Page.Block(
          "problem.screenBroken",
          .alert(
            word: screens.text("voice.alert"), what: screens.text("problem.screenBroken.what", ["place": place]),
            next: screens.text("problem.screenBroken.next", ["place": place]))),
        Page.Block("common.back", .choice(screens.text("common.back"), .verb("back"))),
        Page.Block("common.quit", .choice(screens.text("common.quit"), .verb("quit"))),
      ])
  }
}

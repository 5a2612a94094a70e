import Domain
import Journeys
import Screens
import TestKit
import Testing

/// Going back, leaving and quitting: no trap, and nothing lost without a question.
@Suite struct LeavingTests {
  @Test func backLeadsOneLevelUpAndFromHomeToTheQuestion() throws {
    var walk = try Walk.at("notices", answer: notices(0, 3, total: 3))
    _ = try walk.choose("items/n-0")
    #expect(walk.page.screen == "notice")
    for screen in ["notices", "home", "leave"] {
      walk.act(.wentBack)
      #expect(walk.page.screen == screen)
    }
    #expect(walk.act(.wentBack) == [])
    #expect(walk.page.screen == "home", "back from the question stays")
  }

  @Test func leavingIsAskedOnce() throws {
    var walk = try Walk.atHome()
    #expect(walk.act(.askedToLeave) == [])
    #expect(try walk.choose("leave.stay") == [] && walk.page.screen == "home")
    walk.act(.askedToLeave)
    #expect(walk.act(.askedToLeave) == [.quit], "asked twice")
    walk.act(.wentBack)
    walk.act(.askedToLeave)
    #expect(try walk.choose("leave.quit") == [.quit])
  }

  @Test func menuAndHelpOpenOnceOverAnyScreen() throws {
    var walk = try Walk.atHome()
    for screen in ["help", "menu"] {
      walk.act(.asked(screen: screen))
      let open = walk.state.tasks.count
      #expect(walk.act(.asked(screen: screen)) == [] && walk.state.tasks.count == open)
      #expect(walk.page.screen == screen)
    }
    #expect(try walk.choose("menu.notices").calls.map(\.name) == ["notices.list"])
    #expect(walk.act(.chose("common.home", .verb("home"))).calls.map(\.name) == ["home"])
    #expect(walk.state.tasks.count == 1)
  }

  /// What is typed narrows the list of commands at once; words of any language and of no screen count.
  @Test(
    arguments: [
      ("おしら", ["menu.notices"]), ("osirase", ["menu.notices"]), ("inbox", ["menu.notices"]),
      ("お知らせ", ["menu.notices", "status.title"]),
      ("りれき", []), ("ログ", ["common.logout", "common.about"]),
    ])
  func whatIsTypedNarrowsTheListOfCommands(words: String, left: [String]) throws {
    var walk = try Walk.atHome()
    walk.act(.asked(screen: "menu"))
    let all = try #require(walk.page.narrowing).choices.count
    #expect(all > 10)
    #expect(walk.act(.typed("field.filter", words)) == [])
    #expect(walk.page.narrowing?.choices.map(\.id.text) == left)
    #expect(walk.words.contains("に合うものはありません") == left.isEmpty)
    walk.act(.typed("field.filter", ""))
    #expect(walk.page.narrowing?.choices.count == all)
  }

  @Test func aChoiceThatDoesNothingDoesNothing() throws {
    var walk = try Walk.atHome()
    let page = walk.page
    for action in [Page.Action.none, .verb("no-such-verb"), .verb("consent")] {
      #expect(walk.act(.chose("x", action)) == [])
      #expect(walk.page == page)
    }
  }

  /// From wherever a person strays, going back leads out, in at most as many steps as there are screens open.
  @Test func noWalkIsATrap() throws {
    var random: UInt64 = 11
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    for _ in 0..<25 {
      var walk = try Walk.atHome()
      var open: [(Int, CallName)] = []
      for _ in 0..<30 {
        let page = walk.page
        let choices = page.read(SpokenWords(walk.library)).choices
        var action: AppAction = .wentBack
        switch next(10) {
        case 0: action = .asked(screen: ["help", "menu"][next(2)])
        case 1: action = .cancelled
        case 2:
          if let (number, _) = open.last {
            action = .failed(number, Problem(Problem.Code.allCases[next(Problem.Code.allCases.count)]))
          }
        case 3:
          action =
            [
              .operationDone(walk.number ?? 0, Walk.summary), .operationFailed(walk.number ?? 0, Problem(.noCard)),
              .operationStepped(walk.number ?? 0, .confirming(.lastTry(.authentication))),
              .operationStepped(walk.number ?? 0, .working(.verifying)), .loggedOut,
            ][next(5)]
        case 4: action = .wentBack
        default:
          if !choices.isEmpty, case .act(let chosen) = choices[next(choices.count)].kind, chosen != .verb("quit") {
            action = .chose("x", chosen)
          }
        }
        open += walk.act(action).calls.map { ($0.number, $0.name) }
        #expect(!walk.page.title.text.isEmpty && !walk.state.tasks.isEmpty)
        #expect(walk.page.screen != "broken")
      }
      // q, once more when it asks, and once more when the card is being waited for.
      let quits = (1...3).contains { _ in walk.act(.askedToLeave).contains(.quit) }
      #expect(quits)
      // Or back until nothing is left but the question.
      var steps = 0
      while walk.page.screen != "leave", !walk.act(.wentBack).contains(.quit), steps < 60 { steps += 1 }
      #expect(steps < 60)
    }
  }
}

internal import Domain
internal import Screens

/// A question that stands before something that cannot be taken back: nothing is done without a yes to it.
public struct Confirming: Hashable, Sendable {
  let visit: Int
  /// The text of the question.
  let question: String
  let call: Page.Call
}

extension AppState {
  /// A choice of a screen makes a call of the portal, at once or after a question.
  mutating func act(_ call: Page.Call, _ screens: ScreenLibrary) -> [AppEffect] {
    if let question = call.confirm {
      tasks.append(.confirming(Confirming(visit: number(), question: question, call: call)))
      return []
    }
    return make(call)
  }

  /// The answer to the question; nil when none is open.
  mutating func confirmCall(_ isWanted: Bool) -> [AppEffect]? {
    guard case .confirming(let task) = front else { return nil }
    tasks.removeLast()
    if isWanted { return make(task.call) }
    outcome = Outcome("voice.outcome.cancelled")
    return []
  }

  /// One after the other: what was chosen twice by an impatient hand is done once.
  private mutating func make(_ call: Page.Call) -> [AppEffect] {
    guard acts.isEmpty else { return [] }
    let number = number()
    changes.insert(number)
    acts[number] = call.done
    return [.call(number, call.name, call.parameters)]
  }

  /// What was wanted is done.
  mutating func acted(_ number: Int) {
    if let done = acts.removeValue(forKey: number) { outcome = Outcome(done) }
  }

  /// It was not done: the screen stays as it is, and says why. False when the call was none of these.
  mutating func actFailed(_ number: Int, _ problem: Problem, _ screens: ScreenLibrary) -> Bool {
    guard acts.removeValue(forKey: number) != nil else { return false }
    outcome = Outcome("problem.\(problem.code.rawValue).what", problem.places(in: screens))
    return true
  }

  func page(of task: Confirming, _ screens: ScreenLibrary) -> Page {
    var page = Page(
      screen: "confirming", title: task.call.label,
      blocks: [
        Page.Block(
          "confirming.question",
          .alert(word: screens.text("voice.alert"), what: screens.text(task.question), next: nil)),
        Page.Block("common.no", .choice(screens.text("common.no"), .verb("refuse"))),
        Page.Block("confirming.yes", .choice(task.call.label, .verb("consent"))),
      ])
    page.needsFreshAnswer = true
    if session["practice"]?.bool == true { page.banner = screens.text("voice.practice") }
    return page
  }
}

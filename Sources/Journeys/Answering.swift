// Where an answer of the portal goes: to the screen that waits for it, to the rows of a list, or to the change that was made.

internal import Domain
internal import Screens

extension AppState {
  mutating func answered(_ number: Int, _ value: Value, _ isLast: Bool, _ screens: ScreenLibrary) -> [AppEffect] {
    for index in tasks.indices {
      guard case .browse(var browse) = tasks[index] else { continue }
      let file = try? screens.screen(browse.screen)
      if browse.number == number, browse.isWaiting {
        browse.take(value, isLast: isLast, window: file?.windowList)
        tasks[index] = .browse(browse)
        guard isLast, let then = file?.then, let file else { return [] }
        // Whatever becomes of it, the screen stays as it is.
        let change = self.number()
        changes.insert(change)
        return [.call(change, CallName(then.text), file.callParameters(browse.parameters, offset: nil))]
      }
      if let first = browse.windowCalls.removeValue(forKey: number), let window = file?.windowList {
        browse.result = browse.takeRows(value, at: first, path: window.path.text)
        // It works again: what failed before is worth another try, and what was said of it is over.
        browse.failedChunks = []
        if outcome?.key.hasPrefix("problem.") == true { outcome = nil }
        tasks[index] = .browse(browse)
        return []
      }
    }
    // The answer to a change: rows that show the same thing follow it.
    guard changes.remove(number) != nil else { return [] }
    acted(number)
    for index in tasks.indices {
      guard case .browse(var browse) = tasks[index] else { continue }
      browse.replace(value)
      tasks[index] = .browse(browse)
    }
    return []
  }

  mutating func failed(_ number: Int, _ problem: Problem, _ screens: ScreenLibrary) -> [AppEffect] {
    changes.remove(number)
    let endsSession = problem.code == .sessionExpired || problem.code == .loginNeeded
    if actFailed(number, problem, screens) {
      if endsSession { sessionEnded() }
      return []
    }
    for index in tasks.indices {
      guard case .browse(var browse) = tasks[index] else { continue }
      let concerned = (browse.number == number && browse.isWaiting) || browse.windowCalls[number] != nil
      guard concerned else { continue }
      if let first = browse.windowCalls.removeValue(forKey: number) {
        // The rows that are here stay; the others say that they did not come, and how to try again.
        browse.failedChunks.insert(first)
        if endsSession {
          sessionEnded()
        } else {
          outcome = Outcome("problem.\(problem.code.rawValue).what", problem.places(in: screens))
        }
      } else {
        if endsSession { setSession(nil) }
        browse.isWaiting = false
        browse.failure = problem
      }
      tasks[index] = .browse(browse)
    }
    return []
  }
}

// The rule of this file: however one comes to the screen of the card, it shows the card as it is after the last operation. Tries left of
// before are a number on which nobody should rely.

internal import Domain
internal import Screens

extension AppState {
  /// An operation has ended. One that was left before a PIN was shown has changed nothing on the card.
  mutating func noteUse(of screen: String, _ screens: ScreenLibrary, _ problem: Problem? = nil) {
    if let problem, problem.isCancellation, problem.fateOfPIN == .notShown { return }
    let operation = (try? screens.screen(screen))?.operates.map { CallName($0.text) }
    if operation.flatMap(screens.description)?.usesCard == true { cardWasUsed = true }
  }

  /// When the screen in front shows the card, and the card was used since.
  mutating func lookAtCardAgain(_ screens: ScreenLibrary) -> [AppEffect] {
    guard cardWasUsed, let screen = screenAskedAgain(screens), screens.looksAtCard(screen) else { return [] }
    return reload(screens)
  }

  /// The screen in front, if its call is made again when one comes back to it.
  func screenAskedAgain(_ screens: ScreenLibrary) -> ScreenFile? {
    guard case .browse(let browse) = front, let file = try? screens.screen(browse.screen), file.isAskedAgain else {
      return nil
    }
    return file
  }
}

extension ScreenLibrary {
  /// Whether what this screen shows comes from the card.
  func looksAtCard(_ file: ScreenFile) -> Bool {
    file.load.flatMap { description(of: CallName($0.text)) }?.usesCard == true
  }
}

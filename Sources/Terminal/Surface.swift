public import Domain
public import Screens

/// One of the two faces. It shows pages and says what the person did; it knows nothing of what that means.
@UI public protocol Surface: AnyObject {
  func show(_ page: Page)
  /// What the person did.
  var onEvent: (@UI (SurfaceEvent) -> Void)? { get set }
  /// The secret that a page's secret field asked for. It never becomes an event.
  var onSecret: (@UI (consuming PIN) -> Void)? { get set }
  /// The terminal's window has another size: focus, what was typed and the place stay.
  func resized()
  /// Gives the terminal back as it was, before the program is stopped.
  func leaveTerminal()
  /// Takes the terminal again, whatever happened to it meanwhile: after `leaveTerminal`, or after others stopped the program.
  func takeTerminal()
  /// Tells of what stands in fields and was not sent, before the program ends.
  func sendWritten()
  /// Gives the terminal back as it was; `lastWords` stay on it.
  func stop(_ lastWords: [TerminalSafe])
}

public enum SurfaceEvent: Hashable, Sendable {
  case chose(ElementID, Page.Action)
  case typed(ElementID, String)
  /// It stands in a field of a form and was not sent: the person goes on with it, or looks elsewhere.
  case wrote(ElementID, String, isAnswer: Bool)
  case wanted(ElementID, Int)
  case asked(screen: String)
  case wentBack
  case askedToLeave
  /// Where no question could be seen (a window too small).
  case askedToLeaveAtOnce
  case cancelled
  /// The person wants the shell back for a while (Ctrl-Z).
  case suspended
  /// The input ended (Ctrl-D, end of a pipe).
  case inputEnded
  /// What was said could not be written.
  case outputFailed(readerWentAway: Bool)
  /// There is no terminal on which a secret could be typed.
  case secretImpossible
}

/// One opening of one screen, by which a face knows its place again: opened anew, the same screen is read from its beginning.
struct Opening: Hashable {
  let visit: Int
  let screen: String
  init(_ page: Page) {
    visit = page.visit
    screen = page.screen
  }
}

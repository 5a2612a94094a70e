public import Domain
public import Screens

/// One of the two faces. It shows pages and says what the person did; it knows nothing of what that means.
@UI public protocol Surface: AnyObject {
  func show(_ page: Page)
  /// What the person did.
  var onEvent: (@UI (SurfaceEvent) -> Void)? { get set }
  /// The secret that a page's secret field asked for. It never becomes an event.
  var onSecret: (@UI (consuming PIN) -> Void)? { get set }
  /// Gives the terminal back as it was; `lastWords` stay on it.
  func stop(_ lastWords: [TerminalSafe])
}

public enum SurfaceEvent: Hashable, Sendable {
  case chose(ElementID, Page.Action)
  case typed(ElementID, String)
  case wanted(ElementID, Int)
  case asked(screen: String)
  case wentBack
  case askedToLeave
  case cancelled
  /// The input ended (Ctrl-D, end of a pipe).
  case inputEnded
  /// What was said could not be written.
  case outputFailed(readerWentAway: Bool)
  /// There is no terminal on which a secret could be typed.
  case secretImpossible
}

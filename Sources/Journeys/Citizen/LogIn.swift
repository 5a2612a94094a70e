internal import Domain

/// Log-in as the person sees it: what the card is doing, then the PIN. The PIN itself never comes through here.
public struct LogIn: Hashable, Sendable {
  public enum Step: Hashable, Sendable {
    /// The card is being read; nothing is asked.
    case reading
    /// The PIN is asked.
    case asking(triesLeft: Int)
    /// The PIN is typed on the reader's own keys; nothing is asked here.
    case atReader(triesLeft: Int)
    /// One try is left: a consent is asked before the PIN.
    case lastTry
    /// The card signs and the portal opens the session.
    case opening
  }
  public internal(set) var step: Step
  let visit: Int

  var facts: Value {
    switch step {
    case .reading: .fields(("reading", .bool(true)))
    case .asking(let tries): .fields(("asking", .bool(true)), ("triesLeft", .integer(tries)))
    case .atReader(let tries): .fields(("atReader", .bool(true)), ("triesLeft", .integer(tries)))
    case .lastTry: .fields(("lastTry", .bool(true)), ("triesLeft", .integer(1)))
    case .opening: .fields(("opening", .bool(true)))
    }
  }
}

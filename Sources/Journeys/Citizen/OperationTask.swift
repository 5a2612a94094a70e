public import Domain
internal import Screens

/// An operation as the person sees it: what it does, what it asks, what became of it. A secret never comes through here.
public struct OperationTask: Hashable, Sendable {
  public enum Step: Hashable, Sendable {
    case working(Work)
    /// A PIN is asked.
    case asking(Question)
    /// The PIN is typed on the reader's own keys; nothing is asked here.
    case atReader(PINKind, triesLeft: Int)
    /// A consent is asked: nothing happens without it.
    case confirming(Confirmation)
    case done
    case failed(Problem)
  }

  /// What is being done.
  public enum Work: String, Hashable, Sendable, CaseIterable {
    /// With the card, or with files.
    case card
    /// A secret is on its way to the card, which has not answered yet.
    case verifying
    case portal
  }

  public struct Question: Hashable, Sendable {
    public enum Purpose: String, Hashable, Sendable {
      /// The PIN that the card knows.
      case current
      /// The same, when a new one shall take its place.
      case old
      case new
      /// The new one once more.
      case again
    }
    /// What was wrong with the answer before.
    public enum Complaint: String, Hashable, Sendable { case malformed, differs }
    public let kind: PINKind
    public let purpose: Purpose
    /// Of the PIN that the card knows.
    public let triesLeft: Int?
    public let complaint: Complaint?
    public init(_ kind: PINKind, _ purpose: Purpose, triesLeft: Int? = nil, complaint: Complaint? = nil) {
      self.kind = kind
      self.purpose = purpose
      self.triesLeft = triesLeft
      self.complaint = complaint
    }
  }

  public enum Confirmation: Hashable, Sendable {
    /// One try is left.
    case lastTry(PINKind)
    /// A file of this name is there already.
    case replacing(file: String)
  }

  /// Where the person goes as soon as the card has answered.
  enum Destination: Hashable { case back, home, quit }

  /// The number of this run, or of the opening before the first one.
  public internal(set) var number: Int
  let visit: Int
  public let screen: String
  public let name: CallName
  public internal(set) var parameters: Value
  public internal(set) var step: Step
  /// The result, and before it what the operation tells of itself on the way.
  var result: Value?
  /// The person has left, and the card has not answered yet.
  var leaving: Destination?

  init(number: Int, screen: String, name: CallName, parameters: Value) {
    self.number = number
    visit = number
    self.screen = screen
    self.name = name
    self.parameters = parameters
    step = .working(.card)
  }

  var isRunning: Bool {
    switch step {
    case .done, .failed: false
    case .working, .asking, .atReader, .confirming: true
    }
  }

  /// Whether a try may be used at this moment: then nobody leaves without hearing what became of it.
  var isVerifying: Bool {
    switch step {
    case .working(.verifying), .atReader: true
    default: leaving != nil
    }
  }

  /// The text key of a wait for another program that has the card.
  static let held = "step.held"

  /// The text key of what is waited for; nil while the person is asked, and when nothing is.
  /// - Parameter isHeld: another program has the card.
  func waiting(isHeld: Bool) -> String? {
    if leaving != nil { return "step.leaving" }
    return switch step {
    case .working(.card) where isHeld: Self.held
    case .working(let work): "step." + work.rawValue
    case .atReader: "step.at-reader"
    case .asking, .confirming, .done, .failed: nil
    }
  }

  func facts(isHeld: Bool) -> Value {
    var facts = Fields()
    facts[isRunning ? "running" : "done"] = true
    if leaving != nil {
      facts["leaving"] = true
      return .object(facts)
    }
    switch step {
    case .done, .failed: return .object(facts)
    case .working(.card) where isHeld: facts["held"] = true
    case .working(let work): facts[work.rawValue] = true
    case .asking(let question):
      take(question.kind, question.triesLeft, &facts)
      facts[question.purpose.rawValue] = .fields((question.kind.word, true))
      if let complaint = question.complaint { facts[complaint.rawValue] = true }
    case .atReader(let kind, let triesLeft):
      take(kind, triesLeft, &facts)
      facts["atReader"] = true
    case .confirming(.lastTry(let kind)):
      take(kind, nil, &facts)
      facts["lastTry"] = true
      return .object(facts)
    case .confirming(.replacing(let file)):
      facts["replacing"] = .text(file)
      return .object(facts)
    }
    facts["canCancel"] = true
    return .object(facts)
  }

  private func take(_ kind: PINKind, _ triesLeft: Int?, _ facts: inout Fields) {
    facts["pin"] = .text(kind.word)
    facts["triesLeft"] = Value(triesLeft)
  }

  /// For the words of what is waited for.
  func places(in screens: ScreenLibrary) -> [String: String] {
    guard case .atReader(let kind, _) = step else { return [:] }
    return ["fact.pin": screens.text("value.pinKind." + kind.word).text]
  }

  func scope(_ screens: ScreenLibrary, _ session: Value, isHeld: Bool) -> Scope {
    var scope = Scope(result: result, parameters: parameters, session: session, facts: facts(isHeld: isHeld))
    if let operation = screens.description(of: name) {
      scope.resultSchema = operation.result
      scope.parameterSchema = .object(operation.parameters)
    }
    return scope
  }
}

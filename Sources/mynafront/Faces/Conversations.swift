import CSystem
import Domain
import Journeys
import Operations
import Synchronization
import Terminal

/// What operations and the person say to each other while a face is open, by the numbers of the operations. Secrets go from the face to
/// the operation through here, and nowhere else.
@UI final class Conversations {
  var happened: ((AppAction) -> Void)?

  private struct Conversation {
    var task: Task<Void, Never>?
    var secret: CheckedContinuation<PINBox?, Never>?
    var consent: CheckedContinuation<Bool, Never>?
    /// The PIN is typed at the reader: it is on its way all the time.
    var isAtReader = false
  }
  private var open: [Int: Conversation] = [:]

  /// Runs an operation. What becomes of it is always told, also after it was cancelled.
  func begin(_ number: Int, _ work: @escaping @Sendable (FacePerson) async throws(Problem) -> Value) {
    open[number] = Conversation()
    open[number]?.task = Task { [weak self] in
      guard let self else { return }
      let end: AppAction
      let person = FacePerson(number: number, conversations: self)
      do throws(Problem) {
        end = .operationDone(number, try await work(person))
      } catch {
        end = .operationFailed(number, error.isCancellation ? error.noting(person.fate.value) : error)
      }
      self.open[number] = nil
      self.happened?(end)
    }
  }

  func cancel(_ number: Int) {
    open[number]?.task?.cancel()
    giveNothing(number)
  }

  func end() {
    for number in open.keys { cancel(number) }
  }

  // MARK: Answers of the person

  func give(_ pin: consuming PIN, to number: Int) {
    guard let waiting = open[number]?.secret else { return }
    open[number]?.secret = nil
    // Before the next question, which may look the same as this one.
    happened?(.operationStepped(number, .working(.card)))
    waiting.resume(returning: PINBox(pin))
  }

  func answer(_ number: Int, _ isGiven: Bool) {
    open[number]?.consent?.resume(returning: isGiven)
    open[number]?.consent = nil
  }

  /// Nobody answers what is asked.
  func giveNothing(_ number: Int) {
    open[number]?.secret?.resume(returning: nil)
    open[number]?.secret = nil
    answer(number, false)
  }

  // MARK: Questions of the operation

  func ask(_ number: Int, _ question: OperationTask.Question) async -> PINBox? {
    if Task.isCancelled || open[number] == nil { return nil }
    return await withCheckedContinuation { continuation in
      open[number]?.secret = continuation
      happened?(.operationStepped(number, .asking(question)))
    }
  }

  func confirm(_ number: Int, _ confirmation: OperationTask.Confirmation) async -> Bool {
    if Task.isCancelled || open[number] == nil { return false }
    // Whoever is asked does not type at the reader meanwhile.
    open[number]?.isAtReader = false
    return await withCheckedContinuation { continuation in
      open[number]?.consent = continuation
      happened?(.operationStepped(number, .confirming(confirmation)))
    }
  }

  func tellToUseReader(_ number: Int, _ kind: PINKind, triesLeft: Int) -> Bool {
    if Task.isCancelled || open[number] == nil { return false }
    open[number]?.isAtReader = true
    happened?(.operationStepped(number, .atReader(kind, triesLeft: triesLeft)))
    return true
  }

  func secretIsOnItsWay(_ number: Int, _ isOnItsWay: Bool) {
    guard let conversation = open[number] else { return }
    if isOnItsWay, conversation.isAtReader { return }
    open[number]?.isAtReader = false
    happened?(.operationStepped(number, .working(isOnItsWay ? .verifying : .card)))
  }

  func tell(_ action: AppAction) { happened?(action) }
}

/// The person at a face, as an operation meets them.
struct FacePerson: OperationPerson {
  let number: Int
  let conversations: Conversations
  /// Of the PIN of this operation.
  let fate = Fate()

  /// Noted at once, on the thread of the card: it is known when the operation ends.
  final class Fate: Sendable {
    private let noted = Mutex(Problem.PINFate.notShown)
    var value: Problem.PINFate { noted.withLock { $0 } }
    func note(_ fate: Problem.PINFate) { noted.withLock { $0 = fate } }
  }

  func ask(_ kind: PINKind, _ purpose: PINPurpose, triesLeft: Int) async -> sending PIN? {
    let asked = OperationTask.Question(kind, purpose == .replace ? .old : .current, triesLeft: triesLeft)
    return await conversations.ask(number, asked)?.take()
  }

  func askNew(_ kind: PINKind, _ question: NewPINQuestion) async -> sending PIN? {
    let asked =
      switch question {
      case .first: OperationTask.Question(kind, .new)
      case .firstAfterMalformed: OperationTask.Question(kind, .new, complaint: .malformed)
      case .firstAfterDifference: OperationTask.Question(kind, .new, complaint: .differs)
      case .again: OperationTask.Question(kind, .again)
      }
    return await conversations.ask(number, asked)?.take()
  }

  func confirmLastTry(_ kind: PINKind) async -> Bool { await conversations.confirm(number, .lastTry(kind)) }

  func confirmReplacing(_ file: String) async -> Bool { await conversations.confirm(number, .replacing(file: file)) }

  func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool {
    await conversations.tellToUseReader(number, kind, triesLeft: triesLeft)
  }

  func secretCameTo(_ fate: Problem.PINFate) { self.fate.note(fate) }

  func secretIsOnItsWay(_ isOnItsWay: Bool) {
    if isOnItsWay { fate.note(.unknown) }
    Task { @UI in conversations.secretIsOnItsWay(number, isOnItsWay) }
  }

  func tell(_ value: Value) async { await conversations.tell(.operationTold(number, value)) }

  func asksPortal() {
    Task { @UI in conversations.tell(.operationStepped(number, .working(.portal))) }
  }
}

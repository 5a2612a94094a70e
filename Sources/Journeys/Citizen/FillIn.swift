internal import Domain
public import Screens

/// A form being filled in: one question after the other, then all answers to be checked. The answers go on as the parameters of the
/// screen that the form opens; nothing is done with them before.
public struct FillIn: Hashable, Sendable {
  public let form: String
  /// Which opening of a form this is, whatever question it is at.
  let number: Int
  /// A question is an opening of its own: a face begins at its field.
  var visit: Int
  public internal(set) var step: FormStep
  public internal(set) var answers = Answers()
  /// What is wrong, by question.
  public internal(set) var faults: [String: EntryFault] = [:]
  /// What was typed and is no answer: it is there to be corrected.
  public internal(set) var refused: [String: String] = [:]
  /// Whose answers these are, from the opening of the form on: by what the portal knows the person, null before anybody is logged in.
  var owner: Value
  /// Answers of before that one may go on with; nil once that is decided.
  var offered: Value?
  /// What was given is on the disk.
  public internal(set) var isKept = false
  /// It was said that it is not.
  var isLossSaid = false
  /// The file that a question was answered with, while it is found out whether it can be read: the question stays until then.
  private var looking: Looking?
  private struct Looking: Hashable {
    let question: String
    let path: String
  }
  /// One answer is being changed: after it, all are checked again.
  var isChanging = false
  /// Where the person was when they asked to leave, and where to.
  var leftFrom: FormStep?
  /// The opening of the question from which they did: what was typed there is there again when they stay.
  private(set) var leftVisit: Int?
  private var leavesFor = Exit.back

  init(_ form: Form, visit: Int, owner: Value = .null) {
    self.form = form.name
    self.visit = visit
    self.owner = owner
    number = visit
    step = Self.beginning(of: form)
  }

  static func beginning(of form: Form) -> FormStep { form.intro == nil ? .question(form.questions[0].name) : .intro }

  /// The question that is asked waits for what the disk says of its file.
  var isLooking: Bool { looking.map { step == .question($0.question) } ?? false }

  /// What becomes of the task after a step.
  enum Move: Hashable {
    case stays
    /// The form is left. Its answers are forgotten, or kept for another time.
    case leaves(for: Exit, keepsAnswers: Bool)
    /// Whether this file can be read must be found out: the answer may have to be given again.
    case looks(question: String, path: String)
    /// The answers of before are here again, and what they lead to must be looked at: the paths of files by their questions.
    case resumes([String: String])
    /// The answers of before are not wanted.
    case beginsAnew
    /// Everything is answered and was checked: the screen that goes on, with the answers.
    case sends(screen: String, Value)
  }

  /// Where leaving a form leads.
  enum Exit: Hashable { case back, home, quit, logOut }

  /// There is something that would be lost.
  var hasAnswers: Bool { !answers.all.all.isEmpty || refused.contains { !$0.value.isEmpty } }
  /// What was given, and what becomes of it when the program ends.
  var given: Page.GivenAnswers { hasAnswers ? isKept ? .kept : .lostAtEnd : .none }

  /// Takes what was typed or chosen at the question that is asked. What is no answer is said, and the question stays.
  @discardableResult
  mutating func answer(_ typed: String, _ form: Form, today: CalendarDate) -> Move {
    guard case .question(let name) = step else { return .stays }
    looking = nil
    let move = take(typed, form, today: today)
    if case .looks(_, let path) = move {
      looking = Looking(question: name, path: path)
    } else if faults[name] == nil {
      goOn(form)
    }
    return move
  }

  /// What stands in a field, where the person only looks elsewhere: an answer if it is one, and else no mistake yet.
  mutating func note(_ typed: String, _ form: Form, today: CalendarDate) -> Move {
    guard case .question(let name) = step, !typed.isEmpty else { return .stays }
    if case .looks = take(typed, form, today: today) {
      // It may be half a path: it is no answer before it is sent, and the file looked at.
      answers[name] = nil
      refused[name] = typed
    }
    faults[name] = nil
    return .stays
  }

  /// The same without going on: where the person goes is decided by what they chose.
  mutating func take(_ typed: String, _ form: Form, today: CalendarDate) -> Move {
    guard case .question(let name) = step, let question = form.question(name) else { return .stays }
    do throws(EntryFault) {
      let isPresent = answers[name]?.text == typed
      let answer = try isPresent ? question.read(again: typed, today: today) : question.read(typed, today: today)
      answers[name] = answer
      faults[name] = nil
      refused[name] = nil
      if case .file(isNew: false) = question.kind, let path = answer.text { return .looks(question: name, path: path) }
    } catch { refuse(name, typed, error) }
    return .stays
  }

  mutating func refuse(_ name: String, _ typed: String, _ fault: EntryFault) {
    // What was there before is not what the person wants any more: an agreement that is withdrawn is none.
    answers[name] = nil
    faults[name] = fault
    refused[name] = typed
  }

  /// Whether a file that was named can be read. The person is never taken to another question by it: one that is still at its question
  /// goes on or corrects it there; for every other one it stands at the question, and among what is wrong at the end.
  mutating func looked(_ question: String, _ path: String, canBeRead: Bool, _ form: Form) {
    let isAwaited = isLooking && looking == Looking(question: question, path: path)
    if looking?.path == path { looking = nil }
    // Meanwhile another one may have been named.
    guard answers[question]?.text == path else { return }
    if !canBeRead {
      refuse(question, path, EntryFault(.noSuchFile))
    } else if isAwaited {
      goOn(form)
    }
  }

  /// Takes one of several answers, or takes it back.
  mutating func toggle(_ option: String, _ form: Form) {
    guard case .question(let name) = step, case .manyOf(let options)? = form.question(name)?.kind else { return }
    var chosen = Set(answers[name]?.list?.compactMap(\.text) ?? [])
    if chosen.remove(option) == nil { chosen.insert(option) }
    // In the order of the form, whatever the order of choosing.
    answers[name] = .list(options.map(\.value).filter(chosen.contains).map { .text($0) })
    faults[name] = nil
    refused[name] = nil
  }

  mutating func change(_ question: String, _ form: Form) {
    guard form.path(answers).contains(where: { $0.name == question }) else { return }
    isChanging = step == .check
    step = .question(question)
  }

  /// Nil for a verb that is none of a form's.
  mutating func perform(_ verb: String, _ form: Form) -> Move? {
    looking = nil
    switch verb {
    case "next": next(form)
    case "previous", "back": return back(form)
    case "check":
      isChanging = false
      step = .check
    case "send":
      let path = form.path(answers)
      guard step == .check, form.firstOpen(answers) == nil, !path.contains(where: { faults[$0.name] != nil }) else {
        break
      }
      return .sends(screen: form.opens.text, answers.along(path))
    case "leave-form": return leave(for: .back)
    case "stay": return back(form)
    case "give-up": return .leaves(for: leavesFor, keepsAnswers: false)
    case "keep-and-leave": return .leaves(for: leavesFor, keepsAnswers: true)
    case "begin-anew":
      offered = nil
      step = Self.beginning(of: form)
      return .beginsAnew
    default: return nil
    }
    return .stays
  }

  /// One level back: the question before; before the first, the way out.
  mutating func back(_ form: Form) -> Move {
    if isLooking {
      // The name stands in its field again.
      looking = nil
      return .stays
    }
    switch step {
    case .leaving:
      step = leftFrom ?? .check
      leftFrom = nil
    case .intro, .kept: return leave(for: .back)
    case .check:
      guard let last = form.path(answers).last else { return leave(for: .back) }
      step = .question(last.name)
    case .question(let name):
      if isChanging {
        isChanging = false
        step = .check
        break
      }
      let path = form.path(answers)
      guard let place = path.firstIndex(where: { $0.name == name }), place > 0 else {
        guard form.intro != nil else { return leave(for: .back) }
        step = .intro
        break
      }
      step = .question(path[place - 1].name)
    }
    return .stays
  }

  /// Asks first, where there are answers: what shall become of them. Asked again, it still does.
  mutating func leave(for exit: Exit) -> Move {
    looking = nil
    guard hasAnswers else { return .leaves(for: exit, keepsAnswers: true) }
    leavesFor = exit
    if step != .leaving {
      leftFrom = step
      leftVisit = visit
    }
    step = .leaving
    return .stays
  }

  private mutating func next(_ form: Form) {
    switch step {
    case .question(let name):
      guard case .manyOf? = form.question(name)?.kind else { return goOn(form) }
      // Going on without a mark is an answer too: none of them.
      if answers[name] == nil { answers[name] = .list([]) }
      refused[name] = nil
      guard form.question(name)?.isAnswered(in: answers) == true else {
        faults[name] = EntryFault(.missing)
        return
      }
      goOn(form)
    default: step = form.firstOpen(answers).map { .question($0.name) } ?? .check
    }
  }

  /// The next question of the path; whoever changed one answer comes back to all of them, unless new questions have come up.
  private mutating func goOn(_ form: Form) {
    guard case .question(let name) = step else { return }
    if isChanging {
      let open = form.firstOpen(answers)
      isChanging = open != nil
      step = open.map { .question($0.name) } ?? .check
      return
    }
    let path = form.path(answers)
    let place = path.firstIndex { $0.name == name } ?? path.count
    step = place + 1 < path.count ? .question(path[place + 1].name) : .check
    if step == .check, let open = form.firstOpen(answers) { step = .question(open.name) }
  }
}

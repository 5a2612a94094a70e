// What is kept of a form that is not finished: its answers, and what was typed and is no answer. Not the place: it follows from them, so
// that whoever comes back stands at the first question without an answer that holds today.

public import Domain
internal import Screens

/// Where answers are kept: of which form, and whose.
public struct DraftPlace: Hashable, Sendable {
  public let form: String
  public let owner: Value
  public init(form: String, owner: Value) {
    self.form = form
    self.owner = owner
  }
}

extension FillIn {
  var place: DraftPlace { DraftPlace(form: form, owner: owner) }

  /// What is worth keeping; nil when nothing was given.
  var draft: Value? {
    guard hasAnswers else { return nil }
    let typed = refused.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { ($0.key, Value.text($0.value)) }
    return .fields(("answers", .object(answers.all)), ("typed", .object(Fields(typed))))
  }

  /// Asks whether to go on with what was kept. What is no draft of this form is not spoken of.
  mutating func offer(_ draft: Value) {
    guard !hasAnswers, let keptAt = draft["keptAt"]?.text, Instant(rfc3339: keptAt) != nil else { return }
    offered = draft
    step = .kept(at: keptAt)
  }

  /// Takes what was kept. Each answer is judged as if it was typed now: forms change, and so do days and files.
  /// - Returns: the files that were named, by their questions.
  mutating func resume(_ form: Form, today: CalendarDate) -> [String: String] {
    guard let draft = offered else { return [:] }
    offered = nil
    var files: [String: String] = [:]
    for question in form.questions {
      let typed = draft["typed"]?[question.name]?.text
      if typed == nil, case .manyOf(let options) = question.kind, let chosen = draft["answers"]?[question.name]?.list {
        // Those that there still are: none is an answer too.
        let values = options.map(\.value).filter { value in chosen.contains { $0.text == value } }
        if values.count == chosen.count { answers[question.name] = .list(values.map { .text($0) }) }
        continue
      }
      guard let words = typed ?? draft["answers"]?[question.name]?.typed else { continue }
      do throws(EntryFault) {
        let answer = try typed == nil ? question.read(again: words, today: today) : question.read(words, today: today)
        answers[question.name] = answer
        if case .file(isNew: false) = question.kind { files[question.name] = answer.text }
      } catch { refuse(question.name, words, error) }
    }
    step = form.firstOpen(answers).map { .question($0.name) } ?? .check
    return files
  }
}

extension Value {
  /// An answer as a person would have given it to `Form.Question.read`.
  fileprivate var typed: String? {
    switch self {
    case .null: ""
    case .bool(let yes): yes ? "yes" : "no"
    case .text(let text): text
    case .integer(let number): String(number)
    default: nil
    }
  }
}

public import Domain

/// Where a person is in a form.
public enum FormStep: Hashable, Sendable {
  /// Whether to go on with what was answered another time (RFC 3339).
  case kept(at: String)
  /// What to know before the first question.
  case intro
  case question(String)
  /// All answers, each of which can be changed, before anything is done with them.
  case check
  /// What shall become of the answers.
  case leaving
}

extension ScreenLibrary {
  /// A page of a form: one question, or all answers to be checked.
  /// - Parameters:
  ///   - faults: what is wrong, by question: of this question, or of answers that were refused afterwards.
  ///   - refused: what was typed and is no answer, by question: it stands in its field.
  ///   - given: what was given so far, and whether it is on the disk.
  ///   - today: from which the limits of days are counted; without it they are not said.
  public func page(
    _ form: Form, at step: FormStep, _ answers: Answers, faults: [String: EntryFault] = [:],
    refused: [String: String] = [:], given: Page.GivenAnswers = .kept, today: CalendarDate? = nil,
    isPractice: Bool = false
  ) -> Page {
    var builder = FormPageBuilder(library: self, form: form, answers: answers, faults: faults, refused: refused)
    builder.today = today
    switch step {
    case .intro: builder.addIntro()
    case .question(let name):
      if let question = form.question(name) { builder.add(question) }
    case .check: builder.addCheck()
    case .leaving: builder.addLeaving(isKept: given == .kept)
    case .kept(let instant): builder.addKept(instant)
    }
    var page = Page(screen: form.name, title: builder.title, blocks: builder.blocks)
    if step == .leaving { page.needsFreshAnswer = true }
    page.answers = given
    if isPractice { page.banner = text("voice.practice") }
    return page
  }

  /// An answer in words: dates and closed lists as they are said, everything else as it was given.
  public func spoken(_ answer: Value?, of question: Form.Question) -> String {
    switch (question.kind, answer) {
    case (_, nil): return text("form.unanswered").text
    case (_, .null?): return text("form.none").text
    case (.date, .text(let iso)?):
      guard let date = CalendarDate(iso: iso) else { return iso }
      return SpokenValue.sayWithEra(date, in: locale)
    case (.yesNo, .bool(let yes)?), (.consent, .bool(let yes)?): return word("value.bool.\(yes)") ?? ""
    case (.number, .integer(let number)?): return SpokenValue.say(number)
    case (.oneOf(let options), .text(let value)?), (.manyOf(let options), .text(let value)?):
      return options.first { $0.value == value }.map { text($0.text.text).text } ?? value
    case (.manyOf(let options), .list(let values)?):
      let chosen = options.filter { option in values.contains { $0.text == option.value } }
      return chosen.isEmpty
        ? text("form.none").text : chosen.map { text($0.text.text).text }.joined(separator: separator)
    case (_, let answer?): return answer.text ?? answer.integer.map(SpokenValue.say) ?? ""
    }
  }

  /// What is wrong with an answer, as a sentence.
  public func sentence(_ fault: EntryFault) -> TerminalSafe {
    text(
      "form.fault.\(fault.code.rawValue)",
      fault.places.compactMapValues { value in
        if let date = value.text.flatMap(CalendarDate.init(iso:)) { return SpokenValue.sayWithEra(date, in: locale) }
        return SpokenValue.say(value, as: nil, in: locale) { word($0) }
      })
  }
}

private struct FormPageBuilder {
  let library: ScreenLibrary
  let form: Form
  let answers: Answers
  let faults: [String: EntryFault]
  let refused: [String: String]
  var today: CalendarDate?
  var title = TerminalSafe(line: "")
  var blocks: [Page.Block] = []

  init(
    library: ScreenLibrary, form: Form, answers: Answers, faults: [String: EntryFault], refused: [String: String]
  ) {
    self.refused = refused
    self.library = library
    self.form = form
    self.answers = answers
    self.faults = faults
    title = library.text(form.title.text)
  }

  private mutating func append(_ id: String, _ content: Page.Content) {
    blocks.append(Page.Block(ElementID(id), content))
  }

  private mutating func addParagraphs(_ key: String) {
    for (index, template) in (library.templates(key) ?? []).enumerated() {
      guard let text = template.filled({ _ in nil }) else { continue }
      let line = TerminalSafe(line: text)
      append("\(key).\(index + 1)", template.kind == .plain ? .paragraph(line) : .bullet(line))
    }
  }

  private mutating func addChoice(_ key: String, _ action: Page.Action) {
    append(key, .choice(library.text(key), action))
  }

  mutating func addIntro() {
    if let intro = form.intro { addParagraphs(intro.text) }
    addChoice("form.start", .verb("next"))
    addChoice("form.leave", .verb("leave-form"))
  }

  mutating func addKept(_ instant: String) {
    title = library.text("form.kept.title", ["form": library.text(form.title.text).text])
    let time = SpokenValue.say(.text(instant), as: .time, in: library.locale) { library.word($0) }
    append("form.kept", .paragraph(library.text("form.kept", ["time": time ?? ""])))
    addChoice("form.resume", .verb("resume"))
    addChoice("form.begin-anew", .verb("begin-anew"))
    addChoice("form.leave", .verb("leave-form"))
  }

  mutating func addLeaving(isKept: Bool) {
    title = library.text("form.leaving.title")
    addParagraphs(isKept ? "form.leaving" : "form.leaving-unkept")
    addChoice("form.stay", .verb("stay"))
    if isKept { addChoice("form.keep-and-leave", .verb("keep-and-leave")) }
    addChoice("form.give-up", .verb("give-up"))
  }

  // MARK: One question

  mutating func add(_ question: Form.Question) {
    let path = form.path(answers)
    let place = (path.firstIndex { $0.name == question.name } ?? 0) + 1
    let label = library.text(question.label.text)
    let fault = faults[question.name].map { library.sentence($0) }
    title = fault == nil ? label : library.text("form.title-error", ["title": label.text])
    if let fault {
      append("fault.\(question.name)", .alert(word: library.text("form.error"), what: fault, next: nil))
    }
    append(
      "form.position",
      .paragraph(
        library.text(
          "form.position",
          [
            "number": SpokenValue.say(place), "total": SpokenValue.say(path.count),
            "form": library.text(form.title.text).text,
            "need": need(of: question).text,
          ])))
    switch question.kind {
    case .yesNo: addChoices(of: question, [("yes", "value.bool.true"), ("no", "value.bool.false")])
    case .oneOf(let options): addChoices(of: question, options.map { ($0.value, $0.text.text) })
    case .manyOf(let options): addMarks(of: question, options)
    case .consent(let text):
      addParagraphs(text.text)
      addChoices(of: question, [("yes", "form.agree"), ("no", "form.disagree")])
    default:
      var field = Page.TextField(
        label: label, hint: hint(of: question),
        value: refused[question.name] ?? answers[question.name].map { typed($0) } ?? "",
        need: library.text(question.isOptional ? "form.short.optional" : "form.short.required"),
        fault: fault)
      field.isOptional = question.isOptional
      field.shape = shape(of: question)
      append("field.\(question.name)", .field(field))
    }
    if question.isOptional { addChoice("form.skip", .answer("")) }
    if place > 1 { addChoice("form.previous", .verb("previous")) }
    addChoice("form.check", .verb("check"))
    addChoice("form.leave", .verb("leave-form"))
  }

  private func need(of question: Form.Question) -> TerminalSafe {
    library.text(question.isOptional ? "form.optional" : "form.required")
  }

  /// What the writer says to the question, and how the answer may be written.
  private func hint(of question: Form.Question) -> TerminalSafe? {
    let own = question.hint.map { library.text($0.text).text }
    let shape = question.kind.shape.map { library.text("form.shape.\($0)").text }
    let parts = [own, shape, limits(of: question)].compactMap { $0 }
    return parts.isEmpty ? nil : TerminalSafe(line: parts.joinedAsSentences)
  }

  /// Between what the answer lies: nobody has to be refused to learn it.
  private func limits(of question: Form.Question) -> String? {
    if let limits = question.kind.limits { return library.text("form.limits.number", limits).text }
    guard case .date(let limits) = question.kind, let today else { return nil }
    func say(_ days: Int?) -> String? {
      days.map { SpokenValue.sayWithEra(today.adding(days: $0), in: library.locale) }
    }
    switch (say(limits.earliest), say(limits.latest)) {
    case (let earliest?, let latest?):
      return library.text("form.limits.between", ["earliest": earliest, "latest": latest]).text
    case (let earliest?, nil): return library.text("form.limits.from", ["earliest": earliest]).text
    case (nil, let latest?): return library.text("form.limits.until", ["latest": latest]).text
    case (nil, nil): return nil
    }
  }

  /// The same as shortly as the line of a question has room for.
  private func shape(of question: Form.Question) -> TerminalSafe? {
    if let limits = question.kind.limits { return library.text("form.short.limits", limits) }
    guard let shape = question.kind.shape, Form.shortShapes.contains(shape) else { return nil }
    return library.text("form.short.\(shape)")
  }

  /// The answer as it would be typed.
  private func typed(_ answer: Value) -> String {
    answer.text ?? answer.integer.map(String.init) ?? ""
  }

  private mutating func addChoices(of question: Form.Question, _ options: [(value: String, key: String)]) {
    if let hint = question.hint { addParagraphs(hint.text) }
    let present = answers[question.name].map { answer in
      answer.text ?? answer.bool.map { $0 ? "yes" : "no" } ?? ""
    }
    for option in options {
      let text = library.text(option.key)
      append(
        "option.\(option.value)",
        .choice(
          option.value == present ? library.text("form.chosen", ["option": text.text]) : text, .answer(option.value)))
    }
  }

  private mutating func addMarks(of question: Form.Question, _ options: [Form.Option]) {
    if let hint = question.hint { addParagraphs(hint.text) }
    append("form.many", .paragraph(library.text("form.many")))
    let chosen = Set(answers[question.name]?.list?.compactMap(\.text) ?? [])
    for option in options {
      append(
        "option.\(option.value)",
        .choice(
          library.text(
            chosen.contains(option.value) ? "form.marked" : "form.unmarked",
            ["option": library.text(option.text.text).text]), .toggle(option.value)))
    }
    addChoice("form.next", .verb("next"))
  }

  // MARK: All answers

  mutating func addCheck() {
    let path = form.path(answers)
    let wrong = path.filter { faults[$0.name] != nil }
    title = library.text("form.check.title", ["form": library.text(form.title.text).text])
    if wrong.isEmpty {
      append("form.check.intro", .paragraph(library.text("form.check.intro")))
    } else {
      title = library.text("form.title-error", ["title": title.text])
      append(
        "form.errors",
        .alert(
          word: library.text("form.error"), what: library.text("form.errors", ["count": SpokenValue.say(wrong.count)]),
          next: nil))
      for question in wrong {
        let sentence = library.sentence(faults[question.name]!).text
        append(
          "fault.\(question.name)",
          .choice(
            TerminalSafe(line: library.text(question.label.text).text + ": " + sentence), .question(question.name)))
      }
      append("form.check.heading", .heading(library.text("form.check.heading")))
    }
    let forms = RegisteredForms.characters(
      in: path.filter { $0.kind.isNameLike }.compactMap { answers[$0.name]?.text }.joined())
    if !forms.isEmpty {
      let characters = forms.map(String.init).joined(separator: library.separator)
      append("form.forms", .paragraph(library.text("form.typed-form", ["characters": characters])))
    }
    for question in path {
      let answer = library.spoken(answers[question.name], of: question)
      append(
        "answer.\(question.name)",
        .choice(
          TerminalSafe(line: library.text(question.label.text).text + ": " + answer), .question(question.name)))
    }
    if wrong.isEmpty, form.firstOpen(answers) == nil {
      append(form.send.text, .choice(library.text(form.send.text), .verb("send")))
    } else {
      addChoice("form.continue", .verb("next"))
    }
    addChoice("form.leave", .verb("leave-form"))
  }
}

extension Form {
  /// Those that can be said in a word or an example.
  static let shortShapes = ["kana", "number", "date", "postcode"]

  /// The texts that pages of forms need, apart from those that a form's file names.
  public static let textKeys: [String] =
    [
      "position", "required", "optional", "title-error", "error", "errors", "start", "next", "continue", "previous",
      "check",
      "skip", "leave", "chosen", "many", "marked", "unmarked", "agree", "disagree", "check.title", "check.intro",
      "check.heading", "unanswered", "none", "leaving.title", "leaving", "leaving-unkept", "stay",
      "keep-and-leave", "give-up", "kept.title", "kept", "resume", "begin-anew", "looking", "outcome.kept",
      "outcome.not-kept",
      "outcome.unreadable", "outcome.answered", "outcome.marked", "outcome.unmarked", "limits.number", "limits.from",
      "limits.until",
      "limits.between", "short.limits",
      "typed-form",
    ].map { "form." + $0 }
    + ["kana", "number", "date", "postcode", "address", "file", "new-file"].map { "form.shape." + $0 }
    + (shortShapes + ["required", "optional"]).map { "form.short." + $0 }
    + EntryFault.Code.allCases.map { "form.fault." + $0.rawValue }
}

extension Form.Kind {
  /// Between which numbers the answer lies, where the form says both.
  fileprivate var limits: [String: String]? {
    guard case .number(let least, let most) = self, most < Self.anyNumber else { return nil }
    return ["least": SpokenValue.say(least), "most": SpokenValue.say(most)]
  }

  /// It may hold a name, each character of which counts.
  fileprivate var isNameLike: Bool {
    switch self {
    case .text, .address: true
    default: false
    }
  }

  /// How an answer may be written: `form.shape.<name>`.
  var shape: String? {
    switch self {
    case .kana: "kana"
    case .number: "number"
    case .date: "date"
    case .postcode: "postcode"
    case .address: "address"
    case .file(let isNew): isNew ? "new-file" : "file"
    case .text, .yesNo, .oneOf, .manyOf, .consent: nil
    }
  }
}

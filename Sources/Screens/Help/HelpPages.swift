public import Domain

/// The pages of help: questions that people have (`content/*/faq.md`), the help desk (`helpdesk.md`), for each problem what `explain`
/// says about it, and the sections of the manual. They are looked for by words.
public struct HelpPages {
  /// A page as it is shown.
  public struct Page: Sendable {
    /// What `help` and the screen `answer` are told: `card-locked`, `helpdesk`, `pinLocked`.
    public let id: String
    public let title: String
    /// Paragraphs; steps begin with their number.
    public let paragraphs: [String]
    /// Of a problem: how things stand, the usual causes, what to do. By the name in `explain.md`.
    public var parts: [(name: String, paragraphs: [String])] = []
  }

  /// The parts of a problem's page in their order.
  static let parts = ["meaning", "cause", "steps"]

  /// The questions, those that most people have first.
  public static let questions = [
    "card-locked", "pin-forgotten", "card-lost", "phone-lost", "card-expired", "moved", "renamed", "notice-unclear",
    "applied-wrongly", "proxy", "no-reader", "portal-down", "screen-reader",
  ]
  public static let helpDesk = "helpdesk"

  /// The text keys that these pages ask for, apart from those of the problems.
  public static var textKeys: [String] {
    questions.flatMap { id in ["title", "answer", "words"].map { "faq.\($0).\(id)" } }
      + ["title", "text", "words"].map { "helpdesk." + $0 } + ["help.manual"]
  }

  private let texts: ScreenLibrary
  private let manual: [ManualSections.Section]
  public init(_ texts: ScreenLibrary) {
    self.texts = texts
    manual = texts.manual.all
  }

  /// Nil when there is no page of this name.
  public func page(_ id: String) -> Page? {
    if Self.questions.contains(id) {
      return Page(id: id, title: texts.text("faq.title.\(id)").text, paragraphs: paragraphs("faq.answer.\(id)"))
    }
    if id == Self.helpDesk {
      return Page(id: id, title: texts.text("helpdesk.title").text, paragraphs: paragraphs("helpdesk.text"))
    }
    if let code = Problem.Code(rawValue: id) { return page(of: code) }
    return manual.first { $0.id == id }.map { page(of: $0) }
  }

  private func page(of section: ManualSections.Section) -> Page {
    Page(id: section.id, title: texts.text("help.manual", ["title": section.title]).text, paragraphs: section.lines)
  }

  private func page(of code: Problem.Code) -> Page {
    Page(
      id: code.rawValue, title: texts.text("value.problem.\(code.rawValue)").text,
      paragraphs: [texts.text("problem.\(code.rawValue).what").text],
      parts: Self.parts.map { ($0, paragraphs("explain.\(code.rawValue).\($0)")) })
  }

  /// The paragraphs of a text; the items of a numbered list with their numbers.
  private func paragraphs(_ key: String) -> [String] {
    (texts.templates(key) ?? []).compactMap { template in
      guard let text = template.filled({ _ in nil }) else { return nil }
      if case .numbered(let number) = template.kind { return "\(number). \(text)" }
      return text
    }
  }

  // MARK: Looking for words

  /// What has all of the words, the best first: in what it is called in any language, then in the text; of equals questions and the
  /// help desk before problems, and those before the manual. Without a word the questions and the help desk, in their order.
  public func find(_ words: [String]) -> [(page: Page, score: Int)] {
    let search = HelpWords(words)
    return Self.best(search.isEmpty ? questions(search) : questions(search) + problems(search) + sections(search))
  }

  private static func best(_ found: [(page: Page, score: Int)]) -> [(page: Page, score: Int)] {
    found.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
  }

  private func problems(_ search: HelpWords) -> [(page: Page, score: Int)] {
    Problem.Code.allCases.compactMap { code in
      let page = page(of: code)
      let causes = page.parts.first { $0.name == "cause" }?.paragraphs ?? []
      // Not what it means: nearly each of those speaks of the PIN.
      return search.score(
        name: code.rawValue + " " + texts.textInEveryLanguage("value.problem.\(code.rawValue)"),
        text: (page.paragraphs + causes).joined(separator: " ")
      ).map { (page, $0) }
    }
  }

  private func sections(_ search: HelpWords) -> [(page: Page, score: Int)] {
    manual.compactMap { section in
      search.score(name: section.title, text: section.lines.joined(separator: " ")).map { (page(of: section), $0) }
    }
  }

  private func questions(_ search: HelpWords) -> [(page: Page, score: Int)] {
    (Self.questions + [Self.helpDesk]).compactMap { id -> (page: Page, score: Int)? in
      guard let page = page(id) else { return nil }
      // A title in easy Japanese has the readings.
      let names =
        id == Self.helpDesk ? ["helpdesk.title", "helpdesk.words"] : ["faq.title.\(id)", "faq.words.\(id)"]
      return search.score(
        name: names.map { texts.textInEveryLanguage($0) }.joined(separator: " "),
        text: page.paragraphs.joined(separator: " ")
      ).map { (page, $0) }
    }
  }
}

/// What the screens `faq` and `answer` load. They are of this machine: no portal is asked.
public enum HelpCalls {
  private static let page: [Field] = [Field("id", .text), Field("title", .text)]

  public static let find = CallDescription(
    "help.find", "Questions that people have, the help desk, problems and the manual, by words.",
    parameters: [Field("search", .text, optional: true)],
    result: .object([Field("total", .integer), Field("items", .list(.object(page)))]), needsSession: false)
  public static let show = CallDescription(
    "help.show", "One page of help: the answer to a question, the help desk, what a problem means.",
    parameters: [Field("id", .text)],
    result: .object(page + [Field("text", .body)] + HelpPages.parts.map { Field($0, .body, optional: true) }),
    needsSession: false)

  public static var all: [CallDescription] { [find, show] }

  /// The answer to one of the calls; nil for any other call.
  /// - Throws: `notFound` for a page that there is not.
  public static func answer(_ name: CallName, _ parameters: Value, _ texts: ScreenLibrary) throws(Problem) -> Value? {
    let pages = HelpPages(texts)
    switch name {
    case find.name:
      let found = pages.find([parameters["search"]?.text ?? ""])
      let items = found.map { Value.fields(("id", .text($0.page.id)), ("title", .text($0.page.title))) }
      return .fields(("total", .integer(items.count)), ("items", .list(items)))
    case show.name:
      let id = parameters["id"]?.text ?? ""
      guard let page = pages.page(id) else { throw Problem(.notFound, facts: [("what", .text(id))]) }
      func body(_ paragraphs: [String]) -> Value { .text(paragraphs.joined(separator: "\n")) }
      return .object(
        Fields(
          [("id", .text(page.id)), ("title", .text(page.title)), ("text", body(page.paragraphs))]
            + HelpPages.parts.map { name in
              (name, page.parts.first { $0.name == name }.map { body($0.paragraphs) } ?? .null)
            }))
    default: return nil
    }
  }
}

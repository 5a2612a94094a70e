public import Domain
public import Reading

/// A form as its file says it: questions in order, one thing a page. Structure only; the words are in `content/`.
public struct Form: Hashable, Sendable {
  public var name: String
  public var file: String
  public var title: ScreenFile.Reference
  /// What the person should know and have before the first question.
  public var intro: ScreenFile.Reference?
  public var questions: [Question]
  /// What is done with the answers once they were checked: the screen that is opened with them as its parameters.
  public var opens: ScreenFile.Reference
  /// The choice that does it: 「署名に進む」.
  public var send: ScreenFile.Reference

  public struct Question: Hashable, Sendable {
    /// The name of the answer.
    public var name: String
    public var mark: Mark
    public var kind: Kind
    public var label: ScreenFile.Reference
    public var hint: ScreenFile.Reference?
    public var isOptional = false
    /// Asked only where an earlier question has one of these answers.
    public var condition: Condition?
  }

  public enum Kind: Hashable, Sendable {
    /// The limit where the form says none.
    static let anyNumber = 999_999_999_999
    /// - Parameter longest: in characters, as a person counts them.
    case text(longest: Int)
    case kana
    case number(least: Int, most: Int)
    case date(DateLimits)
    case postcode
    case address
    case yesNo
    case oneOf([Option])
    case manyOf([Option])
    /// The path of a file: one that exists, or one that will be written.
    case file(isNew: Bool)
    /// A declaration that is agreed to; without it the form cannot go on.
    case consent(text: ScreenFile.Reference)
  }

  public struct Option: Hashable, Sendable {
    public var value: String
    public var text: ScreenFile.Reference
  }

  /// Days from today; nil where there is no limit.
  public struct DateLimits: Hashable, Sendable {
    public var earliest: Int?
    public var latest: Int?
    public init(earliest: Int? = nil, latest: Int? = nil) {
      self.earliest = earliest
      self.latest = latest
    }
  }

  public struct Condition: Hashable, Sendable {
    public var question: ScreenFile.Reference
    public var answers: [String]
  }
}

extension Form {
  /// The questions that these answers lead through, in order. The path is never stored: it follows from form and answers, so that
  /// whoever comes back stands at the first question without an answer.
  public func path(_ answers: Answers) -> [Question] {
    var asked: Set<String> = []
    return questions.filter { question in
      if let condition = question.condition {
        // The answer to a question that is not asked any more counts for nothing.
        guard asked.contains(condition.question.text), let answer = answers[condition.question.text],
          answer.words.contains(where: condition.answers.contains)
        else { return false }
      }
      asked.insert(question.name)
      return true
    }
  }

  /// The first question of the path that has no answer yet; nil when all have one.
  public func firstOpen(_ answers: Answers) -> Question? {
    path(answers).first { !$0.isAnswered(in: answers) }
  }

  public func question(_ name: String) -> Question? { questions.first { $0.name == name } }
}

extension Form.Kind {
  var hasOptions: Bool { !options.isEmpty }

  var options: [Form.Option] {
    switch self {
    case .oneOf(let options), .manyOf(let options): options
    default: []
    }
  }

  /// The shape of an answer.
  var schema: Schema {
    switch self {
    case .text, .kana, .postcode, .address, .file: .text
    case .number: .integer
    case .date: .date
    case .yesNo, .consent: .boolean
    case .oneOf(let options): .choice(name: "", options.map(\.value))
    case .manyOf(let options): .list(.choice(name: "", options.map(\.value)))
    }
  }
}

extension Form.Question {
  /// Whether there is an answer with which one may go on. None of several things is an answer only where none may be given.
  public func isAnswered(in answers: Answers) -> Bool {
    switch answers[name] {
    case nil: false
    case .list(let items): !items.isEmpty || isOptional
    default: true
    }
  }
}

/// What was answered, by the names of the questions. An optional question that was left empty has the answer `.null`.
public struct Answers: Hashable, Sendable {
  public private(set) var all: Fields
  public init(_ all: Fields = Fields()) { self.all = all }

  public subscript(name: String) -> Value? {
    get { all.all.first { $0.name == name }?.value }
    set { all[name] = newValue }
  }

  /// The answers of the path only: what was answered on a way that was left is not sent.
  public func along(_ path: [Form.Question]) -> Value {
    .object(Fields(path.compactMap { question in self[question.name].map { (question.name, $0) } }))
  }
}

extension Value {
  /// How a condition names this answer.
  fileprivate var words: [String] {
    switch self {
    case .bool(let yes): [yes ? "yes" : "no"]
    case .text(let text): [text]
    case .list(let items): items.compactMap(\.text)
    default: []
    }
  }
}

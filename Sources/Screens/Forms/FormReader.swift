internal import Domain
internal import Reading

/// Turns `screens/forms/NAME.yaml` into a `Form`.
struct FormReader {
  private var shape: ShapeReader

  /// - Throws: every finding of the file.
  static func read(_ bytes: [UInt8], file: String) throws(ScreenErrors) -> Form {
    let root: YAMLNode
    do {
      root = try YAMLNode.read(bytes)
    } catch {
      throw ScreenErrors([Finding(file, error.mark, error.sentence)])
    }
    var reader = FormReader(shape: ShapeReader(file: file))
    let form = reader.form(root)
    guard reader.shape.findings.isEmpty, let form else { throw ScreenErrors(reader.shape.findings) }
    return form
  }

  private mutating func form(_ root: YAMLNode) -> Form? {
    guard let pairs = shape.mapping(root, "a form") else { return nil }
    shape.allow(["form", "title", "intro", "questions", "send", "opens"], in: pairs)
    guard let name = shape.word(root, "form"), let title = shape.word(root, "title"),
      let send = shape.word(root, "send"), let opens = shape.word(root, "opens"), let list = root["questions"]
    else {
      if root["questions"] == nil { shape.find(root.mark, "'questions' is missing") }
      return nil
    }
    let expected = shape.file.split(separator: "/").last.map { $0.dropLast(".yaml".count) } ?? ""
    if name.text != expected { shape.find(name.mark, "the form is called '\(name.text)' but its file '\(expected)'") }
    let questions = shape.sequence(list, "questions").compactMap { question($0) }
    if questions.isEmpty { shape.find(list.mark, "a form needs a question") }
    check(questions)
    return Form(
      name: name.text, file: shape.file, title: title, intro: shape.optionalWord(root, "intro"), questions: questions,
      opens: opens, send: send)
  }

  private static let kinds: [String: [String]] = [
    "text": ["longest"], "kana": [], "number": ["least", "most"], "date": ["earliest", "latest"], "postcode": [],
    "address": [], "yes-no": [], "one-of": ["options"], "many-of": ["options"], "file": [], "new-file": [],
    "consent": ["text"],
  ]

  private mutating func question(_ node: YAMLNode) -> Form.Question? {
    guard let pairs = shape.mapping(node, "a question") else { return nil }
    // `text` is the words of a consent, and a kind for itself.
    let named = pairs.filter { Self.kinds[$0.key] != nil }
    guard let first = named.first(where: { $0.key != "text" }) ?? named.first else {
      shape.find(node.mark, "a question is one of: \(Self.kinds.keys.sorted().joined(separator: ", "))")
      return nil
    }
    shape.allow([first.key, "label", "hint", "optional", "when"] + Self.kinds[first.key]!, in: pairs)
    guard let name = shape.reference(first.value), let label = shape.word(node, "label"),
      let kind = kind(first, in: node)
    else { return nil }
    var question = Form.Question(name: name.text, mark: name.mark, kind: kind, label: label)
    question.hint = shape.optionalWord(node, "hint")
    question.isOptional = shape.flag(node, "optional")
    question.condition = condition(node)
    return question
  }

  private mutating func kind(_ pair: YAMLNode.Pair, in node: YAMLNode) -> Form.Kind? {
    switch pair.key {
    case "text":
      // A field takes no more.
      let most = Page.TextField.longest
      return .text(longest: shape.integer(node, "longest", most: most) ?? most)
    case "kana": return .kana
    case "number":
      let least = shape.integer(node, "least", least: .min) ?? 0
      let most = shape.integer(node, "most", least: .min) ?? Form.Kind.anyNumber
      if least > most { shape.find(pair.mark, "'least' is more than 'most'") }
      return .number(least: least, most: most)
    case "date":
      let limits = Form.DateLimits(
        earliest: shape.integer(node, "earliest", least: .min), latest: shape.integer(node, "latest", least: .min))
      if let earliest = limits.earliest, let latest = limits.latest, earliest > latest {
        shape.find(pair.mark, "'earliest' is later than 'latest'")
      }
      return .date(limits)
    case "postcode": return .postcode
    case "address": return .address
    case "yes-no": return .yesNo
    case "one-of": return options(node, pair.mark).map { .oneOf($0) }
    case "many-of": return options(node, pair.mark).map { .manyOf($0) }
    case "file": return .file(isNew: false)
    case "new-file": return .file(isNew: true)
    case "consent": return shape.word(node, "text").map { .consent(text: $0) }
    default: return nil
    }
  }

  private mutating func options(_ node: YAMLNode, _ mark: Mark) -> [Form.Option]? {
    guard let list = node["options"], let pairs = shape.mapping(list, "'options'") else {
      if node["options"] == nil { shape.find(mark, "'options' is missing") }
      return nil
    }
    if pairs.count < 2 { shape.find(list.mark, "there is nothing to choose from") }
    return pairs.compactMap { pair in
      if pair.key.contains(",") { shape.find(pair.mark, "the name of an option has no comma") }
      return shape.reference(pair.value).map { Form.Option(value: pair.key, text: $0) }
    }
  }

  private mutating func condition(_ node: YAMLNode) -> Form.Condition? {
    guard let when = node["when"], let pairs = shape.mapping(when, "'when'") else { return nil }
    guard pairs.count == 1, let pair = pairs.first else {
      shape.find(when.mark, "'when' names one question")
      return nil
    }
    let answers = pair.value.sequence.map { $0.compactMap(\.scalar) } ?? pair.value.scalar.map { [$0] } ?? []
    if answers.isEmpty { shape.find(pair.value.mark, "an answer is needed here") }
    return Form.Condition(question: ScreenFile.Reference(text: pair.key, mark: pair.mark), answers: answers)
  }

  /// Names stand once, and a condition names an earlier question and answers that it can have.
  private mutating func check(_ questions: [Form.Question]) {
    var earlier: [String: Form.Kind] = [:]
    for question in questions {
      if let condition = question.condition {
        let name = condition.question.text
        if let kind = earlier[name] {
          let possible = kind.possibleAnswers
          for answer in condition.answers where !possible.contains(answer) {
            shape.find(
              condition.question.mark,
              possible.isEmpty
                ? "'\(name)' has no answers that can be listed"
                : "'\(name)' has no answer '\(answer)': its answers are \(possible.joined(separator: ", "))")
          }
        } else {
          shape.find(
            condition.question.mark,
            "no earlier question '\(name)'" + suggestion(for: name, among: earlier.keys.sorted()))
        }
      }
      if earlier.updateValue(question.kind, forKey: question.name) != nil {
        shape.find(question.mark, "the question '\(question.name)' stands twice")
      }
    }
  }
}

extension Form.Kind {
  /// The answers that a condition may name.
  var possibleAnswers: [String] {
    switch self {
    case .yesNo: ["yes", "no"]
    case .consent: ["yes"]
    case .oneOf(let options), .manyOf(let options): options.map(\.value)
    default: []
    }
  }
}

import Domain
import Screens

/// `explain`: what a problem or an exit code means, and what to do about it.
enum ExplainCommand {
  static func explain(_ invocation: Invocation) async throws(Failure) -> Answer {
    guard let word = invocation.arguments.first else { return list(invocation.texts) }
    if let number = Int32(word) {
      guard let code = ExitCode(rawValue: number) else { throw unknown(word) }
      return exit(code, invocation)
    }
    guard let code = Problem.Code.allCases.first(where: { $0.rawValue.lowercased() == word.lowercased() }) else {
      throw unknown(word)
    }
    return one(Explanation(code, invocation.texts), invocation)
  }

  /// Every code with its title and the exit code.
  private static func list(_ texts: ScreenLibrary) -> Answer {
    Answer(
      Value.listed(Problem.Code.allCases.map { row(Explanation($0, texts)) }),
      .list(
        path: "items", columns: ["code", "exit", "title"],
        item: .object([Field("code", .text), Field("exit", .integer), Field("title", .text)])))
  }

  private static func row(_ explanation: Explanation) -> Value {
    .fields(
      ("code", .text(explanation.code.rawValue)), ("exit", .integer(Int(explanation.exit.rawValue))),
      ("title", .text(explanation.title)))
  }

  private static func one(_ explanation: Explanation, _ invocation: Invocation) -> Answer {
    let texts = invocation.texts
    func heading(_ key: String) -> [String] { ["", texts.text(key).text] }
    var lines = [explanation.code.rawValue + ": " + explanation.title]
    lines += heading("explanation.what") + [explanation.what]
    lines += heading("explanation.meaning") + explanation.meaning
    lines += heading("explanation.cause") + explanation.causes.map { "- " + $0 }
    lines += heading("explanation.steps") + explanation.steps.enumerated().map { "\($0 + 1). " + $1 }
    lines += ["", said(explanation.exit, texts), texts.text("explanation.retry." + explanation.retry.rawValue).text]
    return Answer(
      .fields(
        ("code", .text(explanation.code.rawValue)), ("exit", .integer(Int(explanation.exit.rawValue))),
        ("title", .text(explanation.title)), ("what", .text(explanation.what)),
        ("causes", .list(explanation.causes.map(Value.text))), ("meaning", .list(explanation.meaning.map(Value.text))),
        ("steps", .list(explanation.steps.map(Value.text))), ("retry", .text(explanation.retry.rawValue))),
      .words(invocation.lines(lines)))
  }

  /// An exit code and the problems that end with it.
  private static func exit(_ code: ExitCode, _ invocation: Invocation) -> Answer {
    let texts = invocation.texts
    let explanations = Problem.Code.allCases.filter { ExitCode($0) == code }.map { Explanation($0, texts) }
    var lines = [said(code, texts)]
    if !explanations.isEmpty {
      lines += ["", texts.text("explanation.problems").text]
      lines += explanations.map { "- " + $0.code.rawValue + ": " + $0.title }
    }
    return Answer(
      .fields(
        ("exit", .integer(Int(code.rawValue))), ("meaning", .text(texts.text("explain.exit.\(code.rawValue)").text)),
        ("items", .list(explanations.map(row)))),
      .words(invocation.lines(lines)))
  }

  private static func said(_ code: ExitCode, _ texts: ScreenLibrary) -> String {
    texts.text(
      "explanation.exit",
      ["code": String(code.rawValue), "meaning": texts.text("explain.exit.\(code.rawValue)").text]
    ).text
  }

  private static func unknown(_ word: String) -> Failure {
    var facts: [(String, Value)] = [("what", .text(word))]
    let near = self.near(word)
    if !near.isEmpty { facts.append(("suggestion", .text(near.joined(separator: ", ")))) }
    return .problem(Problem(.notFound, facts: facts))
  }

  /// A misspelt code, else the codes that have the word in them; at most three.
  static func near(_ word: String) -> [String] {
    let codes = Problem.Code.allCases.map(\.rawValue)
    if let nearest = Nearest.word(to: word, among: codes) { return [nearest] }
    let wanted = word.lowercased()
    guard wanted.utf8.count >= 3 else { return [] }
    return Array(codes.filter { $0.lowercased().contains(wanted) || wanted.contains($0.lowercased()) }.prefix(3))
  }
}

internal import Domain

/// A story: what a person presses and what must then be on the terminal, one step a line. The verbs are those of `Step.Verb`; a line that
/// begins with `#` is for the reader.
public struct Story: Hashable, Sendable {
  public struct Step: Hashable, Sendable {
    public enum Verb: String, Hashable, Sendable, CaseIterable {
      // Before the first key.
      case size, run, env
      // In the same world.
      case sandbox, shell
      // What must be there.
      case expect, gone, focus, title, said, quiet, never
      // What the person does.
      case key, type, line, resize, signal
      // The end.
      case exit
    }
    public let line: Int
    public let verb: Verb
    public let words: String
  }

  public struct Mistake: Error, Hashable, Sendable {
    public let line: Int
    public let sentence: String
  }

  public let steps: [Step]

  /// - Throws: the first line that is no step, with what may be meant.
  public init(_ text: String) throws(Mistake) {
    var steps: [Step] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.drop { $0 == " " || $0 == "\t" }
      guard let first = line.first, first != "#", !line.allSatisfy(\.isWhitespace) else { continue }
      let parts = line.split(separator: " ", maxSplits: 1)
      let word = String(parts[0])
      guard let verb = Step.Verb(rawValue: word) else {
        let near = Nearest.word(to: word, among: Step.Verb.allCases.map(\.rawValue))
        throw Mistake(
          line: index + 1, sentence: "there is no step '\(word)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
      }
      var words = parts.count > 1 ? String(parts[1]) : ""
      while words.last == " " || words.last == "\r" { words.removeLast() }
      steps.append(Step(line: index + 1, verb: verb, words: words))
    }
    guard !steps.isEmpty else { throw Mistake(line: 1, sentence: "there is no step in it") }
    self.steps = steps
  }
}

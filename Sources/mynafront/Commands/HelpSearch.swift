import Domain
import Screens

/// Looks for words in everything that explains: the questions that people have and the help desk, problems, the manual, commands,
/// options, exit codes and the help screen.
struct HelpSearch {
  struct Entry: Equatable {
    /// What to type to read it.
    let open: String
    /// What it is about, in one sentence.
    let text: String
  }

  private let texts: ScreenLibrary
  init(_ texts: ScreenLibrary) { self.texts = texts }

  /// What has all of the words: what has them in its name first, and of equals the questions first.
  func entries(with words: [String]) -> [Entry] {
    let wanted = HelpWords(words)
    guard !wanted.isEmpty else { return [] }
    let pages = HelpPages(texts).find(words).map { page, score in
      let command = Problem.Code(rawValue: page.id) == nil ? "help" : "explain"
      return (score, Entry(open: "mynafront \(command) \(page.id)", text: page.title))
    }
    let others = (commands + options + exitCodes + screen).compactMap { candidate in
      wanted.score(name: candidate.name, text: candidate.text).map { ($0, candidate.entry) }
    }
    let found = (pages + others).enumerated().sorted { ($1.element.0, $0.offset) < ($0.element.0, $1.offset) }
    return found.map(\.element.1)
  }

  /// `name` counts more than `text`.
  private typealias Candidate = (entry: Entry, name: String, text: String)

  private var commands: [Candidate] {
    CommandTable.all.map { command in
      let sentence = texts.text(command.key).text
      return (
        Entry(open: "mynafront help " + command.name, text: sentence), command.name + " " + sentence, command.example
      )
    }
  }

  private var options: [Candidate] {
    CommandTable.allOptions.map { option in
      let owner = CommandTable.all.first { $0.options.contains(option.name) }
      let sentence = texts.text(option.key).text
      return (
        Entry(
          open: owner.map { "mynafront help " + $0.name } ?? "mynafront --help", text: option.long + ": " + sentence),
        option.long, sentence
      )
    }
  }

  private var exitCodes: [Candidate] {
    ExitCode.allCases.map { code in
      let meaning = texts.text("explain.exit.\(code.rawValue)").text
      return (Entry(open: "mynafront explain \(code.rawValue)", text: meaning), "", meaning)
    }
  }

  private var screen: [Candidate] {
    ["help.how", "help.card-text", "help.contact-text"].flatMap { key -> [Candidate] in
      (texts.templates(key) ?? []).compactMap { $0.filled { _ in nil } }.map {
        (Entry(open: "mynafront screens show help --linear", text: $0), "", $0)
      }
    }
  }
}

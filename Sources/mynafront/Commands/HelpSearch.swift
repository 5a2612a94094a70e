import Domain
import Screens

/// Looks for words in everything that explains: commands, options, problems, exit codes and the help screen.
struct HelpSearch {
  struct Entry: Equatable {
    /// What to type to read it.
    let open: String
    /// What it is about, in one sentence.
    let text: String
  }

  private let texts: ScreenLibrary
  init(_ texts: ScreenLibrary) { self.texts = texts }

  /// What has all of the words, commands first.
  func entries(with words: [String]) -> [Entry] {
    let wanted = words.flatMap { Self.folded($0).split(separator: " ").map(String.init) }
    guard !wanted.isEmpty else { return [] }
    return all.filter { candidate in
      let whole = Self.folded(candidate.whole)
      return wanted.allSatisfy { whole.contains($0) }
    }.map(\.entry)
  }

  private typealias Candidate = (entry: Entry, whole: String)

  private var all: [Candidate] { commands + options + problems + exitCodes + screen }

  private var commands: [Candidate] {
    CommandTable.all.map { command in
      let sentence = texts.text(command.key).text
      return (
        Entry(open: "mynafront help " + command.name, text: sentence),
        [command.name, sentence, command.example].joined(separator: " ")
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
        option.long + " " + sentence
      )
    }
  }

  private var problems: [Candidate] {
    Problem.Code.allCases.map { code in
      let explanation = Explanation(code, texts)
      return (
        Entry(open: "mynafront explain " + code.rawValue, text: explanation.title),
        // Not what it means: nearly each of those speaks of the PIN.
        ([code.rawValue, explanation.title, explanation.what] + explanation.causes).joined(separator: " ")
      )
    }
  }

  private var exitCodes: [Candidate] {
    ExitCode.allCases.map { code in
      let meaning = texts.text("explain.exit.\(code.rawValue)").text
      return (Entry(open: "mynafront explain \(code.rawValue)", text: meaning), meaning)
    }
  }

  private var screen: [Candidate] {
    ["help.how", "help.card-text", "help.contact-text"].flatMap { key -> [Candidate] in
      (texts.templates(key) ?? []).compactMap { $0.filled { _ in nil } }.map {
        (Entry(open: "mynafront screens show help --linear", text: $0), $0)
      }
    }
  }

  /// Small letters, half-width letters and digits: 「ＰＩＮ」 is `pin`.
  static func folded(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.lowercased().unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E: out.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      case 0x3000: out.append(" ")
      default: out.append(scalar)
      }
    }
    return String(out).lowercased()
  }
}

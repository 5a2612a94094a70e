import CSystem
import Domain
import Screens

#if canImport(Glibc)
  import Glibc
#endif

extension Invocation {
  /// Sentences as lines: for a person at most 80 columns wide and broken where Japanese may be broken, with what follows a list's
  /// mark under its beginning; for a script each is one line.
  func lines(_ sentences: [String]) -> [TerminalSafe] {
    guard isForPerson else { return sentences.map { TerminalSafe(line: $0) } }
    var rows: Int32 = 0
    var columns: Int32 = 0
    let width = cs_terminal_size(STDOUT_FILENO, &rows, &columns) && columns > 0 ? min(Int(columns), 80) : 80
    return sentences.flatMap { Self.broken($0, columns: width) }.map { TerminalSafe(line: $0) }
  }

  static func broken(_ sentence: String, columns: Int) -> [String] {
    let mark = sentence.prefix { $0.isNumber || $0 == "." || $0 == "-" }
    let hasMark = !mark.isEmpty && sentence.dropFirst(mark.count).first == " "
    let indentation = hasMark ? mark.count + 1 : 0
    let lines = LineBreaking.lines(String(sentence.dropFirst(indentation)), columns: columns - indentation)
    return lines.enumerated().map { index, line in
      (index == 0 ? String(sentence.prefix(indentation)) : String(repeating: " ", count: indentation)) + line
    }
  }
}

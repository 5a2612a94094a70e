/// How much explanation is read out. What a page says and offers is the same at every level.
public enum Verbosity: String, Hashable, Sendable, CaseIterable, Comparable {
  /// No hints; prompts in few words.
  case brief
  case standard
  /// Also where each row stands in its list, and the words that every prompt understands.
  case full

  public static func < (a: Verbosity, b: Verbosity) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }

  /// The next level; nil at the end.
  public var fuller: Verbosity? { Self.allCases.first { self < $0 } }
  public var briefer: Verbosity? { Self.allCases.last { $0 < self } }
}

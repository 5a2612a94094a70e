internal import Synchronization

/// How many columns characters take whose width is ambiguous (UAX #11), such as ※ and ①: glibc says one, some terminals draw two.
public enum AmbiguousWidth: String, Hashable, Sendable, CaseIterable {
  /// The terminal is asked, the first time that a page has such a character; until it answers, and when it never does, one.
  case auto
  case narrow = "1"
  case wide = "2"
}

extension CellWidth {
  private static let ambiguousIsWide = Atomic(false)

  /// Whether this process's terminal draws ambiguous characters over two columns. A terminal has one way, whoever lays out text for
  /// it: a setting of the process, as its locale is (ADR 0019).
  public static var drawsAmbiguousWide: Bool {
    get { ambiguousIsWide.load(ordering: .relaxed) }
    set { ambiguousIsWide.store(newValue, ordering: .relaxed) }
  }

  /// The first character whose width the terminal decides; nil when there is none.
  public static func firstAmbiguous(in text: String) -> Unicode.Scalar? {
    text.unicodeScalars.first { isAmbiguous($0) }
  }

  static func isAmbiguous(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0xA1 && contains(scalar.value, CellWidthTable.ambiguous)
  }
}

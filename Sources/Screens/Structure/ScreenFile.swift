public import Domain
public import Reading

/// A task screen as its file says it: structure only, no words and no values.
public struct ScreenFile: Hashable, Sendable {
  public var name: String
  public var file: String
  public var title: Reference
  /// The call whose result the screen shows.
  public var load: Reference?
  /// The operation that the screen shows: its steps, and then its result.
  public var operates: Reference?
  /// Parameters of the call that are fixed or come from the screen's own parameters.
  public var with: [Binding] = []
  /// A call made once when the result has arrived, with the screen's parameters (opening a notice marks it as read).
  public var then: Reference?
  public var blocks: [Node] = []
  /// The screen is reached from the program, not from another screen.
  public var isRoot = false
  /// The screen only leads to others: it closes when one is opened from it.
  public var isPassing = false
  /// Its call is made again when one comes back to it from a screen that has asked the portal for something.
  public var isAskedAgain = false

  /// A word of the file with its place.
  public struct Reference: Hashable, Sendable {
    public let text: String
    public let mark: Mark
  }

  /// `name: path`, `name: =word` or `name: true`: where a parameter comes from.
  public struct Binding: Hashable, Sendable {
    public let name: String
    public let source: Source
    public let mark: Mark
    public enum Source: Hashable, Sendable {
      case path(String)
      case constant(Value)
    }
  }

  /// When something is shown. A value is there when it is not null, false, 0 or empty.
  public struct Condition: Hashable, Sendable {
    /// Only when this has a value.
    public let when: Reference?
    /// Only when this has none.
    public let unless: Reference?
    var paths: [Reference] { [when, unless].compactMap { $0 } }
  }

  public struct Node: Hashable, Sendable {
    public var condition: Condition?
    public var mark: Mark
    public var kind: Kind
  }

  public indirect enum Kind: Hashable, Sendable {
    case heading(Reference)
    case paragraph(Reference)
    case alert(Reference)
    case fact(label: Reference, value: Reference)
    case body(Reference)
    case list(List)
    case table(Table)
    case choices([Choice])
    case field(label: Reference, hint: Reference?, sets: Reference)
    case secret(label: Reference, hint: Reference?, kind: PINKind)
    /// A field whose words narrow the choices that follow, while they are typed.
    case filter(label: Reference, hint: Reference?)
    /// A part of the result that may be missing, waited for or failed by itself.
    /// Without a title it is quiet: nothing is said of it while it is waited for.
    case part(Reference, title: Reference?, [Node])
    /// The keys of the full screen, or the words of the prompt, from the one table.
    case keys(Face)
  }

  public enum Face: String, Hashable, Sendable, CaseIterable {
    case fullScreen = "full-screen"
    case linear
  }

  public struct List: Hashable, Sendable {
    public var path: Reference
    public var row: Reference
    public var details: [Detail]
    public var none: Reference
    public var opens: Reference?
    public var with: [Binding]
    /// The rows are a window over the server's list.
    public var isWindow: Bool
    /// Only so many are shown; the screen has another way to all of them.
    public var limit: Int?
  }

  /// Few rows with the same columns, to be compared with each other; nothing is opened from them.
  public struct Table: Hashable, Sendable {
    public var path: Reference
    /// The first one names the row.
    public var columns: [Column]
    public var none: Reference
  }

  public struct Column: Hashable, Sendable {
    public var name: Reference
    /// What stands in it, as far as it applies to the row.
    public var shows: [Detail]
  }

  public struct Detail: Hashable, Sendable {
    public var text: Reference
    public var condition: Condition?
  }

  public struct Choice: Hashable, Sendable {
    public var text: Reference
    public var condition: Condition?
    public var action: Action
    public enum Action: Hashable, Sendable {
      case opens(Reference, [Binding])
      case does(Reference)
      case sets([Binding])
      /// A call that changes something, made when it is chosen; with a question first where it has one.
      case calls(Reference, [Binding], confirm: Reference?, done: Reference)
    }
  }

  /// What a choice may do that no file describes.
  public static let verbs = [
    "back", "home", "quit", "stay", "login", "logout", "retry", "consent", "refuse", "help", "card-again",
    "search-page", "redraw", "extend",
  ]

  /// The parameter that a `filter` sets.
  static let filter = "filter"
  /// Where other words for a choice of a filtered screen stand: for 「お知らせ」 the text `menu.notices.words`.
  static func otherWords(for choice: String) -> String { choice + otherWordsSuffix }
  static func isOtherWords(_ key: String) -> Bool { key.hasSuffix(otherWordsSuffix) }
  private static let otherWordsSuffix = ".words"

  /// The screen whose blocks every operation shows while it works: its steps are written once.
  public static let steps = "step"

  /// The call or the operation whose result the screen shows.
  public var source: Reference? { load ?? operates }

  /// What the screen can be told: what its call knows; nil when that is not known. A screen without a call names it itself: answers of
  /// the form that opens it, everything else yes or no.
  func parameters(of call: CallDescription?, asking form: Form?) -> [Field]? {
    guard source == nil else { return call?.parameters }
    return with.map { Field($0.name, form?.question($0.name)?.kind.schema ?? .boolean, optional: true) }
  }
}

/// Something wrong in a file of screens or words: said as `file:line:column: sentence`.
public struct Finding: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let file: String
  public let mark: Mark
  public let sentence: String
  public init(_ file: String, _ mark: Mark, _ sentence: String) {
    self.file = file
    self.mark = mark
    self.sentence = sentence
  }
  public var description: String { "\(file):\(mark.line):\(mark.column): \(sentence)" }
  public static func < (a: Finding, b: Finding) -> Bool { (a.file, a.mark) < (b.file, b.mark) }
}

/// The findings for which a screen or a text cannot be shown.
public struct ScreenErrors: Error, Hashable, Sendable {
  public let findings: [Finding]
  public init(_ findings: [Finding]) { self.findings = findings }
}

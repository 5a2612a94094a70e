/// A place of a text: a path of the scope, and the form in which its value is said.
public struct Place: Hashable, Sendable {
  public enum Form: String, Hashable, Sendable, CaseIterable {
    case whole
    /// A date without its weekday, a time without its hour.
    case day
    /// A long number in groups of four: it is heard and compared piece by piece.
    case grouped
  }
  public let path: String
  public let form: Form
  /// A form that is not known; the check of the files names it.
  let unknownForm: String?

  public init(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else {
      path = text
      form = .whole
      unknownForm = nil
      return
    }
    path = String(text[..<colon])
    let name = String(text[text.index(after: colon)...])
    form = Form(rawValue: name) ?? .whole
    unknownForm = Form(rawValue: name) == nil ? name : nil
  }
}

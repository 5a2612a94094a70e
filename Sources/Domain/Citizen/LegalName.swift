/// A person's name, scalar for scalar as the register writes it. It is never normalised, and two names are the same only when
/// every scalar is: U+FA19 and U+795E are different names, which `String` would call equal.
public struct LegalName: Hashable, Sendable {
  /// For showing and sending; not for comparing.
  public let text: String

  /// Nil for a name without any character.
  public init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    self.text = text
  }

  public static func == (a: LegalName, b: LegalName) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }
  public func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
}

/// Who is logged in.
public struct Person: Hashable, Sendable {
  public let displayName: LegalName
  public let kana: LegalName?

  public init(displayName: LegalName, kana: LegalName? = nil) {
    self.displayName = displayName
    self.kana = kana
  }

  public static let schema = Schema.object([
    Field("displayName", .text, "The name, scalar for scalar as registered."),
    Field("kana", .text, optional: true, "The name in kana."),
  ])
  public var value: Value {
    .fields(("displayName", .text(displayName.text)), ("kana", Value(kana?.text)))
  }
}

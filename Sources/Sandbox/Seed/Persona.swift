public import Domain

/// A person who exists only in the sandbox. Everything about them is invented and impossible in reality.
///
/// Not `Equatable`: two names may look equal to Swift's `==` and be two different legal names. Personas are told apart by `id`.
public struct Persona: Sendable {
  /// `p01`, `p02` …: the order in the table, stable for ever.
  public let id: String
  /// Family name, U+3000, given name, exactly as registered: variation selectors and compatibility ideographs included.
  public let name: String
  /// Full-width katakana; nil where the register has none.
  public let kana: String?
  public let birth: PartialDate
  public let sex: Sex
  /// As registered, without post code.
  public let address: String
  /// What is special about this person, in one English sentence for testers; `note` says it in Japanese.
  public let description: String
  public let note: String
  public let pins: PINs
  public let card: CardCondition
  /// 不開示: this person's rows must not be shown to others (victims of violence).
  public let isProtected: Bool

  public enum Sex: String, Hashable, Sendable {
    case female, male, unspecified
    /// JIS X 0303: 1 male, 2 female, 9 not applicable.
    public var code: Int { self == .male ? 1 : self == .female ? 2 : 9 }
  }

  /// What a tester types. Never a real person's secret.
  public struct PINs: Hashable, Sendable {
    public let authentication, signature, text, juki: String
    public init(
      authentication: String = "1234", signature: String = "ABC123", text: String = "1234", juki: String = "1234"
    ) {
      self.authentication = authentication
      self.signature = signature
      self.text = text
      self.juki = juki
    }
  }

  public init(
    id: String, name: String, kana: String?, birth: PartialDate, sex: Sex, address: String, description: String,
    note: String, pins: PINs = PINs(), card: CardCondition = .valid, isProtected: Bool = false
  ) {
    self.id = id
    self.name = name
    self.kana = kana
    self.birth = birth
    self.sex = sex
    self.address = address
    self.description = description
    self.note = note
    self.pins = pins
    self.card = card
    self.isProtected = isProtected
  }
}

/// How a persona's card is when it is first inserted.
public enum CardCondition: String, Hashable, Sendable, CaseIterable {
  /// Both certificates valid for about three years, all tries left.
  case valid
  /// The authentication PIN has no try left.
  case authLocked
  /// The authentication PIN has one try left.
  case authOneTryLeft
  /// The signing password has no try left.
  case signLocked
  /// The signing password has one try left.
  case signOneTryLeft
  /// Both certificates ended a month ago.
  case expired
  /// Both certificates end in 30 days.
  case expiringSoon
  /// The signing certificate was revoked when the address changed; log-in still works.
  case signRevoked
  /// Both certificates are revoked (card reported lost).
  case revoked
  /// No signing certificate on the card: under 15, or not wished for.
  case noSignCertificate
  /// Certificates of another authority, which this portal does not know.
  case foreignIssuer
  /// Valid certificates of a person whom the portal does not know.
  case unknownToPortal
  /// No card was ever issued: nothing can be inserted.
  case none
}

/// A date whose day, or day and month, may be unknown (old registers, foreign documents).
public struct PartialDate: Hashable, Sendable {
  public let year: Int
  public let month: Int?
  public let day: Int?

  public init(_ year: Int, _ month: Int? = nil, _ day: Int? = nil) {
    self.year = year
    self.month = month
    self.day = month == nil ? nil : day
  }

  /// The full date; nil when a part is unknown.
  public var date: CalendarDate? {
    guard let month, let day else { return nil }
    return CalendarDate(year, month, day)
  }

  /// `1984-05-12`, `1951-07` or `1948`.
  public var iso: String {
    ([digits(year, 4)] + [month, day].compactMap { $0.map { digits($0, 2) } }).joined(separator: "-")
  }

  /// Eight digits as on the card, unknown parts `00`.
  public var cardDigits: String { digits(year, 4) + digits(month ?? 0, 2) + digits(day ?? 0, 2) }
}

private func digits(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}

internal import Card
public import Domain

/// What a person can want of the card, each a choice of the card's screen or of the one about its PINs.
public enum CardTask: String, Hashable, Sendable, CaseIterable {
  case read, authCertificate, signCertificate, sign, changeAuth, changeSign, changeText

  public static func changing(_ pin: PINKind) -> CardTask {
    switch pin {
    case .authentication: .changeAuth
    case .signature: .changeSign
    default: .changeText
    }
  }
  var isChange: Bool { [.changeAuth, .changeSign, .changeText].contains(self) }

  public static func showingCertificate(of pin: PINKind) -> CardTask {
    pin == .signature ? .signCertificate : .authCertificate
  }

  /// What stands in the way before anything was tried, worst first.
  public enum Hindrance: String, Hashable, Sendable, CaseIterable {
    /// More than one card answers, and no reader was chosen.
    case several
    /// Not a card that is known here.
    case other
    /// A card of before (住民基本台帳カード).
    case juki
    /// A smartphone holds certificates and nothing else.
    case phone
    /// The certificate is not on the card.
    case absent
    /// No try is left.
    case locked
  }

  /// Whose certificate it is about; nil: it needs none.
  private var certificate: PINKind? {
    switch self {
    case .read, .changeText: nil
    case .authCertificate, .changeAuth: .authentication
    case .signCertificate, .sign, .changeSign: .signature
    }
  }

  /// Why this card cannot do it; nil when nothing is known that stands in the way.
  /// - Parameter isOneOfSeveral: other readers hold a card of the same kind, and a visit does not know where to go.
  func hindrance(by finding: CardSurvey.Finding, isOneOfSeveral: Bool) -> Hindrance? {
    if isOneOfSeveral { return .several }
    let answers = finding.applications.contains(.jpki)
    switch finding.card {
    case .none, .unread: return .other
    // One that answers as a My Number card and calls itself otherwise may be a newer one.
    case .other where !answers: return .other
    case .juki: return .juki
    case .phone where certificate == nil && !finding.applications.contains(.text): return .phone
    case .other, .phone, .mynumber: break
    }
    let held = finding.certificates.first { $0.kind == certificate }
    if held?.present == false { return .absent }
    // The authentication certificate is shown without a PIN, but not by a phone.
    if self == .authCertificate, held?.bytes != nil { return nil }
    let pin = certificate ?? .text
    return finding.pins.contains { $0.kind == pin && $0.triesLeft == 0 } ? .locked : nil
  }

  /// What happens to whoever tries it all the same.
  public func problem(of hindrance: Hindrance) -> Problem {
    let kind = ("kind", Value.text((certificate ?? .text).word))
    return switch hindrance {
    case .several: Problem(.severalCards)
    case .other: Problem(.cardUnsupported)
    case .juki, .phone: Problem(.cardUnsupported, facts: [("card", .text(hindrance.rawValue))])
    case .absent: Problem(.certificateMissing, facts: [kind])
    case .locked: Problem(.pinLocked, facts: [kind])
    }
  }
}

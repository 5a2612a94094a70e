internal import COpenSSL
internal import Domain
internal import Trust

/// What stands in the two certificates of a persona's card (facts of real ones: names, usages, sizes; identifiers are of the
/// documentation arc 1.3.6.1.4.1.32473, RFC 5612).
struct CardIssuance {
  static let loginPolicy = "1.3.6.1.4.1.32473.1.3.30"
  static let signingPolicy = "1.3.6.1.4.1.32473.1.1.20"

  let persona: Persona
  /// Tells the cards of one person apart: today's from the next one.
  let card: String
  let now: Instant
  /// Counts the cards of one person: each has new serial numbers.
  let generation: Int

  /// Four bytes that depend on persona and card alone, so that tests and logs can name them; never with a leading zero digit.
  func serial(_ kind: String) -> [UInt8] {
    var bytes = Array(SHA256.hash(Array("\(card) \(kind) \(generation)".utf8)).prefix(4))
    bytes[0] = bytes[0] & 0x6F | 0x10
    return bytes
  }

  /// Ends with the last second (JST) of a day, as real ones do: of the holder's birthday that is about three years away, or
  /// of the day that the card's condition asks for.
  var validity: (from: Instant, until: Instant) {
    let today = now.jst.date
    let last: CalendarDate
    switch persona.card {
    case .expired: last = today.adding(days: -30)
    case .expiringSoon: last = today.adding(days: 30)
    default:
      let year = min(today.year + 3, 9998)
      // 29 February ends on the 28th where there is none.
      last =
        CalendarDate(year, persona.birth.month ?? today.month, persona.birth.day ?? today.day)
        ?? CalendarDate(year, 2, 28) ?? today.adding(days: 1096)
    }
    // Five birthdays is the longest a certificate lives; it began two years ago or, for one that ends soon, five before its end.
    let from = min(last.adding(days: -5 * 365), today.adding(days: -2 * 365))
    return (
      Instant(startOf: from).adding(seconds: 10 * 3600), Instant(startOf: last.adding(days: 1)).adding(seconds: -1)
    )
  }

  func authentication(by authority: CardAuthority) -> CertificateDraft {
    let serial = serial("auth")
    return draft(
      subject: [.country("JP"), .common("SAMPLE\(lowercaseHex(serial).uppercased())99999003A")], serial: serial,
      usage: "critical,digitalSignature", policy: Self.loginPolicy, authority: authority)
  }

  func signature(by authority: CardAuthority) -> CertificateDraft {
    let serial = serial("sign")
    let day = validity.from.jst.date.iso.filter { $0 != "-" }
    var draft = draft(
      subject: [
        .country("JP"), .locality("Sample-to"), .locality("Sample-shi"),
        .common("\(day)100000\(lowercaseHex(serial).uppercased())"),
      ],
      serial: serial, usage: "critical,digitalSignature,nonRepudiation", policy: Self.signingPolicy,
      authority: authority)
    draft.otherNames = SigningAttributes(persona).otherNames
    return draft
  }

  private func draft(
    subject: [CertificateDraft.NamePart], serial: [UInt8], usage: String, policy: String, authority: CardAuthority
  ) -> CertificateDraft {
    let validity = validity
    return CertificateDraft(
      subject: subject, serial: serial, notBefore: validity.from, notAfter: validity.until,
      extensions: [
        (NID_key_usage, usage), (NID_subject_key_identifier, "hash"),
        (NID_authority_key_identifier, "keyid:always,issuer:always"),
        (NID_info_access, "OCSP;URI:http://ocsp.jpki-sandbox.test"),
      ],
      policy: policy, issuerAlternative: [.country("JP"), .organization("練習用サービス（実在しません）")],
      revocationList: authority.name.prefix(3) + [
        .unit("CRL Distribution Points"), .unit("Sample-to"), .common("Sample-shi CRLDP"),
      ])
  }
}

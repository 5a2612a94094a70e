internal import COpenSSL
internal import Domain
internal import Trust

/// The authorities of the cards, shaped like JPKI's (names, key sizes, several generations with one name) and with an
/// organisation that can never be mistaken for it.
enum CardAuthority: String, Sendable, CaseIterable {
  case authentication1 = "auth-1"
  case authentication2 = "auth-2"
  case signature = "sign-1"
  /// An authority that the portal does not know.
  case foreign = "foreign"

  static let organization = "JPKI-SANDBOX"

  var name: [CertificateDraft.NamePart] {
    let agency = "Practice Agency for Local Authority Information Systems"
    return switch self {
    case .authentication1, .authentication2:
      [.country("JP"), .organization(Self.organization), .unit("JPKI for user authentication"), .unit(agency)]
    case .signature:
      [.country("JP"), .organization(Self.organization), .unit("JPKI for digital signature"), .unit(agency)]
    case .foreign:
      [.country("JP"), .organization("OTHER-SANDBOX"), .unit("Somebody else for user authentication")]
    }
  }

  /// Wider than the ten years of the real ones, because the sandbox's clock may be put anywhere in between. The second
  /// generation begins later, so an earlier clock knows only the first.
  private var validity: (from: CalendarDate, until: CalendarDate) {
    switch self {
    // 2000-01-01 to 2069-12-31, and 2019-09-14 to 2074-12-31
    case .authentication1, .signature, .foreign: (CalendarDate(dayNumber: 10_957), CalendarDate(dayNumber: 36_525))
    case .authentication2: (CalendarDate(dayNumber: 18_153), CalendarDate(dayNumber: 38_351))
    }
  }

  /// The generation that issues at `now`: the newer one for every second person, so that a client that chooses an authority by
  /// name alone is found out.
  static func authentication(for personaID: String, at now: Instant) -> CardAuthority {
    let odd = SHA256.hash(Array(personaID.utf8))[31] & 1 == 1
    return odd && Instant(startOf: authentication2.validity.from) <= now ? .authentication2 : .authentication1
  }

  func load(in files: PrivateFiles) throws(AuthoritiesError) -> Issuer {
    let validity = validity
    return try Issuer.load(
      in: files, rawValue, kind: .rsa, minimumDays: 0, now: Instant(startOf: validity.from.adding(days: 1))
    ) { () throws(AuthoritiesError) in
      CertificateDraft(
        subject: name, serial: [0x01] + RandomBytes.make(3), notBefore: Instant(startOf: validity.from),
        notAfter: Instant(startOf: validity.until).adding(seconds: -1),
        extensions: [
          (NID_basic_constraints, "critical,CA:TRUE"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
          (NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid:always"),
        ])
    }
  }
}

public import Domain
internal import Synchronization
internal import Trust

/// Why an authority could not do its work. Names files and steps of ours, never what was in them.
public enum AuthoritiesError: Error, Hashable, Sendable {
  /// A file or directory of the state could not be read or written: its name and errno.
  case state(file: String, errno: Int32)
  /// A file of the state is not what this program writes.
  case damaged(String)
  /// libcrypto refused; `step` is a constant of ours.
  case refused(step: String)
  /// This persona has no card.
  case noCard

  static func file(_ error: PrivateFiles.Failure) -> AuthoritiesError {
    switch error {
    case .failed(let name, let errno): .state(file: name, errno: errno)
    case .tooLarge(let name): .damaged(name)
    }
  }
  static func key(_ error: SigningKey.Failure) -> AuthoritiesError { .refused(step: "key") }
  static func certificate(_ error: CertificateDraft.Failure) -> AuthoritiesError {
    if case .refused(let step) = error { .refused(step: step) } else { .refused(step: "certificate") }
  }
}

/// The certificate authorities that exist only in the sandbox: the portal's TLS, the cards' log-in and signing authorities, and
/// a foreign one. Made at the first start, kept under one directory (0700, files 0600); keys are random.
public final class Authorities: LoginJudge {
  /// PEM files for the client's configuration: the portal's TLS authority; every generation of the log-in authority; the signing authority.
  public let portalCAFile: String
  public let cardCAFile: String
  public let signCAFile: String
  /// The portal's own TLS credentials, for 127.0.0.1, ::1 and localhost.
  public let serverCertificatePEM: String
  public let serverKeyPEM: String
  /// Credentials of servers that a client must refuse, in the order of `PortalAuthority.Impostor`.
  let impostors: [(certificatePEM: String, keyPEM: String)]
  /// Lower-case hex SHA-256 of its SubjectPublicKeyInfo.
  public let serverKeyHash: String

  private let clock: any PortalClock
  private let files: PrivateFiles
  private let loginStore: TrustStore
  private let signing: Issuer
  private let login: [CardAuthority: Issuer]
  private let register: Mutex<CardRegister>
  /// By folder. Held while a card is made (two keys), so that one persona gets one card; log-ins are judged meanwhile.
  private let cards = Mutex<[String: CardCredentials]>([:])
  private let maker = Mutex<CardMaker?>(nil)

  /// - Parameter clock: the sandbox's; the validity of cards counts from it.
  public init(directory: String, clock: any PortalClock) throws {
    self.clock = clock
    do {
      files = try PrivateFiles(directory)
      let portal = try PortalAuthority(in: try files.directory("portal"), now: SystemClock().now)
      let cardAuthorities = try files.directory("card-authorities")
      var login: [CardAuthority: Issuer] = [:]
      for authority in [CardAuthority.authentication1, .authentication2] {
        login[authority] = try authority.load(in: cardAuthorities)
      }
      signing = try CardAuthority.signature.load(in: cardAuthorities)
      self.login = login
      let anchors = [CardAuthority.authentication1, .authentication2].compactMap { login[$0]?.certificate }
      loginStore = TrustStore(anchors: anchors)
      try files.write("portal-ca.pem", portal.caPEM)
      try files.write("card-ca.pem", anchors.map { PEM.text(ofCertificate: $0.der) }.joined())
      try files.write("sign-ca.pem", PEM.text(ofCertificate: signing.certificate.der))
      portalCAFile = files.file("portal-ca.pem")
      cardCAFile = files.file("card-ca.pem")
      signCAFile = files.file("sign-ca.pem")
      serverCertificatePEM = portal.certificatePEM
      serverKeyPEM = portal.keyPEM
      impostors = portal.impostors
      serverKeyHash = portal.keyHash
      register = Mutex(try CardRegister(in: files))
    } catch let error as PrivateFiles.Failure {
      throw AuthoritiesError.file(error)
    }
  }

  /// What is on this persona's card; made when first asked for, then kept. A card that is no longer in the condition that its
  /// persona is for (it ended while the sandbox was not running) is issued anew at the first question after a start.
  /// - Parameter form: the next card has keys and certificates of its own; every other form has those of the persona's card.
  /// - Throws: `AuthoritiesError.noCard` for a persona without one.
  public func credentials(for persona: Persona, as form: CardForm = .card) throws -> CardCredentials {
    guard persona.card != .none else { throw AuthoritiesError.noCard }
    let (card, keys): (String, Issuer.KeyKind) = form == .next ? (persona.id + "-next", .p384) : (persona.id, .rsa)
    return try cards.withLock { cards in
      if let made = cards[card] { return made }
      let credentials = try loadOrIssue(persona, card, keys)
      cards[card] = credentials
      return credentials
    }
  }

  /// Whose authentication certificate that is; nil for every other serial number and for a person whom the portal does not know.
  public func personaID(certificateSerial: String) -> String? {
    let entry = register.withLock { $0[Self.canonical(certificateSerial)] }
    guard let entry, entry.kind == "auth", !entry.unknownToPortal else { return nil }
    return entry.persona
  }

  public func judge(
    certificate: [UInt8], algorithm: String, signature: [UInt8], signedText: String, at: Instant
  ) -> LoginVerdict {
    guard let certificate = try? Certificate(der: certificate) else { return .refused(.chain) }
    switch loginStore.judge(certificate, for: .login, at: at).refusal {
    case nil: break
    case .expired, .notYetValid: return .refused(.expired)
    case .wrongPurpose, .isAuthority: return .refused(.purpose)
    case .unknownIssuer, .issuerNotValid, .weakAlgorithm, .unsupported, .noAnchors, .revocationNotAskable:
      return .refused(.chain)
    }
    let serial = Self.canonical(certificate.serial)
    if register.withLock({ $0[serial]?.revoked ?? false }) { return .refused(.revoked) }
    guard certificate.keyAlgorithm?.name == algorithm, certificate.verifies(signature, over: Array(signedText.utf8))
    else { return .refused(.signature) }
    return .person(serial: serial)
  }

  /// Lower case, without leading zeros.
  private static func canonical(_ serial: String) -> String {
    let digits = serial.lowercased().drop { $0 == "0" }
    return digits.isEmpty ? "0" : String(digits)
  }

  // MARK: cards

  private func cardMaker() throws -> CardMaker {
    try maker.withLock { maker in
      let loaded = try maker ?? CardMaker.load(in: try files.directory("card-maker"))
      maker = loaded
      return loaded
    }
  }

  /// - Parameter card: the name of its folder.
  private func loadOrIssue(_ persona: Persona, _ card: String, _ keys: Issuer.KeyKind) throws -> CardCredentials {
    guard persona.id.utf8.allSatisfy({ Self.nameLetters.contains($0) }), !persona.id.isEmpty else {
      throw AuthoritiesError.damaged("persona")
    }
    let folder = try files.directory("cards").directory(card)
    let now = clock.now
    let authority = try authenticationAuthority(for: persona, at: now)
    let wantsSign = persona.card != .noSignCertificate
    if let auth = try? Issuer.read(in: folder, "auth"), isFit(auth.certificate, for: persona, at: now) {
      let sign = try? Issuer.read(in: folder, "sign")
      let known = register.withLock { $0[Self.canonical(auth.certificate.serial)] != nil }
      if known, (sign != nil) == wantsSign {
        return try credentials(
          persona, auth: auth, sign: sign, authority: try self.issuer(of: auth, or: authority.issuer))
      }
    }
    let issuance = nextIssuance(persona, card, at: now)
    let auth = try Issuer.make(
      kind: keys, draft: issuance.authentication(by: authority.kind), below: authority.issuer)
    var sign: Issuer?
    if wantsSign {
      let kind = persona.card == .foreignIssuer ? CardAuthority.foreign : .signature
      let signer = persona.card == .foreignIssuer ? authority.issuer : signing
      sign = try Issuer.make(kind: keys, draft: issuance.signature(by: kind), below: signer)
    }
    try register.withLock { register in
      for (issued, kind) in [(auth, "auth"), (sign, "sign")] {
        guard let issued else { continue }
        try register.add(
          Self.canonical(issued.certificate.serial),
          CardRegister.Entry(
            persona: persona.id, kind: kind,
            revoked: persona.card == .revoked || (persona.card == .signRevoked && kind == "sign"),
            unknownToPortal: persona.card == .unknownToPortal))
      }
    }
    try sign?.write(in: folder, "sign")
    try auth.write(in: folder, "auth")
    return try credentials(persona, auth: auth, sign: sign, authority: authority.issuer)
  }

  /// The person's next card whose serial numbers nobody has.
  private func nextIssuance(_ persona: Persona, _ card: String, at now: Instant) -> CardIssuance {
    register.withLock { register in
      var issuance = CardIssuance(persona: persona, card: card, now: now, generation: 1)
      while ["auth", "sign"].contains(where: { register[lowercaseHex(issuance.serial($0))] != nil }) {
        issuance = CardIssuance(persona: persona, card: card, now: now, generation: issuance.generation + 1)
      }
      return issuance
    }
  }

  private static let nameLetters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-".utf8)

  private func authenticationAuthority(
    for persona: Persona, at now: Instant
  ) throws -> (kind: CardAuthority, issuer: Issuer) {
    if persona.card == .foreignIssuer {
      return (.foreign, try CardAuthority.foreign.load(in: try files.directory("card-authorities")))
    }
    let kind = CardAuthority.authentication(for: persona.id, at: now)
    guard let issuer = login[kind] else { throw AuthoritiesError.damaged("card-authorities") }
    return (kind, issuer)
  }

  /// The generation that signed a kept certificate: the clock may have been elsewhere when it was issued.
  private func issuer(of issued: Issuer, or usual: Issuer) throws -> Issuer {
    for candidate in login.values
    where TrustStore(anchors: [candidate.certificate]).judge(
      issued.certificate, for: .login, at: issued.certificate.notBefore
    ).chain == .ok { return candidate }
    return usual
  }

  private func isFit(_ certificate: Certificate, for persona: Persona, at now: Instant) -> Bool {
    guard certificate.notBefore <= now else { return false }
    let daysLeft = (certificate.notAfter.seconds - now.seconds) / 86_400
    return switch persona.card {
    case .expired: certificate.notAfter < now
    case .expiringSoon: now <= certificate.notAfter && daysLeft >= 7 && daysLeft <= 60
    default: daysLeft >= 30
    }
  }

  private func credentials(
    _ persona: Persona, auth: Issuer, sign: Issuer?, authority: Issuer
  ) throws -> CardCredentials {
    let signCA = persona.card == .foreignIssuer ? authority : signing
    return CardCredentials(
      authCertificate: auth.certificate.der, authCA: authority.certificate.der, authKeyPEM: try auth.keyPEM(),
      signCertificate: sign?.certificate.der, signCA: signCA.certificate.der, signKeyPEM: try sign?.keyPEM(),
      maker: try cardMaker())
  }
}

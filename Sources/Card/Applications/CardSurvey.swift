public import Domain

/// What can be said of every reader and its card without a PIN, and without costing a try.
public struct CardSurvey: Sendable {
  /// What is in a reader, by the token information of its JPKI application (EF 0006) and by which applications it has, never by its ATR.
  public enum Kind: String, Hashable, Sendable {
    /// 個人番号カード.
    case mynumber
    /// A smartphone with certificates.
    case phone
    /// 住民基本台帳カード, the card before.
    case juki
    /// A card of another kind, or one that says nothing that is known.
    case other
    /// There is a card, and it could not be read far enough to say which.
    case unread
    /// No card.
    case none
  }
  /// A certificate that a card can have, and whether it does.
  public struct Certificate: Sendable {
    /// `authentication` or `signature`.
    public let kind: PINKind
    /// Whether the card holds it. One that cannot be seen without a PIN counts as there unless the card says that it is not (EF 0008).
    public let present: Bool
    /// DER, where it is readable without a PIN: the authentication certificate of a card.
    public let bytes: [UInt8]?
  }
  /// How often a PIN may still be tried.
  public struct Tries: Hashable, Sendable {
    /// Whose tries.
    public let kind: PINKind
    /// 0: locked.
    public let triesLeft: Int
  }
  /// One reader and what is in it.
  public struct Finding: Sendable {
    /// The reader's name, as the system has it.
    public let reader: String
    /// What is in it.
    public internal(set) var card = Kind.none
    /// Those that could be selected, in the order in which they were tried.
    public internal(set) var applications: [CardApplication] = []
    /// Both kinds, when there is a JPKI application.
    public internal(set) var certificates: [Certificate] = []
    /// Of the PINs that the card has.
    public internal(set) var pins: [Tries] = []
    /// What the card says of itself; nil where it does not (phones, other cards).
    public internal(set) var identity: CommonCard.Identity?
    /// Whether a visit that names no reader may go to this one.
    public internal(set) var isChosen = true
    /// Whether a PIN is typed on the reader's own keys.
    public internal(set) var hasPINPad = false
    /// Why the look at this card ended early; what was found before stands.
    public internal(set) var failure: CardError?
  }

  /// One for each reader, in the order of the system.
  public let findings: [Finding]

  /// Looks at every reader, one visit each.
  /// - Throws: `serviceMissing`, `cancelled` and what else concerns all readers; trouble with one card is in its finding.
  public static func take(with reader: any CardReader) async throws(CardError) -> CardSurvey {
    var findings: [Finding] = []
    for state in try await reader.readers() {
      var finding = try await look(into: state, of: reader)
      finding.isChosen = state.isChosen
      findings.append(finding)
    }
    return CardSurvey(findings: findings)
  }

  private static func look(into state: ReaderState, of reader: any CardReader) async throws(CardError) -> Finding {
    guard state.cardPresent else { return Finding(reader: state.name) }
    do throws(CardError) {
      return try await reader.withCard(in: state.name) { (channel) async throws(CardError) -> Finding in
        try await look(at: channel, in: state.name)
      }
    } catch .noCard {
      return Finding(reader: state.name)
    } catch .cancelled {
      throw .cancelled
    } catch {
      return Finding(reader: state.name, card: .unread, failure: error)
    }
  }

  private static func look(at channel: any CardChannel, in reader: String) async throws(CardError) -> Finding {
    var finding = Finding(reader: reader, card: .other)
    finding.hasPINPad = channel.abilities.hasPINPad
    do throws(CardError) {
      if try await channel.select(.jpki) {
        finding.applications.append(.jpki)
        let card = try await JPKICard(selecting: channel)
        finding.card = kind(of: try await card.token())
        finding.certificates = [
          try await certificate(.authentication, on: card), try await certificate(.signature, on: card),
        ]
        for kind in [PINKind.authentication, .signature] { try await count(kind, on: channel, in: &finding) }
      }
      for application in [CardApplication.text, .surface, .juki, .common] where try await channel.select(application) {
        finding.applications.append(application)
        if application == .text { try await count(.text, on: channel, in: &finding) }
        if application == .juki { try await count(.juki, on: channel, in: &finding) }
        if application == .common { finding.identity = try? await CommonCard.identity(on: channel) }
      }
      // A 住基カード may hold no certificates at all.
      if finding.card == .other, finding.applications.contains(.juki), !finding.applications.contains(.jpki) {
        finding.card = .juki
      }
    } catch {
      switch error {
      // The visit as a whole failed: it may be worth starting over.
      case .removed, .reset, .cancelled: throw error
      default:
        finding.failure = error
        if finding.card == .other { finding.card = .unread }
      }
    }
    return finding
  }

  /// Which kind of card this is, by two or three commands.
  public static func kind(on channel: any CardChannel) async throws(CardError) -> Kind {
    if try await channel.select(.jpki) { return kind(of: try await JPKICard(selecting: channel).token()) }
    return try await channel.select(.juki) ? .juki : .other
  }

  private static func kind(of token: JPKICard.Token) -> Kind {
    switch token {
    case .card: .mynumber
    case .android, .iPhone: .phone
    case .residentRegisterCard: .juki
    case .other: .other
    }
  }

  private static func certificate(_ kind: PINKind, on card: JPKICard) async throws(CardError) -> Certificate {
    do throws(CardError) {
      return Certificate(kind: kind, present: true, bytes: try await card.certificate(for: kind))
    } catch .certificateMissing {
      return Certificate(kind: kind, present: false, bytes: nil)
    } catch .pinNeeded {
      return Certificate(kind: kind, present: try await card.holdsCertificate(for: kind), bytes: nil)
    }
  }

  private static func count(
    _ kind: PINKind, on channel: any CardChannel, in finding: inout Finding
  ) async throws(CardError) {
    do throws(CardError) {
      finding.pins.append(Tries(kind: kind, triesLeft: try await channel.triesLeft(kind)))
    } catch .certificateMissing {  // never set: a child's card has no signing password
    } catch .unsupported {}
  }
}

extension JPKICard {
  /// Whether the card says that it has a certificate which it does not show without a PIN (EF 0008; known from one source, so its
  /// absence or another form is taken as "present").
  public func holdsCertificate(for kind: PINKind) async throws(CardError) -> Bool {
    do throws(CardError) {
      let marks = try await presenceMarks()
      let place = kind == .signature ? 0 : 1
      return marks.count <= place || marks[place] != 0x00
    } catch .unexpected {
      return true
    } catch .unsupported {
      return true
    }
  }
}

public import Card
public import Domain
public import Trust

/// Everything a person can do with the card, for commands and screens alike: words of Domain in and out.
public struct CardDesk: Sendable {
  private let reader: any CardReader
  private let loginAnchors: TrustStore?
  private let signAnchors: @Sendable (_ areNeeded: Bool) throws(Problem) -> TrustStore
  private let clock: any PortalClock

  /// - Parameters:
  ///   - loginAnchors: the authorities whose authentication certificates this portal takes; nil: they are not judged.
  ///   - signAnchors: the authorities of signing certificates, read when they are used. Where none are configured: throws when they
  ///     are needed, else gives none.
  public init(
    reader: any CardReader, loginAnchors: TrustStore?,
    signAnchors: @escaping @Sendable (_ areNeeded: Bool) throws(Problem) -> TrustStore, clock: any PortalClock
  ) {
    self.reader = reader
    self.loginAnchors = loginAnchors
    self.signAnchors = signAnchors
    self.clock = clock
  }

  private var statusOfCard: CardStatus { CardStatus(reader: reader, anchors: loginAnchors, clock: clock) }
  private func access(_ prompt: any PINPrompt) -> CardAccess { CardAccess(reader: reader, prompt: prompt) }

  /// All readers and their cards (`CardStatus.schema`).
  public func status() async throws(Problem) -> Value { try await statusOfCard.value() }

  /// What the card screen shows (`CardStatus.overview`).
  public func shown() async throws(Problem) -> Value { try await statusOfCard.shown() }

  /// What the card holds of its person (`CardRecord.schema`).
  public func record(
    of items: Set<CardRecord.Item>, check: CardRecord.Check, prompt: any PINPrompt, given: consuming PIN?
  ) async throws(Problem) -> Value {
    try await CardRecord(access: access(prompt)).value(of: items, check: check, given: given)
  }

  /// The face as it is printed: JPEG 2000.
  public func photo(prompt: any PINPrompt, given: consuming PIN?) async throws(Problem) -> [UInt8] {
    try await CardRecord(access: access(prompt)).photo(given: given)
  }

  /// A certificate as DER, and what can be said of it (`CardCertificates.schema`).
  public func certificate(
    _ kind: PINKind, prompt: any PINPrompt, given: consuming PIN?
  ) async throws(Problem) -> (der: [UInt8], facts: Value) {
    try await CardCertificates(access: access(prompt), clock: clock).certificate(kind, given: given)
  }

  /// The digest that is signed for this content: SHA-256, hexadecimal.
  public static func digest(of content: [UInt8]) -> String { SHA256.hex(content) }

  /// A signed document (DER), and what can be said of it; `refusal` is why this portal would not rely on it, null when it would.
  public func sign(
    _ content: [UInt8], attached: Bool, prompt: any PINPrompt, given: consuming PIN?
  ) async throws(Problem) -> (document: [UInt8], facts: Value) {
    let made = try await CardSignature(access: access(prompt), anchors: try signAnchors(false), clock: clock)
      .sign(content, attached: attached, given: given)
    let signer = Value.fields(
      ("subject", .text(made.signer.subject)), ("serial", .text(made.signer.serial)),
      ("notAfter", .text(made.signer.notAfter.rfc3339)))
    return (
      made.document,
      .fields(
        ("attached", .bool(attached)), ("contentSHA256", .text(SHA256.hex(content))), ("signer", signer),
        ("refusal", Value(made.refusal?.rawValue)))
    )
  }

  /// What a signed document is worth (`DocumentCheck.schema`), and its content.
  public func judge(
    _ document: [UInt8], content: [UInt8]?
  ) throws(Problem) -> (facts: Value, content: [UInt8], isTrusted: Bool) {
    try DocumentCheck(anchors: try signAnchors(true), clock: clock).judge(document, content: content)
  }

  public func changePIN(
    _ kind: PINKind, old: consuming PIN?, new: consuming PIN?, prompt: any PINPrompt
  ) async throws(Problem) {
    try await CardPINs(reader: reader, prompt: prompt).change(kind, old: old, new: new)
  }
}

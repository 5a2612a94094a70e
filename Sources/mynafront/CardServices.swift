// The card's part of what `Composition.swift` puts together.

import Card
import Domain
import Operations
import Trust

extension Services {
  static let cardStatusSchema = CardStatus.schema
  static let cardRecordSchema = CardRecord.schema
  static let cardCertificateSchema = CardCertificates.schema
  static let cardItems = CardRecord.Item.allCases.map(\.rawValue)
  static let usualCardItems = Set(CardRecord.Item.usual.map(\.rawValue))
  static let documentQuestions = DocumentCheck.questions
  static let documentFaults = DocumentCheck.faults

  func cardStatus() async throws(Problem) -> Value { try await status.value() }

  /// What the card screen shows.
  func cardShown() async throws(Problem) -> Value { try await status.shown() }

  private var status: CardStatus { CardStatus(reader: reader, anchors: try? cardAnchors(), clock: clock) }

  func cardRecord(
    of items: Set<String>, checked: Bool, prompt: any PINPrompt, given: consuming PIN?
  ) async throws(Problem) -> Value {
    try await CardRecord(access: CardAccess(reader: reader, prompt: prompt))
      .value(of: Set(items.compactMap(CardRecord.Item.init(rawValue:))), checked: checked, given: given)
  }

  /// The face as it is printed: JPEG 2000.
  func cardPhoto(prompt: any PINPrompt, given: consuming PIN?) async throws(Problem) -> [UInt8] {
    try await CardRecord(access: CardAccess(reader: reader, prompt: prompt)).photo(given: given)
  }

  func cardCertificate(
    _ kind: PINKind, prompt: any PINPrompt, given: consuming PIN?
  ) async throws(Problem) -> (der: [UInt8], facts: Value) {
    try await CardCertificates(access: CardAccess(reader: reader, prompt: prompt), clock: clock)
      .certificate(kind, given: given)
  }

  func signDocument(
    _ content: [UInt8], attached: Bool, prompt: any PINPrompt, given: consuming PIN?
  ) async throws(Problem) -> (document: [UInt8], facts: Value) {
    let made = try await CardSignature(
      access: CardAccess(reader: reader, prompt: prompt), anchors: try signAnchors(), clock: clock
    ).sign(content, attached: attached, given: given)
    return (
      made.document,
      .fields(
        ("attached", .bool(attached)), ("contentSHA256", .text(SHA256.hex(content))),
        ("signer", .fields(("serial", .text(made.signer.serial)), ("notAfter", .text(made.signer.notAfter.rfc3339)))))
    )
  }

  func judgeDocument(
    _ document: [UInt8], content: [UInt8]?
  ) throws(Problem) -> (facts: Value, content: [UInt8], isTrusted: Bool) {
    try DocumentCheck(anchors: try signAnchors(), clock: clock).judge(document, content: content)
  }

  func changePIN(
    _ kind: PINKind, old: consuming PIN?, new: consuming PIN?, prompt: any PINPrompt
  ) async throws(Problem) {
    try await CardPINs(reader: reader, prompt: prompt).change(kind, old: old, new: new)
  }

  /// - Throws: `configurationInvalid` when the profile names no authorities of signing certificates.
  private func signAnchors() throws(Problem) -> TrustStore {
    guard let file = profile.signAnchors else {
      throw Problem(.configurationInvalid, facts: [("place", .text("profiles.\(profile.name).sign-anchors"))])
    }
    do throws(TrustError) {
      return try TrustStore(anchorsPEMFile: file)
    } catch { throw error.problem }
  }
}

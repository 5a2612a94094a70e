public import Domain
public import Trust

/// Judging a signed document: `card verify`. Needs no card, no network and no session.
public struct DocumentCheck: Sendable {
  private let anchors: TrustStore
  private let clock: any PortalClock

  public init(anchors: TrustStore, clock: any PortalClock) {
    self.anchors = anchors
    self.clock = clock
  }

  /// Why a file cannot be judged at all.
  public static let refusals = [
    "notSignedData", "malformed", "contentType", "noSignedAttributes", "certificateKind", "contentNeeded", "noSigner",
    "tooLarge",
  ]

  /// The reasons that are about the document; all others are about its signer's certificate.
  public static let faults = DocumentVerdict.Fault.allCases.map(\.rawValue)

  private static let finding = Schema.object([
    Field("result", .choice(name: "findingResult", ["ok", "failed", "unknown"])),
    Field("reason", .text, optional: true, "A word of ours; null when the result is ok."),
  ])
  public static let questions = ["integrity", "signer", "chain", "policy", "revocation", "time"]

  /// The shape of the value. The names are those of `documents verify`.
  public static let schema = Schema.object([
    Field("findings", .object(questions.map { Field($0, finding) })),
    Field("summary", .choice(name: "findingSummary", ["valid", "invalid", "undetermined"])),
    Field("attached", .boolean, "Whether the content was in the document."),
    Field("contentBytes", .integer),
    Field(
      "signers",
      .list(
        .object([
          Field("subject", .text, optional: true), Field("issuer", .text, optional: true),
          Field("serial", .text, optional: true), Field("notAfter", .time, optional: true),
          Field("signedAt", .time, optional: true, "What the signer's own clock said."),
        ]))),
  ])

  /// - Parameter content: the file that was signed, for a detached document.
  /// - Returns: the verdict, the content that it is about, and whether anything but revocation speaks against it.
  /// - Throws: `inputInvalid` with a `reason` when there is nothing to judge.
  public func judge(
    _ document: [UInt8], content: [UInt8]?
  ) throws(Problem) -> (facts: Value, content: [UInt8], isTrusted: Bool) {
    let judged: SignedDocument
    do throws(DocumentError) {
      judged = try SignedDocument.verify(document, content: content, trusting: anchors, at: clock.now)
    } catch { throw Problem(.inputInvalid, facts: [("reason", .text(error.word))]) }
    let verdict = judged.verdict
    let findings = zip(
      Self.questions,
      [verdict.integrity, verdict.signer, verdict.chain, verdict.policy, verdict.revocation, verdict.time])
    let signers = judged.signers.map { signer in
      Value.fields(
        ("subject", Value(signer.certificate?.subject)), ("issuer", Value(signer.certificate?.issuer)),
        ("serial", Value(signer.certificate?.serial)), ("notAfter", Value(signer.certificate?.notAfter.rfc3339)),
        ("signedAt", Value(signer.signingTime?.rfc3339)))
    }
    let facts = Value.fields(
      ("findings", .object(Fields(findings.map { ($0, Self.value(of: $1)) }))),
      ("summary", .text(verdict.summary.rawValue)), ("attached", .bool(!judged.isDetached)),
      ("contentBytes", .integer(judged.content.count)), ("signers", .list(signers)))
    return (facts, judged.content, verdict.refusal == nil)
  }

  private static func value(of finding: DocumentVerdict.Finding) -> Value {
    switch finding {
    case .ok: .fields(("result", "ok"), ("reason", .null))
    case .failed(let reason): .fields(("result", "failed"), ("reason", .text(reason.name)))
    case .unknown(let reason): .fields(("result", "unknown"), ("reason", .text(reason.name)))
    }
  }
}

extension DocumentError {
  /// One word, for programs.
  var word: String {
    switch self {
    case .notSignedData: "notSignedData"
    case .malformed: "malformed"
    case .unsupported(let what): what.rawValue
    case .contentNeeded: "contentNeeded"
    case .noSigner: "noSigner"
    case .tooLarge: "tooLarge"
    }
  }
}

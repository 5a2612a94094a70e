public import Domain

/// The operations that a screen can name with `operates`: what each takes and gives. They work in steps, and ask the person on the way.
public enum Operable {
  public static let logIn: CallName = "login"
  public static let readCard: CallName = "card.read"
  public static let showCertificate: CallName = "card.certificate"
  public static let sign: CallName = "card.sign"
  public static let verify: CallName = "card.verify"
  public static let changePIN: CallName = "card.change-pin"

  public static let descriptions = [
    operation(logIn, "Logs in with the card.", result: [], changes: true),
    operation(
      readCard, "Reads the four attributes of the card's person, and the number when it is asked for.",
      [
        Field("number", .boolean, optional: true, "Also 個人番号."),
        Field("show", .boolean, optional: true, "Only for the page: the number is shown whole."),
      ],
      result: [
        Field("name", .text), Field("address", .text), Field("birth", .date, optional: true),
        Field("birthAsWritten", .text, optional: true, "Where parts of it are unknown (00)."),
        Field("sex", .choice(name: "sex", ["male", "female", "notApplicable", "unknown"])),
        Field("number", .text, optional: true, "Twelve digits."),
        Field("numberMasked", .text, optional: true, "Its last four digits."),
        Field(
          "checked", .choice(name: "cardCheck", ["consistent", "failed"]), optional: true,
          "Whether it agrees with the card's own signature; null when the card has none that can be read."),
      ]),
    operation(
      showCertificate, "Reads a certificate of the card and says what it is.",
      [Field("kind", .choice(name: "certificateKind", ["auth", "sign"]))], result: certificateFields),
    operation(
      sign, "Signs a file with the card's signing key.",
      [
        Field("file", .text, optional: true), Field("output", .text, optional: true, "Else the file's name and .p7s."),
        Field("attached", .boolean, optional: true, "The file's content goes into the result."),
      ],
      result: [
        Field("name", .text, "Of the file."), Field("bytes", .integer), Field("sha256", .text, "Of its content."),
        Field("output", .text, "Where the result is, or will be."), Field("attached", .boolean),
        Field(
          "signer",
          .object([Field("subject", .text), Field("serial", .text), Field("notAfter", .time)]), optional: true,
          "Known once the password was right."),
        Field(
          "refusal", .choice(name: "certificateRefusal", CardStatus.refusals), optional: true,
          "Why this portal would not rely on it."),
      ], changes: true),
    operation(
      verify, "Judges a signed file.",
      [
        Field("file", .text, optional: true),
        Field("content", .text, optional: true, "The file that was signed, where it is not in the signed one."),
      ],
      result: [
        Field("name", .text), Field("attached", .boolean), Field("contentBytes", .integer),
        Field("summary", .choice(name: "findingSummary", ["valid", "invalid", "undetermined"])),
        Field(
          "findings",
          .list(
            .object([
              Field("question", .choice(name: "question", DocumentCheck.questions)),
              Field("result", .choice(name: "findingResult", ["ok", "failed", "unknown"])),
              Field("document", .choice(name: "documentReason", DocumentCheck.faults), optional: true),
              Field("certificate", .choice(name: "certificateRefusal", CardStatus.refusals), optional: true),
            ]))),
        Field(
          "signers",
          .list(
            .object([
              Field("subject", .text, optional: true), Field("issuer", .text, optional: true),
              Field("serial", .text, optional: true), Field("signedAt", .time, optional: true),
            ]))),
      ], usesCard: false),
    operation(
      changePIN, "Changes a PIN of the card.", [Field("kind", .choice(name: "pinKind", ["auth", "sign", "text"]))],
      result: [Field("kind", .choice(name: "pinKind", ["auth", "sign", "text"])), Field("changed", .boolean)],
      changes: true),
  ]

  /// All but the file itself.
  private static let certificateFields: [Field] = {
    guard case .object(let fields) = CardCertificates.schema else { return [] }
    return fields.filter { $0.name != "pem" }
  }()

  private static func operation(
    _ name: CallName, _ summary: String, _ parameters: [Field] = [], result: [Field], changes: Bool = false,
    usesCard: Bool = true
  ) -> CallDescription {
    CallDescription(
      name, summary, parameters: parameters, result: .object(result), changes: changes, needsSession: false,
      isOperation: true, usesCard: usesCard)
  }
}

public import Card
public import Domain
public import Trust

/// What is in the readers, without a PIN: `card status`.
public struct CardStatus: Sendable {
  private let reader: any CardReader
  private let anchors: TrustStore?
  private let clock: any PortalClock

  /// - Parameter anchors: the authorities whose authentication certificates this portal takes; nil: certificates are not judged.
  public init(reader: any CardReader, anchors: TrustStore?, clock: any PortalClock) {
    self.reader = reader
    self.anchors = anchors
    self.clock = clock
  }

  /// The shape of the value; every list may be empty.
  public static let schema = Schema.object([
    Field(
      "readers",
      .list(
        .object([
          Field("name", .text),
          Field("card", .choice(name: "cardKind", ["mynumber", "phone", "juki", "other", "none", "unread"])),
          Field("applications", .list(.text)),
          Field(
            "certificates",
            .list(
              .object([
                Field("kind", .choice(name: "certificateKind", ["auth", "sign"])), Field("present", .boolean),
                Field("notAfter", .time, optional: true, "Null where it cannot be read without a PIN."),
                Field("daysLeft", .integer, optional: true, "Whole days; negative after its end."),
                Field(
                  "refusal",
                  .choice(name: "certificateRefusal", refusals),
                  optional: true, "Why this portal would not take it; null when it would, or when it was not judged."),
              ]))),
          Field(
            "pins",
            .list(
              .object([
                Field("kind", .choice(name: "pinKind", ["auth", "sign", "text", "juki"])), Field("triesLeft", .integer),
              ]))),
          Field("expiry", .date, optional: true, "The card's last day, as it says of itself."),
          Field("expiryDaysLeft", .integer, optional: true, "Whole days; negative after it."),
          Field("municipality", .text, optional: true, "全国地方公共団体コード of the issuing office, five digits."),
          Field("pinPad", .boolean, "Whether PINs are typed on the reader's own keys."),
          Field("problem", .text, optional: true, "The code of what went wrong with this card."),
        ])))
  ])

  /// Why this portal would not take a certificate.
  static let refusals = Verdict.Reason.allCases.map(\.rawValue) + ["malformed"]

  /// - Throws: what concerns all readers, such as `cardServiceMissing`. Trouble with one card is in its entry.
  public func value() async throws(Problem) -> Value {
    .fields(("readers", .list(try await survey().findings.map(entry))))
  }

  func survey() async throws(Problem) -> CardSurvey {
    do throws(CardError) {
      return try await CardSurvey.take(with: reader)
    } catch .cancelled {
      throw .cancelled
    } catch { throw error.problem }
  }

  func entry(_ finding: CardSurvey.Finding) -> Value {
    .fields(
      ("name", .text(finding.reader)), ("card", .text(finding.card.rawValue)),
      ("applications", .list(finding.applications.map { .text($0.rawValue) })),
      ("certificates", .list(finding.certificates.map(entry))),
      (
        "pins",
        .list(
          finding.pins.map { .fields(("kind", .text($0.kind.word)), ("triesLeft", .integer($0.triesLeft))) })
      ),
      ("expiry", Value(finding.identity?.expiry.iso)),
      ("expiryDaysLeft", Value(finding.identity.map { clock.now.jst.date.days(until: $0.expiry) })),
      ("municipality", Value(finding.identity?.municipality)),
      ("pinPad", .bool(finding.hasPINPad)), ("problem", Value(finding.failure?.problem.code.rawValue)))
  }

  private func entry(_ found: CardSurvey.Certificate) -> Value {
    var notAfter: Instant?
    var refusal: String?
    if let bytes = found.bytes {
      do throws(TrustError) {
        let certificate = try Certificate(der: bytes)
        notAfter = certificate.notAfter
        if found.kind == .authentication, let anchors {
          refusal = anchors.judge(certificate, for: .login, at: clock.now).refusal?.rawValue
        }
      } catch { refusal = "malformed" }
    }
    let daysLeft = notAfter.map { clock.now.jst.date.days(until: $0.jst.date) }
    return .fields(
      ("kind", .text(found.kind.word)), ("present", .bool(found.present)), ("notAfter", Value(notAfter?.rfc3339)),
      ("daysLeft", Value(daysLeft)), ("refusal", Value(refusal)))
  }
}

public import Domain

/// The 共通カード application during one visit: what the card says of itself without a PIN.
public struct CommonCard: Sendable {
  private let channel: any CardChannel

  /// - Throws: `unsupported` when the card has no such application.
  public init(selecting channel: any CardChannel) async throws(CardError) {
    guard try await channel.select(.common) else { throw .unsupported }
    self.channel = channel
  }

  /// Record 1 of file 0001: `01 1C`, then 28 digits (jpki/myna, soltia48/myna-card).
  public func identity() async throws(CardError) -> Identity { try await Self.identity(on: channel) }

  /// The application must be selected.
  static func identity(on channel: any CardChannel) async throws(CardError) -> Identity {
    // ISO/IEC 7816-4 READ RECORD: P1 the record, P2 the file's short number in the upper five bits, and 4 for "this one record".
    let p2 = try channel.layout.file(.identity) << 3 | 0x04
    let response = try await channel.exchange(CommandAPDU(0x00, 0xB2, 0x01, p2, expected: 256))
    guard response.isSuccess else { throw .unexpected(status: response.status, during: "read record") }
    guard let identity = Identity(response.data) else { throw .malformed(during: "read record") }
    return identity
  }

  /// Which card this is.
  public struct Identity: Sendable {
    /// Fifteen digits, of the card, not of the person; still it tells cards apart, so it does not print itself.
    public let serial: Sensitive<String>
    /// 全国地方公共団体コード of the office that issued it, five digits, without the check digit.
    public let municipality: String
    /// The card's last day (not the certificates').
    public let expiry: CalendarDate

    init?(_ record: [UInt8]) {
      guard let (header, content) = BERHeader.content(of: record), header.tag == 0x01, content.count == 28,
        content.allSatisfy({ (0x30...0x39).contains($0) })
      else { return nil }
      let digits = String(decoding: content, as: UTF8.self)
      guard let expiry = CalendarDate(cardDigits: digits.suffix(8)) else { return nil }
      serial = Sensitive(String(digits.prefix(15)))
      municipality = String(digits.dropFirst(15).prefix(5))
      self.expiry = expiry
    }
  }
}

extension CalendarDate {
  /// `YYYYMMDD`, as cards write dates.
  init?(cardDigits digits: some StringProtocol) {
    let text = Array(digits)
    guard text.count == 8, let number = Int(String(text)) else { return nil }
    self.init(number / 10_000, number / 100 % 100, number % 100)
  }
}

public import Domain

/// The 券面事項入力補助 application during one visit: the number and the four attributes as text.
public struct AttributesCard: Sendable {
  private let channel: any CardChannel
  private let files: FileReading

  /// - Throws: `unsupported` when the card has no such application (phones have none).
  public init(selecting channel: any CardChannel) async throws(CardError) {
    guard try await channel.select(.text) else { throw .unsupported }
    self.channel = channel
    files = FileReading(channel)
  }

  public func triesLeft() async throws(CardError) -> Int { try await channel.triesLeft(.text) }

  /// Shows the PIN to the card, once (the rule is in JPKICard.swift).
  public func verify(_ pin: borrowing PIN) async throws(CardError) {
    try await channel.verifyOnce(CommandAPDU(0x00, 0x20, 0x00, PINKind.text.reference.p2, pin: pin, kind: .text), .text)
  }

  public func changePIN(from old: borrowing PIN, to new: borrowing PIN) async throws(CardError) {
    try await channel.changePIN(.text, from: old, to: new)
  }

  /// 基本4情報, file 0002. `verify` first.
  public func attributes() async throws(CardError) -> Attributes {
    guard let found = Attributes(try await read(0x02)) else { throw .malformed(during: "read attributes") }
    return found
  }

  /// 個人番号, file 0001: twelve digits. `verify` first. It may be shown, never kept or sent unasked.
  public func number() async throws(CardError) -> Sensitive<String> {
    let bytes = try await read(0x01)
    guard let (header, content) = BERHeader.content(of: bytes), header.tag == 0xFF10, content.count == 12,
      content.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw .malformed(during: "read number") }
    return Sensitive(String(decoding: content, as: UTF8.self))
  }

  private func read(_ file: UInt8) async throws(CardError) -> [UInt8] {
    do throws(CardError) {
      return try await files.object(in: file, during: "read attributes")
    } catch .unexpected(StatusWord.securityNotSatisfied, _) {
      throw .pinNeeded(.text)
    }
  }

  /// As registered; the scalars of the name are exact (variation selectors and compatibility ideographs included).
  public struct Attributes: Sendable {
    /// Family name, U+3000, given name.
    public let name: String
    public let address: String
    /// `YYYYMMDD`; unknown parts are `00`.
    public let birth: String
    /// ISO 5218 and JIS X 0303: 1 male, 2 female, 9 not applicable; 3 and 0 occur for unknown.
    public let sex: Character

    /// `FF20 { DF21 offsets, DF22 name, DF23 address, DF24 birth, DF25 sex }`, in any order, unknown objects left alone
    /// (jpki/myna, soltia48/myna-card). Long addresses have lengths of two and three bytes.
    init?(_ bytes: [UInt8]) {
      guard let (header, content) = BERHeader.content(of: bytes), header.tag == 0xFF20 else { return nil }
      var fields: [UInt32: String] = [:]
      var offset = 0
      while offset < content.count {
        guard let (field, value) = BERHeader.content(of: content, at: offset) else { return nil }
        offset += field.totalLength
        guard (0xDF22...0xDF25).contains(field.tag) else { continue }
        guard let text = String(validating: value, as: UTF8.self), fields.updateValue(text, forKey: field.tag) == nil
        else { return nil }
      }
      guard let name = fields[0xDF22], let address = fields[0xDF23], let birth = fields[0xDF24],
        let sex = fields[0xDF25], birth.utf8.count == 8, birth.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        sex.count == 1, let first = sex.first
      else { return nil }
      (self.name, self.address, self.birth, self.sex) = (name, address, birth, first)
    }
  }
}

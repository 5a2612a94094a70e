public import Domain

/// The 券面事項入力補助 application during one visit: the number and the four attributes as text.
public struct AttributesCard: LockedApplication {
  /// The visit; this application is selected in it.
  public let channel: any CardChannel
  private let files: FileReading

  /// - Throws: `unsupported` when the card has no such application (phones have none).
  public init(selecting channel: any CardChannel) async throws(CardError) {
    guard try await channel.select(.text) else { throw .unsupported }
    self.channel = channel
    files = FileReading(channel)
  }

  /// 基本4情報, file 0002. `verify` first.
  public func attributes() async throws(CardError) -> Attributes {
    let file = try channel.layout.file(.attributes)
    guard let found = Attributes(try await files.object(in: file, after: .text, during: "read attributes")) else {
      throw .malformed(during: "read attributes")
    }
    return found
  }

  /// 個人番号, file 0001. `verify` first. It may be shown, never kept or sent unasked.
  public func number() async throws(CardError) -> Number {
    let file = try channel.layout.file(.number)
    let bytes = try await files.start(of: file, count: Number.fileLength, after: .text, during: "read number")
    guard let number = Number(bytes) else { throw .malformed(during: "read number") }
    return number
  }

  /// What the card says in proof of number and attributes, files 0003 and 0004. `verify` first.
  public func proof() async throws(CardError) -> AttributesProof {
    let layout = channel.layout
    let digests = try await files.object(in: layout.file(.digests), after: .text, during: "read digests")
    let certificate = try await files.object(
      in: layout.file(.cardCertificate), after: .text, during: "read card certificate")
    guard let proof = AttributesProof(digests: digests, certificate: certificate) else {
      throw .malformed(during: "read digests")
    }
    return proof
  }

  /// 個人番号: twelve digits.
  public struct Number: Sendable {
    /// Twelve ASCII digits, the last one a check digit, which is not checked here.
    public let digits: Sensitive<String>
    /// The file as it stands, 17 bytes: what the card's digest is taken over (soltia48/myna-card).
    public let file: Sensitive<[UInt8]>

    /// `FF10 0C`, twelve digits, two bytes of FF.
    static let fileLength = 17

    init?(_ bytes: [UInt8]) {
      guard let (header, content) = BERHeader.content(of: bytes), header.tag == 0xFF10, content.count == 12,
        content.allSatisfy({ (0x30...0x39).contains($0) })
      else { return nil }
      digits = Sensitive(String(decoding: content, as: UTF8.self))
      file = Sensitive(bytes)
    }
  }

  /// As registered; the scalars of the name are exact (variation selectors and compatibility ideographs included).
  public struct Attributes: Sendable {
    /// Family name, U+3000, given name.
    public let name: String
    /// As registered, in one line; digits are usually full-width. Up to some 600 bytes.
    public let address: String
    /// `YYYYMMDD`; unknown parts are `00`.
    public let birth: String
    /// ISO 5218 and JIS X 0303: 1 male, 2 female, 9 not applicable; 3 and 0 occur for unknown.
    public let sex: Character
    /// The four objects as they stand: what the card's digest is taken over (soltia48/myna-card).
    public let encoded: Sensitive<[UInt8]>

    /// `FF20 { DF21 offsets, DF22 name, DF23 address, DF24 birth, DF25 sex }`, in any order, unknown objects left alone
    /// (jpki/myna, soltia48/myna-card). Long addresses have lengths of two and three bytes. The offsets say nothing that the
    /// objects do not say themselves, and are not used.
    init?(_ bytes: [UInt8]) {
      guard let objects = BERObject.list(inside: 0xFF20, bytes), let name = objects.text(0xDF22),
        let address = objects.text(0xDF23), let birth = objects.text(0xDF24), let sex = objects.text(0xDF25),
        birth.utf8.count == 8, birth.utf8.allSatisfy({ (0x30...0x39).contains($0) }), sex.utf8.count == 1,
        let first = sex.first
      else { return nil }
      (self.name, self.address, self.birth, self.sex) = (name, address, birth, first)
      encoded = Sensitive(objects.filter { (0xDF22...0xDF25).contains($0.tag) }.flatMap(\.encoded))
    }
  }
}

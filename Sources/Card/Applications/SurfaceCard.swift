public import Domain

/// The 券面事項確認 application during one visit: what is printed on the card. Its key is 照合番号 B, which stands on the card itself:
/// who holds the card can read it, so this is no secret of the holder, but ten tries are all there are. It is the birth as 和暦
/// YYMMDD, the year in which the card ends (four digits) and the security code (four).
public struct SurfaceCard: LockedApplication {
  /// The visit; this application is selected in it.
  public let channel: any CardChannel
  private let files: FileReading

  /// - Throws: `unsupported` when the card has no such application.
  public init(selecting channel: any CardChannel) async throws(CardError) {
    guard try await channel.select(.surface) else { throw .unsupported }
    self.channel = channel
    files = FileReading(channel)
  }

  /// File 0002. `verify` first.
  public func surface() async throws(CardError) -> Surface {
    let bytes = try await files.object(in: channel.layout.file(.surface), after: .surface, during: "read surface")
    guard let surface = Surface(bytes) else { throw .malformed(during: "read surface") }
    return surface
  }

  /// What is printed. The pictures are bytes from outside and are never drawn by this program.
  public struct Surface: Sendable {
    /// Nil where a part of it is unknown.
    public let birth: CalendarDate?
    /// The card's last day. Not signed.
    public let expiry: CalendarDate
    /// ISO 5218 and JIS X 0303.
    public let sex: Character
    /// JPEG 2000, grey.
    public let photo: Sensitive<[UInt8]>
    /// PNG, one bit a pixel.
    public let namePicture: Sensitive<[UInt8]>
    /// The same of the address.
    public let addressPicture: Sensitive<[UInt8]>

    /// `FF20 { DF22 birth, DF23 sex, DF25 name, DF26 address, DF27 photo, DF29 expiry, … }` (soltia48/myna-card, jpki/myna). The
    /// signature (DF28) is the issuer's, whose key is not public; expiry stands outside of it.
    init?(_ bytes: [UInt8]) {
      guard let objects = BERObject.list(inside: 0xFF20, bytes), let birth = objects.text(0xDF22),
        let sex = objects.text(0xDF23), sex.utf8.count == 1, let first = sex.first, let photo = objects.only(0xDF27),
        let end = objects.text(0xDF29), let expiry = CalendarDate(cardDigits: end)
      else { return nil }
      self.birth = CalendarDate(cardDigits: birth)
      self.expiry = expiry
      self.sex = first
      self.photo = Sensitive(photo)
      namePicture = Sensitive(objects.only(0xDF25) ?? [])
      addressPicture = Sensitive(objects.only(0xDF26) ?? [])
    }
  }
}

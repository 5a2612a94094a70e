public import Domain

/// Where things are on a card: the names of its applications, the numbers of their files, and which file holds which PIN. Whatever talks
/// to a card takes them from `CardChannel.layout`, so that a card with other names, fewer applications or other files is one more value of
/// this type. What is in a file, and how a key signs, the card's own bytes tell.
///
/// How many digits a PIN has is not here: its form is checked before any card is there (`PIN.hasForm`). How often it may be tried is not
/// either: the card is asked.
public struct CardLayout: Hashable, Sendable {
  /// The full names (AID): a shorter one would match by prefix (JICSAP 1.1, 4.2). Two applications of ours may be one on the card; one
  /// that is not here, the card does not have.
  public var names: [CardApplication: [UInt8]]
  /// The file that holds a PIN, in the application that it opens.
  public var pins: [PINKind: UInt8]
  /// The files of each key. PINs of other applications have none.
  public var keys: [PINKind: Key]
  /// All other files, by what they hold.
  public var files: [Content: UInt8]

  /// The files that belong together.
  public struct Key: Hashable, Sendable {
    /// The holder's certificate.
    public var certificate: UInt8
    /// The certificate of the authority that issued it.
    public var authority: UInt8
    /// The key itself.
    public var key: UInt8

    /// Short numbers of files, 1 to 30.
    public init(certificate: UInt8, authority: UInt8, key: UInt8) {
      (self.certificate, self.authority, self.key) = (certificate, authority, key)
    }
  }

  /// What a file holds.
  public enum Content: Hashable, Sendable, CaseIterable {
    /// PKCS#11 CK_TOKEN_INFO; its first 32 bytes name the kind of token.
    case token
    /// `8F` where a certificate is present: for signing, for authentication, unknown.
    case presence
    /// 個人番号.
    case number
    /// 基本4情報.
    case attributes
    /// The digests of number and attributes, and the signature over them.
    case digests
    /// The certificate of the key that made that signature.
    case cardCertificate
    /// What is printed.
    case surface
    /// Records; the first says which card it is.
    case identity
  }

  /// A layout of one's own.
  public init(
    names: [CardApplication: [UInt8]], pins: [PINKind: UInt8], keys: [PINKind: Key], files: [Content: UInt8]
  ) {
    (self.names, self.pins, self.keys, self.files) = (names, pins, keys, files)
  }

  /// 個人番号カード of today, and what plays one.
  ///
  /// Names as in jpki/myna, siketyan/jpki-rs, soltia48/myna-card, AokiApp/jsapdu (constants.ts) and treastrain/TRETJapanNFCReader, all
  /// used with real cards. PINs: jpki/myna, OpenSC card-jpki.c and all others for 18, 1B and 11; soltia48/myna-card for 1C, which also
  /// stands in the 共通 application; jpki/myna and siketyan/jpki-rs for 12 of 券面事項確認. Files: jpki/myna, OpenSC pkcs15-jpki.c; 0008 by
  /// soltia48/myna-card only.
  public static let current = CardLayout(
    names: [
      .jpki: [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01],
      .text: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08],
      .surface: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02],
      .juki: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01],
      .common: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00],
    ],
    pins: [.authentication: 0x18, .signature: 0x1B, .text: 0x11, .juki: 0x1C, .surface: 0x12],
    keys: [
      .authentication: Key(certificate: 0x0A, authority: 0x0B, key: 0x17),
      .signature: Key(certificate: 0x01, authority: 0x02, key: 0x1A),
    ],
    files: [
      .token: 0x06, .presence: 0x08, .number: 0x01, .attributes: 0x02, .digests: 0x03, .cardCertificate: 0x04,
      .surface: 0x02, .identity: 0x01,
    ])
}

extension CardLayout {
  /// ISO/IEC 7816-4 SELECT by DF name, without an answer. Nil: the card has no such application.
  public func selection(of application: CardApplication) -> CommandAPDU? {
    names[application].map { CommandAPDU(0x00, 0xA4, 0x04, 0x0C, data: $0) }
  }

  /// P2 of VERIFY and of the query for tries left: 80 plus the file's number, no SELECT needed (seen to work on real cards by
  /// AokiApp/jsapdu and soltia48/myna-card).
  /// - Throws: what a card without this PIN says.
  func reference(of kind: PINKind) throws(CardError) -> UInt8 {
    guard let file = pins[kind] else { throw missing(kind) }
    return 0x80 + file
  }

  /// - Throws: `unsupported` where the card has no such file.
  func file(_ content: Content) throws(CardError) -> UInt8 {
    guard let file = files[content] else { throw .unsupported }
    return file
  }

  /// - Throws: `certificateMissing` for a PIN that opens no key.
  func key(of kind: PINKind) throws(CardError) -> Key {
    guard let key = keys[kind] else { throw .certificateMissing(kind) }
    return key
  }

  /// A card without the PIN of a certificate has no such certificate either (a child's card: none for signing).
  func missing(_ kind: PINKind) -> CardError { keys[kind] == nil ? .unsupported : .certificateMissing(kind) }
}

internal import Domain

/// An application of the card. It is selected by its full name: a shorter one would match by prefix (JICSAP 1.1, 4.2).
public enum CardApplication: String, Hashable, Sendable, CaseIterable {
  /// 公的個人認証: certificates and keys.
  case jpki
  /// 券面事項入力補助: the number and the four attributes as text.
  case text
  /// 券面事項確認: what is printed, as pictures.
  case surface
  /// 住民基本台帳.
  case juki
  /// 共通カード: serial number and municipality.
  case common

  /// AIDs as in jpki/myna, siketyan/jpki-rs, soltia48/myna-card, AokiApp/jsapdu (constants.ts) and treastrain/TRETJapanNFCReader,
  /// all used with real cards.
  public var identifier: [UInt8] {
    switch self {
    case .jpki: [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01]
    case .text: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08]
    case .surface: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02]
    case .juki: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01]
    case .common: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00]
    }
  }

  /// ISO/IEC 7816-4 SELECT by DF name, without an answer.
  public var selection: CommandAPDU { CommandAPDU(0x00, 0xA4, 0x04, 0x0C, data: identifier) }
}

/// Where a secret lives: the application and the number of the file that holds it.
struct KeyReference: Hashable, Sendable {
  let application: CardApplication
  let file: UInt8

  /// P2 of VERIFY and of the query for tries left: 80 plus the file's number, no SELECT needed (seen to work on real cards by
  /// AokiApp/jsapdu and soltia48/myna-card).
  var p2: UInt8 { 0x80 + file }
}

extension PINKind {
  /// jpki/myna, OpenSC card-jpki.c and all others for 18, 1B and 11; soltia48/myna-card for 1C, which also stands in the 共通
  /// application; jpki/myna and siketyan/jpki-rs for 12 of 券面事項確認.
  var reference: KeyReference {
    switch self {
    case .authentication: KeyReference(application: .jpki, file: 0x18)
    case .signature: KeyReference(application: .jpki, file: 0x1B)
    case .text: KeyReference(application: .text, file: 0x11)
    case .juki: KeyReference(application: .juki, file: 0x1C)
    case .surface: KeyReference(application: .surface, file: 0x12)
    }
  }
}

/// The files of the JPKI application (jpki/myna, OpenSC pkcs15-jpki.c; 0008 by soltia48/myna-card only).
enum JPKIFile {
  static let signatureCertificate: UInt8 = 0x01
  static let signatureCA: UInt8 = 0x02
  /// PKCS#11 CK_TOKEN_INFO; its first 32 bytes name the kind of token.
  static let token: UInt8 = 0x06
  /// `8F` where a certificate is present: for signing, for authentication, unknown.
  static let presence: UInt8 = 0x08
  static let authenticationCertificate: UInt8 = 0x0A
  static let authenticationCA: UInt8 = 0x0B
  static let authenticationKey: UInt8 = 0x17
  static let signatureKey: UInt8 = 0x1A

  /// The certificate, its authority's and the key of a kind. PINs of other applications have none.
  static func files(of kind: PINKind) -> (certificate: UInt8, authority: UInt8, key: UInt8)? {
    switch kind {
    case .authentication: (authenticationCertificate, authenticationCA, authenticationKey)
    case .signature: (signatureCertificate, signatureCA, signatureKey)
    case .text, .juki, .surface: nil
    }
  }
}

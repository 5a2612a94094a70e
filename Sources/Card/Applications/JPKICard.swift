// The rule of this file: no VERIFY is ever sent a second time by the program. A wrong PIN costs the holder a try, and the last one
// a walk to the office; only a person may decide to try again. So a VERIFY is not repeated after an error, a reset, a 6Cxx or a
// cancellation, and `changePIN` and `sign(digestInfo:with:pin:)` each send exactly one.

public import Domain

/// The JPKI application of a My Number card (or of a phone that plays one) during one visit.
public struct JPKICard: LockedApplication {
  /// The visit; this application is selected in it.
  public let channel: any CardChannel
  private let files: FileReading

  /// - Throws: `unsupported` when the card has no JPKI application.
  public init(selecting channel: any CardChannel) async throws(CardError) {
    guard try await channel.select(.jpki) else { throw .unsupported }
    self.channel = channel
    files = FileReading(channel)
  }

  /// The holder's certificate, DER. The one for authentication needs no PIN on a card, on a phone it does; the one for signing
  /// needs its password.
  /// - Throws: `pinNeeded`, or `certificateMissing` when the card has none.
  public func certificate(for kind: PINKind) async throws(CardError) -> [UInt8] {
    try await read(channel.layout.key(of: kind).certificate, kind)
  }

  /// The certificate of the authority that issued it, DER, readable without a PIN. It proves nothing: trust comes from elsewhere.
  public func authorityCertificate(for kind: PINKind) async throws(CardError) -> [UInt8] {
    try await read(channel.layout.key(of: kind).authority, kind)
  }

  private func read(_ file: UInt8, _ kind: PINKind) async throws(CardError) -> [UInt8] {
    let certificate: [UInt8]
    do throws(CardError) {
      certificate = try await files.object(in: file, after: kind, during: "read certificate")
    } catch .unexpected(StatusWord.notFound, _) {
      throw .certificateMissing(kind)
    }
    // A file without a certificate is empty or full of FF (erased memory).
    guard certificate.first == 0x30, certificate.count > 2 else { throw .certificateMissing(kind) }
    return certificate
  }

  /// The private operation over `digestInfo`, done by the card, with PKCS#1 v1.5 (type 1) padding where the key is RSA: for SHA-256 a
  /// complete DigestInfo with its NULL. A card with keys on a curve is given the digest alone. One VERIFY allows several signatures in a
  /// visit.
  /// - Parameters:
  ///   - digestInfo: what is signed, as the key of the certificate wants it.
  ///   - kind: `authentication` or `signature`: which key.
  ///   - length: of the signature in bytes, as the certificate's key tells; at most 256 come in any case.
  /// - Returns: the signature.
  /// - Throws: `pinNeeded` when the PIN was not shown in this visit.
  public func sign(
    digestInfo: [UInt8], with kind: PINKind, expecting length: Int = 256
  ) async throws(CardError) -> [UInt8] {
    let key = try channel.layout.key(of: kind).key
    // JICSAP 1.1 COMPUTE DIGITAL SIGNATURE: P1 00, P2 80 plus the key's file.
    let response = try await channel.exchange(
      CommandAPDU(0x80, 0x2A, 0x00, 0x80 + key, data: digestInfo, expected: min(max(256, length), 65536)))
    switch response.status {
    case StatusWord.success:
      guard !response.data.isEmpty else { throw .malformed(during: "sign") }
      return response.data
    case StatusWord.securityNotSatisfied: throw .pinNeeded(kind)
    case StatusWord.notFound, StatusWord.keyNotSet: throw .certificateMissing(kind)
    default: throw .unexpected(status: response.status, during: "sign")
    }
  }

  /// VERIFY and signature.
  public func sign(
    digestInfo: [UInt8], with kind: PINKind, expecting length: Int = 256, pin: borrowing PIN
  ) async throws(CardError) -> [UInt8] {
    try await verify(kind, pin)
    return try await sign(digestInfo: digestInfo, with: kind, expecting: length)
  }

  /// A byte for the signing certificate, one for authentication.
  func presenceMarks() async throws(CardError) -> [UInt8] {
    try await files.start(of: channel.layout.file(.presence), count: 3, during: "read presence")
  }

  /// What kind of token this is.
  public func token() async throws(CardError) -> Token {
    Token(bytes: try await files.start(of: channel.layout.file(.token), count: 32, during: "read token"))
  }

  /// EF 0006, first 32 bytes, padded with blanks. Card, 住基カード and Android: OpenSC and jpki/myna; iPhone: soltia48/myna-card only.
  public enum Token: String, Hashable, Sendable {
    /// 個人番号カード.
    case card = "JPKIAPICCTOKEN2"
    /// 住民基本台帳カード with certificates.
    case residentRegisterCard = "JPKIAPICCTOKEN"
    /// スマホ用電子証明書, Android.
    case android = "JPKIAPGPSETOKEN"
    /// The same on an iPhone.
    case iPhone = "JPKIAPIOSTOKEN"
    /// Anything else, or nothing that can be read.
    case other = ""

    init(bytes: [UInt8]) {
      let text = String(decoding: bytes.prefix { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
      self = Token(rawValue: text) ?? .other
    }
  }
}

extension CardChannel {
  /// The application of `kind` must be selected.
  func changePIN(_ kind: PINKind, from old: borrowing PIN, to new: borrowing PIN) async throws(CardError) {
    // P2 80 means the current file: that CHANGE takes 80 plus a file's number was not seen on a card, so the file is selected.
    let verify = try CommandAPDU(0x00, 0x20, 0x00, 0x80, pin: old, kind: kind)
    let change = try CommandAPDU(0x00, 0x24, 0x01, 0x80, pin: new, kind: kind)
    guard let file = layout.pins[kind] else { throw layout.missing(kind) }
    let selection = CommandAPDU(0x00, 0xA4, 0x02, 0x0C, data: [0x00, file])
    let selected = try await exchange(selection).status
    guard selected == StatusWord.success else { throw .unexpected(status: selected, during: "select PIN") }
    try await verifyOnce(verify, kind)
    if Task.isCancelled { throw .cancelled }
    let status: UInt16
    do throws(CardError) {
      status = try await exchange(change).status
    } catch .notSent {
      throw .notSent
    } catch {
      // It was on its way, and whatever ended the wait, a cancellation too, did not call it back.
      throw .changeUnknown(kind)
    }
    switch status {
    case StatusWord.success: return
    // ISO/IEC 7816-4, 5.6: errors that leave the card's memory as it was.
    case 0x6400...0x64FF, 0x6700...0x6EFF: throw .unexpected(status: status, during: "change PIN")
    default: throw .changeUnknown(kind)
    }
  }
}

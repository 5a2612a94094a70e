public import Domain

/// Why a document could not even be judged. A judgement itself is a value (`DocumentVerdict`), never an error.
public enum DocumentError: Error, Hashable, Sendable {
  /// Neither DER nor PEM (`-----BEGIN CMS-----`, `-----BEGIN PKCS7-----`) of CMS SignedData: another kind of file.
  case notSignedData
  /// It begins as one, but is damaged, or not written in DER (streams with indefinite lengths are read).
  case malformed
  /// A SignedData that is none of a document.
  case unsupported(Unsupported)
  /// The document is detached: the file that was signed is needed as well.
  case contentNeeded
  /// Nobody signed it: certificates without a signature.
  case noSigner
  /// More than 64 MiB of content, 1 MiB around it, 16 signers or 32 certificates.
  case tooLarge

  public enum Unsupported: String, Hashable, Sendable {
    /// The content is not plain data (`id-data`), but a structure of its own, such as a time stamp.
    case contentType
    /// The signature is over the content alone, and the content has the form of signed attributes: somebody may have made it of the
    /// signature of another document (RFC 5652 §5.4 and its security considerations).
    case noSignedAttributes
    /// It carries certificates that are not X.509.
    case certificateKind
  }
}

/// A document signed with CMS SignedData (RFC 5652), judged: signature, signer and content.
///
/// Read are DER and PEM, detached and attached, signed with RSA (PKCS #1 v1.5 or PSS), ECDSA on P-256 or P-384, and SHA-256, SHA-384
/// or SHA-512. A document is a claim by its signers together: when several signed, the weakest verdict counts.
public struct SignedDocument: Sendable, CustomStringConvertible, CustomReflectable {
  public struct Signer: Sendable {
    /// The signer's certificate as the document carries it: subject, serial number and validity; the four attributes do not print
    /// themselves (`Certificate.otherName`). Nil when it is missing.
    public let certificate: Certificate?
    /// What the signer's clock said. Signed, but nobody vouches for it. In whole seconds.
    public let signingTime: Instant?
    public let verdict: DocumentVerdict
  }

  /// The bytes that the verdict is about: from inside, or those that were given. Not to be used when it is `invalid`.
  public let content: [UInt8]
  /// Whether the content came from outside the document.
  public let isDetached: Bool
  /// At least one, in the document's order.
  public let signers: [Signer]
  /// The weakest of the signers' verdicts.
  public let verdict: DocumentVerdict

  /// 64 MiB: everything is held in memory, several times over.
  public static let maximumContent = 64 << 20
  /// In bytes of DER.
  static let maximumDocument = maximumContent + SignedData.maximumFrame
  /// How far a signer's clock may be ahead of ours, in seconds.
  static let clockTolerance = 300

  /// Judges a document.
  /// - Parameters:
  ///   - file: the document, DER or PEM (RFC 7468 §8, §9).
  ///   - content: what was signed, for a detached document. For an attached one it may be given to be compared.
  ///   - anchors: the authorities whose signers are believed.
  ///   - purpose: what the signer's certificate must have been made for.
  ///   - time: when the certificates must be valid. The signer's own time decides nothing, because nobody vouches for it.
  /// - Throws: when there is nothing to judge. Everything else is in the verdict.
  public static func verify(
    _ file: [UInt8], content: [UInt8]? = nil, trusting anchors: TrustStore,
    for purpose: TrustStore.Purpose = .documentSigning, at time: Instant
  ) throws(DocumentError) -> SignedDocument {
    let data = try read(file)
    let inside = data.content.map(Array.init)
    guard let judged = inside ?? content else { throw .contentNeeded }
    guard judged.count <= maximumContent else { throw .tooLarge }
    var certificates: [Certificate] = []
    for der in data.certificates {
      guard let certificate = try? Certificate(der: der) else { throw .malformed }
      certificates.append(certificate)
    }

    var checks: [(check: SignerCheck, time: Instant?)] = []
    for signer in data.signers {
      if let attributes = signer.attributes {
        guard attributes.contentType == data.contentType else { throw .malformed }
      } else if SignedAttributes.areMade(of: judged) {
        throw .unsupported(.noSignedAttributes)
      }
      let check = SignerCheck(signer, content: judged, certificates: certificates)
      checks.append((check, signer.attributes?.signingTime))
    }
    let fault: DocumentVerdict.Fault? =
      if let content, content != judged {
        .contentChanged
      } else if strangers(among: certificates, signers: checks.compactMap(\.check.certificate), anchors) {
        .strangeCertificate
      } else {
        nil
      }
    let signers = checks.map { check, signingTime in
      let certificate = check.certificate.map { ($0, anchors.judge($0, for: purpose, at: time)) }
      var verdict = DocumentVerdict(
        check, certificate: certificate?.1,
        time: certificate.map { timeFinding($0.0, $0.1, signingTime: signingTime, at: time) } ?? .ok)
      if let fault, verdict.integrity == .ok { verdict = DocumentVerdict(verdict, integrity: fault) }
      return Signer(certificate: check.certificate, signingTime: signingTime, verdict: verdict)
    }
    var weakest = signers[0].verdict
    for signer in signers where signer.verdict.isWeaker(than: weakest) { weakest = signer.verdict }
    return SignedDocument(content: judged, isDetached: inside == nil, signers: signers, verdict: weakest)
  }

  /// Not the content: it is somebody's.
  public var description: String { "SignedDocument(\(verdict.summary), \(content.count) bytes)" }
  public var customMirror: Mirror { Mirror(self, children: ["verdict": verdict, "signers": signers]) }

  private static func read(_ file: [UInt8]) throws(DocumentError) -> SignedData {
    let der = try unwrapped(file)
    guard der.count <= maximumDocument else { throw .tooLarge }
    let data: SignedData?
    do throws(DERError) {
      data = try SignedData.read(IndefiniteLengths.resolved(der))
    } catch {
      throw error == .tooLarge ? .tooLarge : .malformed
    }
    guard let data else { throw .notSignedData }
    guard data.contentType == .data else { throw .unsupported(.contentType) }
    guard !data.hasOtherCertificates else { throw .unsupported(.certificateKind) }
    guard !data.signers.isEmpty else { throw .noSigner }
    guard data.signers.count <= SignedData.maximumSigners, data.certificates.count <= SignedData.maximumCertificates
    else { throw .tooLarge }
    return data
  }

  private static func unwrapped(_ file: [UInt8]) throws(DocumentError) -> [UInt8] {
    if file.first == Tag.sequence { return file }
    // Base64 has four letters for three bytes, and a line end after 64.
    guard file.count <= maximumDocument / 3 * 4 + maximumDocument / 32 else { throw .tooLarge }
    guard let text = String(validating: file, as: UTF8.self) else { throw .notSignedData }
    let blocks: [[UInt8]]
    do throws(TrustError) { blocks = try PEM.blocks(["CMS", "PKCS7"], in: text) } catch { throw .malformed }
    guard let only = blocks.first else { throw .notSignedData }
    guard blocks.count == 1 else { throw .malformed }
    return only
  }

  /// Whether a certificate is carried that neither signed nor was issued by any of the anchors or of the others. Nothing else would
  /// notice a change in it, and one that leads nowhere is of no use to anybody honest.
  private static func strangers(among carried: [Certificate], signers: [Certificate], _ anchors: TrustStore) -> Bool {
    let issuers = carried + anchors.anchors
    return carried.contains { certificate in
      !signers.contains(certificate)
        && !issuers.contains { $0.subject == certificate.issuer && LibCrypto.issued(certificate, by: $0) }
    }
  }

  private static func timeFinding(
    _ certificate: Certificate, _ verdict: Verdict, signingTime: Instant?, at time: Instant
  ) -> DocumentVerdict.Finding {
    guard verdict.time == .ok, let signingTime else { return DocumentVerdict.finding(verdict.time) }
    if signingTime > time.adding(seconds: clockTolerance) { return .failed(.document(.signedInFuture)) }
    return certificate.isValid(at: signingTime) ? .ok : .failed(.document(.signedOutsideValidity))
  }
}

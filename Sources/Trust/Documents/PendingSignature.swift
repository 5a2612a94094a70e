public import Domain

/// Why a document was not signed.
public enum SigningError: Error, Hashable, Sendable {
  /// The certificate must not be used for this now; the card was not asked.
  case certificateRefused(Verdict.Reason)
  /// More than 64 MiB of content (`SignedDocument.maximumContent`), or more than 31 certificates beside the signer's.
  case tooLarge
  /// What came back is not the signature of what was asked for by this certificate's key.
  case signatureWrong
  /// The finished document did not pass our own check or libcrypto's. It was thrown away.
  case documentRefused
}

/// A signature in two halves, so that what makes documents never meets the card: first what the card is to sign, then, with the
/// card's answer, the document (CMS SignedData, RFC 5652, with the attributes of CAdES-BES, RFC 5126 §5.7).
///
/// ```swift
/// let pending = try PendingSignature(content, attached: false, certificate: certificate, chain: [authority], at: clock.now)
/// let signature = try await card.sign(pending.toBeSigned, …)
/// let document = try pending.finish(signature)   // DER, checked
/// ```
///
/// The key's kind decides digest and signature (`KeyAlgorithm`): RSA from 2,048 bits with SHA-256, P-256 with SHA-256, P-384 with
/// SHA-384.
public struct PendingSignature: Sendable {
  /// What the card is given to sign for the signed attributes' DER (`KeyAlgorithm.toBeSigned`).
  public let toBeSigned: [UInt8]
  /// The digest of the content, as the signed attributes have it (32 or 48 bytes): for the person to compare.
  public let contentDigest: [UInt8]

  private let content: [UInt8]
  private let attached: Bool
  private let certificate: Certificate
  private let carried: [[UInt8]]
  private let algorithm: KeyAlgorithm
  private let attributes: [UInt8]

  /// Prepares a signature.
  /// - Parameters:
  ///   - content: the document's bytes, exactly as they are to be read again.
  ///   - attached: whether the content is put into the signed document.
  ///   - certificate: the signer's.
  ///   - chain: certificates of authorities that a reader may need; the document carries them beside the signer's.
  ///   - time: now. It is written into the document (whole seconds) as the time of signing.
  ///   - purpose: what the certificate must have been made for. Signing documents asks for digitalSignature and nonRepudiation.
  /// - Throws: `certificateRefused` when the certificate is expired, not yet valid, of the wrong purpose, an authority's, or has a
  ///   key outside the table; `tooLarge`. Whether it was revoked cannot be asked here, and who issued it is the reader's question.
  public init(
    _ content: [UInt8], attached: Bool, certificate: Certificate, chain: [Certificate] = [], at time: Instant,
    for purpose: TrustStore.Purpose = .documentSigning
  ) throws(SigningError) {
    guard content.count <= SignedDocument.maximumContent else { throw .tooLarge }
    let verdict = TrustStore(anchors: []).judge(certificate, for: purpose, at: time)
    if let reason = [verdict.time, verdict.purpose].compactMap(\.reason).min() { throw .certificateRefused(reason) }
    guard let algorithm = certificate.keyAlgorithm else { throw .certificateRefused(.weakAlgorithm) }
    let carried = Set([certificate.der] + chain.map(\.der))
    guard carried.count <= SignedData.maximumCertificates else { throw .tooLarge }

    contentDigest = LibCrypto.hash(content, algorithm.digest)
    attributes = SignedAttributes.encode(
      contentHash: contentDigest, signer: certificate, digest: algorithm.digest, time: time)
    toBeSigned = algorithm.toBeSigned(for: attributes)
    self.content = content
    self.attached = attached
    self.certificate = certificate
    self.carried = Array(carried)
    self.algorithm = algorithm
  }

  /// The signed document as DER. Before it is given out, the signature is checked with the certificate's key, the document is read
  /// and judged again from its bytes, and libcrypto, which had no part in making it, must accept it as well.
  /// - Parameter signature: RSA: as many bytes as the modulus. ECDSA: two numbers as DER (RFC 3279 §2.2.3).
  /// - Throws: `signatureWrong`, `documentRefused`.
  public consuming func finish(_ signature: [UInt8]) throws(SigningError) -> [UInt8] {
    guard certificate.verifies(signature, over: attributes) else { throw .signatureWrong }
    let document = encode(signature)
    guard isRight(document), LibCrypto.accepts(cms: document, content: attached ? nil : content) else {
      throw .documentRefused
    }
    return document
  }

  private func encode(_ signature: [UInt8]) -> [UInt8] {
    let signer = DERWriter.sequence(
      DERWriter.integer(1), DERWriter.sequence(certificate.encodedIssuer, certificate.encodedSerial),
      algorithm.digest.identifier,
      [Tag.context(0)] + attributes.dropFirst(), algorithm.signatureIdentifier, DERWriter.octetString(signature))
    let wrapped = attached ? DERWriter.element(Tag.context(0), DERWriter.octetString(content)) : []
    let data = DERWriter.sequence(
      DERWriter.integer(1), DERWriter.set([algorithm.digest.identifier]),
      DERWriter.sequence(DERWriter.objectIdentifier(.data), wrapped), DERWriter.set(carried, tag: Tag.context(0)),
      DERWriter.set([signer]))
    return DERWriter.sequence(DERWriter.objectIdentifier(.signedData), DERWriter.element(Tag.context(0), data))
  }

  private func isRight(_ document: [UInt8]) -> Bool {
    guard let data = try? SignedData.read(document), data.signers.count == 1, let signer = data.signers.first,
      let attributes = signer.attributes, attributes.encoded == self.attributes,
      data.content.map({ $0.elementsEqual(content) }) ?? !attached
    else { return false }
    let check = SignerCheck(signer, content: content, certificates: [certificate])
    return check.signer == .ok && check.integrity == .ok && data.certificates.contains(certificate.der)
  }
}

/// What can be said of one signer by the document alone: which certificate, whether its key made the signature, and whether the
/// content is what was signed. Whether to believe the certificate is another question (`TrustStore.judge`).
struct SignerCheck {
  typealias Finding = DocumentVerdict.Finding

  let certificate: Certificate?
  let integrity: Finding
  let signer: Finding

  /// - Parameters:
  ///   - content: what is signed itself where `info` has no signed attributes.
  ///   - certificates: those the document carries.
  init(_ info: SignerInfo, content: [UInt8], certificates: [Certificate]) {
    let attributes = info.attributes
    let candidates = certificates.filter { Self.names(info.identifier, $0) }
    let meant = candidates.filter { Self.isMeant($0, attributes) }
    guard let digest = DigestAlgorithm(info.digest.oid), info.digest.hasNoParameters else {
      let fault: DocumentVerdict.Fault =
        DigestAlgorithm.weak.contains(info.digest.oid) ? .weakDigest : .unsupportedAlgorithm
      certificate = meant.first ?? candidates.first
      integrity = .failed(.document(fault))
      signer = .failed(.document(fault))
      return
    }

    let scheme: SignatureScheme?
    var found: (certificate: Certificate?, signer: Finding)
    do throws(SignatureScheme.Refusal) {
      scheme = try SignatureScheme(info.signatureAlgorithm, digest: digest)
      found = (nil, .failed(.document(.certificateMissing)))
    } catch {
      scheme = nil
      found = (nil, .failed(.document(error == .weak ? .weakDigest : .unsupportedAlgorithm)))
    }
    if let scheme {
      // Two certificates of one name and number are possible where a document wants to confuse: the key decides.
      func made(_ certificate: Certificate) -> Bool {
        certificate.verifies(info.signature, over: attributes?.encoded ?? content, scheme: scheme)
      }
      if let signer = meant.first(where: made) {
        found = (signer, .ok)
      } else if let signer = meant.first {
        found = (signer, .failed(.document(.signatureWrong)))
      } else if let other = candidates.first {
        found = (other, .failed(.document(.otherCertificateMeant)))
      }
    } else {
      found.certificate = meant.first ?? candidates.first
    }
    certificate = found.certificate
    signer = found.signer
    if let attributes, LibCrypto.hash(content, digest) != attributes.messageDigest {
      integrity = .failed(.document(.contentChanged))
    } else {
      // A digest that nobody signed proves nothing about the content.
      integrity = found.signer.reason.map { .unknown($0) } ?? .ok
    }
  }

  /// Whether the signer's identifier (RFC 5652 §5.3) is this certificate's.
  private static func names(_ identifier: SignerInfo.Identifier, _ certificate: Certificate) -> Bool {
    switch identifier {
    case .key(let key): certificate.subjectKeyIdentifier.map { key.elementsEqual($0) } ?? false
    case .issuer(let issuer, let serial):
      issuer.elementsEqual(certificate.encodedIssuer) && serial.elementsEqual(certificate.encodedSerial)
    }
  }

  /// Whether the signed attributes allow this certificate: they name none, or this one first (RFC 5035 §3).
  private static func isMeant(_ certificate: Certificate, _ attributes: SignedAttributes?) -> Bool {
    guard let hashes = attributes?.certificateHashes else { return true }
    guard let first = hashes.first, let algorithm = DigestAlgorithm(first.algorithm),
      LibCrypto.hash(certificate.der, algorithm) == first.hash
    else { return false }
    return first.name.map { names($0, certificate) } ?? true
  }
}

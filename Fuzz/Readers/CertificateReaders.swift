import Domain
import Trust

extension FuzzReader {
  static let certificates = [
    FuzzReader("certificate", "a certificate is read whole, judged, and never trusted without an authority") { input in
      guard let certificate = try? Certificate(der: input.bytes) else { return nil }
      let now = Instant(seconds: 1_795_000_000)
      var fits = false
      for anchors in [[], [certificate]] {
        for purpose in [TrustStore.Purpose.login, .documentSigning] {
          let verdict = TrustStore(anchors: anchors).judge(certificate, for: purpose, at: now)
          if anchors.isEmpty, verdict.chain == .ok { fits = true }
        }
      }
      return first(
        broken(fits, "trusted without an authority"), broken(certificate.der != input.bytes, "other bytes"),
        unsafe(TerminalSafe(line: certificate.subject).text), broken(certificate.serial.isEmpty, "no serial number"))
    },
    FuzzReader("pem", "a certificate in text comes out as it went in") { input in
      if let found = try? PEM.certificates(in: input.text) {
        for der in found where (try? PEM.certificates(in: PEM.text(ofCertificate: der))) != [der] {
          return "written and read again, it is another one"
        }
      }
      guard !input.bytes.isEmpty else { return nil }
      let framed = PEM.text(ofCertificate: input.bytes)
      return broken((try? PEM.certificates(in: framed)) != [input.bytes], "bytes in text come out as others")
    },
    FuzzReader("signed-document", "a signed document is judged, and never accepted without an authority") { input in
      let nobody = TrustStore(anchors: [])
      let now = Instant(seconds: 1_795_300_000)
      let content = Array("content".utf8)
      guard let judged = try? SignedDocument.verify(input.bytes, content: content, trusting: nobody, at: now) else {
        return nil
      }
      return first(
        broken(judged.verdict.refusal == nil, "accepted without an authority"),
        broken(judged.signers.isEmpty, "judged without a signer"),
        broken(
          judged.verdict.integrity == .ok && judged.content != content,
          "content that is not what was given is called what was signed"))
    },
  ]
}

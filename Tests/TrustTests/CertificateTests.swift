import Domain
import Foundation
import Testing
import Trust

struct CertificateTests {
  @Test func theFactsAreThoseThatOpenSSLReads() throws {
    let directory = try World.shared.get().directory
    let certificate = try directory.certificate("by-second.pem")
    func said(_ option: String...) throws -> String {
      let out = try directory.run(["x509", "-in", "by-second.pem", "-noout"] + option)
      return String(decoding: out, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    #expect(try said("-serial") == "serial=" + certificate.serial.uppercased())
    #expect(try said("-subject", "-nameopt", "RFC2253") == "subject=" + certificate.subject)
    #expect(try said("-issuer", "-nameopt", "RFC2253") == "issuer=" + certificate.issuer)
    let dates = ISO8601DateFormatter()
    #expect(
      try said("-enddate", "-dateopt", "iso_8601") == "notAfter="
        + dates.string(from: Date(timeIntervalSince1970: Double(certificate.notAfter.seconds))).replacingOccurrences(
          of: "T", with: " "))
    #expect(certificate.policies == ["1.3.6.1.4.1.32473.1.3"])
    #expect(certificate.keyUsage == .digitalSignature)
    #expect(certificate.key == .rsa(bits: 2048))
    #expect(!certificate.isCA)
    #expect(try directory.certificate("first.pem").isCA)
    try directory.openssl("x509", "-in", "by-second.pem", "-pubkey", "-noout", "-out", "key.pub")
    try directory.openssl("pkey", "-pubin", "-in", "key.pub", "-outform", "DER", "-out", "key.der")
    #expect(certificate.publicKeySHA256 == SHA256.hash(try directory.bytes("key.der")))
    #expect(
      PEM.text(ofCertificate: certificate.der) == String(decoding: try directory.bytes("by-second.pem"), as: UTF8.self))
  }

  @Test func theFourAttributesAreReadAndDoNotPrintThemselves() throws {
    let certificate = try World.shared.get().directory.certificate("attributes.pem")
    #expect(certificate.otherName(AttributeIdentifier.name)?.reveal() == "見本　花子")
    #expect(certificate.otherName(AttributeIdentifier.birth)?.reveal() == "420010401")
    #expect(certificate.otherName(AttributeIdentifier.address) == nil)
    #expect(certificate.otherNames.count == 2)
    #expect(!"\(certificate.otherNames)".contains("花子"))
    #expect(certificate.subject == "CN=山田 花子,C=JP")
  }

  @Test func bytesThatAreNotExactlyOneCertificateAreRefused() throws {
    let der = try World.shared.get().directory.certificate("by-first.pem").der
    for count in stride(from: 0, to: der.count, by: 7) {
      #expect(throws: TrustError.malformedCertificate) { try Certificate(der: Array(der.prefix(count))) }
    }
    #expect(throws: TrustError.malformedCertificate) { try Certificate(der: der + [0]) }
    #expect(throws: TrustError.malformedCertificate) { try Certificate(der: der + der) }
    #expect(throws: TrustError.malformedCertificate) { try Certificate(der: [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]) }
    #expect(throws: TrustError.tooLarge) { try Certificate(der: [UInt8](repeating: 0x30, count: (64 << 10) + 1)) }
    #expect(throws: TrustError.malformedPEM) { try Certificate(pem: "no certificate") }
  }

  /// Whatever one wrong byte does to a certificate, it is refused or judged, never a crash, and never trusted.
  @Test func oneWrongByteIsNeverTrusted() throws {
    let world = try World.shared.get()
    let der = try world.directory.certificate("by-first.pem").der
    let store = try world.store(["first"])
    for place in der.indices {
      var wrong = der
      wrong[place] ^= 0x01
      guard let certificate = try? Certificate(der: wrong) else { continue }
      let verdict = store.judge(certificate, for: .login, at: world.start.adding(seconds: 60))
      #expect(verdict.refusal != nil, "byte \(place)")
    }
  }
}

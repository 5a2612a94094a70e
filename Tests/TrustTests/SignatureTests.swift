import Domain
import Testing
import Trust

struct SignatureTests {
  static let message = Array("mynafront-login-v1\nhttps://127.0.0.1:8443\n00\nnonce\n2026-11-20T14:30:00+09:00".utf8)

  @Test func whatOpenSSLSignsIsVerifiedAndNothingElse() throws {
    let directory = try World.shared.get().directory
    let certificate = try directory.certificate("by-first.pem")
    try directory.write("text", Self.message)
    try directory.openssl("dgst", "-sha256", "-sign", "holder.key", "-out", "text.sig", "text")
    let signature = try directory.bytes("text.sig")
    #expect(certificate.verifies(signature, over: Self.message))
    #expect(!certificate.verifies(signature, over: Self.message + [0x0A]))
    #expect(!certificate.verifies(signature, over: []))
    #expect(!(try directory.certificate("first.pem")).verifies(signature, over: Self.message))
    for place in stride(from: 0, to: signature.count, by: 17) {
      var wrong = signature
      wrong[place] ^= 0x80
      #expect(!certificate.verifies(wrong, over: Self.message))
    }
    #expect(!certificate.verifies(signature + [0], over: Self.message))
    #expect(!certificate.verifies(Array(signature.dropLast()), over: Self.message))
    #expect(!certificate.verifies([], over: Self.message))
  }

  /// The same key with another digest, another padding, or a DigestInfo without the NULL: each is another scheme.
  @Test(arguments: [
    ["dgst", "-sha384", "-sign", "holder.key", "-out", "other.sig", "other"],
    ["dgst", "-sha1", "-sign", "holder.key", "-out", "other.sig", "other"],
    ["dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sign", "holder.key", "-out", "other.sig", "other"],
    ["pkeyutl", "-sign", "-inkey", "holder.key", "-in", "other.info", "-out", "other.sig"],
  ]) func anotherSchemeIsNotOurs(_ arguments: [String]) throws {
    let directory = OpenSSLDirectory()
    let world = try World.shared.get().directory
    try directory.write("holder.key", try world.bytes("holder.key"))
    try directory.write("other", Self.message)
    let withoutNull: [UInt8] = [
      0x30, 0x2F, 0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x04, 0x20,
    ]
    try directory.write("other.info", withoutNull + SHA256.hash(Self.message))
    try directory.run(arguments)
    #expect(!(try world.certificate("by-first.pem")).verifies(try directory.bytes("other.sig"), over: Self.message))
  }

  /// The digest belongs to the curve (the next card: P-384 with SHA-384), and the two numbers are DER to the last byte.
  @Test(arguments: [("curve", "-sha256", "-sha384"), ("curve384", "-sha384", "-sha256")])
  func aCurvesSignatureIsVerifiedWithItsOwnDigest(_ name: String, _ digest: String, _ other: String) throws {
    let directory = try World.shared.get().directory
    let certificate = try directory.certificate(name + ".pem")
    try directory.write(name + ".text", Self.message)
    try directory.openssl("dgst", digest, "-sign", name + ".key", "-out", name + ".sig", name + ".text")
    let signature = try directory.bytes(name + ".sig")
    #expect(certificate.verifies(signature, over: Self.message))
    #expect(!certificate.verifies(signature, over: Self.message + [0]))
    #expect(!certificate.verifies(signature + [0], over: Self.message))
    #expect(!certificate.verifies([], over: Self.message))
    for place in signature.indices {
      var wrong = signature
      wrong[place] ^= 0x01
      #expect(!certificate.verifies(wrong, over: Self.message), "byte \(place)")
    }
    try directory.openssl("dgst", other, "-sign", name + ".key", "-out", name + ".other", name + ".text")
    #expect(!certificate.verifies(try directory.bytes(name + ".other"), over: Self.message))
    #expect(!(try directory.certificate("by-first.pem")).verifies(signature, over: Self.message))
    #expect(!(try directory.certificate("bitcoin.pem")).verifies(signature, over: Self.message))
  }

  @Test func aCardsRawSignatureOverTheDigestInfoIsTheSameSignature() throws {
    let directory = try World.shared.get().directory
    try directory.write("raw.info", SHA256.digestInfo(SHA256.hash(Self.message)))
    try directory.openssl("pkeyutl", "-sign", "-inkey", "holder.key", "-in", "raw.info", "-out", "raw.sig")
    #expect(try directory.certificate("by-first.pem").verifies(try directory.bytes("raw.sig"), over: Self.message))
  }

  @Test func theHashIsThatOfTheStandard() {
    // FIPS 180-4 examples.
    #expect(SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(SHA256.digestInfo(SHA256.hash([])).count == 51)
  }

  /// Around the lengths at which the padding takes another block.
  @Test(arguments: [1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 100_000])
  func theHashIsOpenSSLsForEveryLength(_ count: Int) throws {
    let directory = OpenSSLDirectory()
    let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try directory.write("message", message)
    try directory.openssl("dgst", "-sha256", "-binary", "-out", "hash", "message")
    #expect(try directory.bytes("hash") == SHA256.hash(message))
  }

  @Test func randomBytesAreNotTheSameTwice() {
    #expect(RandomBytes.make(32).count == 32)
    #expect(RandomBytes.make(32) != RandomBytes.make(32))
  }

  /// RFC 4648 §10.
  @Test(arguments: [
    ("", "", ""), ("f", "Zg==", "Zg"), ("fo", "Zm8=", "Zm8"), ("foo", "Zm9v", "Zm9v"), ("foob", "Zm9vYg==", "Zm9vYg"),
    ("fooba", "Zm9vYmE=", "Zm9vYmE"), ("foobar", "Zm9vYmFy", "Zm9vYmFy"), ("~~~?", "fn5+Pw==", "fn5-Pw"),
  ]) func base64IsThatOfTheStandard(_ plain: String, _ standard: String, _ url: String) {
    #expect(Base64.standard.encode(Array(plain.utf8)) == standard)
    #expect(Base64.url.encode(Array(plain.utf8)) == url)
    #expect(Base64.standard.decode(standard) == Array(plain.utf8))
    #expect(Base64.url.decode(url) == Array(plain.utf8))
  }

  @Test func base64HasOneTextForOneSequenceOfBytes() {
    for text in ["Zg", "Zg=", "Zh==", "Zm9v\n", " Zm9v", "Zm9=", "====", "A===", "Zg==Zg==", "fn5-Pw==", "Zm9vé"] {
      #expect(Base64.standard.decode(text) == nil, "\(text)")
    }
    for text in ["Zg==", "Zh", "Z", "fn5+Pw", "Zm9vY"] { #expect(Base64.url.decode(text) == nil, "\(text)") }
  }
}

import Domain
import Foundation
import TestKit
import Testing
import Trust

/// A directory in which the `openssl` command plays authority and holder, so that nobody marks their own homework.
final class OpenSSLDirectory: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("trust-\(UUID().uuidString)").path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    AtExit.remove(path)
  }
  deinit { remove() }
  func remove() { try? FileManager.default.removeItem(atPath: path) }

  struct Failed: Error { let arguments: [String], output: String }

  /// Runs `openssl` here and gives what it prints.
  @discardableResult
  func openssl(_ arguments: String...) throws -> Data { try run(arguments) }

  @discardableResult
  func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    let out = Pipe()
    let err = Pipe()
    process.standardOutput = out
    process.standardError = err
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = out.fileHandleForReading.readDataToEndOfFile()
    let complaint = err.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(arguments: arguments, output: String(decoding: complaint + data, as: UTF8.self))
    }
    return data
  }

  func file(_ name: String) -> String { path + "/" + name }
  func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: file(name))) }
  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name)))) }
  func certificate(_ name: String) throws -> Certificate {
    try Certificate(pem: String(decoding: try bytes(name), as: UTF8.self))
  }

  func authority(_ name: String, _ subject: String, days: Int = 3650, key: [String] = ["rsa:2048"]) throws {
    try run(
      ["req", "-x509", "-newkey"] + key + [
        "-nodes", key == Self.p384 ? "-sha384" : "-sha256", "-keyout", name + ".key", "-out", name + ".pem",
        "-days", String(days), "-subj", subject, "-addext", "keyUsage=critical,keyCertSign,cRLSign",
      ])
  }

  static let p256 = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
  static let p384 = ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]

  /// What a card does with what it is given: PKCS #1 padding around a DigestInfo, or ECDSA over a digest.
  func card(_ key: String, signs bytes: [UInt8]) throws -> [UInt8] {
    let name = UUID().uuidString
    try write(name, bytes)
    return [UInt8](try openssl("pkeyutl", "-sign", "-inkey", key, "-in", name))
  }

  func issue(
    _ name: String, by authority: String, key: String = "holder.key", digest: String = "-sha256", days: Int = 365,
    subject: String = "/C=JP/CN=holder 0001", serial: String = "0x01A2B3C4", extensions: [String]
  ) throws {
    try write(name + ".ext", Array(extensions.joined(separator: "\n").utf8))
    try openssl("req", "-new", "-key", key, "-out", name + ".csr", "-subj", subject, "-utf8")
    try openssl(
      "x509", "-req", digest, "-in", name + ".csr", "-CA", authority + ".pem", "-CAkey", authority + ".key",
      "-set_serial", serial, "-days", String(days), "-extfile", name + ".ext", "-out", name + ".pem")
  }
}

/// Two generations and an impostor of one name, a short-lived authority, a stranger, and certificates of every wrong kind.
struct World {
  static let name = "/C=JP/O=JPKI-SANDBOX/OU=JPKI for user authentication"
  static let shared = Result {
    atexit(removeSharedWorld)
    return try World()
  }
  let directory = OpenSSLDirectory()
  let start: Instant

  init() throws {
    let directory = directory
    for authority in ["first", "second", "impostor"] { try directory.authority(authority, Self.name) }
    try directory.authority("stranger", "/C=JP/O=Somebody")
    try directory.authority("brief", "/C=JP/O=Brief", days: 30)
    try directory.openssl("genrsa", "-out", "holder.key", "2048")
    try directory.openssl("genrsa", "-out", "short.key", "1024")
    try directory.openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", "curve.key")
    try directory.authority("curves", Self.name, key: OpenSSLDirectory.p256)
    try directory.authority("curves384", Self.name, key: OpenSSLDirectory.p384)
    for (key, curve) in [("curve384", "P-384"), ("curve521", "P-521"), ("bitcoin", "secp256k1")] {
      try directory.openssl("ecparam", "-genkey", "-name", curve, "-noout", "-out", key + ".key")
    }
    try directory.openssl(
      "ecparam", "-genkey", "-name", "P-256", "-param_enc", "explicit", "-noout", "-out", "explicit.key")
    let login = ["keyUsage=critical,digitalSignature"]
    for key in ["curve384", "curve521", "bitcoin", "explicit"] {
      try directory.issue(key, by: "first", key: key + ".key", extensions: login)
    }
    try directory.issue("curve-by-curve", by: "curves", key: "curve.key", extensions: login)
    try directory.issue("384-by-384", by: "curves384", key: "curve384.key", digest: "-sha384", extensions: login)
    try directory.issue("rsa-by-curve", by: "curves384", digest: "-sha512", extensions: login)
    try directory.issue("curve-sha1", by: "curves", digest: "-sha1", extensions: login)
    try directory.issue("sha384", by: "first", digest: "-sha384", extensions: login)
    try directory.issue("by-first", by: "first", extensions: login + ["basicConstraints=critical,CA:FALSE"])
    try directory.issue(
      "by-second", by: "second", extensions: login + ["certificatePolicies=critical,1.3.6.1.4.1.32473.1.3"])
    try directory.issue("by-impostor", by: "impostor", extensions: login)
    try directory.issue("by-stranger", by: "stranger", extensions: login)
    try directory.issue("by-brief", by: "brief", extensions: login)
    try directory.issue("signing", by: "first", extensions: ["keyUsage=critical,digitalSignature,nonRepudiation"])
    try directory.issue("encipher", by: "first", extensions: ["keyUsage=critical,keyEncipherment"])
    try directory.issue("no-usage", by: "first", extensions: ["basicConstraints=critical,CA:FALSE"])
    try directory.issue("authority", by: "first", extensions: ["basicConstraints=critical,CA:TRUE"] + login)
    try directory.issue("short", by: "first", key: "short.key", extensions: login)
    try directory.issue("curve", by: "first", key: "curve.key", extensions: login)
    try directory.issue("sha1", by: "first", digest: "-sha1", extensions: login)
    try directory.issue("critical", by: "first", extensions: login + ["1.3.6.1.4.1.32473.9=critical,ASN1:NULL"])
    try directory.issue(
      "attributes", by: "first", subject: "/C=JP/CN=山田 花子",
      extensions: [
        "keyUsage=critical,digitalSignature,nonRepudiation",
        "subjectAltName=@names", "[names]",
        "otherName.1=1.2.392.200149.8.5.5.1;FORMAT:UTF8,UTF8:見本　花子",
        "otherName.2=1.2.392.200149.8.5.5.4;FORMAT:UTF8,UTF8:420010401", "email.1=a@example.test",
      ])
    start = try directory.certificate("by-first.pem").notBefore
  }

  func store(_ names: [String]) throws -> TrustStore {
    TrustStore(anchors: try names.map { try directory.certificate($0 + ".pem") })
  }
}

/// A static value is never deinitialized: its directory goes when the test program ends.
private func removeSharedWorld() { try? World.shared.get().directory.remove() }

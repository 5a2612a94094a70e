import Domain
import Foundation
import TestKit
import Trust

@testable import Sandbox

/// A fresh state directory, the authorities in it, and the `openssl` command as the judge of what they issue.
final class AuthoritiesDirectory: Sendable {
  static let now = Instant(rfc3339: "2026-11-20T10:00:00+09:00")!
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("authorities-\(UUID().uuidString)").path
  init() { AtExit.remove(path) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// One set for all tests that only read.
  static let shared = Result { () throws -> (AuthoritiesDirectory, Authorities) in
    let directory = AuthoritiesDirectory()
    return (directory, try directory.authorities())
  }

  func authorities(at now: Instant = AuthoritiesDirectory.now) throws -> Authorities {
    try Authorities(directory: path + "/state", clock: FixedClock(now))
  }

  func write(_ name: String, _ text: String) throws -> String {
    try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    return path + "/" + name
  }

  /// Exit status and everything printed.
  func openssl(_ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    let out = Pipe()
    process.standardOutput = out
    process.standardError = out
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  static func persona(
    _ id: String, _ card: CardCondition = .valid, name: String = "見本　花子", birth: PartialDate = PartialDate(1990, 2, 28)
  ) -> Persona {
    Persona(
      id: id, name: name, kana: nil, birth: birth, sex: .female, address: "見本県見本市見本町一丁目１番地", description: "",
      note: "", card: card)
  }

  /// What a card does with a text: hash, DigestInfo, raw RSA.
  static func sign(_ text: String, _ keyPEM: String) throws -> [UInt8] {
    try SigningKey(pem: keyPEM).signRaw(SHA256.digestInfo(SHA256.hash(Array(text.utf8))))
  }
}

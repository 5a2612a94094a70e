import Card
import Domain
import Foundation
import TestKit
import Testing
import Trust

@testable import Sandbox

/// OpenSC, which nobody here wrote, as the card's other client: it must see what our client sees.
@Suite(.serialized, .enabled(if: PrivatePCSCD.isHere))
struct OpenSCTests {
  typealias Kit = VirtualCardKit

  /// A tool of OpenSC.
  private static func run(_ tool: String, _ arguments: String...) throws -> String {
    let run = try Command.run("/usr/bin/" + tool, arguments)
    #expect(run.status == 0, "\(tool): \(run.output)\(run.errors)")
    return run.output
  }

  @Test func itSeesTheCardAsItIs() async throws {
    let link = try await RealPCSCTests.insert(try Kit.card(Kit.persona("p01")))
    let name = try Self.run("opensc-tool", "-n")
    #expect(name.contains("jpki"), "\(name)")
    let afterName = link.commandCount
    let dump = try Self.run("pkcs15-tool", "-D")
    print("| OpenSC: opensc-tool -n \(afterName) commands, pkcs15-tool -D \(link.commandCount - afterName)")
    for wanted in [
      "JPKI", "User Authentication PIN", "Digital Signature PIN", "User Authentication Key", "Digital Signature Key",
      "User Authentication Certificate", "Digital Signature Certificate", "Tries left     : 3", "Tries left     : 5",
    ] { #expect(dump.contains(wanted), "\(wanted) is not in \(dump)") }
    try await RealPCSCTests.remove(link)
  }

  @Test func itReadsTheSameCertificates() async throws {
    let persona = Kit.persona("p01")
    let link = try await RealPCSCTests.insert(try Kit.card(persona))
    let ours = try await Self.certificates(persona)
    let authentication = try Self.run("pkcs15-tool", "--read-certificate", "01")
    #expect(try Certificate(pem: authentication).der == ours.authentication)
    let signing = try Self.run(
      "pkcs15-tool", "--read-certificate", "02", "--verify-pin", "--auth-id", "02", "--pin", persona.pins.signature)
    #expect(try Certificate(pem: signing).der == ours.signing)
    try await RealPCSCTests.remove(link)
  }

  private static func certificates(
    _ persona: Persona
  ) async throws(CardError) -> (authentication: [UInt8], signing: [UInt8]) {
    let pin = cardPIN(persona.pins.signature)
    return try await PCSCReader().withCard { (channel) async throws(CardError) in
      let card = try await JPKICard(selecting: channel)
      let authentication = try await card.certificate(for: .authentication)
      try await card.verify(.signature, pin)
      return (authentication, try await card.certificate(for: .signature))
    }
  }

  /// `openssl` is the judge, by the certificates that our client reads.
  @Test func signaturesOfBothKeysAreVerifiedByOpenSSL() async throws {
    let persona = Kit.persona("p01")
    let link = try await RealPCSCTests.insert(try Kit.card(persona))
    let ours = try await Self.certificates(persona)
    let file = Kit.fresh("message")
    try Data("text to sign".utf8).write(to: URL(fileURLWithPath: file))
    for (id, label, pin, certificate) in [
      ("01", "User Authentication PIN", persona.pins.authentication, ours.authentication),
      ("02", "Digital Signature PIN", persona.pins.signature, ours.signing),
    ] {
      let before = link.commandCount
      _ = try Self.run(
        "pkcs11-tool", "--token-label", "JPKI (\(label))", "--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", id,
        "--login", "--pin", pin, "--input-file", file, "--output-file", file + ".sig")
      print("| OpenSC: pkcs11-tool --sign with key \(id) \(link.commandCount - before) commands")
      try Data(certificate).write(to: URL(fileURLWithPath: file + ".der"))
      let key = try Command.run(
        "/usr/bin/openssl", ["x509", "-inform", "DER", "-in", file + ".der", "-noout", "-pubkey"])
      try Data(key.output.utf8).write(to: URL(fileURLWithPath: file + ".pub"))
      let judged = try Command.run(
        "/usr/bin/openssl", ["dgst", "-sha256", "-verify", file + ".pub", "-signature", file + ".sig", file])
      #expect(judged.output.contains("Verified OK"), "\(judged.output)\(judged.errors)")
    }
    let before = link.commandCount
    _ = try await VirtualCardServiceTests.logIn(PCSCReader())
    print("| ours: a log-in with its certificate \(link.commandCount - before) commands")
    try await RealPCSCTests.remove(link)
  }
}

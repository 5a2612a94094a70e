import Card
import Domain
import Foundation
import Synchronization
import Testing

@testable import Sandbox

/// Cards for the tests: authorities made once, a fresh memory for each card.
enum VirtualCardKit {
  static let directory: String = {
    let path = NSTemporaryDirectory() + "virtual-card-\(getpid())"
    try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    atexit { try? FileManager.default.removeItem(atPath: VirtualCardKit.directory) }
    return path
  }()
  static let clock = FixedClock(Instant(startOf: CalendarDate(2026, 11, 20)!))
  static let authorities = Result { try Authorities(directory: directory + "/authorities", clock: clock) }
  private static let counter = Mutex(0)

  static func fresh(_ name: String) -> String {
    let number = counter.withLock { number in
      number += 1
      return number
    }
    return "\(directory)/\(name)\(number)"
  }

  static func persona(_ id: String) -> Persona { Persona.table.first { $0.id == id }! }
  static func persona(_ condition: CardCondition) -> Persona { Persona.table.first { $0.card == condition }! }
  static func credentials(_ persona: Persona) throws -> CardCredentials {
    try authorities.get().credentials(for: persona)
  }
  static func card(_ persona: Persona, directory: String? = nil) throws -> VirtualCard {
    try VirtualCard(persona: persona, credentials: try credentials(persona), directory: directory)
  }
  static func service() throws -> (service: CardService, socket: String) {
    let socket = fresh("socket")
    let service = CardService(
      socket: socket, directory: fresh("memory"), authorities: try authorities.get(), personas: Persona.table,
      clock: clock)
    try service.start()
    return (service, socket)
  }
}

/// A visit to a virtual card without any wire. Counts commands.
final class DirectChannel: CardChannel {
  private let card: VirtualCard
  private let extendedLength: Bool
  private let count = Mutex(0)
  init(_ card: VirtualCard, extendedLength: Bool = true) {
    self.card = card
    self.extendedLength = extendedLength
    card.reset()
  }
  var sent: Int { count.withLock { $0 } }
  func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
    count.withLock { $0 += 1 }
    let answer = card.transmit(command.withBytes { Array($0) }, extendedLength: extendedLength)
    guard let response = ResponseAPDU(bytes: answer) else { throw .malformed(during: "transmit") }
    return response
  }
}

func cardPIN(_ text: String) -> PIN {
  var pin = PIN()
  for byte in text.utf8 { _ = pin.append(byte) }
  return pin
}

func apdu(_ hex: String) -> [UInt8] {
  let digits = hex.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// PKCS#1 DigestInfo of a SHA-256 digest.
func digestInfo(_ digest: [UInt8]) -> [UInt8] { apdu("3031300d060960864801650304020105000420") + digest }

func cardFailure<R: Sendable>(_ work: () async throws(CardError) -> R) async -> CardError? {
  do throws(CardError) {
    _ = try await work()
    return nil
  } catch { return error }
}

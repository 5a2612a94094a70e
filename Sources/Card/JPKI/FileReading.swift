internal import Synchronization

/// Reads files of the selected application by their short number: with one command where card and reader can do extended length,
/// else in pieces whose number the file's own header tells. What was learned about extended length holds for the visit.
final class FileReading: Sendable {
  private let channel: any CardChannel
  private let extendedWorks = Mutex(true)

  init(_ channel: any CardChannel) { self.channel = channel }

  /// What READ BINARY with a short answer can give at most.
  private static let shortest = 256

  /// A file that is one BER-TLV object (a certificate, a container), without what the file has after it.
  func object(in file: UInt8, during: String) async throws(CardError) -> [UInt8] {
    var bytes: [UInt8] = []
    if extendedWorks.withLock({ $0 }) { bytes = try await extended(file, during: during) ?? [] }
    if bytes.isEmpty { bytes = try await start(of: file, during: during) }
    guard let length = BERHeader(bytes)?.totalLength else { throw .malformed(during: during) }
    while bytes.count < length {
      // An answer to the extended form that is too short is a reader's cut: go on in pieces.
      extendedWorks.withLock { $0 = false }
      // The offset has 15 bits.
      guard bytes.count < 0x8000 else { throw .malformed(during: during) }
      let response = try await channel.exchange(
        CommandAPDU(
          0x00, 0xB0, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF),
          expected: min(Self.shortest, length - bytes.count)))
      guard response.isSuccess else { throw .unexpected(status: response.status, during: during) }
      guard !response.data.isEmpty else { throw .malformed(during: during) }
      bytes += response.data
    }
    return Array(bytes.prefix(length))
  }

  /// The first `count` bytes (at most 256) of a file.
  func start(of file: UInt8, count: Int = shortest, during: String) async throws(CardError) -> [UInt8] {
    let response = try await channel.exchange(CommandAPDU(0x00, 0xB0, 0x80 + file, 0x00, expected: count))
    guard response.isSuccess else { throw .unexpected(status: response.status, during: during) }
    return response.data
  }

  /// Nil when the card or the reader cannot do it: 6700 (also said by readers), or a failure of the reader itself.
  private func extended(_ file: UInt8, during: String) async throws(CardError) -> [UInt8]? {
    let response: ResponseAPDU
    do throws(CardError) {
      response = try await channel.exchange(CommandAPDU(0x00, 0xB0, 0x80 + file, 0x00, expected: 65536))
    } catch .readerFailed {
      extendedWorks.withLock { $0 = false }
      return nil
    }
    guard response.isSuccess else {
      guard response.status == StatusWord.wrongLength else {
        throw .unexpected(status: response.status, during: during)
      }
      extendedWorks.withLock { $0 = false }
      return nil
    }
    return response.data
  }
}

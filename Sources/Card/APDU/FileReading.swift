internal import Domain

/// Reads files of the selected application by their short number: with one command where card and reader can do extended length,
/// else in pieces whose number the file's own header tells. What is learned about the reader holds for as long as it is known.
struct FileReading: Sendable {
  private let channel: any CardChannel
  private let abilities: ReaderAbilities

  init(_ channel: any CardChannel) {
    self.channel = channel
    abilities = channel.abilities
  }

  /// What READ BINARY with a short answer can give at most.
  private static let shortest = 256
  private static let mostPieces = 256

  /// A file that is one BER-TLV object (a certificate, a container), without what the file has after it.
  /// - Parameter kind: the PIN that opens it, for the error.
  func object(in file: UInt8, after kind: PINKind, during: String) async throws(CardError) -> [UInt8] {
    var bytes: [UInt8] = []
    if abilities.mayTryExtendedLength { bytes = try await extended(file, after: kind, during: during) ?? [] }
    if bytes.isEmpty { bytes = try await start(of: file, after: kind, during: during) }
    guard let length = BERHeader(bytes)?.totalLength else { throw .malformed(during: during) }
    var pieces = 0
    while bytes.count < length {
      // An answer to the extended form that is too short is a reader's cut: go on in pieces.
      abilities.learned(extendedLength: false)
      // The offset has 15 bits. Readers cut answers, but none so short that a file would take this many pieces.
      pieces += 1
      guard bytes.count < 0x8000, pieces <= Self.mostPieces else { throw .malformed(during: during) }
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

  /// The first `count` bytes (at most 256) of a file; fewer when it is shorter.
  func start(
    of file: UInt8, count: Int = shortest, after kind: PINKind? = nil, during: String
  ) async throws(CardError) -> [UInt8] {
    let response = try await channel.exchange(CommandAPDU(0x00, 0xB0, 0x80 + file, 0x00, expected: count))
    try check(response, kind, during)
    return Array(response.data.prefix(count))
  }

  /// Nil when the card or the reader cannot do it: 6700 (also said by readers), or a failure of the reader itself.
  private func extended(_ file: UInt8, after kind: PINKind, during: String) async throws(CardError) -> [UInt8]? {
    let response: ResponseAPDU
    do throws(CardError) {
      response = try await channel.exchange(CommandAPDU(0x00, 0xB0, 0x80 + file, 0x00, expected: 65536))
    } catch .readerFailed {
      abilities.learned(extendedLength: false)
      return nil
    }
    if response.status == StatusWord.wrongLength {
      abilities.learned(extendedLength: false)
      return nil
    }
    try check(response, kind, during)
    return response.data
  }

  private func check(_ response: ResponseAPDU, _ kind: PINKind?, _ during: String) throws(CardError) {
    if response.isSuccess { return }
    if let kind, response.status == StatusWord.securityNotSatisfied { throw .pinNeeded(kind) }
    throw .unexpected(status: response.status, during: during)
  }
}

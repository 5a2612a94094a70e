import Foundation
import FuzzReaders
import Testing

/// Every input that was ever interesting, thrown at its reader again.
@Suite struct CorpusTests {
  private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz/Corpus")

  private static func inputs(_ reader: FuzzReader) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: corpus.appending(path: reader.name), includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
  }

  @Test(arguments: FuzzReader.all) func keptInputsDoNotBreakThePromise(reader: FuzzReader) async throws {
    let inputs = try Self.inputs(reader)
    #expect(!inputs.isEmpty, "Fuzz/Corpus/\(reader.name) is empty")
    for input in inputs {
      let violation = await reader.violation(Array(try Data(contentsOf: input)))
      #expect(violation == nil, "\(reader.name)/\(input.lastPathComponent)")
    }
  }

  /// Cut off anywhere, with a byte changed, or put twice: cheap, always the same, and close to what goes wrong.
  @Test(arguments: FuzzReader.all) func damagedInputsDoNotBreakThePromise(reader: FuzzReader) async throws {
    for input in try Self.inputs(reader).sorted(by: { $0.path < $1.path }).prefix(6) {
      let bytes = Array(try Data(contentsOf: input).prefix(600))
      let step = max(1, bytes.count / 16)
      var damaged = stride(from: 0, to: bytes.count, by: step).map { Array(bytes[..<$0]) } + [bytes + bytes]
      for place in stride(from: 0, to: bytes.count, by: step) {
        for byte in [0x00, 0x22, 0x7F, 0x80, 0xFF] as [UInt8] {
          var copy = bytes
          copy[place] = byte
          damaged.append(copy)
        }
      }
      for bytes in damaged {
        let violation = await reader.violation(bytes)
        #expect(violation == nil, "\(reader.name): \(bytes)")
      }
    }
  }

  @Test func everyDirectoryOfTheCorpusHasItsReader() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path()).filter { !$0.hasPrefix(".") }
    #expect(Set(folders) == Set(FuzzReader.all.map(\.name)))
  }
}

import Card
import Domain
import Synchronization
import Testing

/// A card that knows its part word for word: exactly these commands in this order, each with its answer. A command too many, one
/// too few or another one is a failure of the test. VERIFYs with a PIN are counted.
final class ScriptedChannel: CardChannel {
  struct Line {
    let command: [UInt8]
    let answer: Result<ResponseAPDU, CardError>

    /// Both in hexadecimal; the answer ends with the status word.
    init(_ command: String, _ answer: String) {
      self.command = hex(command)
      self.answer = .success(ResponseAPDU(bytes: hex(answer))!)
    }
    init(_ command: String, _ answer: [UInt8], _ status: UInt16 = 0x9000) {
      self.command = hex(command)
      self.answer = .success(ResponseAPDU(data: answer, status: status))
    }
    init(_ command: String, failing error: CardError) {
      self.command = hex(command)
      self.answer = .failure(error)
    }
  }

  private let state: Mutex<(lines: [Line], sent: Int, verified: Int)>
  let layout: CardLayout
  init(_ lines: [Line], layout: CardLayout = .current) {
    state = Mutex((lines, 0, 0))
    self.layout = layout
  }

  /// Commands that were sent, and those of them that were a VERIFY with data.
  var sent: Int { state.withLock { $0.sent } }
  var verified: Int { state.withLock { $0.verified } }

  func transmit(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
    let bytes = command.withBytes { Array($0) }
    let line: Line? = state.withLock { state in
      state.sent += 1
      if bytes.count > 5, bytes[1] == 0x20 { state.verified += 1 }
      return state.lines.isEmpty ? nil : state.lines.removeFirst()
    }
    guard let line else {
      Issue.record("one command too many: \(text(bytes))")
      throw .removed
    }
    if line.command != bytes {
      Issue.record("expected \(text(line.command)), got \(text(bytes))")
      throw .removed
    }
    return try line.answer.get()
  }

  /// Every line was said.
  func expectEnd(_ location: SourceLocation = #_sourceLocation) {
    let left = state.withLock { $0.lines.count }
    #expect(left == 0, "lines of the script that were never said", sourceLocation: location)
  }
}

func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  precondition(digits.count % 2 == 0)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

func text(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}

func pin(_ text: String) -> PIN {
  var pin = PIN()
  for byte in text.utf8 { _ = pin.append(byte) }
  return pin
}

let selectJPKI = "00 A4 04 0C 0A D3 92 F0 00 26 01 00 00 00 01"
let selectText = "00 A4 04 0C 0A D3 92 10 00 31 00 01 01 04 08"

/// What a piece of work came to.
func outcome<R: Sendable>(_ work: () async throws(CardError) -> R) async -> Result<R, CardError> {
  do throws(CardError) { return .success(try await work()) } catch { return .failure(error) }
}
func failure<R: Sendable>(_ work: () async throws(CardError) -> R) async -> CardError? {
  if case .failure(let error) = await outcome(work) { error } else { nil }
}

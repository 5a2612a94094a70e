internal import CSystem
internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// Lines from a descriptor, one at a time, as the main loop finds them there. A secret line goes into a `PIN` and nowhere else.
@UI final class LineInput {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private(set) var ended = false
  let isTerminal: Bool
  /// How many bytes of the line that was taken last were too many.
  private(set) var leftOut = 0
  private static let longestLine = 4096

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
  }

  /// No more is read until some of it has been taken.
  var isFull: Bool { buffer.count >= 64 << 10 }

  /// Reads what is there now.
  func fill() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &chunk, chunk.count)
    if count > 0 {
      buffer += chunk[..<count]
      chunk.withUnsafeMutableBytes { cs_wipe($0.baseAddress, $0.count) }
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      ended = true
    }
  }

  /// The next whole line; at the end of input what is left. Bytes that are no UTF-8 become U+FFFD.
  func nextLine() -> String? {
    takeLine().map { String(decoding: $0, as: UTF8.self) }
  }

  /// The next whole line as a secret. False when there is none yet.
  func nextSecret(_ body: (consuming PIN) -> Void) -> Bool {
    guard var line = takeLine() else { return false }
    var pin = PIN()
    var fits = true
    for byte in line where byte != 0x0D { fits = pin.append(byte) && fits }
    line.withUnsafeMutableBytes { cs_wipe($0.baseAddress, $0.count) }
    if !fits {
      // Not the empty line, which means something else: a PIN that has not the form of one.
      pin.removeAll()
      _ = pin.append(0xFF)
    }
    body(pin)
    return true
  }

  private func takeLine() -> [UInt8]? {
    // What has no end is cut: a line is never longer than what is kept.
    if let end = buffer.firstIndex(of: 0x0A) ?? (isFull ? buffer.count - 1 : nil) {
      let line = Array(buffer[..<end].prefix(Self.longestLine))
      leftOut = end - line.count
      // The bytes behind the line move down over it; what they leave at the end is wiped.
      let rest = buffer.count - end - 1
      buffer.withUnsafeMutableBytes { bytes in
        for index in 0..<rest { bytes[index] = bytes[end + 1 + index] }
        if end + 1 > 0 { cs_wipe(bytes.baseAddress! + rest, bytes.count - rest) }
      }
      buffer.removeLast(buffer.count - rest)
      return line
    }
    guard ended, !buffer.isEmpty else { return nil }
    leftOut = 0
    defer { buffer = [] }
    return buffer
  }

  /// Forgets what was typed ahead: before a secret, nothing typed for another question may count.
  func forgetTypeAhead() {
    guard isTerminal else { return }
    buffer.withUnsafeMutableBytes { if let base = $0.baseAddress { cs_wipe(base, $0.count) } }
    buffer = []
  }
}

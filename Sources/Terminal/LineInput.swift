internal import CSystem
internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// Lines from a descriptor, one at a time, as the main loop finds them there. A secret line goes into a `PIN` and nowhere else.
@UI final class LineInput {
  let descriptor: Int32
  let isTerminal: Bool
  private(set) var ended = false
  private(set) var burst = Burst()
  private var buffer = LineBuffer()

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
  }

  /// No more is read until some of it has been taken.
  var isFull: Bool { buffer.isFull }

  /// Reads what is there now.
  func fill() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &chunk, chunk.count)
    if count > 0 {
      burst.heard(at: Burst.now)
      buffer.add(chunk[..<count])
      chunk.withUnsafeMutableBytes { cs_wipe($0.baseAddress, $0.count) }
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      ended = true
    }
  }

  /// Scalars of a terminal that gives every key at once, the next one last.
  private var keys: [Unicode.Scalar] = []

  /// The next scalar, as it was typed; nil when it has not come whole.
  func nextScalar() -> Unicode.Scalar? {
    if keys.isEmpty { keys = buffer.takeScalars().reversed() }
    return keys.popLast()
  }

  /// What was typed ahead key by key is read on in lines.
  func putBackKeys() {
    guard !keys.isEmpty else { return }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: keys.reversed())
    buffer.putBack(Array(String(text).utf8))
    keys = []
  }

  /// As if the input had ended here.
  func end() { ended = true }

  enum Line {
    /// Bytes that are no UTF-8 have become U+FFFD.
    case text(String)
    case tooLong
  }

  /// The next line; at the end of input what is left.
  func nextLine() -> Line? {
    switch buffer.next(atEnd: ended) {
    case .whole(let bytes): .text(String(decoding: bytes, as: UTF8.self))
    case .tooLong: .tooLong
    case nil: nil
    }
  }

  /// The next line as a secret. False when there is none yet.
  func nextSecret(_ body: (consuming PIN) -> Void) -> Bool {
    guard let line = buffer.next(atEnd: ended) else { return false }
    var pin = PIN()
    var fits = false
    if case .whole(var bytes) = line {
      fits = true
      for byte in bytes where byte != 0x0D { fits = pin.append(byte) && fits }
      bytes.withUnsafeMutableBytes { cs_wipe($0.baseAddress, $0.count) }
    }
    if !fits {
      // Not the empty line, which means something else: a PIN that has not the form of one.
      pin.removeAll()
      _ = pin.append(0xFF)
    }
    pin.narrow()
    body(pin)
    return true
  }

  /// Forgets what was typed ahead, here and in the terminal: nothing typed for another question may count for the next one.
  func forgetTypeAhead() {
    guard isTerminal else { return }
    keys = []
    buffer.forget()
    tcflush(descriptor, TCIFLUSH)
  }
}

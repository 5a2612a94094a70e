internal import Domain

/// A command for the card (ISO/IEC 7816-4, 5.1): short form where it fits, else the extended one.
///
/// A command that carries a PIN (`carriesSecret`) exists only as encoded bytes in locked memory that is wiped when the last
/// holder of the command lets go. It cannot be printed.
public struct CommandAPDU: Sendable, CustomStringConvertible, CustomReflectable {
  private enum Form: Sendable {
    case open([UInt8])
    case secret(SecretCommand)
  }
  private let form: Form
  /// CLA, INS, P1, P2.
  public let header: [UInt8]
  /// The data field; empty when there is none, and for a command that carries a PIN.
  let data: [UInt8]

  /// - Parameters:
  ///   - cla: the class byte; 00 by ISO/IEC 7816-4, 80 for JICSAP's own commands.
  ///   - ins: which command.
  ///   - p1: the command's first parameter.
  ///   - p2: its second one.
  ///   - data: at most 65535 bytes.
  ///   - expected: the number of bytes wanted, 1…65536; 256 and 65536 are written as zero. Nil: none.
  public init(_ cla: UInt8, _ ins: UInt8, _ p1: UInt8, _ p2: UInt8, data: [UInt8] = [], expected: Int? = nil) {
    precondition(data.count <= 65535 && (expected ?? 1) >= 1 && (expected ?? 1) <= 65536, "not a command")
    header = [cla, ins, p1, p2]
    self.data = data
    var bytes = header
    let extended = data.count > 255 || (expected ?? 0) > 256
    if extended, !data.isEmpty || expected != nil { bytes.append(0) }
    func appendNumber(_ number: Int) {
      if extended { bytes.append(UInt8(truncatingIfNeeded: number >> 8)) }
      bytes.append(UInt8(truncatingIfNeeded: number))
    }
    if !data.isEmpty {
      appendNumber(data.count)
      bytes += data
    }
    if let expected { appendNumber(expected) }
    form = .open(bytes)
  }

  /// A command whose data is a PIN, as the card takes it: ASCII, no padding, capital letters.
  /// - Throws: `malformedPIN` when it has not the form of `kind`.
  init(_ cla: UInt8, _ ins: UInt8, _ p1: UInt8, _ p2: UInt8, pin: borrowing PIN, kind: PINKind) throws(CardError) {
    header = [cla, ins, p1, p2]
    data = []
    form = .secret(try SecretCommand(header: header, pin: pin, kind: kind))
  }

  /// Whether a PIN is in it. Such a command is never sent a second time by this program.
  public var carriesSecret: Bool { if case .secret = form { true } else { false } }

  /// Lends the encoded command. When it carries a secret, the bytes must not be copied into anything that is not wiped.
  public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    switch form {
    case .secret(let secret): return try secret.encoded.withBytes(body)
    case .open(let bytes):
      return try unsafe(bytes, body)
    }
  }

  /// `00 20 00 98`, never more: data may be of a person.
  public var description: String {
    header.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
  }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// `Array.withUnsafeBytes` rethrows untyped; this keeps the type of the error.
private func unsafe<R, E: Error>(
  _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(E) -> R
) throws(E) -> R {
  let result: Result<R, E> = bytes.withUnsafeBytes { buffer in
    do throws(E) { return .success(try body(buffer)) } catch { return .failure(error) }
  }
  return try result.get()
}

/// A command with a PIN. It is built in the locked, wiped memory that `PIN` gives: header, length and 4–16 bytes have room there.
private final class SecretCommand: Sendable {
  let encoded: PIN

  init(header: [UInt8], pin: borrowing PIN, kind: PINKind) throws(CardError) {
    var secret = PIN()
    pin.withBytes { bytes in for byte in bytes { _ = secret.append(byte) } }
    guard secret.hasForm(of: kind) else { throw .malformedPIN }
    var command = PIN()
    for byte in header { _ = command.append(byte) }
    _ = command.append(UInt8(secret.count))
    secret.withBytes { bytes in for byte in bytes { _ = command.append(byte) } }
    encoded = command
  }
}

extension CommandAPDU {
  /// The same command with another Le (for 6Cxx). Nil for one with a PIN, which has no Le.
  func expecting(_ length: Int) -> CommandAPDU? {
    guard !carriesSecret else { return nil }
    return CommandAPDU(header[0], header[1], header[2], header[3], data: data, expected: length)
  }
}

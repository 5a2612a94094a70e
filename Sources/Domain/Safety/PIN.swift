internal import CSystem

/// Which secret of the card. The 住基 PIN is one for the person and two key references on the card.
public enum PINKind: String, Hashable, Sendable, CaseIterable {
  /// 利用者証明用: log-in; four digits, three tries.
  case authentication
  /// 署名用: signing; 6–16 capital letters and digits, five tries.
  case signature
  /// 券面事項入力補助用: the four attributes; four digits, three tries.
  case text
  /// 住民基本台帳用: four digits, three tries.
  case juki
  /// 照合番号 B, which opens what is printed on the card: fourteen digits, ten tries. It stands on the card itself.
  case surface

  /// The word in commands and JSON (`card status`, `card change-pin`).
  public var word: String {
    switch self {
    case .authentication: "auth"
    case .signature: "sign"
    case .text: "text"
    case .juki: "juki"
    case .surface: "surface"
    }
  }
}

/// A PIN or signing password between the prompt and the card: in locked memory that core dumps and children do not see, wiped
/// when it goes. It cannot be copied, stored in a value, compared with `==` or printed; only lent (`withBytes`).
public struct PIN: ~Copyable, @unchecked Sendable {  // the one owner of the memory moves with the value
  /// Longest secret of the card: the signing password.
  public static let maximumLength = 16

  private let memory: UnsafeMutableRawBufferPointer
  public private(set) var count = 0

  /// Whether the kernel granted all of it: locked, not dumped, not inherited. Where it did not, the PIN is still wiped.
  public let isGuarded: Bool

  public init() {
    var guarded = false
    guard let page = cs_secret_new(&guarded) else { fatalError("no memory left for a secret") }
    memory = UnsafeMutableRawBufferPointer(start: page, count: Self.room)
    isGuarded = guarded
  }

  /// More than any PIN or the command that carries it; less than the page.
  private static let room = 64

  /// Takes one more byte. False when there is no room: nothing is kept then.
  public mutating func append(_ byte: UInt8) -> Bool {
    guard count < memory.count else { return false }
    memory[count] = byte
    count += 1
    return true
  }

  public mutating func removeLast() {
    guard count > 0 else { return }
    count -= 1
    memory[count] = 0
  }

  public mutating func removeAll() {
    cs_wipe(memory.baseAddress!, memory.count)
    count = 0
  }

  /// Whether the form is right for `kind`, before any card traffic. For the signing password lower case counts as its capital
  /// (the card knows capitals only), and is turned into it here.
  public mutating func hasForm(of kind: PINKind) -> Bool {
    switch kind {
    case .authentication, .text, .juki:
      return count == 4 && memory.prefix(count).allSatisfy { (0x30...0x39).contains($0) }
    case .surface:
      return count == 14 && memory.prefix(count).allSatisfy { (0x30...0x39).contains($0) }
    case .signature:
      guard (6...16).contains(count) else { return false }
      // Not `-=`: the thread sanitizer's build of Swift 6.3 makes a wrong program of it and stops.
      for index in 0..<count where (0x61...0x7A).contains(memory[index]) { memory[index] = memory[index] - 0x20 }
      return memory.prefix(count).allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
  }

  /// Makes plain characters of full-width ones (U+FF01 to U+FF5E as U+0021 to U+007E). For what a person has typed: an input method may be on
  /// where nothing that is typed can be seen.
  public mutating func narrow() {
    var from = 0
    var to = 0
    while from < count {
      var byte = memory[from]
      if from + 2 < count, byte == 0xEF {
        switch (memory[from + 1], memory[from + 2]) {
        case (0xBC, let last) where (0x81...0xBF).contains(last): (byte, from) = (last - 0x60, from + 2)
        case (0xBD, let last) where (0x80...0x9E).contains(last): (byte, from) = (last - 0x20, from + 2)
        default: break
        }
      }
      memory[to] = byte
      from += 1
      to += 1
    }
    for index in to..<count { memory[index] = 0 }
    count = to
  }

  /// Whether both are the same: for a new PIN that is typed twice. Takes equally long for all of the same length.
  public borrowing func isSame(as other: borrowing PIN) -> Bool {
    guard count == other.count else { return false }
    var difference: UInt8 = 0
    for index in 0..<count { difference |= memory[index] ^ other.memory[index] }
    return difference == 0
  }

  /// Lends the bytes. They must not be copied into anything that is not wiped.
  public borrowing func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try body(UnsafeRawBufferPointer(rebasing: memory[..<count]))
  }

  deinit {
    cs_secret_free(memory.baseAddress!)
  }
}

internal import Synchronization

/// What is known of a reader beyond that it passes commands on. One for each reader, for as long as the program knows it: what one
/// visit learns by failing, the next need not.
public final class ReaderAbilities: Sendable {
  private struct State: Sendable {
    var extendedLength: Bool?
    var isAsked = false
    var padVerify: UInt32?
  }
  private let state = Mutex(State())

  /// Nothing is known yet.
  public init() {}

  /// Whether an extended-length command is worth a try: not when the reader says, or has shown, that it cannot.
  var mayTryExtendedLength: Bool { state.withLock { $0.extendedLength } ?? true }

  func learned(extendedLength: Bool) { state.withLock { $0.extendedLength = extendedLength } }

  /// Whether the reader has keys of its own on which a PIN is typed (PC/SC part 10, FEATURE_VERIFY_PIN_DIRECT).
  public var hasPINPad: Bool { state.withLock { $0.padVerify != nil } }

  /// The control code of VERIFY on the reader's own keys.
  var padVerify: UInt32? { state.withLock { $0.padVerify } }

  /// True the first time: the reader is asked for its properties once.
  func claimQuestion() -> Bool {
    state.withLock { state in
      defer { state.isAsked = true }
      return !state.isAsked
    }
  }

  func learned(_ properties: ReaderProperties) {
    state.withLock { state in
      if let most = properties.largestAPDU { state.extendedLength = most > 256 }
      state.padVerify = properties.padVerify
    }
  }
}

/// What a reader says of itself by the means of PC/SC part 10, 2.02.09; no command reaches the card for it.
struct ReaderProperties: Hashable, Sendable {
  /// Control code of FEATURE_VERIFY_PIN_DIRECT.
  var padVerify: UInt32?
  /// Control code of FEATURE_GET_TLV_PROPERTIES.
  var tellProperties: UInt32?
  /// dwMaxAPDUDataSize: 0 for short APDUs only, up to 65536.
  var largestAPDU: Int?
  /// How many cards came and went: a property of the sandbox's reader only.
  var insertions: UInt32?

  /// Part 10, 2.2: tag, length 4, control code (big-endian), one after the other. What is not understood is left out.
  init(features bytes: [UInt8]) {
    for (tag, value) in Self.entries(bytes) where value.count == 4 {
      let code = value.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      switch tag {
      case 0x06: padVerify = code
      case 0x12: tellProperties = code
      default: break
      }
    }
  }

  /// Part 10, 2.6.14: tag, length, value (little-endian). 0A is dwMaxAPDUDataSize; DF, which the standard does not use, is ours.
  mutating func read(properties bytes: [UInt8]) {
    for (tag, value) in Self.entries(bytes) where (1...4).contains(value.count) {
      let number = value.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      switch tag {
      case 0x0A: largestAPDU = Int(number)
      case 0xDF: insertions = number
      default: break
      }
    }
  }

  private static func entries(_ bytes: [UInt8]) -> [(tag: UInt8, value: [UInt8])] {
    var entries: [(UInt8, [UInt8])] = []
    var rest = bytes[...]
    while rest.count >= 2, let tag = rest.first {
      let length = Int(rest[rest.startIndex + 1])
      rest = rest.dropFirst(2)
      guard rest.count >= length else { break }
      entries.append((tag, Array(rest.prefix(length))))
      rest = rest.dropFirst(length)
    }
    return entries
  }
}

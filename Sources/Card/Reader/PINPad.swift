public import Domain

/// A VERIFY whose PIN is typed on the reader's own keys: the PIN never comes into this machine.
///
/// PIN_VERIFY_STRUCTURE of PC/SC part 10, 2.5.2 (packed, little-endian), for a PIN of a fixed number of ASCII digits.
public struct PINPadRequest: Hashable, Sendable {
  /// Whose PIN is asked for.
  public let kind: PINKind
  let structure: [UInt8]

  /// Seconds until the reader gives up.
  public static let patience: UInt8 = 60

  /// - Returns: nil for a kind that has letters (the signing password), has more digits than readers are asked for, or is not on the card.
  public init?(_ kind: PINKind, layout: CardLayout = .current) {
    switch kind {
    case .authentication, .text, .juki: break
    case .signature, .surface: return nil
    }
    guard let reference = try? layout.reference(of: kind) else { return nil }
    let digits: UInt8 = 4
    self.kind = kind
    let command: [UInt8] = [0x00, 0x20, 0x00, reference, digits] + [UInt8](repeating: 0xFF, count: Int(digits))
    structure =
      [
        Self.patience, Self.patience,
        0x82,  // bmFormatString: units of bytes, from the left, ASCII
        digits,  // bmPINBlockString: no length in the block, its size
        0x00,  // bmPINLengthFormat
        digits, digits,  // wPINMaxExtraDigit: most, least
        0x02,  // bEntryValidationCondition: the key for "done"
        0x01,  // bNumberMessage: the reader's own words
        0x11, 0x04,  // wLangId: Japanese
        0x00,  // bMsgIndex
        0x00, 0x00, 0x00,  // bTeoPrologue: T=1 block, left to the reader
        UInt8(command.count), 0x00, 0x00, 0x00,
      ] + command
  }
}

extension ResponseAPDU {
  /// The reader's own answer to a `PINPadRequest` that no PIN came (part 10, 2.5.2: time is up, or its cancel key): the card saw nothing.
  public var saysGivenUpAtReader: Bool { status == 0x6400 || status == 0x6401 }
}

extension CardChannel {
  /// VERIFY on the reader's own keys, once. The application of the PIN must be selected.
  /// - Throws: `cancelled` when the person gave up on the reader or was too slow: no try was used; `wrongPIN`, `locked`.
  public func verifyAtReader(_ kind: PINKind) async throws(CardError) {
    guard let request = PINPadRequest(kind, layout: layout) else {
      throw .readerFailed(code: PCSCCode.unsupportedFeature)
    }
    let response = try await verifyOnPad(request)
    if response.saysGivenUpAtReader { throw .cancelled }
    switch response.status {
    // Part 10, 2.5.2: what the reader itself says.
    case 0x6402, 0x6403: throw .malformedPIN
    default: try judge(response.status, of: kind)
    }
  }
}

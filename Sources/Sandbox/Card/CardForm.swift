/// What of a person's may be put into the reader: the My Number card, or something that is taken for one.
public enum CardForm: String, Hashable, Sendable, CaseIterable {
  case card
  /// The card that comes after it, as far as is known: P-384 keys that sign SHA-384. Its applications are not public yet, so that it has
  /// those of today.
  case next
  /// A phone that plays the card: only JPKI, and no certificate is shown without its PIN.
  case phone
  /// An old 住基カード. What it held of certificates ended long ago.
  case juki
  /// A card of somebody else's trade.
  case other
}

extension CardContents {
  /// The same person's thing of another form. Phone and token names as jpki/myna and soltia48/myna-card saw them.
  mutating func become(_ form: CardForm) {
    switch form {
    // What its keys are, its credentials say.
    case .card, .next: return
    case .phone:
      applications = applications.filter { $0.identifier == Self.jpki }
      setToken("JPKIAPGPSETOKEN")
      hide(certificate: 0x0A, behind: 0x18)
      hide(certificate: 0x01, behind: 0x1B)
    case .juki:
      applications = applications.filter { [Self.jpki, Self.juki].contains($0.identifier) }
      setToken("JPKIAPICCTOKEN")
      change { files in
        for file in [0x01, 0x0A, 0x17, 0x1A] as [UInt8] { files[file] = nil }
        files[0x08] = .bytes([0x00, 0x00, 0x00], after: [])
      }
    case .other:
      // ISO/IEC 7816-5: F0 begins the names of those who registered none.
      applications = [Application(identifier: [0xF0, 0x53, 0x41, 0x4D, 0x50, 0x4C, 0x45], files: [:])]
    }
  }

  private static let jpki: [UInt8] = [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01]
  private static let juki: [UInt8] = [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01]

  private mutating func change(_ body: (inout [UInt8: File]) -> Void) {
    guard let place = applications.firstIndex(where: { $0.identifier == Self.jpki }) else { return }
    body(&applications[place].files)
  }

  private mutating func setToken(_ name: String) {
    change { files in
      guard case .bytes(let bytes, let after)? = files[0x06] else { return }
      let label = Array(name.utf8) + [UInt8](repeating: 0x20, count: 32 - name.utf8.count)
      files[0x06] = .bytes(label + bytes.dropFirst(32), after: after)
    }
  }

  private mutating func hide(certificate: UInt8, behind secret: UInt8) {
    change { files in
      if case .bytes(let bytes, _)? = files[certificate] { files[certificate] = .bytes(bytes, after: [secret]) }
    }
  }
}

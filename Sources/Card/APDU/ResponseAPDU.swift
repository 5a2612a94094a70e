/// What the card answered: data and status word (ISO/IEC 7816-4, 5.1).
public struct ResponseAPDU: Hashable, Sendable {
  /// What comes before the status word; empty for most answers.
  public let data: [UInt8]
  /// SW1 and SW2 as one number: 0x9000 is success.
  public let status: UInt16

  /// An answer made by hand, for readers that are played.
  public init(data: [UInt8] = [], status: UInt16) {
    self.data = data
    self.status = status
  }

  /// Nil when there is not even a status word.
  public init?(bytes: some RandomAccessCollection<UInt8>) {
    guard bytes.count >= 2 else { return nil }
    data = Array(bytes.dropLast(2))
    let tail = Array(bytes.suffix(2))
    status = UInt16(tail[0]) << 8 | UInt16(tail[1])
  }

  /// 9000: done, and nothing else to say.
  public var isSuccess: Bool { status == 0x9000 }
}

/// Status words, as ISO/IEC 7816-4 table 5 and JICSAP 1.1 name them.
enum StatusWord {
  static let success: UInt16 = 0x9000
  static let wrongLength: UInt16 = 0x6700
  static let securityNotSatisfied: UInt16 = 0x6982
  /// ISO: authentication method blocked. No My Number card was seen to say it, but phones may.
  static let blocked: UInt16 = 0x6983
  /// JICSAP: "IEF locked". What My Number cards say.
  static let locked: UInt16 = 0x6984
  static let notFound: UInt16 = 0x6A82
  static let keyNotSet: UInt16 = 0x6A88
  static let offsetPastEnd: UInt16 = 0x6B00

  /// 63Cx: wrong, or only asked for; x tries are left.
  static func tries(_ status: UInt16) -> Int? { status & 0xFFF0 == 0x63C0 ? Int(status & 0xF) : nil }
  /// 61xx: xx more bytes wait for GET RESPONSE (0: 256 or more).
  static func waiting(_ status: UInt16) -> Int? { status >> 8 == 0x61 ? length(status) : nil }
  /// 6Cxx: wrong Le, xx is the right one.
  static func rightLength(_ status: UInt16) -> Int? { status >> 8 == 0x6C ? length(status) : nil }

  private static func length(_ status: UInt16) -> Int { status & 0xFF == 0 ? 256 : Int(status & 0xFF) }
}

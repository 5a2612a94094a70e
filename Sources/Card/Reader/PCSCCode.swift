#if canImport(Glibc)
  internal import Glibc
#endif

/// The status codes that the reader itself looks at (pcsclite.h).
enum PCSCCode {
  static let success: UInt32 = 0
  static let unknownReader: UInt32 = 0x8010_0009
  static let timeout: UInt32 = 0x8010_000A
  static let sharingViolation: UInt32 = 0x8010_000B
  static let noReadersAvailable: UInt32 = 0x8010_002E
  static let unsupportedFeature: UInt32 = 0x8010_001F
}

extension CardError {
  /// What a status code of PC/SC means to us: the one place where codes are judged. Every code of pcsclite.h 1.9.9 is listed.
  /// Nil for success.
  init?(pcsc code: UInt32) {
    switch code {
    case 0: return nil  // SCARD_S_SUCCESS
    case 0x8010_0002,  // SCARD_E_CANCELLED
      0x8010_0012,  // SCARD_E_SYSTEM_CANCELLED
      0x8010_006E:  // SCARD_W_CANCELLED_BY_USER
      self = .cancelled
    case 0x8010_001D,  // SCARD_E_NO_SERVICE
      0x8010_001E:  // SCARD_E_SERVICE_STOPPED
      self = .serviceMissing
    case 0x8010_0009,  // SCARD_E_UNKNOWN_READER
      0x8010_0017,  // SCARD_E_READER_UNAVAILABLE
      0x8010_002E:  // SCARD_E_NO_READERS_AVAILABLE
      self = .noReader
    case 0x8010_000C:  // SCARD_E_NO_SMARTCARD
      self = .noCard
    case 0x8010_0069:  // SCARD_W_REMOVED_CARD
      self = .removed
    case 0x8010_0067,  // SCARD_W_UNPOWERED_CARD
      0x8010_0068:  // SCARD_W_RESET_CARD
      self = .reset
    case 0x8010_000B,  // SCARD_E_SHARING_VIOLATION
      0x8010_0031:  // SCARD_E_SERVER_TOO_BUSY
      self = .busy
    case 0x8010_0065,  // SCARD_W_UNSUPPORTED_CARD
      0x8010_0066,  // SCARD_W_UNRESPONSIVE_CARD
      0x8010_000D,  // SCARD_E_UNKNOWN_CARD
      0x8010_000F,  // SCARD_E_PROTO_MISMATCH
      0x8010_0015,  // SCARD_E_INVALID_ATR
      0x8010_001C:  // SCARD_E_CARD_UNSUPPORTED
      self = .unsupported
    case 0x8010_0001,  // SCARD_F_INTERNAL_ERROR
      0x8010_0003,  // SCARD_E_INVALID_HANDLE
      0x8010_0004,  // SCARD_E_INVALID_PARAMETER
      0x8010_0005,  // SCARD_E_INVALID_TARGET
      0x8010_0006,  // SCARD_E_NO_MEMORY
      0x8010_0007,  // SCARD_F_WAITED_TOO_LONG
      0x8010_0008,  // SCARD_E_INSUFFICIENT_BUFFER
      0x8010_000A,  // SCARD_E_TIMEOUT
      0x8010_000E,  // SCARD_E_CANT_DISPOSE
      0x8010_0010,  // SCARD_E_NOT_READY
      0x8010_0011,  // SCARD_E_INVALID_VALUE
      0x8010_0013,  // SCARD_F_COMM_ERROR
      0x8010_0014,  // SCARD_F_UNKNOWN_ERROR
      0x8010_0016,  // SCARD_E_NOT_TRANSACTED
      0x8010_0018,  // SCARD_P_SHUTDOWN
      0x8010_0019,  // SCARD_E_PCI_TOO_SMALL
      0x8010_001A,  // SCARD_E_READER_UNSUPPORTED
      0x8010_001B,  // SCARD_E_DUPLICATE_READER
      0x8010_001F,  // SCARD_E_UNEXPECTED, SCARD_E_UNSUPPORTED_FEATURE
      0x8010_0020,  // SCARD_E_ICC_INSTALLATION
      0x8010_0021,  // SCARD_E_ICC_CREATEORDER
      0x8010_0023,  // SCARD_E_DIR_NOT_FOUND
      0x8010_0024,  // SCARD_E_FILE_NOT_FOUND
      0x8010_0025,  // SCARD_E_NO_DIR
      0x8010_0026,  // SCARD_E_NO_FILE
      0x8010_0027,  // SCARD_E_NO_ACCESS
      0x8010_0028,  // SCARD_E_WRITE_TOO_MANY
      0x8010_0029,  // SCARD_E_BAD_SEEK
      0x8010_002A,  // SCARD_E_INVALID_CHV
      0x8010_002B,  // SCARD_E_UNKNOWN_RES_MNG
      0x8010_002C,  // SCARD_E_NO_SUCH_CERTIFICATE
      0x8010_002D,  // SCARD_E_CERTIFICATE_UNAVAILABLE
      0x8010_002F,  // SCARD_E_COMM_DATA_LOST
      0x8010_0030,  // SCARD_E_NO_KEY_CONTAINER
      0x8010_006A,  // SCARD_W_SECURITY_VIOLATION
      0x8010_006B,  // SCARD_W_WRONG_CHV
      0x8010_006C,  // SCARD_W_CHV_BLOCKED
      0x8010_006D,  // SCARD_W_EOF
      0x8010_006F:  // SCARD_W_CARD_NOT_AUTHENTICATED
      self = .readerFailed(code: code)
    default: self = .readerFailed(code: code)
    }
  }
}

/// Blocks this thread, which must be one that may block.
func sleep(milliseconds: Int) {
  _ = poll(nil, 0, Int32(milliseconds))
}

internal import Domain

/// The text form of certificates (RFC 7468). Text outside the blocks and blocks of other kinds are passed over; inside a
/// certificate block everything must be right.
public enum PEM {
  private static let begin = "-----BEGIN CERTIFICATE-----"
  private static let end = "-----END CERTIFICATE-----"

  /// The DER of every certificate block, in order; empty when there is none.
  public static func certificates(in text: String) throws(TrustError) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var block: [UInt8]?
    for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      var bytes = Array(line)
      while bytes.last == 0x20 || bytes.last == 0x09 { bytes.removeLast() }
      if bytes.elementsEqual(begin.utf8) {
        guard block == nil else { throw .malformedPEM }
        block = []
      } else if bytes.elementsEqual(end.utf8) {
        guard let letters = block, let der = Base64.standard.decode(String(decoding: letters, as: UTF8.self)),
          !der.isEmpty
        else { throw .malformedPEM }
        found.append(der)
        block = nil
      } else {
        block?.append(contentsOf: bytes)
      }
    }
    guard block == nil else { throw .malformedPEM }
    return found
  }

  /// One certificate as text, in lines of 64 letters, with a line end after the last.
  public static func text(ofCertificate der: [UInt8]) -> String {
    let letters = Array(Base64.standard.encode(der).utf8)
    var out = begin + "\n"
    for start in stride(from: 0, to: letters.count, by: 64) {
      out += String(decoding: letters[start..<min(start + 64, letters.count)], as: UTF8.self) + "\n"
    }
    return out + end + "\n"
  }
}

internal import Domain

/// The text form of certificates and signed documents (RFC 7468). Text outside the blocks and blocks of other kinds are passed
/// over; inside a block that was asked for everything must be right.
public enum PEM {
  /// The DER of every certificate block, in order; empty when there is none.
  public static func certificates(in text: String) throws(TrustError) -> [[UInt8]] {
    try blocks(["CERTIFICATE"], in: text)
  }

  /// The DER of every block with one of the labels, in order. A block ends with the label it began with.
  static func blocks(_ labels: [String], in text: String) throws(TrustError) -> [[UInt8]] {
    let begins = labels.map { Array("-----BEGIN \($0)-----".utf8) }
    let ends = labels.map { Array("-----END \($0)-----".utf8) }
    var found: [[UInt8]] = []
    var block: (label: Int, letters: [UInt8])?
    var rest = Array(text.utf8)[...]
    // Line by line, not all lines at once: a text may be large, and its lines many.
    while !rest.isEmpty {
      var bytes = rest.prefix { $0 != 0x0A && $0 != 0x0D }
      rest = rest.dropFirst(bytes.count + 1)
      while bytes.last == 0x20 || bytes.last == 0x09 { bytes.removeLast() }
      if bytes.first == UInt8(ascii: "-"), let label = begins.firstIndex(where: bytes.elementsEqual) {
        guard block == nil else { throw .malformedPEM }
        block = (label, [])
      } else if bytes.first == UInt8(ascii: "-"), let label = ends.firstIndex(where: bytes.elementsEqual) {
        guard let open = block, open.label == label,
          let der = Base64.standard.decode(String(decoding: open.letters, as: UTF8.self)), !der.isEmpty
        else { throw .malformedPEM }
        found.append(der)
        block = nil
      } else {
        block?.letters.append(contentsOf: bytes)
      }
    }
    guard block == nil else { throw .malformedPEM }
    return found
  }

  /// One certificate as text, in lines of 64 letters, with a line end after the last.
  public static func text(ofCertificate der: [UInt8]) -> String { text(of: der, label: "CERTIFICATE") }

  private static func text(of der: [UInt8], label: String) -> String {
    let letters = Array(Base64.standard.encode(der).utf8)
    var out = "-----BEGIN \(label)-----\n"
    for start in stride(from: 0, to: letters.count, by: 64) {
      out += String(decoding: letters[start..<min(start + 64, letters.count)], as: UTF8.self) + "\n"
    }
    return out + "-----END \(label)-----\n"
  }
}

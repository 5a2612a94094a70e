public import Domain

/// One whole request as the server takes it: path and query decoded strictly, header names in any case.
public struct ServerRequest: Hashable, Sendable {
  public let method: String
  /// The decoded segments of the path: `/notices/a%2Fb` is `["notices", "a/b"]`. A slash at the end gives an empty last segment.
  public let path: [String]
  /// Decoded names and values in their order. `+` is a plus sign, as in RFC 3986; a blank is `%20`.
  public let query: [Parameter]
  public let headers: [Header]
  public let body: [UInt8]

  public struct Parameter: Hashable, Sendable {
    public let name: String
    public let value: String
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(
    method: String, path: [String], query: [Parameter] = [], headers: [Header] = [], body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// Reads the request target of RFC 9112 §3.2.1 (`/path?query`). Nil when it is another form, has a byte outside ASCII, a `%`
  /// without two hex digits, or decodes to something that is not UTF-8 or has a control character.
  public init?(method: String, target: String, headers: [Header] = [], body: [UInt8] = []) {
    let bytes = Array(target.utf8)
    guard bytes.first == UInt8(ascii: "/"), bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
    else { return nil }
    let parts = bytes.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
    var path: [String] = []
    for segment in parts[0].dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let text = percentDecoded(segment) else { return nil }
      path.append(text)
    }
    var query: [Parameter] = []
    if parts.count == 2 {
      for pair in parts[1].split(separator: UInt8(ascii: "&")) {
        let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = percentDecoded(sides[0]), let value = percentDecoded(sides.count == 2 ? sides[1] : []) else {
          return nil
        }
        query.append(Parameter(name, value))
      }
    }
    self.init(method: method, path: path, query: query, headers: headers, body: body)
  }

  /// The first header of that name, whatever its case.
  public subscript(header name: String) -> String? {
    headers.first { equalIgnoringCase($0.name, name) }?.value
  }

  /// The first query parameter of that name.
  public subscript(query name: String) -> String? { query.first { $0.name == name }?.value }
}

/// What the handler gives back.
public enum ServerResponse: Hashable, Sendable {
  case answer(status: Int, headers: [Header], body: [UInt8])
  /// The connection is closed without an answer; with `reset` by a TCP reset.
  case drop(reset: Bool)

  /// An answer without a body.
  public static func empty(_ status: Int, headers: [Header] = []) -> ServerResponse {
    .answer(status: status, headers: headers, body: [])
  }
}

private func equalIgnoringCase(_ a: String, _ b: String) -> Bool {
  a.utf8.count == b.utf8.count && zip(a.utf8, b.utf8).allSatisfy { lowered($0) == lowered($1) }
}

private func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

private func percentDecoded(_ encoded: ArraySlice<UInt8>) -> String? {
  var out: [UInt8] = []
  out.reserveCapacity(encoded.count)
  var rest = encoded
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      out.append(byte)
      continue
    }
    guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else { return nil }
    out.append(high << 4 | low)
  }
  guard let text = String(validating: out, as: UTF8.self),
    !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
  else { return nil }
  return text
}

private func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x37
  case 0x61...0x66: byte - 0x57
  default: nil
  }
}

internal import Domain

/// What of a request or an answer may be shown to whoever reads a trace. Unknown means hidden: a header, a parameter or a field
/// that somebody adds tomorrow is not shown by mistake.
enum Masking {
  static let mask = "[masked]"

  private static let plainHeaders: Set<String> = [
    "accept", "accept-ranges", "age", "allow", "cache-control", "connection", "content-encoding", "content-length",
    "content-type", "date", "etag", "expires", "keep-alive", "last-modified", "retry-after", "server",
    "strict-transport-security",
    "transfer-encoding", "user-agent", "vary", "via", "x-request-id",
  ]
  /// Parameters that say how a list is cut, not what a person looks for.
  private static let plainParameters: Set<String> = ["limit", "offset", "cursor", "unread", "since", "state"]
  /// Fields of a request's body that prove who somebody is.
  private static let secretFields: Set<String> = [
    "token", "certificate", "signature", "nonce", "pin", "password", "passphrase", "secret",
  ]

  static func header(_ header: Header) -> String {
    if header.name.lowercased() == "authorization" {
      // The scheme is no secret and tells a wrong one.
      let scheme = header.value.split(separator: " ").first.map { $0 + " " } ?? ""
      return scheme.utf8.count <= 16 ? scheme + mask : mask
    }
    return plainHeaders.contains(header.name.lowercased()) ? header.value : mask
  }

  /// The address with the values of parameters that a person chose hidden.
  static func address(_ url: String) -> String {
    guard let question = url.firstIndex(of: "?") else { return url }
    let query = url[url.index(after: question)...].split(separator: "&", omittingEmptySubsequences: false)
    let shown = query.map { pair -> String in
      guard let equals = pair.firstIndex(of: "="), !plainParameters.contains(String(pair[..<equals])) else {
        return String(pair)
      }
      return pair[...equals] + mask
    }
    return url[...question] + shown.joined(separator: "&")
  }

  /// A body that is about to be sent, with what proves an identity hidden.
  static func body(_ value: Value) -> Value {
    switch value {
    case .object(let fields):
      .object(
        Fields(
          fields.all.map { field in
            secretFields.contains(field.name.lowercased()) && !field.value.isNull
              ? (field.name, .text(mask)) : (field.name, body(field.value))
          }))
    case .list(let items): .list(items.map(body))
    default: value
    }
  }
}

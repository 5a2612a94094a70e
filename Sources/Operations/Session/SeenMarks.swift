public import Domain
internal import Trust

/// Until when a person has seen a list, for `--since last`. Each person at each portal has marks of their own.
public struct SeenMarks: Sendable {
  private let file: PrivateFile

  /// - Parameters:
  ///   - directory: `$XDG_STATE_HOME/mynafront`; made (0700) when it is first written to.
  ///   - subject: the person, by the portal's pairwise id; only its hash with the issuer names the file.
  public init(directory: String, issuer: String, subject: String) {
    file = PrivateFile(
      directory: directory, name: "seen-\(SHA256.hex(Array((issuer + "\n" + subject).utf8)).prefix(32)).json",
      limit: 4 << 10)
  }

  /// Nil when the list was never seen, or what is kept cannot be read: then everything is new.
  public func last(_ list: String) -> Instant? {
    guard let value = read()?[list]?.text else { return nil }
    return Instant(rfc3339: value)
  }

  /// Keeps that everything up to `instant` was seen. An older mark than the one that is kept changes nothing.
  /// - Throws: `fileFailed`.
  public func remember(_ list: String, _ instant: Instant) throws(Problem) {
    if let last = last(list), last >= instant { return }
    var fields = read()?.object ?? Fields()
    fields[list] = .text(instant.rfc3339)
    try file.write(Array(JSONWriter.write(.object(fields)).utf8))
  }

  private func read() -> Value? { (try? file.read()).flatMap { $0 }.flatMap { try? JSONReader.read($0) } }
}

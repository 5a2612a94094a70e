public import Domain
internal import Trust

#if canImport(Glibc)
  internal import Glibc
#endif

/// Until when a person has seen a list, for `--since last`. Each person at each portal has marks of their own.
public struct SeenMarks: Sendable {
  private let directory: String
  private let name: String
  private static let maximumBytes = 4 << 10

  /// - Parameters:
  ///   - directory: `$XDG_STATE_HOME/mynafront`; made (0700) when it is first written to.
  ///   - subject: the person, by the portal's pairwise id; only its hash with the issuer names the file.
  public init(directory: String, issuer: String, subject: String) {
    self.directory = directory
    name = "seen-\(SHA256.hex(Array((issuer + "\n" + subject).utf8)).prefix(32)).json"
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
    let path = directory + "/" + name
    Descriptor.makeDirectories(directory)
    guard let folder = Descriptor.directory(directory) else { throw FileFailure.notPermitted.problem(of: path) }
    do throws(FileFailure) {
      try folder.put(Array(JSONWriter.write(.object(fields)).utf8), as: name)
    } catch { throw error.problem(of: path) }
  }

  private func read() -> Value? {
    guard let folder = Descriptor.directory(directory), let file = folder.open(name, O_RDONLY),
      file.privateFile != nil, let bytes = file.read(atMost: Self.maximumBytes)
    else { return nil }
    return try? JSONReader.read(bytes)
  }
}

internal import CSystem
public import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// What was said and typed in the linear face, in a file of the person's own (0600), as it happens. Secrets never come here.
@UI public final class Transcript {
  private let descriptor: Int32
  private var hasFailed = false
  /// The last `add` was the first that failed.
  public private(set) var hasJustFailed = false

  /// Opens the file, or makes it. One that exists is appended to, when it is a regular file of this user's with one name, and is
  /// closed to others from then on.
  /// - Throws: `fileFailed` for anything else.
  nonisolated public init(file: String) throws(Problem) {
    let failed = Problem(.fileFailed, facts: [("file", .text(file))])
    descriptor = cs_open(
      file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failed }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_uid == geteuid(),
      facts.st_nlink == 1, facts.st_mode & 0o077 == 0 || fchmod(descriptor, 0o600) == 0
    else {
      close(descriptor)
      throw failed
    }
  }

  deinit { close(descriptor) }

  /// Appends. False from the first failure on.
  func add(_ text: TerminalSafe) -> Bool {
    hasJustFailed = false
    if hasFailed { return false }
    var bytes = Array(text.text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        hasFailed = true
        hasJustFailed = true
        return false
      }
      bytes = bytes.dropFirst(count)
    }
    return true
  }
}

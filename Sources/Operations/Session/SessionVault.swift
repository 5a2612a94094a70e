// The rules of this file: the token is on disk in one file of the user's own (0600 in a 0700 directory), never anywhere else; a file
// that others could have written or read is not used; what is not used for an hour is overwritten and removed.

public import Domain
internal import Trust

#if canImport(Glibc)
  internal import Glibc
#endif

/// A session as it is kept between commands.
public struct StoredSession: Sendable {
  public let token: Sensitive<String>
  public let summary: SessionSummary
  public init(token: Sensitive<String>, summary: SessionSummary) {
    self.token = token
    self.summary = summary
  }
}

/// Where the session with one portal is kept, for all commands of one user.
public struct SessionVault: Sendable {
  /// After so many seconds without use the session is over, whatever the portal says (interface: one hour).
  public static let idleSeconds = 3600
  /// The file's age is renewed at most this often.
  private static let touchSeconds = 60
  /// A file from further in the future than this means that the machine's clock was put back; its age is not known then.
  private static let clockSlackSeconds = 300
  private static let maximumBytes = 64 << 10

  private let directory: String
  private let issuer: String
  private let name: String

  /// - Parameters:
  ///   - directory: made (0700) when it is first written to. `UserDirectories.run` says which one it usually is.
  ///   - issuer: the portal's origin. A session of another portal is never given.
  public init(directory: String, issuer: String) {
    self.directory = directory
    self.issuer = issuer
    name = "session-\(SHA256.hex(Array(issuer.utf8)).prefix(32)).json"
  }

  // MARK: reading

  /// The session, nil when there is none that may be used. One that was not used for an hour, or that is not ours to read, is
  /// wiped or left alone; it is never given.
  /// - Parameter now: the machine's time, not the sandbox's: it is compared with the file's age.
  public func load(now: Instant = SystemClock().now) -> StoredSession? {
    guard let folder = Descriptor.directory(directory), let file = folder.open(name, O_RDONLY),
      let facts = file.privateFile
    else { return nil }
    guard isFresh(facts, now: now) else {
      wipe(name, in: folder, only: facts.st_ino)
      return nil
    }
    guard let bytes = file.read(atMost: Self.maximumBytes), let session = Self.session(bytes, issuer: issuer) else {
      // Damaged, or of another portal under our name: worth nothing to anybody.
      wipe(name, in: folder, only: facts.st_ino)
      return nil
    }
    return session
  }

  /// For how long the session that is kept was not used; nil when there is none that may be used.
  public func unusedSeconds(now: Instant = SystemClock().now) -> Int? {
    guard let folder = Descriptor.directory(directory), let file = folder.open(name, O_RDONLY),
      let facts = file.privateFile, isFresh(facts, now: now)
    else { return nil }
    return max(0, now.seconds - facts.st_mtim.tv_sec)
  }

  /// The token for one call, and the mark that the session was used. For `PortalClient`.
  public func token(now: Instant = SystemClock().now) -> Sensitive<String>? {
    guard let session = load(now: now) else { return nil }
    touch(now: now)
    return session.token
  }

  /// Marks that the session was used, at most once a minute.
  public func touch(now: Instant = SystemClock().now) {
    guard let folder = Descriptor.directory(directory), let file = folder.open(name, O_RDONLY),
      let facts = file.privateFile, isFresh(facts, now: now),
      now.seconds - facts.st_mtim.tv_sec >= Self.touchSeconds
    else { return }
    file.setAge(now)
  }

  private func isFresh(_ facts: stat, now: Instant) -> Bool {
    let unused = now.seconds - facts.st_mtim.tv_sec
    return unused <= Self.idleSeconds && unused >= -Self.clockSlackSeconds
  }

  // MARK: writing

  /// Keeps the session, in place of whatever was there. A crash leaves the old one or the new one.
  /// - Throws: `fileFailed` when the directory is not ours alone or cannot be written.
  public func save(_ session: StoredSession, now: Instant = SystemClock().now) throws(Problem) {
    Descriptor.makeDirectories(directory)
    guard let folder = Descriptor.directory(directory) else { throw FileFailure.notPermitted.problem(of: directory) }
    removeLeftovers(in: folder)
    do throws(FileFailure) {
      try folder.put(bytes(of: session), as: name, age: now)
    } catch { throw error.problem(of: directory) }
  }

  /// What processes that were ended in the middle left: files that carry the number of a process that is no more.
  private func removeLeftovers(in folder: borrowing Descriptor) {
    let prefix = Descriptor.temporaryPrefix(of: name)
    for found in folder.names(beginningWith: prefix) {
      let owner = found.dropFirst(prefix.count).split(separator: ".").first.flatMap { pid_t($0) }
      if let owner, owner > 0, kill(owner, 0) == 0 || errno == EPERM { continue }
      wipe(found, in: folder, only: nil)
    }
  }

  /// Overwrites the file and removes it. Nothing happens when there is none.
  public func wipe() {
    guard let folder = Descriptor.directory(directory) else { return }
    removeLeftovers(in: folder)
    wipe(name, in: folder, only: nil)
  }

  /// - Parameter inode: only when it is still this file: another command may have logged in meanwhile.
  private func wipe(_ name: String, in folder: borrowing Descriptor, only inode: ino_t?) {
    if let file = folder.open(name, O_WRONLY), let facts = file.ownFile {
      if let inode, facts.st_ino != inode { return }
      _ = file.write([UInt8](repeating: 0, count: Int(facts.st_size)))
      _ = file.sync()
    }
    // A link or somebody else's file is removed, never written to.
    folder.remove(name)
  }

  // MARK: the file's words

  private func bytes(of session: StoredSession) -> [UInt8] {
    let summary = session.summary
    let value = Value.fields(
      ("schema", 1), ("issuer", .text(issuer)), ("token", .text(session.token.reveal())),
      ("subject", .text(summary.subject)), ("method", .text(summary.method.rawValue)),
      ("assurance", .text(summary.assurance)), ("expiresAt", .text(summary.expiresAt.rfc3339)),
      ("idleSeconds", .integer(summary.idleSeconds)), ("person", summary.person.value))
    return Array(JSONWriter.write(value).utf8)
  }

  static func session(_ bytes: [UInt8], issuer: String) -> StoredSession? {
    guard let value = try? JSONReader.read(bytes), value["schema"]?.integer == 1, value["issuer"] == .text(issuer),
      let token = value["token"]?.text, !token.isEmpty, let subject = value["subject"]?.text,
      let method = (value["method"]?.text).flatMap(SessionSummary.Method.init),
      let assurance = value["assurance"]?.text,
      let expiresAt = (value["expiresAt"]?.text).flatMap({ Instant(rfc3339: $0) }),
      let idleSeconds = value["idleSeconds"]?.integer,
      let name = (value.at("person.displayName")?.text).flatMap(LegalName.init)
    else { return nil }
    let kana = (value.at("person.kana")?.text).flatMap(LegalName.init)
    return StoredSession(
      token: Sensitive(token),
      summary: SessionSummary(
        method: method, assurance: assurance, expiresAt: expiresAt, idleSeconds: idleSeconds, subject: subject,
        person: Person(displayName: name, kana: kana)))
  }
}

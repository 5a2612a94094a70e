import Domain
import Foundation
import Operations
import Testing

struct SessionVaultTests {
  static let now = Instant(rfc3339: "2026-11-20T10:00:00+09:00")!
  static let issuer = "https://127.0.0.1:8443"
  let root = TemporaryDirectory()
  var path: String { root.path + "/state/mynafront/run" }
  var vault: SessionVault { SessionVault(directory: path, issuer: Self.issuer) }

  static func session(_ token: String = "token-1") -> StoredSession {
    StoredSession(
      token: Sensitive(token),
      summary: SessionSummary(
        method: .card, assurance: "high", expiresAt: now.adding(seconds: 3600), idleSeconds: 3600,
        subject: "pairwise-1",
        person: Person(displayName: LegalName("神\u{FA19}")!, kana: LegalName("カミ"))))
  }

  func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path) }
  func file() throws -> String { path + "/" + (try #require(try files().first)) }
  func mode(_ path: String) throws -> Int {
    try #require((try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue)
  }

  /// A process that was ended in the middle of a write may leave a file with a live token: the next write or log-out removes it,
  /// and leaves alone what a process that lives is about to write.
  @Test(arguments: ["save", "wipe"]) func whatAnEndedProcessLeftIsRemoved(_ deed: String) throws {
    try vault.save(Self.session(), now: Self.now)
    let name = try #require(try files().first)
    // No process has this number: it is above the largest that Linux gives.
    let left = path + "/.\(name).4194305.00ff"
    let living = path + "/.\(name).\(getpid()).00ff"
    for file in [left, living] { try Data("token".utf8).write(to: URL(fileURLWithPath: file)) }
    if deed == "save" { try vault.save(Self.session(), now: Self.now) } else { vault.wipe() }
    #expect(!FileManager.default.fileExists(atPath: left))
    #expect(FileManager.default.fileExists(atPath: living))
    #expect(try files().count == (deed == "save" ? 2 : 1))
  }

  @Test func whatIsKeptComesBackAndIsForTheOwnerOnly() throws {
    #expect(vault.load(now: Self.now) == nil)
    try vault.save(Self.session(), now: Self.now)
    let back = try #require(vault.load(now: Self.now))
    #expect(back.token.reveal() == "token-1")
    #expect(back.summary == Self.session().summary)
    #expect(try files().count == 1)
    #expect(try mode(try file()) == 0o600)
    for part in ["", "/..", "/../.."] { #expect(try mode(path + part) == 0o700) }
    #expect(!"\(back)".contains("token-1"))
    #expect(try files().allSatisfy { $0.hasPrefix("session-") && !$0.contains("127") })
  }

  @Test(arguments: [(0, true), (3600, true), (3601, false), (86_400, false), (-200, true), (-600, false)])
  func anHourWithoutUseEndsIt(_ row: (seconds: Int, remains: Bool)) throws {
    try vault.save(Self.session(), now: Self.now)
    #expect((vault.load(now: Self.now.adding(seconds: row.seconds)) != nil) == row.remains)
    #expect(try files().isEmpty != row.remains)
  }

  @Test func everyUseProlongsIt() throws {
    try vault.save(Self.session(), now: Self.now)
    var now = Self.now
    for _ in 0..<5 {
      now = now.adding(seconds: 3000)
      #expect(vault.token(now: now)?.reveal() == "token-1")
    }
    // Within a minute the file is left alone.
    let before = try FileManager.default.attributesOfItem(atPath: try file())[.modificationDate] as? Date
    #expect(vault.token(now: now.adding(seconds: 59)) != nil)
    #expect(try FileManager.default.attributesOfItem(atPath: try file())[.modificationDate] as? Date == before)
    #expect(vault.token(now: now.adding(seconds: 60)) != nil)
    #expect(try FileManager.default.attributesOfItem(atPath: try file())[.modificationDate] as? Date != before)
    vault.touch(now: now.adding(seconds: 9000))
    #expect(vault.load(now: now.adding(seconds: 9000)) == nil)
  }

  @Test func anotherPortalHasAnotherSession() throws {
    try vault.save(Self.session(), now: Self.now)
    let other = SessionVault(directory: path, issuer: "https://127.0.0.1:8444")
    #expect(other.load(now: Self.now) == nil)
    try other.save(Self.session("token-2"), now: Self.now)
    #expect(vault.load(now: Self.now)?.token.reveal() == "token-1")
    other.wipe()
    #expect(other.load(now: Self.now) == nil)
    #expect(vault.load(now: Self.now) != nil)
    // Under the right name, but of another portal.
    let mine = try file()
    try other.save(Self.session("token-2"), now: Self.now)
    let theirs = try #require(try files().map { path + "/" + $0 }.first { $0 != mine })
    try FileManager.default.removeItem(atPath: mine)
    try FileManager.default.moveItem(atPath: theirs, toPath: mine)
    #expect(vault.load(now: Self.now) == nil)
  }

  @Test func wipingOverwritesBeforeItRemoves() throws {
    try vault.save(Self.session(), now: Self.now)
    let open = try #require(FileHandle(forReadingAtPath: try file()))
    vault.wipe()
    #expect(try files().isEmpty)
    let left = open.readDataToEndOfFile()
    #expect(!left.isEmpty && left.allSatisfy { $0 == 0 })
    vault.wipe()
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o602]) func aFileThatOthersCouldReadOrWriteIsNotUsed(_ mode: Int) throws {
    try vault.save(Self.session(), now: Self.now)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: try file())
    #expect(vault.load(now: Self.now) == nil)
    #expect(vault.token(now: Self.now) == nil)
    try vault.save(Self.session("token-3"), now: Self.now)
    #expect(vault.load(now: Self.now)?.token.reveal() == "token-3")
    #expect(try self.mode(try file()) == 0o600)
  }

  @Test func linksAreNeverFollowed() throws {
    try vault.save(Self.session(), now: Self.now)
    let real = try file()
    let elsewhere = root.path + "/elsewhere"
    try FileManager.default.moveItem(atPath: real, toPath: elsewhere)
    try FileManager.default.createSymbolicLink(atPath: real, withDestinationPath: elsewhere)
    #expect(vault.load(now: Self.now) == nil)
    vault.wipe()
    #expect(try files().isEmpty)
    #expect(FileManager.default.contents(atPath: elsewhere)?.isEmpty == false)

    // A second name of the file is as bad.
    try vault.save(Self.session(), now: Self.now)
    try FileManager.default.linkItem(atPath: try file(), toPath: root.path + "/second")
    #expect(vault.load(now: Self.now) == nil)

    // Neither is a directory that is a link.
    let other = TemporaryDirectory()
    let link = other.path + "/run"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let vaultBehindLink = SessionVault(directory: link, issuer: Self.issuer)
    #expect(vaultBehindLink.load(now: Self.now) == nil)
    #expect(throws: Problem.self) { try vaultBehindLink.save(Self.session(), now: Self.now) }
  }

  @Test func anOpenDirectoryIsClosedToOthers() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    try vault.save(Self.session(), now: Self.now)
    #expect(try mode(path) == 0o700)
  }

  @Test(arguments: ["", "{", "[]", "{\"schema\":2}", "{\"schema\":1,\"issuer\":\"https://127.0.0.1:8443\"}"])
  func aDamagedFileIsNoSession(_ text: String) throws {
    try vault.save(Self.session(), now: Self.now)
    let handle = try #require(FileHandle(forWritingAtPath: try file()))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
    #expect(vault.load(now: SystemClock().now) == nil)
    #expect(try files().isEmpty)
  }

  @Test func theDirectoryIsWhereTheStandardSays() {
    func directory(_ variables: [String: String]) -> String? { UserDirectories { variables[$0] }.run }
    let all = ["XDG_RUNTIME_DIR": "/run/user/1000", "XDG_STATE_HOME": "/s", "HOME": "/home/a"]
    #expect(directory(all) == "/run/user/1000/mynafront")
    #expect(directory(["XDG_STATE_HOME": "/s", "HOME": "/home/a"]) == "/s/mynafront/run")
    #expect(directory(["HOME": "/home/a"]) == "/home/a/.local/state/mynafront/run")
    #expect(
      directory(["XDG_RUNTIME_DIR": "run", "XDG_STATE_HOME": "", "HOME": "/home/a"])
        == "/home/a/.local/state/mynafront/run")
    #expect(directory([:]) == nil)
  }
}

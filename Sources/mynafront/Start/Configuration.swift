import Domain
import Reading

#if canImport(Glibc)
  import Glibc
#endif

/// How to reach one portal.
struct Profile: Sendable {
  var name: String
  /// The portal is the sandbox: every face says so.
  var isPractice: Bool
  /// Address without a path.
  var portal: String
  /// Who the portal is, however its address changes: what is kept belongs to one person at one issuer.
  var issuer: String
  /// PEM files: who may be this portal's server, and who may have issued a log-in certificate.
  var anchors: String
  var cardAnchors: String
  /// PEM file: whose signing certificates are believed. Needed only to sign and to judge documents.
  var signAnchors: String?
  /// The sandbox's card; only in practice.
  var cardSocket: String?
  var proxy: String?
  /// The user's own sandbox, which this program starts when none runs.
  var startsSandbox = false
  /// Milliseconds that the portal's clock is ahead of this machine's; only in practice.
  var clockOffset: Int
}

/// The person's configuration file: preferences and profiles.
struct Configuration: Sendable {
  var profile: String?
  var face: String?
  var language: String?
  var color: String?
  fileprivate var profiles: YAMLNode?
  var file: String

  /// Nothing is configured.
  init(file: String) { self.file = file }

  /// - Throws: `configurationInvalid` with the place, when the file is there and cannot be used.
  static func read(_ file: String, mustExist: Bool) throws(Problem) -> Configuration {
    guard let bytes = Files.read(file) else {
      if mustExist { throw Problem(.configurationInvalid, facts: [("place", .text(file))]) }
      return Configuration(file: file)
    }
    return try read(bytes, file: file)
  }

  /// - Parameter file: the name for errors.
  static func read(_ bytes: [UInt8], file: String) throws(Problem) -> Configuration {
    do throws(ReadingError) {
      let root = try YAMLNode.read(bytes)
      let known = ConfigurationKey.allCases.map(\.rawValue) + ["profiles"]
      if let unknown = root.mapping?.first(where: { !known.contains($0.key) }) {
        throw ReadingError(reason: .syntax("unknown key"), mark: unknown.mark)
      }
      for key in ConfigurationKey.allCases {
        if let node = root[key.rawValue], !key.words.isEmpty, !key.words.contains(node.scalar ?? "") {
          throw ReadingError(reason: .syntax("not a value of \(key.rawValue)"), mark: node.mark)
        }
      }
      var configuration = Configuration(file: file)
      configuration.profile = root["profile"]?.scalar
      configuration.face = root["face"]?.scalar
      configuration.language = root["language"]?.scalar
      configuration.color = root["color"]?.scalar
      configuration.profiles = root["profiles"]
      return configuration
    } catch {
      if error.reason == .empty { return Configuration(file: file) }
      throw Problem(
        .configurationInvalid, facts: [("place", .text("\(file):\(error.mark.line):\(error.mark.column)"))])
    }
  }

  var hasProfiles: Bool { profiles?.mapping?.isEmpty == false }
  var profileNames: [String] { profiles?.mapping?.map(\.key) ?? [] }

  /// The profile of that name; nil when the file has none.
  func profile(named name: String) throws(Problem) -> Profile? {
    guard let node = profiles?[name] else { return nil }
    func text(_ key: String) throws(Problem) -> String {
      guard let value = node[key]?.scalar, !value.isEmpty else {
        throw Problem(
          .configurationInvalid, facts: [("place", .text("\(file):\(node.mark.line): profiles.\(name).\(key)"))])
      }
      return value
    }
    let portal = try text("portal")
    guard portal.hasPrefix("https://") else {
      throw Problem(.configurationInvalid, facts: [("place", .text("\(file): profiles.\(name).portal"))])
    }
    let practice = node["practice"]?.scalar == "true"
    return Profile(
      name: name, isPractice: practice, portal: portal, issuer: node["issuer"]?.scalar ?? portal,
      anchors: try text("anchors"), cardAnchors: try text("card-anchors"),
      signAnchors: node["sign-anchors"]?.scalar,
      cardSocket: practice ? node["card-socket"]?.scalar : nil, proxy: node["proxy"]?.scalar,
      // At most a thousand years: the sandbox's clock can be moved far, but not out of the calendar.
      clockOffset: practice
        ? max(-31_536_000_000_000, min(31_536_000_000_000, node["clock-offset"]?.scalar.flatMap { Int($0) } ?? 0)) : 0)
  }
}

/// Where files are, by the XDG Base Directory Specification; paths that are not absolute do not count.
enum Places {
  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func absolute(_ name: String) -> String? {
    environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
  }
  private static func base(_ name: String, _ inHome: String) -> String? {
    absolute(name) ?? absolute("HOME").map { $0 + "/" + inHome }
  }

  static var configuration: String? { base("XDG_CONFIG_HOME", ".config").map { $0 + "/mynafront/config.yaml" } }
  static var state: String? { base("XDG_STATE_HOME", ".local/state").map { $0 + "/mynafront" } }
  static var sandboxState: String? { state.map { $0 + "/sandbox" } }

  /// The path of this program.
  static var executable: String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "mynafront"
  }

  static func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// Where `screens/` and `content/` are: beside the program or above it (a checkout), else in `<prefix>/share/mynafront`.
  static var resources: String {
    if let given = absolute("MYNAFRONT_RESOURCES") { return given }
    var directory = directory(of: executable)
    for _ in 0..<5 {
      if Files.isDirectory(directory + "/screens"), Files.isDirectory(directory + "/content") { return directory }
      if Files.isDirectory(directory + "/share/mynafront/screens") { return directory + "/share/mynafront" }
      directory = Self.directory(of: directory)
    }
    return Self.directory(of: Self.directory(of: executable)) + "/share/mynafront"
  }
}

enum Files {
  /// Makes the directory and what is missing above it, each 0700.
  static func makeDirectories(_ path: String) {
    var upTo = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      upTo += "/" + part
      mkdir(upTo, 0o700)
    }
  }

  /// The file itself when the path is a link to it; else the path.
  static func resolved(_ path: String) -> String {
    guard let whole = realpath(path, nil) else { return path }
    defer { free(whole) }
    return String(cString: whole)
  }

  static func isDirectory(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  static func isRegular(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
  }

  /// Whether a file could be put where this path leads.
  static func canWrite(beside path: String) -> Bool {
    let folder = Places.directory(of: resolved(path))
    return access(folder.isEmpty ? "/" : folder, W_OK | X_OK) == 0
  }

  static func exists(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0
  }

  /// The bytes of a file of at most 8 MiB; nil when it cannot be read.
  static func read(_ path: String, atMost limit: Int = 8 << 20) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return readAll(descriptor, atMost: limit)
  }

  static func readAll(_ descriptor: Int32, atMost limit: Int = 8 << 20) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 || bytes.count > limit { return nil }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Writes a new file (0600), whole or not at all; an existing one only when `replacing`. What is there and is no file, such as a
  /// device or a pipe, is written to and stays what it is.
  /// - Throws: `fileFailed` with the path.
  static func write(_ bytes: [UInt8], to path: String, replacing: Bool) throws(Problem) {
    var there = stat()
    let isThere = stat(path, &there) == 0
    let isSpecial = isThere && ![S_IFREG, S_IFDIR].contains(there.st_mode & S_IFMT)
    guard replacing || !exists(path) else { throw Problem(.fileFailed, facts: [("file", .text(path))]) }
    // What a link leads to is replaced, not the link.
    let file = replacing ? resolved(path) : path
    let isWritten = isSpecial ? writeThrough(bytes, to: path) : putWhole(bytes, at: file, replacing: replacing)
    guard isWritten else { throw Problem(.fileFailed, facts: [("file", .text(path))]) }
  }

  private static func writeThrough(_ bytes: [UInt8], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return false }
    let isWhole = writeAll(bytes, to: descriptor)
    return close(descriptor) == 0 && isWhole
  }

  /// The file has no name until it is whole: whoever is ended meanwhile leaves nothing. Where the file system has no such files it
  /// is written under another name first.
  private static func putWhole(_ bytes: [UInt8], at path: String, replacing: Bool) -> Bool {
    let temporary = path + ".\(getpid()).part"
    // `__O_TMPFILE | O_DIRECTORY`, as <bits/fcntl-linux.h> defines O_TMPFILE; Swift does not import that macro.
    let nameless: Int32 = 0o20000000 | O_DIRECTORY
    let folder = Places.directory(of: path)
    var descriptor = open(folder.isEmpty ? "/" : folder, nameless | O_WRONLY | O_CLOEXEC, 0o600)
    let isNameless = descriptor >= 0
    if !isNameless { descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let isWhole = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    func name(_ name: String) -> Bool {
      isNameless
        ? linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
        : place(temporary, at: name)
    }
    // Whether the other name is there, and ours.
    var hasTemporary = !isNameless
    defer { if hasTemporary { unlink(temporary) } }
    guard isWhole else { return false }
    // A link fails when the file appeared meanwhile; rename() replaces it.
    if !replacing { return name(path) }
    if isNameless {
      guard name(temporary) else { return false }
      hasTemporary = true
    }
    guard rename(temporary, path) == 0 else { return false }
    hasTemporary = false
    return true
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return false }
    }
    return true
  }

  /// Gives a file its name, unless the name is taken meanwhile: rename() would replace what is there.
  private static func place(_ temporary: String, at path: String) -> Bool {
    if link(temporary, path) == 0 { return true }
    // A file system without hard links, such as vfat (EPERM by link(2)): an empty file takes the name first, which fails when it
    // is there; then the whole file takes its place.
    guard errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS || errno == EMLINK else { return false }
    let taken = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard taken >= 0 else { return false }
    close(taken)
    if rename(temporary, path) == 0 { return true }
    unlink(path)
    return false
  }
}

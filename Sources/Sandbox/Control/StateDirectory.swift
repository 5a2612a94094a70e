internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// Where a sandbox keeps what must last (`state`) and its sockets (`run`). Directories are 0700, files 0600.
public struct StateDirectory: Sendable {
  public let state: String
  public let run: String

  /// Only names the places; `prepare` makes them.
  ///
  /// - Parameter path: nil is the usual place, `$XDG_STATE_HOME/mynafront/sandbox` or `$HOME/.local/state/mynafront/sandbox`.
  ///
  /// The usual sandbox has its sockets in `$XDG_RUNTIME_DIR/mynafront/sandbox`, another one in a directory of its own below it
  /// (named by a hash of its path), so that several can run. Without `XDG_RUNTIME_DIR` they are in `<state>/run`.
  public init(_ path: String?) throws(SandboxError) {
    let usual =
      (directoryVariable("XDG_STATE_HOME") ?? directoryVariable("HOME").map { $0 + "/.local/state" }).map {
        $0 + "/mynafront/sandbox"
      }
    guard let wanted = path ?? usual else { throw .directory(path: "$HOME", errno: ENOENT) }
    state = realPath(wanted)
    if let runtime = directoryVariable("XDG_RUNTIME_DIR") {
      let isUsual = usual.map(realPath) == state
      run = runtime + "/mynafront/sandbox" + (isUsual ? "" : "/" + hex(sha256(state).prefix(4)))
    } else {
      run = state + "/run"
    }
  }

  /// Makes both directories.
  public func prepare() throws(SandboxError) {
    try makeDirectory(state)
    try makeDirectory(run)
  }

  var lockFile: String { state + "/lock" }
  var clockFile: String { state + "/clock" }
  var portFile: String { state + "/port" }
  var instanceFile: String { state + "/instance" }
  var database: String { state + "/portal.sqlite" }
  /// What the client is given with `--config`.
  public var configFile: String { state + "/config.yaml" }
  /// Of `Authorities`.
  public var authorities: String { state + "/authorities" }
  /// The cards' memory.
  public var cards: String { state + "/cards" }
  public var cardSocket: String { run + "/card.sock" }
  public var controlSocket: String { run + "/control.sock" }

  /// Where the sandbox of this state listens, when one runs: it may have been started in another environment, with another run
  /// directory, and its configuration says where its sockets are.
  var controlSocketInUse: String {
    let key = "card-socket: "
    for line in read(configFile)?.split(separator: "\n") ?? [] {
      let line = line.drop { $0 == " " }
      guard line.hasPrefix(key), let path = (try? JSONReader.read(Array(line.dropFirst(key.count).utf8)))?.text,
        let end = path.lastIndex(of: "/")
      else { continue }
      return path[..<end] + "/control.sock"
    }
    return controlSocket
  }

  /// The whole text of a small file; nil when there is none.
  func read(_ file: String) -> String? {
    guard let stream = fopen(file, "re") else { return nil }
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, stream)
    return String(validating: bytes.prefix(count), as: UTF8.self)
  }

  /// Replaces a file as a whole: readers see the old text or the new one.
  func write(_ text: String, to file: String) throws(SandboxError) {
    let unfinished = "\(file).\(getpid()).new"
    let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .file(path: file, errno: errno) }
    let bytes = Array(text.utf8)
    let written = Glibc.write(descriptor, bytes, bytes.count)
    close(descriptor)
    guard written == bytes.count, rename(unfinished, file) == 0 else {
      let code = errno
      unlink(unfinished)
      throw .file(path: file, errno: code)
    }
  }

  /// The random name of this sandbox, made at the first start: part of the issuer.
  func instance() throws(SandboxError) -> String {
    if let kept = read(instanceFile), kept.utf8.count == 16 { return kept }
    let made = hex(randomBytes(8))
    try write(made, to: instanceFile)
    return made
  }

  /// Milliseconds that the sandbox's clock is ahead, as it was last set.
  public var keptClockOffset: Int { read(clockFile).flatMap(Int.init) ?? 0 }
  var keptPort: UInt16? { read(portFile).flatMap(UInt16.init) }

  /// The world, the clock and the cards' counters go; authorities, instance and port stay. Only while no sandbox serves.
  func forgetWorld() {
    for end in ["", "-wal", "-shm", ".new"] { unlink(database + end) }
    unlink(clockFile)
    forgetCards()
  }

  func forgetCards() {
    guard let directory = opendir(cards) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { unlink(cards + "/" + name) }
    }
  }
}

/// Why a sandbox does not start, or stops starting.
public enum SandboxError: Error, Hashable, Sendable {
  case directory(path: String, errno: Int32)
  case file(path: String, errno: Int32)
  /// A Unix socket path has at most 107 bytes.
  case pathTooLong(String)
  case socket(path: String, errno: Int32)
  case portInUse(UInt16)
  /// The database, the authorities or the server did not come up: which, and the typed error in words.
  case failed(part: String, reason: String)
  /// Another process holds the state directory, but does not become ready.
  case otherNotReady

  /// Why, in a word for the program that starts a sandbox.
  public var reason: String {
    switch self {
    case .directory, .file: "directory"
    case .pathTooLong: "pathTooLong"
    case .otherNotReady: "timeout"
    case .socket, .portInUse, .failed: "other"
    }
  }

  /// One line for a person.
  public var line: String {
    switch self {
    case .directory(let path, let errno): "cannot use the directory \(path): \(String(cString: strerror(errno)))"
    case .file(let path, let errno): "cannot write \(path): \(String(cString: strerror(errno)))"
    case .pathTooLong(let path): "the path of the socket is too long (107 bytes at most): \(path)"
    case .socket(let path, let errno): "cannot use the socket \(path): \(String(cString: strerror(errno)))"
    case .portInUse(let port): "port \(port) is in use"
    case .failed(let part, let reason): "the \(part) did not start: \(reason)"
    case .otherNotReady: "another sandbox holds this state directory, but does not answer"
    }
  }
}

/// A directory that the environment names. A path that is not absolute does not count (XDG Base Directory Specification 0.8).
private func directoryVariable(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee == 0x2F else { return nil }
  return String(cString: value)
}

private func makeDirectory(_ path: String) throws(SandboxError) {
  var made = path.hasPrefix("/") ? "" : "."
  for part in path.split(separator: "/") {
    made += "/" + part
    if mkdir(made, 0o700) != 0, errno != EEXIST, errno != EISDIR { throw .directory(path: made, errno: errno) }
  }
  guard access(path, R_OK | W_OK | X_OK) == 0 else { throw .directory(path: path, errno: errno) }
}

/// The path without links and dots, so that one directory has one name; of a directory that is not there yet, as far as it is.
private func realPath(_ path: String) -> String {
  if let real = realpath(path, nil) {
    defer { free(real) }
    return String(cString: real)
  }
  let trimmed = path.last == "/" && path.count > 1 ? String(path.dropLast()) : path
  guard let slash = trimmed.lastIndex(of: "/") else { return realPath(".") + "/" + trimmed }
  let parent = slash == trimmed.startIndex ? "/" : realPath(String(trimmed[..<slash]))
  return (parent == "/" ? "" : parent) + trimmed[slash...]
}

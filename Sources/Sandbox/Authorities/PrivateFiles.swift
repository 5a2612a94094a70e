#if canImport(Glibc)
  internal import Glibc
#endif

/// A directory of the sandbox's own (0700) with files of its own (0600), each written whole or not at all.
struct PrivateFiles: Sendable {
  enum Failure: Error, Hashable { case failed(name: String, errno: Int32), tooLarge(name: String) }

  let path: String
  private static let maximumBytes = 1 << 20

  /// Makes the directory and those above it when they are missing.
  init(_ path: String) throws(Failure) {
    self.path = path
    var upTo = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      upTo += (upTo.isEmpty || upTo.hasSuffix("/") ? "" : "/") + part
      if mkdir(upTo, 0o700) != 0, errno != EEXIST { throw .failed(name: upTo, errno: errno) }
    }
    if chmod(path, 0o700) != 0 { throw .failed(name: path, errno: errno) }
  }

  func directory(_ name: String) throws(Failure) -> PrivateFiles { try PrivateFiles(path + "/" + name) }
  func file(_ name: String) -> String { path + "/" + name }

  /// The bytes of a file, nil when there is none.
  func read(_ name: String) throws(Failure) -> [UInt8]? {
    let descriptor = open(file(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .failed(name: name, errno: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = Glibc.read(descriptor, &room, room.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .failed(name: name, errno: errno) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: room.prefix(count))
      guard bytes.count <= Self.maximumBytes else { throw .tooLarge(name: name) }
    }
  }

  /// Writes beside the file, then takes its place: a crash leaves the old one or the new one.
  func write(_ name: String, _ bytes: [UInt8]) throws(Failure) {
    let new = file(name) + ".new"
    unlink(new)
    let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .failed(name: name, errno: errno) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = errno
        close(descriptor)
        unlink(new)
        throw .failed(name: name, errno: reason)
      }
      written += count
    }
    let synced = fsync(descriptor) == 0
    guard close(descriptor) == 0, synced, rename(new, file(name)) == 0 else {
      let reason = errno
      unlink(new)
      throw .failed(name: name, errno: reason)
    }
  }

  func write(_ name: String, _ text: String) throws(Failure) { try write(name, Array(text.utf8)) }

  func text(_ name: String) throws(Failure) -> String? {
    try read(name).map { String(decoding: $0, as: UTF8.self) }
  }
}

internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// An open file or directory. Everything inside a directory is reached through its descriptor and never through a symbolic link, so
/// that nobody can put another file in between.
struct Descriptor: ~Copyable {
  private let number: Int32
  private init(_ number: Int32) { self.number = number }
  deinit { close(number) }

  /// Makes the directory and what is missing above it, each 0700.
  static func makeDirectories(_ path: String) {
    var upTo = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      upTo += "/" + part
      mkdir(upTo, 0o700)
    }
  }

  /// A directory of this user's. When others may enter it, they no longer may afterwards. Nil for one that is missing, a link or
  /// somebody else's.
  static func directory(_ path: String) -> Descriptor? {
    let number = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard number >= 0 else { return nil }
    let opened = Descriptor(number)
    guard let facts = opened.facts, facts.st_uid == geteuid() else { return nil }
    guard facts.st_mode & 0o077 == 0 || fchmod(number, 0o700) == 0 else { return nil }
    return opened
  }

  /// A directory that a person named, whoever's it is.
  static func folder(_ path: String) -> Descriptor? {
    // __O_PATH of <bits/fcntl-linux.h>: for a directory in which one may write and not look.
    for flags in [O_RDONLY, 0o10000000] {
      let number = Glibc.open(path, flags | O_DIRECTORY | O_CLOEXEC)
      if number >= 0 { return Descriptor(number) }
      guard errno == EACCES else { return nil }
    }
    return nil
  }

  /// What is there and is no file: a device, a pipe.
  static func special(_ path: String) -> Descriptor? {
    let number = Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    return number < 0 ? nil : Descriptor(number)
  }

  var isTerminal: Bool { isatty(number) == 1 }

  /// What a person named, to be read.
  static func toRead(_ path: String) -> Descriptor? {
    let number = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    return number < 0 ? nil : Descriptor(number)
  }

  static func copy(of descriptor: Int32) -> Descriptor? {
    // F_DUPFD_CLOEXEC of <bits/fcntl-linux.h>
    let number = fcntl(descriptor, 1030, 3)
    return number < 0 ? nil : Descriptor(number)
  }

  /// A file in this directory; nil when it cannot be opened or is a link. A new one is 0600.
  borrowing func open(_ name: String, _ flags: Int32) -> Descriptor? {
    let file = openat(number, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600 as mode_t)
    return file < 0 ? nil : Descriptor(file)
  }

  /// A new file (0600) in this directory that has no name yet: if this process ends before `name`, nothing is left. Nil where
  /// the file system has no such files.
  borrowing func openNameless() -> Descriptor? {
    // `__O_TMPFILE | O_DIRECTORY`, as <bits/fcntl-linux.h> defines O_TMPFILE; Swift does not import that macro.
    let nameless: Int32 = 0o20000000 | O_DIRECTORY
    let file = openat(number, ".", nameless | O_WRONLY | O_CLOEXEC, 0o600 as mode_t)
    return file < 0 ? nil : Descriptor(file)
  }

  /// Gives a nameless file its name in this directory; false when the name is taken.
  borrowing func name(_ file: borrowing Descriptor, _ name: String) -> Bool {
    linkat(AT_FDCWD, "/proc/self/fd/\(file.number)", number, name, AT_SYMLINK_FOLLOW) == 0
  }

  /// The names in this directory that begin so.
  borrowing func names(beginningWith prefix: String) -> [String] {
    let copy = openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let list = fdopendir(copy) else { return [] }
    defer { closedir(list) }
    var names: [String] = []
    while let entry = readdir(list) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix(prefix) { names.append(name) }
    }
    return names
  }

  private var facts: stat? {
    var facts = stat()
    return fstat(number, &facts) == 0 ? facts : nil
  }

  /// The facts of a regular file of this user's with one name.
  var ownFile: stat? {
    guard let facts, facts.st_mode & S_IFMT == S_IFREG, facts.st_uid == geteuid(), facts.st_nlink == 1 else {
      return nil
    }
    return facts
  }

  /// The same, when nobody else may read or write it.
  var privateFile: stat? { ownFile.flatMap { $0.st_mode & 0o077 == 0 ? $0 : nil } }

  borrowing func read(atMost limit: Int) -> [UInt8]? { try? content(atMost: limit) }

  /// - Throws: `tooLarge`, and what the system says.
  borrowing func content(atMost limit: Int) throws(FileFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(number, &room, room.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileFailure(errno: errno, isNew: false) }
      guard bytes.count + count <= limit else { throw .tooLarge }
      if count == 0 { return bytes }
      bytes.append(contentsOf: room.prefix(count))
    }
  }

  borrowing func write(_ bytes: [UInt8]) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress! + written, bytes.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  borrowing func sync() -> Bool { fsync(number) == 0 }

  @discardableResult
  borrowing func setAge(_ instant: Instant) -> Bool {
    let time = timespec(tv_sec: instant.seconds, tv_nsec: 0)
    return futimens(number, [time, time]) == 0
  }

  /// False when the new name is taken.
  borrowing func link(_ old: String, _ new: String) -> Bool { linkat(number, old, number, new, 0) == 0 }
  borrowing func rename(_ old: String, to new: String) -> Bool { renameat(number, old, number, new) == 0 }
  borrowing func remove(_ name: String) { unlinkat(number, name, 0) }
}

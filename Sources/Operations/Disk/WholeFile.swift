// The rule of this file: a file is there whole or not at all. Its bytes are on the disk before it has its name; whoever is ended
// meanwhile leaves the old file, or none.

internal import Domain
internal import Trust

#if canImport(Glibc)
  internal import Glibc
#endif

/// Files that a person names.
public enum WholeFile {
  /// Writes a file (0600). What is there and is no file, such as a device or a pipe, is written to and stays what it is.
  /// - Parameter replacing: false: a file that is there is left alone, and that is a failure.
  public static func write(_ bytes: [UInt8], to path: String, replacing: Bool) throws(FileFailure) {
    if let obstacle = obstacle(to: path, replacing: replacing) { throw obstacle }
    var there = stat()
    if stat(path, &there) == 0, there.st_mode & S_IFMT != S_IFREG {
      guard let file = Descriptor.special(path) else { throw FileFailure(errno: errno, isNew: true) }
      // Bytes from outside never reach a terminal as they are.
      guard !file.isTerminal else { throw .isTerminal }
      guard file.write(bytes) else { throw FileFailure(errno: errno, isNew: true) }
      return
    }
    // What a link leads to is replaced, not the link.
    let (folder, name) = parts(of: replacing ? resolved(path) : path)
    guard let directory = Descriptor.folder(folder) else { throw FileFailure(errno: errno, isNew: true) }
    try directory.put(bytes, as: name, replacing: replacing)
  }

  /// What would keep `write` from writing there, as far as it can be seen beforehand: so that nobody types a PIN in vain.
  public static func obstacle(to path: String, replacing: Bool) -> FileFailure? {
    if path.isEmpty { return .nameEmpty }
    var facts = stat()
    if stat(path, &facts) == 0 {
      switch facts.st_mode & S_IFMT {
      case S_IFDIR: return .isDirectory
      case _ where !replacing: return .exists
      case S_IFREG: break
      default: return access(path, W_OK) == 0 ? nil : FileFailure(errno: errno, isNew: true)
      }
    } else if errno == ELOOP, replacing {
      return FileFailure(errno: ELOOP, isNew: true)
    } else if path.hasSuffix("/") {
      return .isDirectory
    } else if lstat(path, &facts) == 0, !replacing {
      // A link that leads nowhere has taken the name.
      return .exists
    }
    let folder = parts(of: replacing ? resolved(path) : path).folder
    // What is no directory has no `.` in it.
    return access(folder + "/.", W_OK | X_OK) == 0 ? nil : FileFailure(errno: errno, isNew: true)
  }

  /// The bytes of a file.
  /// - Throws: `tooLarge` for more than `limit` bytes, `isDirectory`, and what the system says.
  public static func read(_ path: String, atMost limit: Int) throws(FileFailure) -> [UInt8] {
    if path.isEmpty { throw .nameEmpty }
    guard let file = Descriptor.toRead(path) else { throw FileFailure(errno: errno, isNew: false) }
    return try file.content(atMost: limit)
  }

  /// The same of what is piped in.
  public static func readStandardInput(atMost limit: Int) throws(FileFailure) -> [UInt8] {
    guard let file = Descriptor.copy(of: STDIN_FILENO) else { throw FileFailure(errno: errno, isNew: false) }
    return try file.content(atMost: limit)
  }

  /// Makes the directory and what is missing above it, each 0700.
  public static func makeDirectories(_ path: String) { Descriptor.makeDirectories(path) }

  /// The file itself when the path is a link to it, also when that file is not there yet; else the path.
  public static func resolved(_ path: String) -> String {
    var path = path
    // As many links as the system follows (path_resolution(7)).
    for _ in 0..<40 {
      if let whole = realpath(path, nil) {
        defer { free(whole) }
        return String(cString: whole)
      }
      guard let target = target(ofLink: path) else { break }
      path = target.hasPrefix("/") ? target : parts(of: path).folder + "/" + target
    }
    return path
  }

  /// What a link says; nil when there is no link of that name.
  private static func target(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }

  private static func parts(of path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
  }
}

extension Descriptor {
  /// The names under which a file is written before it has its own; the number after it is that of the process.
  static func temporaryPrefix(of name: String) -> String {
    // A name may have 255 bytes (NAME_MAX of <linux/limits.h>), and more is put after it here.
    "." + (name.utf8.count <= 200 ? name : "mynafront") + "."
  }

  /// A new file (0600) in this directory, whole or not at all.
  /// - Parameters:
  ///   - replacing: whether one that is there is replaced.
  ///   - age: when it shall have been written; nil: now.
  borrowing func put(
    _ bytes: [UInt8], as name: String, replacing: Bool = true, age: Instant? = nil
  ) throws(FileFailure) {
    let temporary = "\(Self.temporaryPrefix(of: name))\(getpid()).\(lowercaseHex(RandomBytes.make(8)))"
    // Without a name until all of it is there: a process that is ended meanwhile leaves nothing behind. Where the file system has no
    // such files it is written under another name first.
    let nameless = openNameless()
    let isNameless = nameless != nil
    guard let file = nameless ?? open(temporary, O_WRONLY | O_CREAT | O_EXCL) else {
      throw FileFailure(errno: errno, isNew: true)
    }
    // Whether the other name is there, and ours.
    var hasTemporary = !isNameless
    defer { if hasTemporary { remove(temporary) } }
    guard file.write(bytes), age.map({ file.setAge($0) }) ?? true, file.sync() else {
      throw FileFailure(errno: errno, isNew: true)
    }
    if replacing {
      if isNameless {
        guard self.name(file, temporary) else { throw FileFailure(errno: errno, isNew: true) }
        hasTemporary = true
      }
      guard rename(temporary, to: name) else { throw FileFailure(errno: errno, isNew: true) }
      hasTemporary = false
    } else {
      // A link fails when the file appeared meanwhile; a rename would replace it.
      guard isNameless ? self.name(file, name) : place(temporary, as: name) else {
        throw FileFailure(errno: errno, isNew: true)
      }
    }
    // The name, too, is on the disk; where a directory cannot be synced it comes there later.
    _ = sync()
  }

  /// Gives a file a second name, unless that is taken meanwhile.
  private borrowing func place(_ temporary: String, as name: String) -> Bool {
    if link(temporary, name) { return true }
    // A file system without hard links, such as vfat (EPERM by link(2)): an empty file takes the name first, which fails when it
    // is there; then the whole file takes its place.
    guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else { return false }
    guard open(name, O_WRONLY | O_CREAT | O_EXCL) != nil else { return false }
    if rename(temporary, to: name) { return true }
    remove(name)
    return false
  }
}

internal import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// A small file that only this user may read (0600, in a directory 0700). What others could have written is not read.
struct PrivateFile {
  /// Made with its first file.
  let directory: String
  let name: String
  /// In bytes: of what is read and of what is written.
  let limit: Int

  /// Nil when there is none.
  /// - Throws: when it is there and cannot be read, or is not this user's alone.
  func read() throws(FileFailure) -> [UInt8]? {
    guard let folder = Descriptor.directory(directory), let file = folder.open(name, O_RDONLY) else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw FileFailure(errno: errno, isNew: false)
    }
    guard file.privateFile != nil else { throw .notPermitted }
    return try file.content(atMost: limit)
  }

  /// Puts it in place of what was there: a crash leaves the old one or the new one.
  /// - Throws: `fileFailed`.
  func write(_ bytes: [UInt8]) throws(Problem) {
    guard bytes.count <= limit else { throw FileFailure.tooLarge.problem(of: path) }
    Descriptor.makeDirectories(directory)
    guard let folder = Descriptor.directory(directory) else { throw FileFailure.notPermitted.problem(of: path) }
    do throws(FileFailure) {
      try folder.put(bytes, as: name)
    } catch { throw error.problem(of: path) }
  }

  /// Nothing happens when there is none.
  func remove() { Descriptor.directory(directory)?.remove(name) }

  private var path: String { directory + "/" + name }
}

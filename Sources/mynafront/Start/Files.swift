import Domain
import Operations

#if canImport(Glibc)
  import Glibc
#endif

/// Files that commands read and write for a person; failures are told as problems with their reason.
enum Files {
  /// The most that is read of a configuration or of input for a call, in bytes.
  static let usualLimit = 8 << 20

  static func isDirectory(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  /// Neither a file nor a directory: a device, a pipe, a socket.
  static func isSpecial(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && ![S_IFREG, S_IFDIR].contains(facts.st_mode & S_IFMT)
  }

  /// A file, not a directory or a device, that this user may read.
  static func canBeRead(_ path: String) -> Bool {
    !isDirectory(path) && !isSpecial(path) && access(path, R_OK) == 0
  }

  static func exists(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0
  }

  /// The bytes of a file; nil when it cannot be read.
  static func read(_ path: String) -> [UInt8]? { try? WholeFile.read(path, atMost: usualLimit) }

  /// The bytes of a file that a person named; `-` is standard input.
  /// - Throws: `fileFailed` with the path and the reason.
  static func input(_ path: String, atMost limit: Int = usualLimit) throws(Problem) -> [UInt8] {
    do throws(FileFailure) {
      return path == "-" ? try WholeFile.readStandardInput(atMost: limit) : try WholeFile.read(path, atMost: limit)
    } catch { throw error.problem(of: path) }
  }

  /// Writes a file (0600), whole or not at all; one that is there only when `replacing`.
  /// - Throws: `fileFailed` with the path and the reason.
  static func write(_ bytes: [UInt8], to path: String, replacing: Bool) throws(Problem) {
    do throws(FileFailure) {
      try WholeFile.write(bytes, to: path, replacing: replacing)
    } catch { throw error.problem(of: path) }
  }
}

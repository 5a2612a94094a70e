public import Domain

#if canImport(Glibc)
  internal import Glibc
#endif

/// Why a file could not be read or written. The raw value is the end of its text key: `value.fileReason.exists`.
public enum FileFailure: String, Error, Hashable, Sendable, CaseIterable {
  case nameEmpty, missing, folderMissing, isDirectory, isTerminal, exists, notPermitted, readOnly, diskFull, tooLarge,
    other

  /// What the last call to the system said (errno(3)).
  /// - Parameter isNew: the file was to be made: what is missing then is the directory for it.
  init(errno number: Int32, isNew: Bool) {
    self =
      switch number {
      case ENOENT: isNew ? .folderMissing : .missing
      case ENOTDIR: .folderMissing
      case EISDIR: .isDirectory
      case EEXIST: .exists
      case EACCES, EPERM: .notPermitted
      case EROFS: .readOnly
      case ENOSPC, EDQUOT: .diskFull
      case EFBIG: .tooLarge
      default: .other
      }
  }

  /// The same for the citizen.
  public func problem(of file: String) -> Problem {
    Problem(.fileFailed, facts: [("file", .text(file)), ("reason", .text(rawValue))])
  }
}

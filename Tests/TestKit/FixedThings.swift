public import Domain
import Foundation
import Synchronization

/// A directory that is gone when the test is over.
public final class ScratchDirectory: Sendable {
  public let path: String
  public init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "mynafront-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path(percentEncoded: false)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file; its directories are made.
  public func write(_ name: String, _ text: String) throws { try write(name, bytes: Array(text.utf8)) }
  public func write(_ name: String, bytes: [UInt8]) throws {
    let url = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }
}

/// Removes at the end of the process what lives as long as it: shared things are never let go.
public enum AtExit {
  private static let paths = Mutex<[String]>([])
  private static let isArmed: Bool = {
    atexit { for path in AtExit.paths.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) } }
    return true
  }()

  public static func remove(_ path: String) {
    _ = isArmed
    paths.withLock { $0.append(path) }
  }
}

/// A value from JSON in a test's own words.
public func json(_ text: String) -> Value {
  do {
    return try JSONReader.read(Array(text.utf8))
  } catch {
    preconditionFailure("a test has JSON that cannot be read: \(error)")
  }
}

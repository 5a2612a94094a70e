import Operations

#if canImport(Glibc)
  import Glibc
#endif

/// Where things of this program are on this machine.
enum Places {
  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The user's own directories, as the environment says at the start.
  static let own = UserDirectories { environment($0) }

  static var configuration: String? { own.configuration.map { $0 + "/config.yaml" } }
  static var sandboxState: String? { own.state.map { $0 + "/sandbox" } }

  /// The path of this program.
  static var executable: String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "mynafront"
  }

  static func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// Where `screens/` and `content/` are: where `MYNAFRONT_RESOURCES` says, else beside the program or above it (a checkout), else in
  /// `<prefix>/share/mynafront`. Never in a directory that only happens to be the present one.
  static let resources: String = {
    if let given = environment("MYNAFRONT_RESOURCES"), !given.isEmpty { return given }
    var directory = Self.directory(of: executable)
    for _ in 0..<5 where directory.hasPrefix("/") {
      if Files.isDirectory(directory + "/screens"), Files.isDirectory(directory + "/content") { return directory }
      if Files.isDirectory(directory + "/share/mynafront/screens") { return directory + "/share/mynafront" }
      directory = Self.directory(of: directory)
    }
    return Self.directory(of: Self.directory(of: executable)) + "/share/mynafront"
  }()

  static var hasResources: Bool {
    Files.isDirectory(resources + "/screens") && Files.isDirectory(resources + "/content")
  }
}

import Foundation

/// A home directory of a test's own, with a sandbox of its own, and the built programs. Everything ends with it.
// Unchecked: the paths never change, and processes are made and ended by the test that owns it.
final class World: @unchecked Sendable {
  let home: String
  static let programs =
    ProcessInfo.processInfo.environment["MYNAFRONT_PROGRAMS"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent(".build/debug").path
  static var client: String { programs + "/mynafront" }
  static var sandbox: String { programs + "/mynafront-sandbox" }

  init() throws {
    // Short, because a Unix socket's path has at most 107 bytes; no digits, because those of a PIN might be among them.
    home = "/tmp/mf-" + String((0..<10).map { _ in "ghjkmnpqrstvwxyz".randomElement()! })
    for directory in ["", "/run", "/state", "/config", "/cache"] {
      try FileManager.default.createDirectory(
        atPath: home + directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
  }

  deinit { end() }

  /// Ends the sandbox and removes the home; nothing works in it afterwards.
  func end() {
    _ = try? run(Self.sandbox, ["stop"])
    try? FileManager.default.removeItem(atPath: home)
  }

  /// One world for all tests that only look; nobody is logged in. It ends with the process.
  static let shared: Swift.Result<World, any Error> = {
    let world = Swift.Result { try World() }
    atexit { if case .success(let world) = World.shared { world.end() } }
    return world
  }()
  /// One for all that do not mind what others left behind.
  static let rough: Swift.Result<World, any Error> = {
    let world = Swift.Result { try World() }
    atexit { if case .success(let world) = World.rough { world.end() } }
    return world
  }()

  var environment: [String: String] {
    [
      "HOME": home, "XDG_RUNTIME_DIR": home + "/run", "XDG_STATE_HOME": home + "/state",
      "XDG_CONFIG_HOME": home + "/config", "XDG_CACHE_HOME": home + "/cache", "LANG": "C.UTF-8",
      "TERM": "xterm-256color", "STORY_FILES": StoriesTests.directory,
      "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ]
  }

  struct Result {
    let code: Int32
    let output: String
    let errors: String
    let bytes: Data
  }

  /// Runs a program to its end, with the given text as standard input.
  @discardableResult
  func run(
    _ program: String, _ arguments: [String], input: String = "", environment extra: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment.merging(extra) { $1 }
    let out = Pipe()
    let err = Pipe()
    let stdin = Pipe()
    // Programs that other tests start at the same time would hold them open, and this call would wait for their end.
    for handle in [out, err, stdin].flatMap({ [$0.fileHandleForReading, $0.fileHandleForWriting] }) {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    process.standardOutput = out
    process.standardError = err
    process.standardInput = stdin
    try process.run()
    stdin.fileHandleForWriting.write(Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let errors = ReadAll(err.fileHandleForReading)
    let bytes = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Result(
      code: code, output: String(decoding: bytes, as: UTF8.self),
      errors: String(decoding: errors.wait(), as: UTF8.self), bytes: bytes)
  }

  /// The client as a command in a pipe.
  @discardableResult
  func client(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
    try run(Self.client, arguments, environment: environment)
  }

  /// A line of shell, with `mynafront` and `mynafront-sandbox` on the path: for descriptors and pipes.
  @discardableResult
  func shell(_ line: String) throws -> Result {
    try run("/bin/bash", ["--norc", "-c", Self.closeInherited + "PATH=\(Self.programs):$PATH; " + line])
  }

  /// Pipes of other tests that run at the same time are inherited; a program that outlives the call would keep them open.
  static let closeInherited = """
    for descriptor in /proc/self/fd/*; do
      number=${descriptor##*/}
      [ "$number" -gt 2 ] && eval "exec $number>&-"
    done

    """

  /// Starts the sandbox with these options and waits until it is there. It holds no pipe of ours.
  func startSandbox(_ options: String...) throws {
    try shell(
      """
      mynafront-sandbox serve --shared \(options.joined(separator: " ")) >/dev/null 2>&1 </dev/null &
      for n in $(seq 400); do mynafront-sandbox status >/dev/null 2>&1 && exit 0; sleep 0.05; done; exit 1
      """)
  }

  @discardableResult
  func logIn() throws -> Result { try shell("mynafront login --pin-fd 3 3<<<1234") }
}

/// Reads a pipe on a thread of its own, so that a program that writes much to both never waits for us.
private final class ReadAll: @unchecked Sendable {  // the data is written before the semaphore is signalled, read after
  private var data = Data()
  private let done = DispatchSemaphore(value: 0)
  init(_ handle: FileHandle) {
    Thread.detachNewThread { [self] in
      data = handle.readDataToEndOfFile()
      done.signal()
    }
  }
  func wait() -> Data {
    done.wait()
    return data
  }
}

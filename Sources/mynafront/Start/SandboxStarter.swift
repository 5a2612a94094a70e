import CSystem
import Domain

#if canImport(Glibc)
  import Glibc
#endif

/// Finds the user's sandbox, and starts it when none is running. It is another program: nothing of it is linked here.
enum SandboxStarter {
  /// The configuration file of the running sandbox.
  /// - Parameter starting: false: the configuration that it had when it ran last will do; it keeps its address.
  /// - Throws: `sandboxUnavailable` with a reason.
  static func configuration(starting: Bool = true) throws(Problem) -> String {
    if let file = running() { return file }
    if !starting, let file = Places.sandboxState.map({ $0 + "/config.yaml" }), Files.exists(file) { return file }
    return try start()
  }

  /// Beside this program.
  static var program: String { Places.directory(of: Places.executable) + "/mynafront-sandbox" }
  static var isInstalled: Bool { access(program, X_OK) == 0 }

  /// Starts it again when it has ended meanwhile; it keeps its address and its sessions. Never on the main thread: this waits.
  static func wake() async {
    guard running() == nil else { return }
    _ = await PromptThread.shared.run { try? configuration() }
  }

  /// A sandbox that answers on its control socket has its configuration in its state directory.
  static func running() -> String? {
    guard let state = Places.sandboxState else { return nil }
    let file = state + "/config.yaml"
    // It may have been started in another environment, with another run directory: its configuration knows where.
    guard let kept = try? Configuration.read(file, mustExist: true).profile(named: "sandbox"),
      let socket = kept.cardSocket, canConnect(Places.directory(of: socket) + "/control.sock")
    else { return nil }
    return file
  }

  private static func canConnect(_ path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        // EAGAIN: it is there and takes nobody at the moment. How long to wait for it is for the calls' own time to say.
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 || errno == EAGAIN
      }
    }
  }

  /// How long a first start may take: it makes keys and seeds the database.
  private static let patienceMilliseconds: Int32 = 20_000

  /// Why no sandbox could be started; the raw value is the end of its text key.
  enum Reason: String, CaseIterable {
    case noHome, missing, directory, pathTooLong, timeout, other
  }

  /// - Parameter detail: what the sandbox said, or what is missing.
  private static func unavailable(_ reason: Reason, _ detail: String? = nil) -> Problem {
    var facts: [(String, Value)] = [("reason", .text(reason.rawValue))]
    if let detail { facts.append(("detail", .text(detail))) }
    // The others stay as they are, however often one tries.
    return Problem(
      .sandboxUnavailable, remedy: reason == .timeout || reason == .other ? nil : Problem.Remedy.none, facts: facts)
  }

  /// - Parameter said: all that the sandbox wrote before it ended without being there.
  static func ended(_ said: [UInt8]) -> Problem {
    let problem = (try? JSONReader.read(said))?["problem"]
    let reason = problem?["reason"]?.text.flatMap(Reason.init(rawValue:))
    return unavailable(reason ?? .other, problem?["title"]?.text)
  }

  private static func start() throws(Problem) -> String {
    guard Places.sandboxState != nil else { throw unavailable(.noHome) }
    guard isInstalled else { throw unavailable(.missing, program) }
    let words = [program, "serve", "--shared", "--json"]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var output: Int32 = -1
    guard cs_spawn_detached(program, &arguments, &output) == 0 else { throw unavailable(.other, program) }
    defer { close(output) }
    var said: [UInt8] = []
    var ready = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&ready, 1, patienceMilliseconds)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw unavailable(.timeout) }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let read = read(output, &buffer, buffer.count)
      if read < 0, errno == EINTR { continue }
      guard read > 0, said.count < 64 << 10 else { throw ended(said) }
      said += buffer[..<read]
      if said.last == 0x0A, let file = (try? JSONReader.read(said))?["config"]?.text { return file }
    }
  }
}

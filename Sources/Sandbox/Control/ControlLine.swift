public import Domain
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

// The control line: one JSON request on a line, one JSON answer on a line, then the connection ends. Only the user's own
// processes can open the socket (0600 in a 0700 directory).

/// What the running sandbox says to a command.
public enum ControlAnswer: Hashable, Sendable {
  case done(Value)
  case refused(ControlRefusal)
}

public struct ControlRefusal: Error, Hashable, Sendable {
  /// Each has an exit code of its own (docs: exit codes 5, 6, 7 and 1).
  public enum Code: String, Hashable, Sendable { case notFound, notPossibleNow, inputInvalid, internalFault }
  public let code: Code
  public let message: String
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// Speaks to the sandbox that runs on a state directory.
public struct ControlClient: Sendable {
  private let socket: String
  public init(_ directory: StateDirectory) { socket = directory.controlSocketInUse }

  /// Sends one command and waits for its answer. Blocks.
  /// - Returns: nil when no sandbox is running there.
  public func ask(_ command: String, _ fields: [(String, Value)] = []) -> ControlAnswer? {
    guard let descriptor = try? UnixSocket.connect(to: socket) else { return nil }
    defer { close(descriptor) }
    // A reset of a large world takes a while.
    UnixSocket.setTimeout(descriptor, seconds: 60)
    let request = Value.object(Fields([("command", .text(command))] + fields))
    guard UnixSocket.writeLine(descriptor, JSONWriter.write(request)),
      let line = UnixSocket.readLine(descriptor, limit: 4 << 20), let answer = try? JSONReader.read(line)
    else { return nil }
    if let result = answer["result"] { return .done(result) }
    let code = answer["code"]?.text.flatMap(ControlRefusal.Code.init(rawValue:)) ?? .internalFault
    return .refused(ControlRefusal(code, answer["message"]?.text ?? ""))
  }
}

/// Listens on the control socket with a thread of its own: one command after the other.
final class ControlListener: Sendable {
  typealias Handler = @Sendable (Fields) async -> ControlAnswer
  private let path: String
  private let descriptor: Int32
  private let handler: Handler
  private let stopping = Atomic(false)

  init(path: String, handler: @escaping Handler) throws(SandboxError) {
    self.path = path
    self.handler = handler
    descriptor = try UnixSocket.listen(at: path)
    let this = Unmanaged.passRetained(self)
    var id = pthread_t()
    guard pthread_create(&id, nil, runControlListener, this.toOpaque()) == 0 else {
      this.release()
      close(descriptor)
      throw .socket(path: path, errno: EAGAIN)
    }
    pthread_detach(id)
  }

  /// Takes the socket away; a command in progress is still answered.
  func stop() {
    guard !stopping.exchange(true, ordering: .sequentiallyConsistent) else { return }
    unlink(path)
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  fileprivate func run() {
    while !stopping.load(ordering: .sequentiallyConsistent) {
      let connection = accept(descriptor, nil, nil)
      guard connection >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        if errno == EMFILE || errno == ENFILE {
          usleep(100_000)
          continue
        }
        break
      }
      serve(connection)
      close(connection)
    }
    close(descriptor)
  }

  private func serve(_ connection: Int32) {
    // A client that connects and says nothing holds the line no longer than this.
    UnixSocket.setTimeout(connection, seconds: 2)
    guard let line = UnixSocket.readLine(connection, limit: 64 << 10) else { return }
    let answer: ControlAnswer
    if let request = try? JSONReader.read(line, maximumDepth: 8), let fields = request.object {
      answer = waitFor { [handler] in await handler(fields) }
    } else {
      answer = .refused(ControlRefusal(.inputInvalid, "not a command"))
    }
    let value: Value =
      switch answer {
      case .done(let result): .fields(("ok", true), ("result", result))
      case .refused(let refusal):
        .fields(("ok", false), ("code", .text(refusal.code.rawValue)), ("message", .text(refusal.message)))
      }
    _ = UnixSocket.writeLine(connection, JSONWriter.write(value))
  }
}

/// Runs something asynchronous and blocks this thread, which is not one of the pool's, until it is done.
private func waitFor(_ work: @escaping @Sendable () async -> ControlAnswer) -> ControlAnswer {
  final class Box: Sendable {
    let answer = Mutex<ControlAnswer?>(nil)
    let done = Done()
  }
  let box = Box()
  Task {
    let answer = await work()
    box.answer.withLock { $0 = answer }
    box.done.signal()
  }
  box.done.wait()
  return box.answer.withLock { $0 } ?? .refused(ControlRefusal(.internalFault, ""))
}

/// A POSIX semaphore. The memory is this object's alone, and semaphores may be used from any thread.
private final class Done: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  init() { sem_init(semaphore, 0, 0) }
  func signal() { sem_post(semaphore) }
  func wait() { while sem_wait(semaphore) != 0, errno == EINTR {} }
  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }
}

private func runControlListener(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<ControlListener>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}

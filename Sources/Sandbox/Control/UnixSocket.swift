#if canImport(Glibc)
  internal import Glibc
#endif

/// The few calls on Unix stream sockets that the control line needs. Descriptors are the caller's to close.
enum UnixSocket {
  /// Listens at `path` (0600); what stood there is replaced.
  static func listen(at path: String) throws(SandboxError) -> Int32 {
    let descriptor = try open()
    unlink(path)
    // The umask is process-wide; bind gives the file its permissions in the moment it appears.
    let before = umask(0o177)
    let bound = try withAddress(path) { Glibc.bind(descriptor, $0, $1) }
    umask(before)
    guard bound == 0, Glibc.listen(descriptor, 16) == 0 else {
      let code = errno
      close(descriptor)
      throw .socket(path: path, errno: code)
    }
    return descriptor
  }

  static func connect(to path: String) throws(SandboxError) -> Int32 {
    let descriptor = try open()
    guard try withAddress(path, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
      let code = errno
      close(descriptor)
      throw .socket(path: path, errno: code)
    }
    return descriptor
  }

  /// A blocked read or write ends after so long.
  static func setTimeout(_ descriptor: Int32, seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// Bytes up to the first line feed, without it; nil when the other side ends, is too slow or writes more than `limit`.
  static func readLine(_ descriptor: Int32, limit: Int) -> [UInt8]? {
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while line.count <= limit {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      if let end = buffer[..<count].firstIndex(of: 0x0A) { return line + buffer[..<end] }
      line += buffer[..<count]
    }
    return nil
  }

  static func writeLine(_ descriptor: Int32, _ text: String) -> Bool {
    var rest = Array(text.utf8)[...] + [0x0A]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func open() throws(SandboxError) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .socket(path: "", errno: errno) }
    return descriptor
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SandboxError) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard bytes.count < room.count else { return false }
      room.copyBytes(from: bytes)
      return true
    }
    guard fits else { throw .pathTooLong(path) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}

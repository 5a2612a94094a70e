import BFF
import Domain
import Foundation
import TestKit
import Testing

/// What can be said of the real transport without a TLS server: a port that takes connections and never says anything.
@Suite struct CurlTransportTests {
  /// Listens on a free port of loopback; the kernel takes the connections, nobody answers.
  final class SilentPort: Sendable {
    let descriptor: Int32
    let port: UInt16

    init() throws {
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let number = descriptor
      let bound = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
          bind(number, pointer, length) == 0 && listen(number, 8) == 0 && getsockname(number, pointer, &length) == 0
        }
      }
      try #require(bound)
      port = UInt16(bigEndian: address.sin_port)
    }
    deinit { close(descriptor) }
    var url: String { "https://127.0.0.1:\(port)/" }
  }

  /// An authority that issued nothing: libcurl wants a file that it can read before it shakes hands.
  private static let authority = """
    -----BEGIN CERTIFICATE-----
    MIIBmTCCAT+gAwIBAgIUQ2rU43B71fyhVWDXj81D7aex5RgwCgYIKoZIzj0EAwIw
    ITEfMB0GA1UEAwwWQW4gYXV0aG9yaXR5IG9mIG5vYm9keTAgFw0yNjExMjAxMDUz
    NDdaGA8yMTI2MTAyNzEwNTM0N1owITEfMB0GA1UEAwwWQW4gYXV0aG9yaXR5IG9m
    IG5vYm9keTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKIBV4cVpbG1FyZOFqKr
    gLFOj9pwzuvHdMEpEslbEbVWVS6tmidYhfhONzj8IJRV3fpHI0VTP9vEss7D/sYW
    WNGjUzBRMB0GA1UdDgQWBBQBf3tmt9hQwi2f+TKrJkh1XCXusDAfBgNVHSMEGDAW
    gBQBf3tmt9hQwi2f+TKrJkh1XCXusDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49
    BAMCA0gAMEUCIAFFbe9CoOAxUJrFOvGA/UnkwWHSZ4TLEGH7ne0ysygJAiEApNHg
    ASgU4iN83Kwde/pY7x8LjbUTMH38kNWTk3nalUQ=
    -----END CERTIFICATE-----
    """

  private static let anchors: String = {
    let file = FileManager.default.temporaryDirectory.appending(path: "mynafront-anchors-\(getpid()).pem")
    AtExit.remove(file.path)
    try? Data((authority + "\n").utf8).write(to: file)
    return file.path
  }()

  private func transport() -> CurlTransport { CurlTransport(anchors: Self.anchors) }

  @Test(arguments: [
    HTTPRequest(.get, "http://127.0.0.1:1/"), HTTPRequest(.get, "https://127.0.0.1:1/"),
    HTTPRequest(.get, "file:///etc/passwd"),
    HTTPRequest(.get, "https://"), HTTPRequest(.get, "https://127.0.0.1:1/\u{0}"),
    HTTPRequest(.get, "https://a:b@127.0.0.1:1/"),
    HTTPRequest(.get, "https://127.0.0.1:1/", headers: [Header("A", "x\r\nB: y")]),
    HTTPRequest(.post, "https://127.0.0.1:1/", headers: [Header("", "x")], body: [1]),
  ])
  func whatCannotBeReachedOrSentIsUnreachable(request: HTTPRequest) async {
    await #expect(throws: TransportError.unreachable) { try await transport().send(request) }
  }

  @Test func aServerThatSaysNothingIsGivenUpInTime() async throws {
    let silent = try SilentPort()
    await #expect(throws: TransportError.timedOut(sent: false)) {
      try await transport().send(HTTPRequest(.get, silent.url, timeoutMilliseconds: 50))
    }
  }

  @Test func cancellingEndsATransferBeforeItsTime() async throws {
    let silent = try SilentPort()
    let transport = transport()
    let running = Task {
      do throws(TransportError) {
        _ = try await transport.send(HTTPRequest(.get, silent.url, timeoutMilliseconds: 60_000))
        return nil as TransportError?
      } catch {
        return error
      }
    }
    try await Task.sleep(for: .milliseconds(20))
    running.cancel()
    #expect(await running.value == .cancelled)
  }

  @Test func shuttingDownEndsWhatRunsAndTakesNothingMore() async throws {
    let silent = try SilentPort()
    let transport = transport()
    let running = Task { try await transport.send(HTTPRequest(.get, silent.url, timeoutMilliseconds: 60_000)) }
    try await Task.sleep(for: .milliseconds(20))
    transport.shutdown()
    await #expect(throws: TransportError.cancelled) { try await running.value }
    await #expect(throws: TransportError.cancelled) { try await transport.send(HTTPRequest(.get, silent.url)) }
    transport.shutdown()
  }

  @Test func manyThatAreCancelledAtAnyMomentAllEnd() async throws {
    let silent = try SilentPort()
    let transport = transport()
    let ended = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          let task = Task { try? await transport.send(HTTPRequest(.get, silent.url, timeoutMilliseconds: 60_000)) }
          for _ in 0..<number { await Task.yield() }
          task.cancel()
          return await task.value == nil
        }
      }
      var ended = 0
      for await end in group where end { ended += 1 }
      return ended
    }
    #expect(ended == 200)
  }

  @Test func theEnvironmentsKeyLogIsNotThere() { #expect(getenv("SSLKEYLOGFILE") == nil) }
}

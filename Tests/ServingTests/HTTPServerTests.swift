import Domain
import Foundation
import Serving
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Holds requests until the test lets them go, so that no claim hangs on how fast a machine is.
private actor Gate {
  private static let all = Mutex<[String: Gate]>([:])
  static func named(_ name: String) -> Gate {
    all.withLock { gates in
      let gate = gates[name] ?? Gate()
      gates[name] = gate
      return gate
    }
  }
  private var isOpen = false
  private var held: [CheckedContinuation<Void, Never>] = []
  private var arrivals: [CheckedContinuation<Void, Never>] = []
  private var hasArrived = false

  func pass() async {
    hasArrived = true
    for arrival in arrivals { arrival.resume() }
    arrivals = []
    if !isOpen { await withCheckedContinuation { held.append($0) } }
  }
  func arrived() async { if !hasArrived { await withCheckedContinuation { arrivals.append($0) } } }
  func open() {
    isOpen = true
    for one in held { one.resume() }
    held = []
  }
}

/// Talks to a running server: by curl, and byte by byte where curl is too polite.
@Suite struct HTTPServerTests {
  static func echo(_ request: ServerRequest) async -> ServerResponse {
    if let gate = request[query: "gate"] { await Gate.named(gate).pass() }
    switch request.path.first {
    case "drop": return .drop(reset: false)
    case "reset": return .drop(reset: true)
    case "empty": return .empty(204)
    default:
      let text = "\(request.method) \(request.path.joined(separator: "|")) \(request.body.count)"
      return .answer(
        status: 200, headers: [Header("X-Test", "a"), Header("X-Bad", "a\r\nX-Injected: b")], body: Array(text.utf8))
    }
  }

  func withServer(
    _ change: (inout HTTPServer.Configuration) -> Void = { _ in }, _ body: (HTTPServer, UInt16) async throws -> Void
  ) async throws {
    var configuration = HTTPServer.Configuration()
    configuration.maximumBody = 1000
    change(&configuration)
    let server = HTTPServer(configuration: configuration, handler: Self.echo)
    let port = try server.start()
    defer { server.stop() }
    try await body(server, port)
  }

  /// Standard output and the exit code of curl.
  func curl(_ arguments: [String]) async throws -> (text: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments = ["-s", "--noproxy", "*", "--max-time", "60"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { process in
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        continuation.resume(returning: (String(decoding: data, as: UTF8.self), process.terminationStatus))
      }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }

  @Test func answersGoOutAndAHeaderCannotSmuggleAnother() async throws {
    try await withServer { _, port in
      let (text, _) = try await curl(["-i", "-X", "PUT", "-d", "abc", "http://127.0.0.1:\(port)/x/%E5%B9%B4?q=1"])
      #expect(text.contains("200 OK") && text.contains("PUT x|年 3") && text.contains("X-Test: a"))
      #expect(!text.contains("Injected"))
      let (empty, _) = try await curl(["-i", "http://127.0.0.1:\(port)/empty"])
      #expect(empty.hasPrefix("HTTP/1.1 204"))
    }
  }

  @Test(arguments: ["/%ff", "/a?b=%", "/%1B"]) func aTargetThatIsNotStrictIs400(target: String) async throws {
    try await withServer { _, port in
      let (text, _) = try await curl(["-i", "http://127.0.0.1:\(port)\(target)"])
      #expect(text.hasPrefix("HTTP/1.1 400"))
    }
  }

  @Test func aBodyOverTheLimitIs413WithAndWithoutADeclaredLength() async throws {
    try await withServer { _, port in
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("body-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(repeating: 0x61, count: 1001).write(to: file)
      let url = "http://127.0.0.1:\(port)/x"
      let declared = try await curl(["-i", "-H", "Expect:", "--data-binary", "@\(file.path)", url])
      #expect(declared.text.hasPrefix("HTTP/1.1 413"))
      let chunked = try await curl(
        ["-i", "-H", "Expect:", "-H", "Transfer-Encoding: chunked", "--data-binary", "@\(file.path)", url])
      #expect(chunked.text.hasPrefix("HTTP/1.1 413"))
      try Data(repeating: 0x61, count: 1000).write(to: file)
      let fits = try await curl(["-i", "-H", "Expect:", "--data-binary", "@\(file.path)", url])
      #expect(fits.text.contains("POST x 1000"))
    }
  }

  @Test func aSlowAnswerHoldsNobodyElse() async throws {
    try await withServer { _, port in
      let gate = Gate.named("slow")
      async let slow = curl(["http://127.0.0.1:\(port)/slow?gate=slow"])
      await gate.arrived()
      // The slow one is held: only when it holds nobody else does this come back.
      let quick = try await curl(["http://127.0.0.1:\(port)/quick"])
      #expect(quick.text == "GET quick 0")
      await gate.open()
      #expect(try await slow.text == "GET slow 0")
    }
  }

  @Test func aDroppedRequestHasNoAnswer() async throws {
    try await withServer { _, port in
      let dropped = try await curl(["http://127.0.0.1:\(port)/drop"])
      #expect(dropped.status == 52)  // empty reply from server
      let reset = try await curl(["http://127.0.0.1:\(port)/reset"])
      #expect(reset.status == 56)  // connection reset by peer
    }
  }

  @Test func oneConnectionCarriesManyRequests() async throws {
    try await withServer { _, port in
      let url = "http://127.0.0.1:\(port)/a"
      let (text, _) = try await curl([url, "-w", "%{num_connects}\n", url, url])
      #expect(text.contains("1\n") && text.contains("0\n"))
    }
  }

  @Test func stoppingWaitsForRequestsUnderWayAndThenFreesThePort() async throws {
    try await withServer { server, port in
      let gate = Gate.named("stopping")
      async let slow = curl(["http://127.0.0.1:\(port)/slow?gate=stopping"])
      await gate.arrived()
      let stopped = Gate.named("stopped")
      Thread.detachNewThread {
        server.stop(graceMilliseconds: 30_000)
        Task { await stopped.pass() }
      }
      // Long enough that stopping has begun; were it not waiting, the request would be lost here.
      try await Task.sleep(for: .milliseconds(300))
      await gate.open()
      #expect(try await slow.text == "GET slow 0")
      await stopped.arrived()
      #expect(try await curl(["http://127.0.0.1:\(port)/"]).status == 7)  // could not connect
      await stopped.open()
    }
  }

  @Test func stoppingWithoutPatienceDropsAndALateAnswerHarmsNobody() async throws {
    try await withServer { server, port in
      let gate = Gate.named("impatient")
      async let slow = curl(["http://127.0.0.1:\(port)/slow?gate=impatient"])
      await gate.arrived()
      server.stop(graceMilliseconds: 0)
      let status = try await slow.status
      #expect(status != 0)
      await gate.open()
    }
  }

  @Test func aPortInUseAndBadCredentialsAreTold() async throws {
    try await withServer { _, port in
      var configuration = HTTPServer.Configuration()
      configuration.port = port
      let second = HTTPServer(configuration: configuration, handler: Self.echo)
      #expect(throws: ServingError.portInUse) { try second.start() }
      configuration.port = 0
      configuration.address = "not an address"
      let third = HTTPServer(configuration: configuration, handler: Self.echo)
      #expect(throws: ServingError.badAddress) { try third.start() }
      configuration.address = "127.0.0.1"
      configuration.credentials = .init(certificatePEM: "rubbish", keyPEM: "rubbish")
      let fourth = HTTPServer(configuration: configuration, handler: Self.echo)
      #expect(throws: ServingError.self) { try fourth.start() }
    }
  }

  @Test func tlsIs12OrLaterWithOurCertificate() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let key = directory.appendingPathComponent("key.pem").path
    let certificate = directory.appendingPathComponent("certificate.pem").path
    let openssl = Process()
    openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    openssl.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
      certificate,
      "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
    ]
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
    let credentials = HTTPServer.Credentials(
      certificatePEM: try String(contentsOfFile: certificate, encoding: .utf8),
      keyPEM: try String(contentsOfFile: key, encoding: .utf8))
    try await withServer({ $0.credentials = credentials }) { _, port in
      let url = "https://127.0.0.1:\(port)/secret"
      for version in [["--tlsv1.3"], ["--tlsv1.2", "--tls-max", "1.2"]] {
        let (text, status) = try await curl(version + ["--cacert", certificate, url])
        #expect(status == 0)
        #expect(text == "GET secret 0")
      }
      #expect(try await curl(["--tlsv1.0", "--tls-max", "1.1", "--cacert", certificate, url]).status == 35)
      #expect(try await curl([url]).status == 60)
      #expect(try await curl(["--cacert", certificate, "https://127.0.0.1:\(port)/drop"]).status != 0)
      // Many at once, over TLS, each suspended and resumed.
      let all = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<20 {
          group.addTask {
            try await curl(["--cacert", certificate, "https://127.0.0.1:\(port)/n\(number)?delay=50"]).text
              == "GET n\(number) 0"
          }
        }
        var all = true
        for try await one in group { all = all && one }
        return all
      }
      #expect(all)
    }
  }
}

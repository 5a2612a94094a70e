import Domain
import Foundation
import Serving
import TestKit
import Testing

@testable import Sandbox

/// The whole assembly on a state directory of its own.
@Suite(.serialized) struct SandboxServerTests {
  static func directory() throws -> StateDirectory {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sb-\(UUID().uuidString.prefix(8))").path
    AtExit.remove(path)
    return try StateDirectory(path)
  }

  static func started(_ directory: StateDirectory, _ change: (inout ServeOptions) -> Void = { _ in }) throws
    -> SandboxServer
  {
    var options = ServeOptions()
    options.notices = 20
    options.citizens = 2
    change(&options)
    guard case .started(let server) = try SandboxServer.start(directory, options) else {
      throw SandboxError.otherNotReady
    }
    return server
  }

  func permissions(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  func done(_ answer: ControlAnswer?) throws -> Value {
    guard case .done(let value)? = answer else {
      Issue.record("\(String(describing: answer))")
      return .null
    }
    return value
  }

  @Test func oneServerHasADirectoryAndOthersGetItsReadyLine() throws {
    let directory = try Self.directory()
    let server = try Self.started(directory)
    let ready = server.ready
    #expect(ready["url"]?.text?.hasPrefix("https://127.0.0.1:") == true)
    #expect(ready["persona"] == "p01")
    guard case .other(let line) = try SandboxServer.start(directory, ServeOptions()) else {
      Issue.record("a second server started")
      return
    }
    #expect(line == ready)
    for path in [directory.state, directory.run, directory.authorities] { #expect(try permissions(path) == 0o700) }
    for path in [directory.configFile, directory.controlSocket, directory.cardSocket] {
      #expect(try permissions(path) == 0o600)
    }
    server.stop()
    #expect(!SandboxServer.isHeld(directory))
    #expect(ControlClient(directory).ask("ready") == nil)
    // The port is the same at the next start.
    let again = try Self.started(directory)
    #expect(again.ready["url"] == ready["url"])
    again.stop()
  }

  @Test func aDirectoryThatIsNotThereIsHeldByNobody() throws {
    let directory = try StateDirectory(try Self.directory().state + "/not/there")
    #expect(!SandboxServer.isHeld(directory))
    #expect(!FileManager.default.fileExists(atPath: directory.state))
  }

  @Test func whyASandboxDoesNotStartIsAWordForTheProgramThatStartsIt() throws {
    for (path, reason) in [
      ("/proc/1/nowhere", "directory"),
      (try Self.directory().state + "/" + String(repeating: "x", count: 80), "pathTooLong"),
    ] {
      let error = #expect(throws: SandboxError.self) {
        _ = try SandboxServer.start(try StateDirectory(path), ServeOptions())
      }
      // Where there is a run directory the path of the socket is short.
      #expect(error?.reason == reason)
    }
  }

  @Test func theControlLineMovesTheClockSetsFaultsAndChangesTheCard() async throws {
    let directory = try Self.directory()
    let server = try Self.started(directory)
    defer { server.stop() }
    let client = ControlClient(directory)
    // The listener's thread answers; this one waits in the kernel meanwhile.
    let now = try #require(try done(client.ask("clock"))["now"]?.text.flatMap { Instant(rfc3339: $0) })
    let moved = try done(client.ask("clock", [("to", "+90d")]))
    #expect(moved["offsetMilliseconds"] == .integer(90 * 86_400_000))
    let then = try #require(moved["now"]?.text.flatMap { Instant(rfc3339: $0) })
    #expect((89...91).contains((then.seconds - now.seconds) / 86_400))
    let configuration = try String(contentsOfFile: directory.configFile, encoding: .utf8)
    #expect(configuration.contains("clock-offset: 7776000000\n"))
    #expect(configuration.contains("issuer: urn:mynafront:sandbox:"))
    #expect(directory.keptClockOffset == 7_776_000_000)

    let faults = try done(
      client.ask("fault set", [("kind", "503"), ("at", "notices"), ("times", 2), ("delay", .null)]))
    #expect(faults.at("items")?.list?.first?["times"] == 2)
    #expect(try done(client.ask("fault clear"))["items"] == .list([]))

    #expect(try done(client.ask("card insert", [("persona", "p02")]))["persona"] == "p02")
    #expect(try done(client.ask("status"))["persona"] == "p02")
    #expect(try done(client.ask("card remove"))["persona"] == .null)
    let refusals: [(String, [(String, Value)], ControlRefusal.Code)] = [
      ("card insert", [("persona", "p99")], .notFound), ("card insert", [("persona", "p32")], .notPossibleNow),
      ("fault set", [("kind", "nonsense")], .inputInvalid),
      ("fault set", [("kind", "500"), ("at", "nowhere")], .inputInvalid),
      ("clock", [("to", "tomorrow")], .inputInvalid), ("dance", [], .inputInvalid),
    ]
    for (command, fields, code) in refusals {
      guard case .refused(let refusal)? = client.ask(command, fields) else {
        Issue.record("\(command) was not refused")
        continue
      }
      #expect(refusal.code == code)
    }
    _ = try done(client.ask("card fault", [("kind", "slow")]))
    #expect(try done(client.ask("status"))["cardFaults"]?.list?.first?["kind"] == "slow")
    let reset = try done(client.ask("reset"))
    #expect(reset["cardFaults"] == .list([]))
    #expect(reset["persona"] == "p01")
    #expect(reset["clockOffsetMilliseconds"] == 0)
  }

  @Test func aWorldIsKeptUntilAnotherOneIsWanted() async throws {
    let directory = try Self.directory()
    func marked(_ change: (inout ServeOptions) -> Void) async throws -> Int {
      let server = try Self.started(directory) {
        $0.notices = nil
        change(&$0)
      }
      defer { server.stop() }
      let total = try await server.store.total(person: 1)
      return total
    }
    #expect(try await marked { $0.notices = 20 } == 20)
    #expect(try await marked { _ in } == 20)
    #expect(try await marked { $0.notices = 30 } == 30)
    #expect(
      try await marked {
        $0.inMemory = true; $0.notices = 5
      } == 5)
    #expect(try await marked { _ in } == 30)
  }

  @Test(arguments: [
    ("+90d", 7_776_000_000), ("-3h", -10_800_000), ("+0m", 0), ("+15m", 900_000), ("+30s", 30_000),
  ]) func aClockIsSetByDistance(text: String, milliseconds: Int) {
    #expect(ClockSetting(text) == .by(milliseconds: milliseconds))
  }

  @Test(arguments: ["", "+", "90d", "+9", "+d", "++9d", "+-9d", "+9x", "2026-13-01", "now", "+99999999999999999d"])
  func whatIsNoTimeIsRefused(text: String) { #expect(ClockSetting(text) == nil) }
}

extension Store {
  /// How many notices a person has.
  func total(person: Int) throws -> Int {
    let call = Call(
      request: .init(method: "GET", path: []), parameters: [:], now: SystemClock().now, person: person)
    guard case .json(_, let value) = try notices(call) else { return -1 }
    return value["total"]?.integer ?? -1
  }
}

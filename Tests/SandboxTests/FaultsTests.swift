import Domain
import Serving
import Testing

@testable import Sandbox

@Suite struct FaultsTests {
  static let refusals: [(Faults.Kind, Int, String, String?)] = [
    (.tooManyRequests, 429, "BUSY", "5"), (.serverError, 500, "FAULT", nil),
    (.serviceUnavailable, 503, "UNAVAILABLE", "30"), (.maintenance, 503, "MAINTENANCE", "600"),
  ]

  @Test(arguments: refusals) func aFaultMeetsItsSystemSoManyTimes(
    kind: Faults.Kind, status: Int, code: String, retry: String?
  ) async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    kit.faults.set(kind, at: .notices, times: 2, delayMilliseconds: nil, now: kit.clock.now)
    #expect(try await kit.call("GET", "/proxies/v1/proxies", token: token).status == 200)
    for _ in 0..<2 {
      let reply = try await kit.call("GET", "/notices/v1/notices", token: token)
      #expect(reply.status == status)
      #expect(reply["code"]?.text == code)
      #expect(reply[header: "Retry-After"] == retry)
    }
    #expect(try await kit.call("GET", "/notices/v1/notices", token: token).status == 200)
    #expect(kit.faults.all.isEmpty)
  }

  @Test func dropsCloseTheConnectionAndALostAnswerHasStillDoneItsWork() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    kit.faults.set(.drop, at: nil, times: 1, delayMilliseconds: nil, now: kit.clock.now)
    #expect(try await kit.raw("GET", "/notices/v1/notices", token: token) == .drop(reset: false))
    kit.faults.set(.reset, at: .notices, times: 1, delayMilliseconds: nil, now: kit.clock.now)
    #expect(try await kit.raw("GET", "/notices/v1/notices", token: token) == .drop(reset: true))
    let unread = try await kit.call("GET", "/notices/v1/notices?unread=true", token: token)
    let id = try #require(unread.items.first?["id"]?.text)
    kit.faults.set(.answerLost, at: .notices, times: 1, delayMilliseconds: nil, now: kit.clock.now)
    #expect(try await kit.raw("PUT", "/notices/v1/notices/\(id)/read", token: token) == .drop(reset: false))
    #expect(try await kit.call("GET", "/notices/v1/notices/\(id)", token: token)["readAt"]?.text != nil)
  }

  @Test func aDelayHoldsItsOwnSystemOnly() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    kit.faults.set(.delay, at: .notices, times: nil, delayMilliseconds: 2000, now: kit.clock.now)
    let clock = ContinuousClock()
    let start = clock.now
    let order = try await withThrowingTaskGroup(of: String.self) { group in
      for system in ["notices", "proxies"] {
        group.addTask {
          let answer = try await kit.call("GET", "/\(system)/v1/\(system)", token: token)
          #expect(answer.status == 200)
          return system
        }
      }
      var order: [String] = []
      for try await system in group { order.append(system) }
      return order
    }
    #expect(order == ["proxies", "notices"])
    #expect(clock.now - start >= .milliseconds(2000))
  }

  @Test func malformedAnswersAreNeverWhatWasPromised() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    kit.faults.set(.malformed, at: .proxies, times: 6, delayMilliseconds: nil, now: kit.clock.now)
    for _ in 0..<6 {
      let reply = try await kit.call("GET", "/proxies/v1/proxies", token: token)
      #expect(reply.status == 200)
      #expect(reply["items"]?.list == nil)
    }
    #expect(try await kit.call("GET", "/proxies/v1/proxies", token: token)["items"]?.list != nil)
  }

  @Test func hostileTextIsInTitlesAndNamesButNotInIds() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    kit.faults.set(.hostileText, at: nil, times: nil, delayMilliseconds: nil, now: kit.clock.now)
    let box = try await kit.call("GET", "/notices/v1/notices", token: token)
    let titles = box.items.compactMap { $0["title"]?.text }.joined()
    for scalar: Unicode.Scalar in ["\u{1B}", "\u{7}", "\u{8}", "\u{202E}", "\u{200B}", "\u{9B}"] {
      #expect(titles.unicodeScalars.contains(scalar))
    }
    #expect(titles.contains("\u{1B}]52;c;"))
    let ids = box.items.compactMap { $0["id"]?.text }
    #expect(ids.allSatisfy { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } })
    #expect(try await kit.call("GET", "/notices/v1/notices/\(ids[0])", token: token).status == 200)
  }

  @Test func aMaintenanceThatIsSetIsToldByTheStatus() async throws {
    let kit = try PortalKit()
    kit.faults.set(.maintenance, at: nil, times: nil, delayMilliseconds: nil, now: kit.clock.now)
    let status = try await kit.call("GET", "/status/v1/status")
    #expect(status.status == 200)
    #expect(status.items.first?["level"] == "maintenance")
    #expect(status.items.first?["systems"]?.list?.count == PortalSystem.allCases.count)
  }

  @Test func certificatesAreShownAtHandshakesAndOldConnectionsEnd() async throws {
    for (kind, impostor) in [
      (Faults.Kind.wrongCertificate, PortalAuthority.Impostor.otherAuthority), (.expiredCertificate, .expired),
      (.otherHostCertificate, .otherHost),
    ] {
      let kit = try PortalKit()
      let token = try await kit.logIn()
      #expect(kit.faults.takeHandshake() == nil)
      kit.faults.set(kind, at: .notices, times: 2, delayMilliseconds: nil, now: kit.clock.now)
      #expect(try await kit.raw("GET", "/notices/v1/notices", token: token) == .drop(reset: false))
      #expect(try await kit.call("GET", "/proxies/v1/proxies", token: token).status == 200)
      #expect(kit.faults.takeHandshake() == impostor)
      #expect(kit.faults.takeHandshake() == impostor)
      #expect(kit.faults.takeHandshake() == nil)
      #expect(kit.faults.all.isEmpty)
    }
  }

  @Test func aFaultMayLetTheFirstRequestsPass() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    kit.faults.set(.serverError, at: .proxies, times: 1, after: 2, delayMilliseconds: nil, now: kit.clock.now)
    var statuses: [Int] = []
    for _ in 0..<4 { statuses.append(try await kit.call("GET", "/proxies/v1/proxies", token: token).status) }
    #expect(statuses == [200, 200, 500, 200])
  }

  @Test func anAnswerMayBeTooLargeAndAChallengeMaySpeakForAnother() async throws {
    let kit = try PortalKit()
    kit.faults.set(.tooLarge, at: .status, times: 1, delayMilliseconds: nil, now: kit.clock.now)
    let reply = try await kit.call("GET", "/status/v1/status")
    #expect(reply.status == 200)
    #expect(reply.body.count > 32 << 20)
    kit.faults.set(.wrongOrigin, at: .session, times: 1, delayMilliseconds: nil, now: kit.clock.now)
    let challenge = try await kit.call("POST", "/session/v1/challenges", body: .fields())
    #expect(challenge["origin"]?.text?.hasSuffix(".test") == true)
    #expect(challenge["nonce"]?.text?.isEmpty == false)
  }
}

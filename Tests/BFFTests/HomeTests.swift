import BFF
import Domain
import TestKit
import Testing

@Suite struct HomeTests {
  static let notices = "/notices/v1/notices?limit=5"
  static let todos = "/procedures/v1/todos?limit=200"
  static let empty = #"{"items":[],"next":null,"total":0}"#

  static let answers: [(path: String, json: String)] = [
    (notices, #"{"items":[],"next":null,"total":0,"unread":3}"#), (todos, empty),
    ("/delivery/v1/services?limit=200", empty),
    (
      "/applications/v1/applications?limit=200",
      #"""
      {"items":[{"id":"a-1","procedure":{"id":"p","title":"t"},"state":"review","submittedAt":"2026-11-01T00:00:00+09:00"},
      {"id":"a-2","procedure":{"id":"p","title":"t"},"state":"done","submittedAt":"2026-10-01T00:00:00+09:00"}],"total":2}
      """#
    ),
    (
      "/selfinfo/v1/categories?limit=1",
      #"{"items":[{"id":"c","group":"g","title":"t","holder":"h","sensitive":false}],"next":"c","total":60}"#
    ),
    (
      "/selfinfo/v1/requests?limit=200",
      #"""
      {"items":[{"id":"q-1","state":"waiting","requestedAt":"2026-11-19T00:00:00+09:00","categories":["c"]},
      {"id":"q-2","state":"ready","requestedAt":"2026-11-18T00:00:00+09:00","categories":["c"]}],"total":2}
      """#
    ),
    ("/proxies/v1/proxies?limit=200", #"{"items":[],"total":0,"actingFor":{"id":"y","name":"山田"}}"#),
    ("/status/v1/status?limit=200", #"{"items":[],"total":0,"now":"2026-11-20T09:30:00+09:00"}"#),
  ]

  /// All answers, some of them replaced.
  static func transport(_ replies: [String: ScriptedTransport.Reply] = [:]) -> ScriptedTransport {
    ScriptedTransport(answers.map { .init(.get, $0.path, replies[$0.path] ?? .answer(.json($0.json))) })
  }

  private func pictures(_ client: PortalClient, within: Duration) async -> [HomeOverview] {
    var all: [HomeOverview] = []
    for await overview in client.overview(within: within) { all.append(overview) }
    return all
  }

  @Test func theLastPictureIsCompleteAndHasEveryPart() async throws {
    let transport = Self.transport()
    let person = Person(displayName: LegalName("神\u{FA19}太郎")!)
    let all = await pictures(client(transport, person: person), within: .seconds(20))
    let last = try #require(all.last)
    #expect(last.isComplete && last.problems.isEmpty)
    #expect(transport.requests.first?.url.hasSuffix(Self.todos) == true, "the system that takes longest gets the lead")
    #expect(all.count == HomePart.allCases.count)
    #expect(last.notices.value?.unread == 3)
    #expect(last.applications.value?.map(\.id) == ["a-1"], "only those that run")
    #expect(last.selfInfo.value?.categories == 60)
    #expect(last.selfInfo.value?.waiting.map(\.id) == ["q-1"])
    #expect(last.proxies.value?.actingFor?.id == "y")
    #expect(last.person == person)
    #expect(transport.complaints.isEmpty)
  }

  @Test func partsAreShownAsTheyArrive() async throws {
    let transport = Self.transport([Self.notices: .held("notices", .json(Self.answers[0].json))])
    var seen: [[HomePart]] = []
    for await overview in client(transport).overview(within: .seconds(20)) {
      seen.append(overview.waiting)
      if overview.waiting == [.notices] { transport.release("notices") }
    }
    #expect(seen.last == [])
    #expect(seen.dropLast().allSatisfy { $0.contains(.notices) })
    #expect(seen.count == HomePart.allCases.count)
  }

  @Test(arguments: HomePart.allCases)
  func aPartThatHangsHoldsNobodyAndIsNamed(part: HomePart) async throws {
    let paths = Self.answers.map(\.path).filter { $0.hasPrefix("/\(part.system)/") }
    let transport = Self.transport(Dictionary(uniqueKeysWithValues: paths.map { ($0, .hang) }))
    let all = await pictures(client(transport), within: .milliseconds(150))
    let last = try #require(all.last)
    #expect(last.isComplete)
    #expect(last.problems.map(\.part) == [part])
    #expect(last.problems.first?.problem.code == .portalSlow)
    #expect(transport.requests.allSatisfy { $0.timeoutMilliseconds <= 150 })
  }

  @Test(arguments: [
    (ScriptedTransport.Reply.error(.unreachable), Problem.Code.offline),
    (.answer(.json("{}", status: 503)), .portalBusy),
    (.answer(.json("{}")), .portalAnswerMalformed), (.answer(.json("\u{0}")), .portalAnswerMalformed),
  ])
  func aPartThatFailsTakesNothingElseWithIt(reply: ScriptedTransport.Reply, code: Problem.Code) async throws {
    let all = await pictures(client(Self.transport([Self.todos: reply])), within: .seconds(20))
    let last = try #require(all.last)
    #expect(last.problems.map(\.part) == [.todo])
    #expect(last.problems.first?.problem.code == code)
  }

  @Test func whoStopsReadingCancelsWhatRuns() async throws {
    let hanging = Dictionary(
      uniqueKeysWithValues: Self.answers.dropFirst().map { ($0.path, ScriptedTransport.Reply.hang) })
    let transport = Self.transport(hanging)
    let reader = Task {
      for await _ in client(transport).overview(within: .seconds(60)) { return true }
      return false
    }
    #expect(await reader.value)
    while transport.cancelled < Self.answers.count - 1 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(transport.cancelled == Self.answers.count - 1)
  }

  @Test func withoutASessionOnlyTheStatusIsAskedForAndTheCallSaysLogIn() async throws {
    let transport = ScriptedTransport([.get("/status/v1/status?limit=200", Self.answers[7].json)])
    let all = await pictures(client(transport, token: nil), within: .seconds(20))
    #expect(all.last?.status.value != nil)
    #expect(all.last?.problems.count == 6)
    #expect(all.last?.loginProblem?.code == .loginNeeded)
    #expect(transport.complaints.isEmpty)
    let again = ScriptedTransport([.get("/status/v1/status?limit=200", Self.answers[7].json)])
    let home = try #require(Catalogue.named("home"))
    await #expect(throws: Problem(.loginNeeded)) { try await home.run(client(again, token: nil)) }
  }

  @Test func theCallGivesTheLastPicture() async throws {
    let home = try #require(Catalogue.named("home"))
    let value = try await home.run(client(Self.transport()))
    #expect(home.description.result.misfit(value) == nil)
    #expect(value.at("notices.unread") == 3)
    #expect(value["problems"] == [])
    #expect(value.at("actingFor.id") == "y")
  }
}

import Domain
import Testing

@testable import Sandbox

@Suite struct WorldTests {
  @Test func theSameRecipeMakesTheSameWorldAndAnotherSeedAnother() async throws {
    func box(seed: Int) async throws -> Value {
      let kit = try PortalKit(seed: seed)
      return try await kit.call("GET", "/notices/v1/notices?limit=200", token: try await kit.logIn()).value
    }
    let one = try await box(seed: 1)
    #expect(try await box(seed: 1) == one)
    #expect(try await box(seed: 2) != one)
  }

  @Test func thereAreFortyPersonasWithHardFacts() {
    let table = Persona.table
    let ids: [String] = (1...40).map { $0 < 10 ? "p0\($0)" : "p\($0)" }
    #expect(table.map(\.id) == ids)
    func has(_ scalar: Unicode.Scalar) -> Bool { table.contains { $0.name.unicodeScalars.contains(scalar) } }
    for scalar: Unicode.Scalar in ["\u{E0100}", "\u{FA19}", "\u{20BB7}", "\u{3099}", "\u{FA11}"] {
      #expect(has(scalar))
    }
    // Swift's == cannot tell these two people apart; their scalars can.
    #expect(table[6].name == table[7].name)
    #expect(!table[6].name.unicodeScalars.elementsEqual(table[7].name.unicodeScalars))
    #expect(Set(table.map(\.card)) == Set(CardCondition.allCases))
    #expect(table.contains { $0.birth.day == nil && $0.birth.month != nil })
    #expect(table.contains { $0.birth.month == nil })
    #expect(table.contains { $0.isProtected })
    #expect(table.allSatisfy { $0.address.hasPrefix("サンプル県") })
    #expect(table[15].birth.cardDigits == "19360700")
  }

  @Test func everyStateOfAnApplicationIsThereAndNoneIsWithoutAHistory() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    let list = try await kit.call("GET", "/applications/v1/applications", token: token)
    #expect(Set(list.items.compactMap { $0["state"]?.text }) == Set(FiledState.allCases.map(\.rawValue)))
    for item in list.items {
      let id = try #require(item["id"]?.text)
      let one = try await kit.call("GET", "/applications/v1/applications/\(id)", token: token)
      let history = try #require(one["history"]?.list)
      #expect(history.last?["state"] == one["state"])
      let times = history.compactMap { $0["at"]?.text }
      #expect(times == times.sorted())
      #expect(item["arrival"]?.isNull == (item["state"] == "receiveError"))
    }
    #expect(try await kit.call("GET", "/applications/v1/applications?state=correct", token: token)["total"] == 2)
    #expect(try await kit.call("GET", "/applications/v1/applications?state=lost", token: token).status == 400)
  }

  @Test func aCorrectionLeavesTheViewNinetyDaysAfterItWasAskedFor() async throws {
    let kit = try PortalKit()
    kit.clock.advance(seconds: 6 * 86_400)
    let token = try await kit.logIn()
    let one = try await kit.call("GET", "/applications/v1/applications/a1-2", token: token)
    #expect(one["state"] == "outOfView")
    #expect(one["officeMessage"]?.isNull == true)
    #expect(one["history"]?.list?.last?["state"] == "outOfView")
  }

  @Test func toDosAreSoonestFirstAndLeadSomewhere() async throws {
    let kit = try PortalKit(citizens: 40, notices: 60)
    for persona in ["p01", "p21", "p35", "p36", "p37"] {
      let list = try await kit.call("GET", "/procedures/v1/todos", token: try await kit.logIn(persona))
      #expect(!list.items.isEmpty)
      let dues = list.items.map { $0["due"]?.text ?? "9999" }
      #expect(dues == dues.sorted())
      for item in list.items {
        #expect(["notice", "application", "procedure"].contains { item[$0]?.text != nil })
        // A dated rule never ends on a closed day.
        if item["dueRule"]?.text != nil, let due = item["due"]?.text.flatMap({ CalendarDate(iso: $0) }) {
          #expect(!Holidays.isClosed(due))
        }
      }
    }
    let empty = try await kit.logIn("p38")
    for path in [
      "/procedures/v1/todos", "/notices/v1/notices", "/applications/v1/applications", "/delivery/v1/services",
    ] {
      #expect(try await kit.call("GET", path, token: empty)["total"] == 0)
    }
  }

  @Test func theBoxHoldsWhatIsHardToShow() async throws {
    let kit = try PortalKit()
    let token = try await kit.logIn()
    let box = try await kit.call("GET", "/notices/v1/notices?limit=200", token: token)
    var bodies: [String] = []
    for item in box.items {
      let one = try await kit.call("GET", "/notices/v1/notices/\(item["id"]?.text ?? "")", token: token)
      let body = try #require(one["body"]?.text)
      #expect(body.contains("サンプル"), "marked as a sample")
      #expect(!body.contains("{") && !body.contains("}"), "a place was not filled")
      bodies.append(body)
    }
    #expect(bodies.contains { $0.count >= 4000 })
    #expect(bodies.contains { $0.contains("※①") })
    #expect(bodies.contains { $0.unicodeScalars.contains("\u{E0100}") })
    #expect(bodies.contains { $0.contains("\u{FFFD}") })
    #expect(Set(box.items.compactMap { $0["kind"]?.text }) == ["government", "delivery", "system"])
    let counts = Set(box.items.compactMap { $0["attachments"]?.list?.count })
    #expect(counts.contains(0) && counts.contains(1) && counts.contains(10))
    // Nothing that could steer a terminal in the ordinary world.
    #expect(bodies.allSatisfy { body in body.unicodeScalars.allSatisfy { $0 == "\n" || !TerminalSafe.isUnsafe($0) } })
  }

  @Test func theOtherSystemsAnswer() async throws {
    let kit = try PortalKit(citizens: 40, notices: 20)
    let token = try await kit.logIn()
    #expect(try await kit.call("GET", "/selfinfo/v1/categories", token: token)["total"] == 29)
    let requests = try await kit.call("GET", "/selfinfo/v1/requests", token: token)
    #expect(Set(requests.items.compactMap { $0["state"]?.text }) == ["waiting", "partial", "ready", "failed"])
    let proxies = try await kit.call("GET", "/proxies/v1/proxies", token: token)
    #expect(Set(proxies.items.compactMap { $0["direction"]?.text }) == ["iActFor", "actsForMe"])
    #expect(proxies["actingFor"]?.isNull == true)
    let services = try await kit.call("GET", "/delivery/v1/services?limit=2", token: token)
    #expect(services["total"] == 3)
    let rest = try await kit.call(
      "GET", "/delivery/v1/services?cursor=\(try #require(services["next"]?.text))", token: token)
    #expect(rest.items.count == 1)
  }

  @Test func whatMattersNowIsToldWithoutASession() async throws {
    let kit = try PortalKit()
    let now = try await kit.call("GET", "/status/v1/status")
    #expect(now["now"] == "2026-11-20T14:30:00+09:00")
    #expect(now.items.compactMap { $0["level"]?.text } == ["outage", "maintenance", "info"])
    kit.clock.advance(seconds: 30 * 86_400)
    let later = try await kit.call("GET", "/status/v1/status")
    #expect(later.items.compactMap { $0["id"]?.text } == ["s-2026", "s1"])
  }
}

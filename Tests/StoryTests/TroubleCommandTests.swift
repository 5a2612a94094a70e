import Foundation
import Testing

/// Every fault at every system against every command, from outside.
@Suite(.serialized, .onThreads) struct TroubleCommandTests {
  /// Nothing hangs: the time of one call is half a second, home's own is one, an attachment asks twice. How long each took on a machine
  /// that does nothing else is told by the benchmarks; here twenty other tests start sandboxes at the same time.
  static let bound = 20.0

  @Test func everyFaultGivesItsProblemItsCodeAndItsRemedy() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let ids = try Self.ids(in: world)
    let count = TroubleCount("faults of the portal x systems x commands")
    for fault in TroubleTable.faults {
      for system in TroubleTable.systems {
        try world.shell("mynafront-sandbox fault set \(fault.kind) --at \(system) \(fault.options)")
        for command in TroubleTable.commands where TroubleTable.isWhole || Self.isRepresentative(command, system) {
          let expected = TroubleTable.expected(fault, at: system, command)
          let complaints = try Self.play(command, ids, expected, fault, in: world)
          let row = "\(fault.kind) at \(system): \(command.line)"
          #expect(complaints.text.isEmpty, "\(row): \(complaints.text.joined(separator: "; "))")
          count.add(fault.kind, isTrue: complaints.text.isEmpty, seconds: complaints.seconds)
        }
        try world.shell("mynafront-sandbox fault clear")
        if let lost = try Self.unexpectedState(fault, system, ids, in: world) { Issue.record("\(fault.kind): \(lost)") }
      }
    }
    count.print()
    // No file of an attachment that did not come, whole or half.
    let left = try FileManager.default.contentsOfDirectory(atPath: world.home + "/run").filter { $0.hasPrefix("file") }
    #expect(left.isEmpty, "\(left)")
  }

  /// In `make test`: what asks the system by the first command of each, home, and one that has nothing to do with it.
  private static func isRepresentative(_ command: TroubleTable.Command, _ system: String) -> Bool {
    if command.asks == nil { return ["notices", "session"].contains(system) }
    if command.asks == system { return system != "notices" || !command.line.contains("show") }
    return system == "delivery" && command.line == "todo list"
  }

  private static func ids(in world: World) throws -> [String: String] {
    let list = try JSONSerialization.jsonObject(with: try world.client("notices", "list", "--json", "--all").bytes)
    let items = (list as? [String: Any])?["items"] as? [[String: Any]] ?? []
    let notice = items.first { ($0["attachments"] as? [Any])?.isEmpty == false }
    let application = try world.client("applications", "list", "--limit", "1").output.split(separator: "\t").first
    return [
      "notice": try #require(notice?["id"] as? String), "application": String(try #require(application)),
      "file": world.home + "/run/file",
    ]
  }

  private static func play(
    _ command: TroubleTable.Command, _ ids: [String: String], _ expected: (exit: Int32, problem: String?),
    _ fault: TroubleTable.Fault, in world: World
  ) throws -> (text: [String], seconds: Double) {
    var line = command.line
    for (name, id) in ids { line = line.replacingOccurrences(of: "{\(name)}", with: id) }
    if line.hasPrefix("login") { line += " 3<<<1234" }
    try? FileManager.default.removeItem(atPath: ids["file"]!)
    let start = Date()
    // Short only where it is waited for: a busy machine must not look like a slow portal. Home has its own second.
    let timeout = fault.kind == "delay" && command.parts.isEmpty ? 0.5 : 4
    let result = try world.shell("mynafront \(line) --json --timeout \(timeout)")
    let seconds = Date().timeIntervalSince(start)
    var complaints: [String] = []
    func expect(_ holds: Bool, _ complaint: @autoclosure () -> String) { if !holds { complaints.append(complaint()) } }
    expect(seconds < bound, "took \(seconds) s")
    expect(
      result.code == expected.exit, "ended with \(result.code), not \(expected.exit): \(result.output.prefix(200))")
    let document = (try? JSONSerialization.jsonObject(with: result.bytes)) as? [String: Any]
    expect(
      document != nil || result.bytes.isEmpty && expected.exit == 0, "no JSON document: \(result.output.prefix(80))")
    let problem = document?["problem"] as? [String: Any]
    if expected.exit == 0 {
      expect(problem == nil, "there is a problem although it worked")
    } else if expected.exit == 3 {
      let parts = document?["problems"] as? [[String: Any]] ?? []
      expect(parts.map { $0["code"] as? String } == [expected.problem], "parts: \(parts)")
    } else {
      expect(problem?["code"] as? String == expected.problem, "problem \(problem?["code"] ?? "none")")
      for field in ["title", "detail", "next"] {
        expect((problem?[field] as? String)?.isEmpty == false, "\(field) is missing")
      }
      expect((problem?["retryAfterSeconds"] is Int) == (fault.remedy == "wait"), "retryAfterSeconds")
      expect(!FileManager.default.fileExists(atPath: ids["file"]!), "a file was written")
    }
    try? FileManager.default.removeItem(atPath: ids["file"]!)
    return (complaints, seconds)
  }

  /// What must hold once the fault is gone: the person is still logged in (a log-in by the table's own command renewed it), nothing
  /// of the PIN was spent, and a change whose answer was lost was made.
  private static func unexpectedState(
    _ fault: TroubleTable.Fault, _ system: String, _ ids: [String: String], in world: World
  ) throws -> String? {
    if fault.kind == "answer-lost-after-commit", system == "notices" {
      try world.shell(
        """
        mynafront notices mark-unread \(ids["notice"]!)
        mynafront-sandbox fault set answer-lost-after-commit --at notices --times 1
        mynafront notices mark-read \(ids["notice"]!) 2>/dev/null
        mynafront-sandbox fault clear
        """)
      let notice = try JSONSerialization.jsonObject(
        with: try world.client("notices", "show", ids["notice"]!, "--json").bytes)
      if !((notice as? [String: Any])?["readAt"] is String) { return "the mark whose answer was lost was not made" }
    }
    guard system == "session" else { return nil }
    if try world.client("todo", "list").code != 0 { return "the session is lost" }
    let card = try world.shell("mynafront-sandbox card status --json | jq -c '[.pins[].triesLeft]'").output
    return card == "[3,5,3,3]\n" ? nil : "tries left: \(card)"
  }

  /// The words of a problem on a terminal or in a log: what happened, what to do next, and a number for the help desk.
  @Test func aProblemIsSaidInWordsWithWhatToDoNext() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    for fault in TroubleTable.faults where fault.problem != nil && fault.kind != "delay" {
      try world.shell("mynafront-sandbox fault set \(fault.kind) --at procedures \(fault.options)")
      for language in ["ja", "easy", "en"] {
        let result = try world.client("todo", "list", "--timeout", "0.5", "--lang", language)
        #expect(result.code == fault.exit)
        #expect(result.output.isEmpty)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count >= 2 && lines.count <= 4, "\(fault.kind): \(result.errors)")
        #expect(!result.errors.contains("problem."), "a text is missing: \(result.errors)")
      }
      try world.shell("mynafront-sandbox fault clear")
    }
  }

  @Test func aPageThatFailsLeavesWhatCame() throws {
    let world = try World()
    try world.startSandbox("--notices", "500")
    #expect(try world.logIn().code == 0)
    try world.shell("mynafront-sandbox fault set 500 --at notices --after 1")
    let list = try world.client("notices", "list", "--all", "--json")
    let document = try #require(try JSONSerialization.jsonObject(with: list.bytes) as? [String: Any])
    #expect(list.code == 3)
    #expect((document["items"] as? [Any])?.count == 200)
    #expect(document["total"] as? Int == 500)
    #expect(((document["problems"] as? [[String: Any]])?.first?["code"] as? String) == "portalFault")
    let cursor = try #require(document["next"] as? String, "where to go on is lost")
    try world.shell("mynafront-sandbox fault clear")
    let rest = try world.client("notices", "list", "--all", "--json", "--cursor", cursor)
    let others = try #require(try JSONSerialization.jsonObject(with: rest.bytes) as? [String: Any])
    #expect((others["items"] as? [Any])?.count == 300)
  }

  /// A look at a card that goes wrong in the middle shows what was found, says what went wrong, and is not taken for a whole one.
  @Test func aLookAtACardThatGoesWrongIsSaid() throws {
    let world = try World()
    try world.client("card", "status")
    for fault in ["garbage", "short", "6F00", "remove"] {
      try world.shell("mynafront-sandbox card fault \(fault)")
      let result = try world.client("card", "status")
      #expect(result.code == 3, "\(fault): \(result.errors)")
      #expect(result.output.contains("sandbox"))
      #expect(!result.errors.isEmpty)
      #expect(try world.client("card", "status").code == 0)
    }
  }

  @Test func cardsAndPortalsThatAreNotWhatTheySay() throws {
    let world = try World()
    try world.client("card", "status")
    for (preparation, code, problem) in [
      ("card insert p27", Int32(13), "certificateExpired"), ("card insert p29", 13, "certificateRevoked"),
      ("card insert p30", 13, "certificateNotTrusted"), ("card insert p31", 13, "loginRefused"),
      ("card insert p23", 12, "pinLocked"), ("card remove", 11, "noCard"),
      ("fault set wrong-origin --at session", 13, "originMismatch"),
      ("fault set wrong-certificate", 13, "portalNotTrusted"),
    ] {
      let before = try world.shell("mynafront-sandbox \(preparation) >/dev/null; mynafront-sandbox card status --json")
        .output
      let result = try world.shell("mynafront login --json --pin-fd 3 3<<<1234")
      let document = try #require(try JSONSerialization.jsonObject(with: result.bytes) as? [String: Any])
      let found = document["problem"] as? [String: Any]
      #expect(result.code == code, "\(preparation): \(result.output)")
      #expect(found?["code"] as? String == problem, "\(preparation)")
      func tries(_ text: String) -> String { text.components(separatedBy: "\"faults\"").first ?? text }
      let after = try world.shell("mynafront-sandbox card status --json").output
      #expect(tries(before) == tries(after), "\(preparation): a try was spent")
      try world.shell("mynafront-sandbox fault clear; mynafront-sandbox card insert")
    }
    #expect(try world.logIn().code == 0)
  }
}

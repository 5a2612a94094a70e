import Foundation
import Testing

/// The commands as a script meets them: output, exit codes, bad input. Each in a home and with a sandbox of its own.
@Suite(.serialized, .onThreads) struct CommandTests {
  private func json(_ result: World.Result) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: result.bytes) as? [String: Any])
  }

  /// A table of command lines with the code each ends with, one after the other in one world.
  @Test func everyCommandEndsWithTheCodeThatIsPromised() throws {
    let world = try World()
    let table: [(String, Int32)] = [
      ("version", 0), ("--version", 0), ("--help", 0), ("help", 0), ("help notices", 0), ("notices --help", 0),
      ("notices list --help", 0), ("bff list", 0), ("bff describe notices.list", 0), ("screens list", 0),
      ("screens check", 0), ("screens show start", 0), ("screens show start --linear --lang en", 0),
      ("bogus", 2), ("notices bogus", 2), ("notices list --bogus", 2), ("notices show", 2),
      ("notices list --limit x", 2),
      ("notices list --since yesterday", 2), ("--lang fr", 2), ("bff describe nothing.here", 2),
      ("screens show nowhere", 2),
      ("--config /nowhere/config.yaml version", 2), ("--profile nobody home", 2), ("home --timeout 0", 2),
      ("home", 4), ("notices list", 4), ("todo list", 4), ("applications show a1", 4), ("session", 0), ("logout", 0),
      ("card status", 0), ("login --no-input", 2), ("login --method qr", 2),
      ("login --pin-fd 3 3<<<12a4", 12), ("login --pin-fd 3 3<<<''", 12), ("login --pin-fd 9 9<&-", 12),
      ("login --pin-fd 3 3<<<1234", 0), ("session", 0), ("home", 0), ("home --json", 0), ("todo list", 0),
      ("notices list", 0), ("notices list --unread --limit 5", 0), ("notices list --jsonl --limit 2", 0),
      ("notices show n-does-not-exist", 5), ("notices show ../../session/v1/sessions/current", 5),
      ("applications list", 0), ("applications show nothing", 5), ("bff call notices.list limit=1", 0),
      ("bff call notices.list nonsense=1", 7), ("bff call notices.list limit=x", 7), ("bff call nothing", 2),
      ("bff call notices.list --input - <<<'{\"limit\":1}'", 0), ("bff call notices.list --input - <<<'{'", 7),
      ("logout", 0), ("home", 4),
    ]
    for (line, code) in table {
      let result = try world.shell("mynafront \(line)")
      #expect(result.code == code, "mynafront \(line): \(result.output)\(result.errors)")
      if code != 0 {
        #expect(result.output.isEmpty, "mynafront \(line) wrote data although it failed")
        #expect(!result.errors.isEmpty, "mynafront \(line) failed silently")
      }
    }
  }

  @Test func aScriptReadsTheMainJob() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let home = try json(try world.client("home", "--json"))
    #expect(home["schema"] as? Int == 1)
    #expect((home["problems"] as? [Any])?.isEmpty == true)
    let notices = try #require(home["notices"] as? [String: Any])
    let latest = try #require((notices["latest"] as? [[String: Any]])?.first)
    let id = try #require(latest["id"] as? String)
    let unread = try #require(notices["unread"] as? Int)

    let shown = try json(try world.client("notices", "show", id, "--json"))
    #expect((shown["body"] as? String)?.isEmpty == false)
    #expect(shown["readAt"] is NSNull, "showing a notice to a script does not mark it")
    let marked = try json(try world.client("notices", "mark-read", id, "--json"))
    #expect((marked["items"] as? [[String: Any]])?.first?["readAt"] is String)
    let after = try json(try world.client("notices", "list", "--json", "--limit", "1"))
    #expect(after["unread"] as? Int == unread - 1)
    _ = try world.client("notices", "mark-unread", id)
    let again = try json(try world.client("notices", "list", "--json", "--limit", "1"))
    #expect(again["unread"] as? Int == unread)

    // A pipe: a tab between, no header, nothing cut, the same with any width.
    let lines = try world.client("notices", "list", "--limit", "3", environment: ["COLUMNS": "20"])
    let rows = lines.output.split(separator: "\n")
    #expect(rows.count == 3)
    #expect(rows.allSatisfy { $0.split(separator: "\t", omittingEmptySubsequences: false).count == 5 })
    #expect(!lines.bytes.contains(0x1B))

    // Pages put together are the whole, each row once.
    let all = try json(try world.client("notices", "list", "--json", "--all"))
    let items = try #require(all["items"] as? [[String: Any]])
    #expect(items.count == all["total"] as? Int)
    #expect(Set(items.compactMap { $0["id"] as? String }).count == items.count)
    #expect(all["next"] is NSNull)
    let first = try json(try world.client("notices", "list", "--json", "--limit", "2"))
    let cursor = try #require(first["next"] as? String)
    let second = try json(try world.client("notices", "list", "--json", "--limit", "2", "--cursor", cursor))
    let four = ([first, second].flatMap { $0["items"] as? [[String: Any]] ?? [] }).compactMap { $0["id"] as? String }
    #expect(four == items.prefix(4).compactMap { $0["id"] as? String })

    // What was listed to its end is not new the next time; a list that was cut is.
    func news(_ arguments: String...) throws -> Int {
      let result = try world.run(World.client, ["notices", "list", "--since", "last", "--json"] + arguments)
      return try #require((try json(result)["items"] as? [Any])?.count)
    }
    #expect(try news("--limit", "2") == 2)
    // Whoever reads only a part of it is told that the next time begins where this one did, and how to read all.
    let part = try world.client("notices", "list", "--since", "last", "--limit", "2")
    #expect(part.errors.contains("次の --since last も同じところから始まります") && part.errors.contains("--all"))
    #expect(try news("--unread", "--all") > 0)
    #expect(try news("--search", "サンプル", "--all") > 0)
    #expect(try news("--all") == items.count)
    #expect(try news() == 0)

    // The session is a file of the user's own, and log-out removes it.
    let files = try FileManager.default.subpathsOfDirectory(atPath: world.home + "/run").filter {
      $0.contains("session-")
    }
    #expect(files.count == 1)
    let mode =
      try FileManager.default.attributesOfItem(atPath: world.home + "/run/" + files[0])[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try world.client("logout").code == 0)
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: world.home + "/run").allSatisfy { !$0.contains("session-") })
    let refused = try world.client("home", "--json")
    #expect(refused.code == 4)
    let problem = try #require(try json(refused)["problem"] as? [String: Any])
    #expect(problem["code"] as? String == "loginNeeded")
    // Nothing but the XDG directories was touched.
    #expect(
      try Set(FileManager.default.contentsOfDirectory(atPath: world.home)) == ["run", "state", "config", "cache"])
  }

  @Test func oneSlowSystemTakesNothingElseWithIt() throws {
    let world = try World()
    try world.logIn()
    for system in ["notices", "delivery", "applications", "procedures", "selfinfo", "proxies", "status"] {
      try world.shell("mynafront-sandbox fault set delay --at \(system) --delay 5000")
      let result = try world.client("home", "--json")
      try world.shell("mynafront-sandbox fault clear")
      #expect(result.code == 3)
      let home = try json(result)
      let problems = try #require(home["problems"] as? [[String: Any]])
      #expect(problems.count == 1)
      #expect(problems.first?["system"] as? String == system)
      #expect(problems.first?["code"] as? String == "portalSlow")
      let parts = ["notices", "delivery", "todo", "applications", "selfInfo", "proxies", "status"]
      #expect(parts.filter { !(home[$0] is NSNull) }.count == 6)
    }
  }

  @Test func whatThePortalDoesWrongIsSaid() throws {
    let world = try World()
    try world.logIn()
    for (fault, code) in [
      ("500", 9), ("drop", 9), ("429", 8), ("503", 8), ("maintenance", 8), ("malformed", 1), ("delay --delay 3000", 9),
    ] as [(String, Int32)] {
      try world.shell("mynafront-sandbox fault set \(fault) --at notices")
      let list = try world.client("notices", "list", "--timeout", "1")
      #expect(list.code == code, "\(fault): \(list.errors)")
      #expect(list.output.isEmpty)
      let home = try world.client("home")
      #expect(home.code == 3, "\(fault)")
      if ["429", "500"].contains(fault) {
        // What the portal said of it: how long to wait, and what to tell the help desk.
        #expect(home.errors.contains("問い合わせ番号: req-"), "\(home.errors)")
        #expect(home.errors.contains("待つ時間の目安は、") == (fault == "429"), "\(home.errors)")
        let problems = try #require(try json(try world.client("home", "--json"))["problems"] as? [[String: Any]])
        #expect((problems.first?["reference"] as? String)?.hasPrefix("req-") == true)
        #expect((problems.first?["retryAfterSeconds"] is NSNull) == (fault == "500"))
      }
      try world.shell("mynafront-sandbox fault clear")
    }
    #expect(try world.client("notices", "list").code == 0)
  }

  @Test func aWrongPINCostsOneTryAndIsNeverTriedAgain() throws {
    let world = try World()
    for (left, code) in [(2, Int32(12)), (1, 12)] {
      let result = try world.shell("mynafront login --json --pin-fd 3 3<<<4321")
      #expect(result.code == code)
      let problem = try #require(try json(result)["problem"] as? [String: Any])
      #expect(problem["code"] as? String == "pinWrong")
      #expect((problem["facts"] as? [String: Any])?["triesLeft"] as? Int == left)
    }
    // The last try needs a consent that neither --yes nor a descriptor gives.
    let last = try world.shell("mynafront login --json --yes --no-input --pin-fd 3 3<<<4321")
    #expect(last.code == 12)
    #expect((try json(last)["problem"] as? [String: Any])?["code"] as? String == "pinLastTryNotConfirmed")
    let card = try json(try world.client("card", "status", "--json"))
    let reader = try #require((card["readers"] as? [[String: Any]])?.first)
    let auth = try #require((reader["pins"] as? [[String: Any]])?.first { $0["kind"] as? String == "auth" })
    #expect(auth["triesLeft"] as? Int == 1)
  }

  @Test func cardsThatCannotLogInAreRefusedBeforeAnyPIN() throws {
    let world = try World()
    try world.logIn()
    let personas = try world.shell("mynafront-sandbox personas --json").output
    let list = try #require(
      try JSONSerialization.jsonObject(with: Data(personas.utf8)) as? [String: Any])
    let people = try #require((list["items"] ?? list["personas"]) as? [[String: Any]])
    var seen = 0
    for (card, code, problem) in [
      ("foreignIssuer", Int32(13), "certificateNotTrusted"), ("expired", 13, "certificateExpired"),
      ("authLocked", 12, "pinLocked"),
    ] {
      guard let person = people.first(where: { ($0["card"] as? String)?.lowercased() == card.lowercased() }) else {
        continue
      }
      seen += 1
      try world.shell("mynafront-sandbox card insert \(person["id"] as? String ?? "")")
      let result = try world.shell("mynafront login --json --pin-fd 3 3<<<1234")
      #expect(result.code == code, "\(card): \(result.output)")
      #expect((try json(result)["problem"] as? [String: Any])?["code"] as? String == problem)
    }
    #expect(seen == 3, "personas: \(personas.prefix(400))")
    try world.shell("mynafront-sandbox card remove")
    let none = try world.shell("mynafront login --pin-fd 3 3<<<1234")
    #expect(none.code == 11)
  }

  /// Nothing in hostile texts reaches a terminal or a pipe raw: no control but LF and TAB, no bidi control, nothing invisible.
  @Test func hostileTextsAreShownAsMarksEverywhere() throws {
    let world = try World()
    try world.logIn()
    try world.shell("mynafront-sandbox fault set hostile-text")
    let id = try #require(
      try world.client("notices", "list", "--limit", "1").output.split(separator: "\t").first.map(String.init))
    for line in [
      "home", "home --json", "notices list", "notices list --json", "notices show \(id)", "notices show \(id) --json",
      "todo list", "applications list", "session", "bff call notices.list limit=2", "--linear </dev/null",
      "notices list --lang en", "notices list --jsonl --limit 3",
    ] {
      let result = try world.shell("mynafront \(line)")
      for (stream, text) in [("stdout", result.output), ("stderr", result.errors)] {
        let bad = text.unicodeScalars.first { scalar in
          switch scalar.value {
          case 0x0A, 0x09: false
          case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
          default: false
          }
        }
        #expect(bad == nil, "mynafront \(line): U+\(String(bad?.value ?? 0, radix: 16)) on \(stream)")
      }
    }
    #expect(try world.client("notices", "list").output.contains("<U+"), "the fault must have been there")
  }

  @Test func endsOfPipesAndDisksAreNotices() throws {
    let world = try World()
    try world.logIn()
    // Enough to fill a pipe that nobody reads.
    #expect(
      try world.shell(
        "set -o pipefail; mynafront notices list --all --json | head -c 1 >/dev/null; echo ${PIPESTATUS[0]}"
      ).output == "141\n")
    #expect(try world.shell("mynafront notices list >/dev/full").code == 1)
    #expect(try world.shell("mynafront version >/dev/full").code == 1)
    try world.shell("mynafront-sandbox fault set delay --delay 5000")
    let code = try world.shell(
      "mynafront notices list --timeout 20 & sleep 0.5; kill -INT $!; wait $!; echo $?")
    #expect(code.output.hasSuffix("130\n"))
  }

  @Test func theLocaleAndTheTerminalDecideTheFace() throws {
    let world = try World()
    let ascii = try world.run(World.client, ["home"], environment: ["LC_ALL": "C", "LANG": "C"])
    #expect(ascii.code == 2)
    #expect(ascii.errors.utf8.allSatisfy { $0 < 0x80 })
    for (arguments, environment, means) in [
      (["--linear"], [:], "--linear"), ([], ["ACCESSIBLE": "1"], "ACCESSIBLE"),
      ([], ["MYNAFRONT_LINEAR": "yes"], "MYNAFRONT_LINEAR"), ([], ["ACCESSIBLE": "0"], "端末"),
    ] as [([String], [String: String], String)] {
      let result = try world.run(World.client, arguments, environment: environment)
      #expect(result.code == 0)
      #expect(result.output.split(separator: "\n").first?.contains(means) == true, "\(result.output.prefix(80))")
      #expect(result.output.contains("練習用"))
    }
    // The environment is stronger than the configuration, also where it says no; our variable is stronger than everybody's.
    #expect(try world.shell("mynafront config set face linear").code == 0)
    for (environment, means) in [
      ([:], "face: linear"), (["MYNAFRONT_LINEAR": "0"], "端末"), (["ACCESSIBLE": "false"], "端末"),
      (["ACCESSIBLE": ""], "face: linear"), (["ACCESSIBLE": "1", "MYNAFRONT_LINEAR": "no"], "端末"),
    ] as [([String: String], String)] {
      let result = try world.run(World.client, [], environment: environment)
      #expect(result.output.split(separator: "\n").first?.contains(means) == true, "\(result.output.prefix(80))")
    }
    try world.shell("rm -r \"$XDG_CONFIG_HOME/mynafront\"")
    let english = try world.run(World.client, ["--linear"], environment: ["LC_MESSAGES": "en_US.UTF-8"])
    #expect(english.output.contains("Heading:"))
  }

  @Test func aBrokenScreenIsNamedWithItsPlace() throws {
    let world = try World()
    let resources = world.home + "/resources"
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    try world.shell("mkdir \(resources); cp -R \(root)/screens \(root)/content \(resources)/")
    try world.shell("sed -i 's/^title:/titel:/' \(resources)/screens/start.yaml")
    let linear = try world.run(World.client, ["--linear"], environment: ["MYNAFRONT_RESOURCES": resources])
    #expect(linear.output.contains("screens/start.yaml:3:1"), "\(linear.output)")
    let check = try world.run(World.client, ["screens", "check"], environment: ["MYNAFRONT_RESOURCES": resources])
    #expect(check.code == 7)
    #expect(check.output.contains("screens/start.yaml:3:1: unknown key 'titel'; did you mean 'title'?"))
  }

  @Test func aSessionEndsAfterAnHourAndBelongsToOnePortal() throws {
    let world = try World()
    try world.logIn()
    #expect(try world.client("home").code == 0)
    // Another sandbox is another portal: nobody is logged in there.
    let other = world.home + "/other"
    let line = try world.shell(
      """
      mynafront-sandbox serve --state \(other) --notices 20 --shared --idle-exit 60 >\(world.home)/run/ready 2>/dev/null &
      for n in $(seq 100); do grep -q url \(world.home)/run/ready && exit 0; sleep 0.1; done; exit 1
      """)
    #expect(line.code == 0, "\(line.errors)")
    let config = other + "/config.yaml"
    #expect(try world.client("--config", config, "home").code == 4)
    #expect(try world.shell("mynafront --config \(config) login --pin-fd 3 3<<<1234").code == 0)
    #expect(try world.client("--config", config, "notices", "list").output.split(separator: "\n").count == 20)
    #expect(try world.client("home").code == 0)
    _ = try world.shell("mynafront-sandbox stop --state \(other)")
    // An hour later the portal says so, and the session is wiped here too.
    try world.shell("mynafront-sandbox clock +61m || mynafront-sandbox clock +2h")
    let expired = try world.client("home", "--json")
    #expect(expired.code == 4)
    #expect((try json(expired)["problem"] as? [String: Any])?["code"] as? String == "sessionExpired")
    let files = try FileManager.default.subpathsOfDirectory(atPath: world.home + "/run").filter {
      $0.contains("session-")
    }
    #expect(files.count == 1, "only the other portal's session is left: \(files)")
  }

  @Test func attachmentsAreSavedWholeAndNeverOverAFile() throws {
    let world = try World()
    try world.logIn()
    let all = try json(try world.client("notices", "list", "--json", "--all"))
    let items = try #require(all["items"] as? [[String: Any]])
    let notice = try #require(items.first { ($0["attachments"] as? [Any])?.isEmpty == false })
    let id = try #require(notice["id"] as? String)
    let attachment = try #require((notice["attachments"] as? [[String: Any]])?.first)
    let file = world.home + "/run/attachment"
    #expect(try world.client("notices", "attachment", id, "1", "-o", file).code == 0)
    let sum = try world.shell("sha256sum \(file)").output.prefix(64)
    #expect(String(sum) == attachment["sha256"] as? String)
    #expect(try world.client("notices", "attachment", id, "1", "-o", file).code == 2)
    #expect(try world.client("notices", "attachment", id, "1", "-o", file, "--force").code == 0)
    #expect(try world.client("notices", "attachment", id, "99", "-o", file + "2").code == 5)
    #expect(try world.client("notices", "save", id, "-o", file + "3").code == 0)
  }
}

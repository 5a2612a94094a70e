import Foundation
import Testing

/// The commands that explain and repair: help, explain, config, doctor. They work where nothing else does.
@Suite(.serialized, .onThreads) struct HelpAndRepairTests {
  private func json(_ result: World.Result) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: result.bytes) as? [String: Any], "\(result.output)")
  }

  @Test func helpGoesToStandardOutputAndMisuseToStandardError() throws {
    let world = try World()
    for line in [
      "--help", "-h", "help", "notices --help", "help notices", "notices", "notices list -h", "help notices list",
      "--help notices list", "login --help", "help login",
    ] {
      let result = try world.shell("mynafront \(line)")
      #expect(result.code == 0, "\(line)")
      #expect(result.errors.isEmpty, "\(line): \(result.errors)")
      #expect(result.output.contains("  mynafront"), "\(line)")
    }
    #expect(try world.client("notices", "list", "--help").output == world.client("help", "notices", "list").output)
    #expect(try world.client("--version").output == "mynafront 0.1.0\n")
    for line in ["notices list --unred", "notices lst", "home extra", "login 1234", "completion tcsh"] {
      let result = try world.shell("mynafront --lang en \(line)")
      #expect(result.code == 2, "\(line)")
      #expect(result.output.isEmpty)
      #expect(
        result.errors.split(separator: "\n").filter { $0.hasPrefix("Usage: mynafront ") }.count == 1, "\(result.errors)"
      )
      #expect(!result.errors.contains("1234"))
    }
    #expect(try world.shell("mynafront --lang en notices list --unred").errors.contains("\"--unread\""))
    // No list, no lines: that is said as it was asked for.
    let noList = try world.shell("mynafront --lang en home --jsonl")
    #expect(noList.code == 2)
    #expect((try json(noList)["problem"] as? [String: Any])?["code"] as? String == "usage")
    #expect(try world.shell("mynafront help locked --lang en").output.contains("mynafront explain pinLocked\t"))
    let nothing = try world.shell("mynafront help xyzzy")
    #expect(nothing.code == 5)
    #expect(nothing.output.isEmpty && nothing.errors.contains("mynafront help faq"), "\(nothing.errors)")
    #expect(!nothing.errors.contains("一覧から選び直してください"), "there is no list")
    let document = try #require(try json(try world.shell("mynafront help xyzzy --json"))["problem"] as? [String: Any])
    #expect(document["code"] as? String == "notFound" && "\(document["next"] ?? "")".contains("help faq"))
  }

  @Test func everyCodeIsExplained() throws {
    let world = try World()
    let all = try json(try world.client("explain", "--json"))
    let items = try #require(all["items"] as? [[String: Any]])
    #expect(items.count == all["total"] as? Int)
    #expect(try world.client("explain", "--jsonl").output.split(separator: "\n").count == items.count)
    let one = try json(try world.client("explain", "PINWRONG", "--json", "--lang", "en"))
    #expect(one["code"] as? String == "pinWrong")
    #expect(one["exit"] as? Int == 12)
    #expect(one["retry"] as? String == "no")
    for part in ["causes", "meaning", "steps"] { #expect((one[part] as? [String])?.isEmpty == false) }
    let exit = try json(try world.client("explain", "11", "--json"))
    #expect((exit["items"] as? [[String: Any]])?.contains { $0["code"] as? String == "noReader" } == true)
    for word in ["pinWrng", "77", "''"] {
      let unknown = try world.shell("mynafront --lang en explain \(word)")
      #expect(unknown.code == 5, "\(word)")
      #expect(unknown.output.isEmpty)
    }
    #expect(try world.shell("mynafront --lang en explain pinWrng").errors.contains("\"pinWrong\""))
    // An error says where it is explained; nothing else is said twice.
    let refused = try world.shell("mynafront --lang en home")
    #expect(refused.errors.contains("mynafront explain loginNeeded"))
    #expect(try !world.shell("mynafront --lang en --quiet home").errors.contains("explain"))
  }

  @Test func theConfigurationIsEditedLineByLine() throws {
    let world = try World()
    let file = world.home + "/config/mynafront/config.yaml"
    func text() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try world.client("config", "set", "language", "en").code == 0)
    #expect(try text() == "language: en\n")
    #expect(try mode(file) == 0o600)
    #expect(try mode(world.home + "/config/mynafront") == 0o700)
    try "# mine\nlanguage: en # really\nface: linear\n".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try world.client("config", "set", "language", "easy").code == 0)
    #expect(try text() == "# mine\nlanguage: easy # really\nface: linear\n")
    #expect(try world.client("config", "get", "face").output == "linear\n")

    // Where each value comes from.
    let list = try json(
      try world.client("config", "list", "--json", "--color", "never", environment: ["ACCESSIBLE": "1"]))
    let items = try #require(list["items"] as? [[String: String]])
    let sources = Dictionary(uniqueKeysWithValues: items.map { ($0["key"] ?? "", $0["source"] ?? "") })
    #expect(
      sources.filter { $0.value != "default" } == ["face": "environment", "language": "file", "color": "option"])
    #expect(sources["profile"] == "default" && sources["theme"] == "default" && sources.count == 10)

    // What is wrong is not written.
    for (line, code) in [("language fr", 2), ("nokey x", 2), ("profile nobody", 2)] as [(String, Int32)] {
      let result = try world.shell("mynafront config set \(line)")
      #expect(result.code == code, "\(line)")
    }
    #expect(try text() == "# mine\nlanguage: easy # really\nface: linear\n")
    // A mistake in the key's own line is repaired; one elsewhere is named, and the file stays as it is.
    try "face: bogus\n".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try world.client("config", "get", "face").code == 2)
    #expect(try world.client("config", "set", "face", "auto").code == 0)
    #expect(try text() == "face: auto\n")
    try "face: auto\nfoo: 1\n".write(toFile: file, atomically: true, encoding: .utf8)
    let refused = try world.client("config", "set", "face", "linear")
    #expect(refused.code == 2)
    #expect(refused.errors.contains("config.yaml:2:1"))
    #expect(try text() == "face: auto\nfoo: 1\n")
    // A link stays a link.
    try "face: auto\n".write(toFile: world.home + "/run/real.yaml", atomically: true, encoding: .utf8)
    try world.shell("ln -sf $HOME/run/real.yaml \(file)")
    #expect(try world.client("config", "set", "face", "linear").code == 0)
    #expect(try world.shell("test -L \(file) && cat $HOME/run/real.yaml").output == "face: linear\n")
    #expect(try world.shell("env -u HOME -u XDG_CONFIG_HOME mynafront config set face linear").code == 1)
    #expect(try world.shell("env -u HOME -u XDG_CONFIG_HOME mynafront config list").code == 0)
  }

  /// Results by id.
  private func examine(_ world: World, _ line: String) throws -> (code: Int32, results: [String: String], text: String)
  {
    let result = try world.shell(line)
    let findings = try #require(try json(result)["findings"] as? [[String: Any]])
    for finding in findings where finding["result"] as? String != "ok" {
      #expect((finding["remedy"] as? String)?.isEmpty == false, "\(finding)")
    }
    let pairs = findings.map { ($0["id"] as? String ?? "", $0["result"] as? String ?? "") }
    return (result.code, Dictionary(pairs) { first, _ in first }, result.output)
  }

  @Test func doctorFindsNothingWrongWhereAllIsWell() throws {
    let world = try World()
    try world.logIn()
    let seen = try examine(world, "mynafront doctor --json")
    #expect(seen.code == 0, "\(seen.text)")
    #expect(!seen.results.values.contains("failed"))
    #expect(
      Set(seen.results.keys) == [
        "locale", "terminal", "face", "texts", "configuration", "directory.configuration", "directory.state",
        "directory.run", "library.curl", "library.pcsclite", "library.jq", "sandbox", "portal", "portal.outage",
        "portal.maintenance", "clock", "session", "card", "certificate.auth", "certificate.sign", "pin.auth",
        "pin.sign",
        "pin.text", "pin.juki",
      ])
    // The session is there, its token is not told.
    let token = try world.shell("jq -r .token $HOME/run/mynafront/session-*.json").output.trimmingCharacters(
      in: .newlines)
    #expect(token.count > 10)
    #expect(!seen.text.contains(token))
    // The practice portal always has a little trouble somewhere.
    let noted = try world.client("doctor", "--quiet").output.split(separator: "\n")
    #expect(noted.count == 1 && noted.first?.hasPrefix("portal.outage\twarning\t") == true, "\(noted)")
    // The card is looked at without a PIN: no try is lost, nothing is in use.
    #expect(try world.shell("mynafront card status | grep -P '^pin\\tauth\\t3'").code == 0)
  }

  /// Every card that will not do says so before a PIN is typed, with where to go.
  @Test func doctorJudgesTheCardByItsTriesAndItsCertificates() throws {
    let world = try World()
    try world.client("card", "status")
    for (persona, id, result, code) in [
      ("p23", "pin.auth", "failed", 1), ("p24", "pin.auth", "warning", 0), ("p25", "pin.sign", "failed", 1),
      ("p26", "pin.sign", "warning", 0), ("p27", "certificate.auth", "failed", 1),
      ("p28", "certificate.auth", "warning", 0),
      ("p30", "certificate.auth", "warning", 0), ("p03", "certificate.sign", "ok", 0),
    ] as [(String, String, String, Int32)] {
      try world.shell("mynafront-sandbox card insert \(persona) >/dev/null")
      let seen = try examine(world, "mynafront doctor --json")
      #expect(seen.results[id] == result, "\(persona): \(seen.text)")
      #expect(seen.code == code, "\(persona)")
      #expect(try examine(world, "mynafront doctor --json").results == seen.results, "looking changes nothing")
    }
    let days = try world.shell("mynafront-sandbox card insert p28 >/dev/null; mynafront doctor --lang en")
    #expect(days.output.contains("ends in 30 days"))
    // A phone is no trouble, and each certificate is read with the word of its own.
    let phone = try world.shell("mynafront-sandbox card insert p01 --as phone >/dev/null; mynafront doctor --lang en")
    #expect(
      phone.code == 0 && phone.output.contains("There is a smartphone (sandbox). You can log in and sign with it."))
    #expect(phone.output.contains("card certificate auth)") && phone.output.contains("card certificate sign)"))
    try world.shell("mynafront-sandbox card remove >/dev/null; mynafront-sandbox fault set maintenance --at notices")
    let closed = try examine(world, "mynafront doctor --json")
    #expect(closed.results["card"] == "warning" && closed.results["portal.maintenance"] == "warning", "\(closed.text)")
  }

  @Test func doctorNamesWhatIsWrongAndGoesOn() throws {
    let world = try World()
    let config = world.home + "/config.yaml"
    try "bogus: 1\n".write(toFile: config, atomically: true, encoding: .utf8)
    let broken = try examine(world, "mynafront doctor --json --config \(config)")
    #expect(broken.code == 1)
    #expect(broken.results["configuration"] == "failed")
    #expect(broken.results["portal"] == "warning", "which portal it would be is not known")
    let nowhere = try examine(
      world, "env -u HOME -u XDG_STATE_HOME -u XDG_RUNTIME_DIR -u XDG_CONFIG_HOME mynafront doctor --json")
    #expect(nowhere.code == 1)
    #expect(nowhere.results["directory.state"] == "failed")
    #expect(nowhere.results["configuration"] == "warning")
    let unwritable = try examine(world, "XDG_STATE_HOME=/dev/null XDG_RUNTIME_DIR=/dev/null mynafront doctor --json")
    #expect(unwritable.code == 1)
    #expect(unwritable.results["directory.state"] == "failed")
    #expect(unwritable.results["directory.run"] == "failed")

    // Another portal that is not there: nothing of the sandbox is started.
    try """
    profile: other
    profiles:
      other:
        portal: https://127.0.0.1:1
        anchors: \(world.home)/none.pem
        card-anchors: \(world.home)/none.pem
    """.write(toFile: config, atomically: true, encoding: .utf8)
    let offline = try examine(world, "mynafront doctor --json --config \(config)")
    #expect(offline.code == 1)
    #expect(offline.results["portal"] == "failed")
    #expect(offline.results["sandbox"] == nil)
    #expect(!FileManager.default.fileExists(atPath: world.home + "/run/mynafront/sandbox/control.sock"))
    // Others may look into the directory.
    try world.shell("mkdir -p $HOME/state/mynafront && chmod 755 $HOME/state/mynafront")
    #expect(try examine(world, "mynafront doctor --json --config \(config)").results["directory.state"] == "warning")
  }
}

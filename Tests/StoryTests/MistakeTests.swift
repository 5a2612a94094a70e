import Foundation
import Testing

/// What a person is told who made a mistake: what is wrong, what would be right, and nothing is lost by it.
@Suite(.serialized, .onThreads) struct MistakeTests {
  @Test(
    arguments: [
      ("card read --show-number", 2, "--items number"), ("card read --items name,secrets", 2, "name, address, birth"),
      ("card read --no-input", 2, "Nothing is asked because of --no-input. Pass the PIN with --pin-fd"),
      ("login --no-input", 2, "--pin-fd"), ("card sign doc -o a.p7s --no-input", 2, "--password-fd"),
      ("card change-pin auth --no-input --pin-fd 3", 2, "--new-pin-fd"), ("card sign doc -o ''", 2, "-o needs a value"),
      ("card sign doc -o .", 2, "a directory, not a file"), ("card sign doc -o /nowhere/x", 1, "no such directory"),
      ("card sign doc -o doc", 2, "--force"), ("card sign nowhere -o x", 1, "does not exist"),
      ("card sign . -o x", 1, "a directory, not a file"), ("card sign '' -o x", 1, "the name is empty"),
      ("card verify nowhere", 1, "does not exist"),
      ("card certificate auth --force -o /dev/full", 1, "the disk is full"),
      ("card certificate auth -o run", 2, "a directory, not a file"),
      ("bff call home --input nowhere", 1, "does not exist"),
      ("notices list --limit 0", 2, "Allowed: 1-"), ("api PATCH /x", 2, "GET, POST, PUT, DELETE"),
      ("home --color blue", 2, "auto, always, never"), ("config set face lin", 2, "auto, full-screen, linear"),
      ("config set fcae linear", 2, "Did you mean \"face\""), ("completion csh", 2, "bash, zsh, fish"),
      ("card change-pin juki", 2, "auth, sign, text"), ("home --timeout 0", 2, "0.1-3600"),
      ("bff call notices.list x", 2, "limit="), ("notices list --since x", 2, "YYYY-MM-DD, last"),
      ("version --jq .name.a", 7, "is of the kind \"a text\""), ("version --jq '.a['", 2, "Check its brackets"),
      ("version --jq nosuch", 2, ".nosuch"), ("version --jq '.name | .[]'", 7, "takes things one by one"),
      ("lgoin", 2, "Did you mean \"login\""), ("login --pin-df 3", 2, "Did you mean \"--pin-fd\""),
    ] as [(String, Int32, String)])
  func aMistakeIsToldWithWhatWouldBeRight(_ line: String, _ code: Int32, _ words: String) throws {
    let world = try World.rough.get()
    try world.shell("test -e $HOME/doc || echo a >$HOME/doc")
    let result = try world.shell("cd; mynafront --lang en \(line) 3<<<1234 </dev/null")
    #expect(result.code == code, "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  /// The portal's own words come as a fact; whoever wants them as they came says `--include`.
  @Test func aRefusalOfThePortalIsAProblemWhereJSONIsAskedFor() throws {
    let world = try World.rough.get()
    try world.logIn()
    for option in ["--json", "--jq .items"] {
      let refused = try world.shell("mynafront api GET /notices/v1/notices/nothing \(option)")
      #expect(refused.code == 5 && refused.errors.isEmpty)
      let document = try #require(try JSONSerialization.jsonObject(with: refused.bytes) as? [String: Any])
      let problem = try #require(document["problem"] as? [String: Any])
      #expect(document["schema"] as? Int == 1 && problem["code"] as? String == "notFound")
      let facts = try #require(problem["facts"] as? [String: Any])
      #expect(facts["status"] as? Int == 404)
      #expect((facts["answer"] as? [String: Any])?["code"] as? String == "NOT_FOUND")
    }
    let whole = try world.shell("mynafront api GET /notices/v1/notices/nothing --json --include")
    #expect(whole.code == 5 && whole.output.hasPrefix("HTTP/1.1 404\n") && whole.output.contains("NOT_FOUND"))
  }

  /// Here it is over whatever the portal says; that the portal does not know is said, with when it ends there.
  @Test func aLogOutThatThePortalDoesNotHearIsToldAsWhatItIs() throws {
    let world = try World()
    try world.logIn()
    try world.shell("mynafront-sandbox fault set drop --at session")
    let result = try world.shell("mynafront logout --lang en --json")
    #expect(result.code == 0 && result.output.contains("\"portalKnows\":false"), "\(result.output)")
    #expect(result.errors.contains("after one hour without use"))
    #expect(try world.shell("ls $HOME/run/mynafront | grep -c session-").output == "0\n")
    try world.shell("mynafront-sandbox fault clear")
    try world.logIn()
    #expect(try !world.shell("mynafront logout --lang en").errors.contains("one hour"))
  }

  /// Every name that is listed can be called, and ends with an answer of the portal.
  @Test func noCallOfTheListIsADeadEnd() throws {
    let world = try World()
    try world.logIn()
    let id = try world.shell("mynafront notices list --jsonl --jq 'select(.attachments != []) | .id' | head -1").output
    let application = try world.shell("mynafront applications list --limit 1 --jq '.items[0].id'").output
    let parameters = [
      "notices.show": "id=\(id)", "notices.mark-read": "id=\(id)", "notices.mark-unread": "id=\(id)",
      "notices.attachment": "id=\(id) number=1", "applications.show": "id=\(application)",
      "session.open": "method=card nonce=x algorithm=sha256WithRSAEncryption certificate=AA== signature=AA==",
    ].mapValues { $0.replacing("\n", with: "") }
    let names = try world.shell("mynafront bff list").output.split(separator: "\n").map {
      String($0.split(separator: "\t")[0])
    }
    #expect(names.count >= 17)
    // The one that ends the session comes last.
    for name in names.filter({ $0 != "session.close" }) + ["session.close"] {
      let result = try world.shell("mynafront bff call \(name) \(parameters[name] ?? "") --json")
      // A log-in with an invented signature is refused by the portal.
      #expect(result.code == (name == "session.open" ? 13 : 0), "\(name): \(result.output)\(result.errors)")
      #expect(try JSONSerialization.jsonObject(with: result.bytes) is [String: Any], "\(name)")
    }
    #expect(try world.shell("ls $HOME/run/mynafront | grep -c session-").output == "0\n", "nothing of it is kept")
  }
}

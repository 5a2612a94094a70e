import Foundation
import Testing

/// What scripts may rely on, rule by rule (the rules' numbers stand in the names); exit codes and bad input are in `CommandTests`.
/// The tests share one home and one sandbox, one after the other.
@Suite(.serialized, .onThreads) struct ScriptRuleTests {
  // A static value is never deinitialized: its sandbox and its home go when the test program ends.
  private static let shared: Result<World, any Error> = Result {
    atexit(endSharedWorld)
    return try World()
  }
  fileprivate static func endShared() { try? shared.get().end() }
  private func world() throws -> World { try Self.shared.get() }

  private func loggedIn() throws -> World {
    let world = try world()
    if try world.client("session", "--jq", ".loggedIn").output != "true\n" {
      try #require(try world.logIn().code == 0)
    }
    return world
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private static let reading = [
    "home", "todo list", "notices list --limit 3", "notices show n200", "applications list", "session", "card status",
    "bff list", "bff describe home", "bff call notices.list limit=1", "version",
  ]

  @Test func cli01DataGoesToStandardOutputAndEverythingElseBesideIt() throws {
    let world = try loggedIn()
    for line in Self.reading {
      let result = try world.shell("mynafront --quiet \(line)")
      #expect(result.code == 0 && !result.output.isEmpty && result.errors.isEmpty, "\(line): \(result.errors)")
    }
    for (line, code) in [
      ("notices show nothing", Int32(5)), ("notices list --jq '.a['", 2), ("notices list --jq '.items.a'", 7),
      ("api GET notices", 2), ("api POST /a --paginate", 2), ("bff call notices.list --jsonl limit=x", 7),
    ] {
      let result = try world.shell("mynafront \(line)")
      #expect(result.code == code, "\(line): \(result.errors)")
      if line.contains("--jsonl") {
        #expect(try json(result.output)["problem"] != nil)
      } else {
        #expect(result.output.isEmpty && !result.errors.isEmpty, "\(line)")
      }
    }
  }

  /// Fields are added, never renamed or taken away, as long as the schema is 1.
  @Test func cli03And23JSONHasTheFieldsThatWerePromised() throws {
    let world = try loggedIn()
    let promised: [(String, String)] = [
      ("home", "actingFor applications notices person problems schema status todo"),
      ("notices list", "items next problems schema total"), ("todo list", "items next problems schema total"),
      ("applications list", "items next problems schema total"),
      ("session", "assurance expiresAt loggedIn method person schema"), ("card status", "readers schema"),
      ("notices show n200", "action attachments body due id issuedAt kind readAt schema sender title"),
    ]
    for (line, names) in promised {
      let document = try json(try world.shell("mynafront \(line) --json").output)
      #expect(document["schema"] as? Int == 1)
      #expect(Set(names.split(separator: " ").map(String.init)).subtracting(document.keys).isEmpty, "\(line)")
    }
    let lines = try world.shell("mynafront notices list --jsonl --limit 4").output.split(separator: "\n")
    #expect(lines.count == 4)
    for line in lines { #expect(try json(String(line))["id"] is String) }
  }

  @Test func cli04AnExpressionOfJQPicksFromTheResult() throws {
    let world = try loggedIn()
    let table: [(String, String)] = [
      ("notices list --limit 2 --jq '.items[].id'", "n200\nn199\n"),
      ("notices list --limit 2 --jsonl --jq .id", "n200\nn199\n"),
      ("notices list --limit 1 --jq '.items[] | [.id, .sender.body] | @tsv'", "n200\t見本市\n"),
      (
        "notices list --limit 1 --jq '.items[0].readAt, .items[0].sender'",
        "null\n{\"body\":\"見本市\",\"department\":null}\n"
      ),
      ("version --jq '[1.5, 2, \"a\\u202eb\", \"\\u001b\"]'", "[1.5,2,\"a\\u202eb\",\"\\u001b\"]\n"),
      ("version --jq '\"a\\u202eb\\u001b[2J\\nc\"'", "a<U+202E>b<U+001B>[2J\nc\n"),
      ("version --jq 'empty'", ""),
      (
        "version --jq ''",
        "{\"schema\":1,\"name\":\"mynafront\",\"version\":\"0.1.0\",\"portalProtocol\":\"sandbox-1\"}\n"
      ), ("version --jq 'env, $ENV, [inputs]'", "{}\n{}\n[]\n"),
      ("api GET /notices/v1/notices -f limit=1 --jq '.items[0].id'", "n200\n"),
    ]
    for (line, output) in table {
      let result = try world.shell("mynafront --quiet \(line)")
      #expect(result.code == 0, "\(line): \(result.errors)")
      #expect(result.output == output, "\(line)")
    }
    // No file, and libjq's own words for what is wrong, before anything is sent.
    try Data("def leak: \"leaked\";".utf8).write(to: URL(fileURLWithPath: world.home + "/.jq"))
    try Data("{\"a\":1}".utf8).write(to: URL(fileURLWithPath: world.home + "/secret.json"))
    defer {
      for file in [".jq", "secret.json"] { try? FileManager.default.removeItem(atPath: world.home + "/" + file) }
    }
    for expression in [
      "leak", "import \"secret\" as $s {search: \"\(world.home)\"}; $s", "include \"a\"; .", "nosuch", ".[",
    ] {
      let result = try world.run(World.client, ["version", "--jq", expression])
      #expect(result.code == 2 && result.output.isEmpty, "\(expression): \(result.output)")
      #expect(!result.errors.contains("leaked"))
    }
    #expect(try world.client("version", "--jq", "nosuch").errors.contains("nosuch/0 is not defined"))
    // Failed in the middle: what an item gave before stays only with --jsonl.
    let half = try world.shell(
      "mynafront notices list --limit 2 --jsonl --jq 'if .id == \"n199\" then error(\"no\") else .id end'")
    #expect(half.code == 7 && half.output == "n200\n")
    let problem = try world.shell("mynafront notices show nothing --jq .id")
    #expect(problem.code == 5)
    #expect(try json(problem.output)["problem"] != nil, "a problem is not filtered")
    let memory = try world.shell("timeout -s KILL 60 mynafront version --jq 'def f: 1 + f; f'")
    #expect(memory.code == 7 && memory.errors.contains("out of memory"))
  }

  @Test func cli05APipeGetsPlainLines() throws {
    let world = try loggedIn()
    for line in Self.reading {
      let result = try world.shell("mynafront \(line) 2>&1")
      #expect(!result.bytes.contains(0x1B) && !result.bytes.contains(0x0D), "\(line)")
      #expect(!result.output.contains("\u{2026}"), "\(line)")
    }
    let rows = try world.shell("COLUMNS=20 mynafront home").output.split(separator: "\n")
    #expect(rows.allSatisfy { $0.contains("\t") })
  }

  @Test func cli06NothingIsAskedWhereNobodyCanAnswer() throws {
    let world = try world()
    for (line, option) in [
      ("setsid -w mynafront login </dev/null", "--pin-fd"), ("mynafront login --no-input", "--pin-fd"),
      ("mynafront --no-input", "--no-input"), ("mynafront --dry-run", "--dry-run"), ("mynafront --json", "--json"),
    ] {
      let result = try world.shell("timeout 10 \(line)")
      #expect(
        result.code == 2 && (result.output + result.errors).contains(option), "\(line): \(result.code) \(result.errors)"
      )
    }
  }

  /// The flag over NO_COLOR over CLICOLOR_FORCE over CLICOLOR over TERM=dumb over whether it is a terminal; and without colour not
  /// one ESC byte.
  @Test func cli07ColourFollowsItsRulesAndSaysNothingAlone() throws {
    let world = try loggedIn()
    let table: [(environment: String, options: String, pipe: Bool, terminal: Bool)] = [
      ("", "", false, true), ("", "--color always", true, true), ("", "--color never", false, false),
      ("", "--color auto", false, true), ("NO_COLOR=1", "", false, false), ("NO_COLOR=", "", false, true),
      ("NO_COLOR=1", "--color always", true, true), ("CLICOLOR_FORCE=1", "", true, true),
      ("CLICOLOR_FORCE=0", "", false, true), ("NO_COLOR=1 CLICOLOR_FORCE=1", "", false, false),
      ("CLICOLOR=0", "", false, false), ("CLICOLOR=0 CLICOLOR_FORCE=1", "", true, true),
      ("CLICOLOR_FORCE=1", "--color never", false, false), ("TERM=dumb", "", false, false),
      ("TERM=dumb CLICOLOR_FORCE=1", "", true, true), ("TERM=dumb", "--color always", true, true),
    ]
    for row in table {
      let command = "env \(row.environment) mynafront session \(row.options)"
      let pipe = try world.shell(command)
      let terminal = try world.shell("script -qec '\(command)' /dev/null </dev/null")
      #expect(pipe.bytes.contains(0x1B) == row.pipe, "\(command) in a pipe")
      #expect(terminal.bytes.contains(0x1B) == row.terminal, "\(command) at a terminal: \(terminal.output)")
      // The words are the same.
      let words = terminal.output.replacing(/\u{1B}\[[0-9;]*m/, with: "")
      #expect(words.contains("サンプル") || words.contains("見本"), "\(words)")
    }
    let error = try world.shell("CLICOLOR_FORCE=1 mynafront notices show nothing; mynafront notices show nothing")
    #expect(error.errors.contains("\u{1B}[1;31mエラー\u{1B}[0m: ") && error.errors.contains("\nエラー: "))
    let json = try world.shell("CLICOLOR_FORCE=1 mynafront notices list --json")
    #expect(!json.bytes.contains(0x1B))
  }

  @Test func cli08SignalsEndACommandAtOnceWhateverItDoes() throws {
    let world = try loggedIn()
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
      let result = try world.shell(
        "mynafront version --jq 'def f: f; f' & sleep 0.3; kill -\(signal) $!; timeout 5 tail --pid=$! -f /dev/null; kill -KILL $! 2>/dev/null; wait $!; echo $?"
      )
      #expect(result.output.hasSuffix("\(code)\n"), "\(signal): \(result.output)")
    }
  }

  @Test func cli09OnlyTheDirectoriesOfXDGAreTouched() throws {
    let world = try loggedIn()
    try world.shell("rm -f \(world.home)/run/trace")
    #expect(
      try Set(FileManager.default.contentsOfDirectory(atPath: world.home)) == ["run", "state", "config", "cache"])
    let open = try world.shell(
      "find \(world.home)/run \(world.home)/state -type f -perm /077; find \(world.home)/run -mindepth 1 -type d -perm /077"
    )
    #expect(open.output.isEmpty, "\(open.output)")
    for line in ["version", "--help", "bff list", "screens list"] {
      let result = try world.shell(
        "env -u HOME -u XDG_RUNTIME_DIR -u XDG_STATE_HOME -u XDG_CONFIG_HOME mynafront \(line)")
      #expect(result.code == 0, "\(line): \(result.errors)")
    }
  }

  /// The PIN and the token are in no argument, environment, trace, transcript or file but the session's own.
  @Test func cli13SecretsStayWhereTheyBelong() throws {
    let world = try loggedIn()
    let session = try #require(
      try world.shell("cat $(find \(world.home)/run -name 'session-*.json')").output as String?)
    let token = try #require(try json(session)["token"] as? String)
    let canary = "7439"
    let result = try world.shell(
      """
      cd \(world.home)/run
      mkfifo pin
      mynafront login --debug --pin-fd 3 3<>pin 2>trace & pid=$!
      sleep 0.4
      cat /proc/$pid/cmdline /proc/$pid/environ 2>/dev/null | tr '\\0' '\\n' >process
      grep -H 'Max core' /proc/$pid/limits >core 2>/dev/null
      echo \(canary) >pin
      wait $pid; echo login $?
      mynafront-sandbox card insert >/dev/null
      mynafront notices list --debug >list 2>>trace
      printf '1\\n' | mynafront --linear --log transcript >face 2>&1
      mynafront login --dry-run >>process 2>&1
      # Random digits of a reference could be the PIN by chance.
      sed -i /X-Request-Id/d trace
      """)
    #expect(result.output == "login 12\n", "\(result.output)\(result.errors)")
    for secret in [canary, token] {
      let found = try world.shell(
        "cd \(world.home)/run; grep -l -r -F -- '\(secret)' process trace list transcript face core ../config ../cache . | sort -u"
      ).output.split(separator: "\n")
      #expect(found.allSatisfy { $0.contains("session-") }, "\(secret == canary ? "PIN" : "token") in \(found)")
    }
    try world.shell("cd \(world.home)/run; rm -f pin process trace list transcript face core")
    try world.logIn()
  }

  /// Nobody listens: whatever is sent would fail.
  @Test func cli14ARehearsalSendsNothingAndWritesNothing() throws {
    let world = try loggedIn()
    try world.shell("mynafront-sandbox stop")
    defer { _ = try? world.client("session") }
    let before = try world.shell(
      "cd \(world.home); find run config cache -newermt '1 second' -type f | wc -l; find . -type f | sort | grep -v sandbox"
    ).output
    for (line, requests, signs) in [
      ("home", 8, 0), ("notices list --all", 1, 0), ("notices list --since last", 1, 0), ("notices show n200", 1, 0),
      ("notices mark-read n1 n2 n3", 3, 0), ("notices attachment n1 1 -o x", 1, 0), ("notices save n1 -o x", 1, 0),
      ("todo list", 1, 0), ("applications show a1", 1, 0), ("session", 1, 0), ("logout", 1, 0), ("login", 2, 1),
      ("login --pin-fd 9", 2, 1), ("bff call notices.list limit=1", 1, 0), ("api PUT /a/b -f c=d", 1, 0),
      ("card status", 0, 0), ("version", 0, 0), ("bff list", 0, 0),
    ] as [(String, Int, Int)] {
      let result = try world.shell("cd \(world.home)/run; mynafront --dry-run --json \(line)")
      guard result.code == 0 else {
        Issue.record("\(line): \(result.output)\(result.errors)")
        continue
      }
      let document = try json(result.output)
      if line == "version" { continue }
      #expect(document["dryRun"] as? Bool == true, "\(line)")
      #expect((document["requests"] as? [Any])?.count == requests, "\(line): \(result.output)")
      #expect((document["signs"] as? [Any])?.count == signs, "\(line)")
    }
    let lines = try world.shell("mynafront --dry-run api POST /a -f token=x -f b=c")
    #expect(lines.output.contains("  {\"token\":\"[masked]\",\"b\":\"c\"}\n"))
    #expect(lines.output.contains("  Authorization: Bearer [masked]\n"))
    for (line, code) in [("notices show", Int32(2)), ("bff call notices.list limit=x", 7)] {
      #expect(try world.shell("mynafront --dry-run \(line)").code == code, "wrong input is still wrong: \(line)")
    }
    let after = try world.shell(
      "cd \(world.home); find run config cache -newermt '1 second' -type f | wc -l; find . -type f | sort | grep -v sandbox"
    ).output
    #expect(after == before)
    #expect(try world.shell("mynafront-sandbox status").code != 0, "it was not started for a rehearsal")
  }

  @Test func cli15And16TimeoutQuietAndDebugTakeEffect() throws {
    let world = try loggedIn()
    try world.shell("mynafront-sandbox fault set delay --at notices --delay 4000")
    for line in ["notices list", "notices show n1", "api GET /notices/v1/notices", "bff call notices.list"] {
      #expect(try world.shell("mynafront --timeout 0.2 \(line)").code == 9, "\(line)")
    }
    try world.shell("mynafront-sandbox fault clear")
    #expect(try world.shell("mynafront --quiet notices list --limit 1").errors.isEmpty)
    let traced = try world.shell("mynafront --debug notices list --limit 1 --search 旅券")
    let trace = traced.errors.split(separator: "\n").filter { !$0.contains("--cursor") }
    #expect(trace.allSatisfy { ["* ", "> ", "< "].contains(String($0.prefix(2))) }, "\(traced.errors)")
    #expect(trace.contains { $0.hasSuffix("limit=1") || $0.contains("search=[masked]") })
    #expect(trace.contains { $0.hasPrefix("< HTTP/") && $0.hasSuffix(" 200") })
  }

  @Test func cli17DataIsTheSameInEveryLanguage() throws {
    let world = try loggedIn()
    for line in ["home", "home --json", "notices list", "notices show n200 --json", "card status", "applications list"]
    {
      let all = try Set(["ja", "easy", "en"].map { try world.shell("mynafront --lang \($0) \(line)").output })
      #expect(all.count == 1, "\(line)")
    }
  }

  @Test func cli18HelpAndVersionNeedNoNetwork() throws {
    let world = try world()
    for line in ["--help", "--version", "version", "bff list", "notices --help", "help notices list"] {
      let result = try world.shell("unshare -rn mynafront \(line)")
      #expect(result.code == 0, "\(line): \(result.errors)")
      guard FileManager.default.isExecutableFile(atPath: "/usr/bin/strace") else { continue }
      let calls = try world.shell(
        "strace -f -e trace=socket,connect -o \(world.home)/run/calls mynafront \(line) >/dev/null; grep -c 'socket(' \(world.home)/run/calls; rm \(world.home)/run/calls"
      )
      #expect(calls.output == "0\n", "\(line)")
    }
  }

  @Test func cli19AFullDiskIsAnErrorInEveryForm() throws {
    let world = try loggedIn()
    for form in ["", "--json", "--jsonl", "--jq .id", "--jsonl --jq .id", "--dry-run"] {
      #expect(try world.shell("mynafront notices list \(form) >/dev/full").code == 1, "\(form)")
    }
    #expect(try world.shell("mynafront api GET /status/v1/status >/dev/full").code == 1)
  }

  @Test func cli21AnAddressOfThePortalCanBeAskedByHand() throws {
    let world = try loggedIn()
    let table: [(String, Int32, String)] = [
      ("GET /notices/v1/notices -f limit=1 -f unread=true", 0, "\"total\":"),
      ("get '/notices/v1/notices?limit=1' --include", 0, "HTTP/1.1 200\n"), ("GET /status/v1/status", 0, "\"now\":"),
      ("PUT /notices/v1/notices/n200/read", 0, "\"readAt\":\"2"),
      ("DELETE /notices/v1/notices/n200/read", 0, "\"readAt\":null"),
      ("GET /notices/v1/notices/nothing", 5, "\"code\":\"NOT_FOUND\""), ("GET /nowhere", 5, "NOT_FOUND"),
      ("GET /notices/v1/notices -f limit=999", 7, "INVALID"),
      ("POST /session/v1/challenges --input - <<<'{}'", 0, "\"nonce\":"),
      ("GET https://example.test/", 2, ""), ("GET //example.test/", 2, ""), ("PATCH /a", 2, ""), ("GET /a/../b", 7, ""),
      ("GET /a -f b", 2, ""),
    ]
    for (line, code, part) in table {
      let result = try world.shell("mynafront api \(line)")
      #expect(result.code == code, "\(line): \(result.output)\(result.errors)")
      #expect(part.isEmpty ? result.output.isEmpty : result.output.contains(part), "\(line): \(result.output)")
      #expect((code == 0) == result.errors.isEmpty, "\(line): \(result.errors)")
    }
    let total = try world.client("notices", "list", "--jq", ".total").output
    let ids = try world.shell(
      "mynafront api GET /notices/v1/notices -f limit=70 --paginate --jq '.items[].id' | sort -u | wc -l")
    #expect(ids.output == total)
    // The session is not needed where the portal needs none.
    let other = try world.shell(
      "XDG_RUNTIME_DIR=\(world.home)/cache mynafront --config \(world.home)/state/mynafront/sandbox/config.yaml api GET /notices/v1/notices"
    )
    #expect(other.code == 4 && other.output.contains("NO_SESSION"))
  }

  /// With rows on standard output already, what went wrong is told beside them. The first page does not fit into a pipe, so the
  /// second one is asked for only after somebody has read; nobody asks for it when the reader has gone.
  @Test func aListIsFetchedAsItIsReadAndKeepsWhatCameWhenItFails() throws {
    let world = try world()
    let state = world.home + "/other"
    let started = try world.shell(
      """
      mynafront-sandbox serve --state \(state) --notices 900 --citizens 1 --shared --idle-exit 60 \
        >\(world.home)/run/ready 2>/dev/null &
      for n in $(seq 200); do grep -q url \(world.home)/run/ready && break; sleep 0.1; done
      mynafront --config \(state)/config.yaml login --pin-fd 3 3<<<1234
      """)
    defer { _ = try? world.shell("mynafront-sandbox stop --state \(state); rm -rf \(state) \(world.home)/run/ready") }
    try #require(started.code == 0, "\(started.errors)")
    let list = "mynafront --config \(state)/config.yaml notices list --all --jsonl"
    let result = try world.shell(
      """
      set -o pipefail
      \(list) | { head -c 1 >/dev/null; mynafront-sandbox fault set 500 --at notices --state \(state) >/dev/null; wc -l; }
      echo ${PIPESTATUS[0]}
      mynafront-sandbox fault clear --state \(state) >/dev/null
      """)
    #expect(result.output == "200\n3\n", "\(result.output)")
    #expect(result.errors.contains("エラー: "))
    let left = try world.shell(
      "\(list) --debug 2>\(world.home)/run/trace | head -1 >/dev/null; echo ${PIPESTATUS[0]}; grep -c '^> GET' \(world.home)/run/trace"
    )
    #expect(left.output == "141\n1\n", "\(left.output)")
    let whole = try world.shell("\(list) | wc -l")
    #expect(whole.output == "900\n")
  }

  @Test func aTranscriptHoldsWhatWasSaidAndTyped() throws {
    let world = try world()
    let log = world.home + "/run/log"
    let face = try world.shell("printf '2\\nb\\nq\\n1\\n' | mynafront --linear --log \(log)")
    #expect(face.code == 0)
    let kept = try world.shell("cat \(log)").output
    #expect(face.output.split(separator: "\n").allSatisfy { line in kept.contains(line) })
    #expect(kept.contains("）: 2\n"), "what was typed stands after the question")
    #expect(try world.shell("stat -c %a \(log)").output == "600\n")
    try world.shell("printf 'q\\n1\\n' | mynafront --linear --log \(log)")
    #expect(try world.shell("cat \(log)").output.hasPrefix(kept), "it is appended to")
    for (target, code) in [
      ("/dev/null", Int32(1)), ("\(world.home)/run", 1), ("\(world.home)/run/link", 1), ("/nowhere/x", 1),
    ] {
      try world.shell("ln -sf \(log) \(world.home)/run/link")
      #expect(try world.shell("mynafront --linear --log \(target) </dev/null").code == code, "\(target)")
    }
    #expect(try world.shell("mynafront session --log \(log)").code == 2)
    // A disk that is full: said once, and the face goes on.
    let full = try world.shell(
      "rm \(log); printf '2\\nb\\nq\\n1\\n' | bash -c 'ulimit -f 1; trap \"\" XFSZ; exec mynafront --linear --log \(log)'"
    )
    #expect(full.code == 0, "\(full.errors)")
    try world.shell("rm -f \(log) \(world.home)/run/link")
  }
}

/// A static value is never deinitialized: its sandbox and its home go when the test program ends.
private func endSharedWorld() { ScriptRuleTests.endShared() }

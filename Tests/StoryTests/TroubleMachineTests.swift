import Foundation
import Testing

/// Trouble of this machine: disks, homes, pipes, clocks, signals, others at the same time. Bounded, and never a crash.
@Suite(.serialized, .onThreads) struct TroubleMachineTests {
  /// Codes that a program gives which was ended by a signal that nobody sent.
  private static let crashes: Set<Int32> = [132, 133, 134, 135, 136, 139]

  @Test func homesThatAreMissingOrCannotBeWrittenAreSaid() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let config = world.home + "/state/mynafront/sandbox/config.yaml"
    // Each line in an environment that is empty but for what stands there.
    let bare = "env -i PATH=\"$PATH\" LANG=C.UTF-8"
    let odd = world.home + "/odd"
    try world.shell("mkdir -p \(odd)/locked; chmod 500 \(odd)/locked")
    for (line, codes) in [
      // Nothing is known about where files are: what needs none works, what needs one says so.
      ("\(bare) mynafront version", [0]), ("\(bare) mynafront --help", [0]), ("\(bare) mynafront screens list", [0]),
      ("\(bare) mynafront notices list", [9]), ("\(bare) mynafront --config \(config) notices list", [1]),
      ("\(bare) mynafront --config \(config) login --pin-fd 3 3<<<1234", [1]),
      ("\(bare) mynafront --linear </dev/null", [0, 1, 9]), ("\(bare) mynafront-sandbox serve", [1]),
      ("\(bare) mynafront-sandbox status", [1]),
      // Paths that are not absolute do not count.
      (
        "\(bare) HOME=. XDG_STATE_HOME=x XDG_RUNTIME_DIR=y XDG_CONFIG_HOME=z XDG_CACHE_HOME=c mynafront notices list",
        [9]
      ),
      ("\(bare) HOME=. XDG_STATE_HOME=x XDG_RUNTIME_DIR=y mynafront-sandbox serve", [1]),
      // A home that cannot be written: reading works, keeping a session does not.
      ("\(bare) HOME=/proc/1 mynafront version", [0]), ("\(bare) HOME=/proc/1 mynafront notices list", [9]),
      ("\(bare) HOME=/proc/1 mynafront --config \(config) login --pin-fd 3 3<<<1234", [1]),
      ("\(bare) HOME=/dev/null mynafront --config \(config) notices list", [4]),
      ("\(bare) HOME=/nowhere/at/all XDG_RUNTIME_DIR=/dev/full mynafront --config \(config) notices list", [4]),
    ] as [(String, [Int32])] {
      let result = try world.shell("cd \(odd); \(line)")
      #expect(codes.contains(result.code), "\(line): \(result.code) \(result.output.prefix(200))\(result.errors)")
      #expect(!Self.crashes.contains(result.code))
      // A face says it where it says everything.
      let said = line.contains("--linear") ? result.output : result.errors
      if result.code != 0 { #expect(!said.isEmpty, "\(line) failed silently") }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: odd) == ["locked"], "files in odd places")
    #expect(try world.client("todo", "list").code == 0)
  }

  /// Each line with a word that must be in what it says.
  @Test func whatStandsInTheWayIsNamed() throws {
    let world = try World()
    let bare = "env -i PATH=\"$PATH\" LANG=C.UTF-8"
    let long = world.home + "/" + String(repeating: "x", count: 90)
    for (line, code, word) in [
      ("\(bare) mynafront --lang en notices list", 9, "HOME is not set"),
      ("\(bare) HOME=/proc/1 mynafront --lang en notices list", 9, "cannot use the directory /proc/1"),
      ("mkdir -p \(long); \(bare) HOME=\(long) mynafront --lang en notices list", 9, "path of the socket is too long"),
      ("mynafront --lang en --config /nowhere/c.yaml session", 2, "no such configuration file: /nowhere/c.yaml"),
      ("mynafront --lang en --profile sandbx session", 2, "no profile named sandbx"),
      ("mynafront-sandbox stop --state \(world.home)/none", 9, "no sandbox is running"),
      ("mynafront-sandbox personas >/dev/full", 1, "standard output cannot be written"),
      ("mynafront-sandbox --help >&-", 1, "standard output cannot be written"),
      ("mynafront --lang en api DELETE /notices/v1/notices", 1, "answered 405"),
    ] as [(String, Int32, String)] {
      let result = try world.shell(line)
      #expect(result.code == code && result.errors.contains(word), "\(line): \(result.code) \(result.errors)")
    }
    #expect(try world.shell("mynafront-sandbox card fault answer-lost-after-verify").code == 0)
    let lost = try world.shell("mynafront --lang en login --pin-fd 3 3<<<1234")
    #expect(lost.code == 1 && lost.errors.contains("A try may have been used"), "\(lost.errors)")
  }

  /// A portal on this machine that is there and does not move: its socket takes a few and then nobody.
  @Test func aSandboxThatIsStoppedHoldsUpNobody() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let pid = try world.shell(
      "pgrep -f 'mynafront-sandbox serve.*' | while read p; do grep -qz 'HOME=\(world.home)$' /proc/$p/environ 2>/dev/null && echo $p; done | head -1"
    ).output
      .trimmingCharacters(in: .whitespacesAndNewlines)
    try #require(!pid.isEmpty)
    try world.shell("kill -STOP \(pid)")
    for number in 1...20 {
      let result = try world.shell("timeout 15 mynafront session --timeout 0.2")
      #expect(result.code == 9, "\(number): \(result.code) \(result.errors)")
    }
    try world.shell("kill -CONT \(pid)")
    #expect(try world.client("session").code == 0)
  }

  /// A cron job has no run directory; the sandbox that a person started is the same one.
  @Test func aSandboxIsFoundFromAnotherEnvironment() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let other = "env -u XDG_RUNTIME_DIR"
    #expect(try world.shell("\(other) mynafront session").code == 0)
    let status = try world.shell("\(other) mynafront-sandbox status")
    #expect(status.code == 0, "\(status.errors)")
    let stopped = try world.shell("\(other) mynafront-sandbox stop")
    #expect(stopped.code == 0, "\(stopped.errors)")
    #expect(try world.shell("\(other) mynafront session").code == 0)
    #expect(try world.client("session").code == 0)
    #expect(try world.shell("mynafront-sandbox stop").code == 0)
  }

  @Test func aStandardOutputThatDoesNotWaitGetsAll() throws {
    let world = try World.rough.get()
    let script = """
      import os, subprocess, sys, time, fcntl
      r, w = os.pipe(); fcntl.fcntl(w, 1031, 4096); os.set_blocking(w, False)
      p = subprocess.Popen(['mynafront', 'manual'], stdout=w); os.close(w); time.sleep(0.3)
      size = 0
      while (piece := os.read(r, 1024)): size += len(piece)
      sys.exit(p.wait() if size > 8000 else 99)
      """
    try script.write(toFile: world.home + "/slow.py", atomically: true, encoding: .utf8)
    #expect(try world.shell("python3 '\(world.home)/slow.py'").code == 0)
  }

  @Test func standardStreamsMayBeClosedOrFull() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let id = try #require(
      try world.client("notices", "list", "--limit", "1").output.split(separator: "\t").first.map(String.init))
    try world.shell("ln -s /dev/full \(world.home)/full; ln -s /dev/null \(world.home)/null")
    for (line, codes) in [
      ("notices list >&-", [1]), ("version >&-", [1]), ("home --json >&-", [1]), ("notices list </dev/null", [0]),
      ("notices list <&-", [0]), ("notices list 2>&-", [0]), ("notices list --limit 1 <&- 2>&-", [0]),
      ("notices show nothing 2>&-", [5]), ("notices show nothing 2>/dev/full", [5]), ("notices list >/dev/full", [1]),
      ("--linear >&-", [1]), ("--linear <&-", [0]), ("--linear </dev/null 2>&-", [0]),
      ("--linear </dev/null >/dev/full", [1]),
      ("notices show \(id) -o x >&-", [2]), ("notices save \(id) -o \(world.home)/full", [2]),
      // A device stays a device: here behind a link of the test's own, so that nothing of the machine is in danger.
      ("notices save \(id) -o \(world.home)/full --force", [1]),
      ("notices save \(id) -o \(world.home)/null --force", [0]),
      ("notices save \(id) -o \(world.home)/no/such/file", [1]),
      ("notices save \(id) -o \(world.home)", [2]), ("login --pin-fd 3 3>&-", [12]),
      ("login --pin-fd 3 3</dev/null", [12]),
      ("bff call notices.list --input - <&-", [1, 7]), ("notices list --json | head -1 >/dev/null", [0]),
    ] as [(String, [Int32])] {
      let result = try world.shell("timeout -k 1 10 mynafront \(line)")
      #expect(codes.contains(result.code), "\(line): \(result.code) \(result.errors)")
      #expect(!Self.crashes.contains(result.code))
    }
    #expect(
      try world.shell("readlink \(world.home)/full; test -c /dev/full").code == 0, "a link or a device was replaced")
    // No descriptor of ours landed where standard output had been: the session is whole.
    #expect(try world.client("todo", "list").code == 0)
    for (environment, code) in [
      (["LANG": "C", "LC_ALL": "C"], Int32(2)), (["TERM": "dumb"], 0), (["TERM": "no-such-terminal"], 0),
      (["NO_COLOR": "1"], 0), (["TERM": ""], 0), (["LC_MESSAGES": "en_US.UTF-8"], 0),
    ] {
      let result = try world.run(World.client, ["notices", "list", "--limit", "1"], environment: environment)
      #expect(result.code == code, "\(environment)")
      #expect(!result.bytes.contains(0x1B))
    }
  }

  @Test func aFullDiskIsSaidAndNothingIsLeftHalf() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let id = try #require(
      try world.client("notices", "list", "--limit", "1").output.split(separator: "\t").first.map(String.init))
    // A file may grow to one kilobyte only: every write beyond fails (with SIGXFSZ ignored, as EFBIG).
    let limited = "trap '' XFSZ; ulimit -f 0;"
    let save = try world.shell("\(limited) mynafront notices save \(id) -o \(world.home)/run/half")
    #expect(save.code == 1, "\(save.errors)")
    let login = try world.shell("\(limited) mynafront login --pin-fd 3 3</dev/fd/4 4< <(echo 1234)")
    #expect(login.code == 1, "\(login.code) \(login.errors)")
    #expect(try world.client("todo", "list").code == 0, "the session that was there is gone")
    // A real full disk, where a namespace for mounting may be made.
    let full = try world.shell(
      """
      unshare -m bash --norc -c '
        mkdir \(world.home)/full && mount -t tmpfs -o size=16k none \(world.home)/full || exit 77
        head -c 15000 /dev/zero >\(world.home)/full/ballast; head -c 8000 /dev/zero >>\(world.home)/full/ballast 2>/dev/null
        mynafront notices save \(id) -o \(world.home)/full/half; echo "save $?"
        XDG_RUNTIME_DIR=\(world.home)/full mynafront --config \(world.home)/state/mynafront/sandbox/config.yaml login --pin-fd 3 3</dev/fd/4 4< <(echo 1234)
        echo "login $?"; ls -A \(world.home)/full \(world.home)/full/mynafront 2>/dev/null'
      """)
    if full.code != 77, !full.errors.contains("unshare") {
      #expect(full.output.contains("save 1"), "\(full.output)\(full.errors)")
      #expect(full.output.contains("login 1"), "\(full.output)\(full.errors)")
      #expect(!full.output.contains("half") && !full.output.contains(".part") && !full.output.contains("session-"))
    }
    let left = try FileManager.default.subpathsOfDirectory(atPath: world.home + "/run").filter {
      $0.contains("half") || $0.contains(".part")
    }
    #expect(left.isEmpty, "\(left)")
  }

  /// The machine's clock and the portal's differ: log-in works, or says that the clock may be wrong; nothing is spent.
  @Test func aClockThatIsWrongIsNoticedOrDoesNotMatter() throws {
    let world = try World()
    try world.client("card", "status")
    let shim = world.home + "/run/clock.so"
    try """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdlib.h>
    #include <sys/time.h>
    #include <time.h>
    static long shift(void) { const char *s = getenv("CLOCK_SHIFT"); return s ? atol(s) : 0; }
    int clock_gettime(clockid_t id, struct timespec *t) {
      static int (*real)(clockid_t, struct timespec *);
      if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
      int rc = real(id, t);
      if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) t->tv_sec += shift();
      return rc;
    }
    time_t time(time_t *to) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); if (to) *to = t.tv_sec; return t.tv_sec; }
    int gettimeofday(struct timeval *restrict v, void *restrict z) {
      struct timespec t; (void)z; clock_gettime(CLOCK_REALTIME, &t); v->tv_sec = t.tv_sec; v->tv_usec = t.tv_nsec / 1000; return 0;
    }
    """.write(toFile: world.home + "/run/clock.c", atomically: true, encoding: .utf8)
    let built = try world.shell("cc -shared -fPIC -o \(shim) \(world.home)/run/clock.c -ldl")
    #expect(built.code == 0, "\(built.errors)")
    // The server's certificate holds from yesterday on for a year; a card's for years.
    for (shift, codes) in [
      (600, [0]), (-600, [0]), (86_000, [0]), (-86_000, [0]), (-3 * 86_400, [13]), (500 * 86_400, [13]),
    ] as [(Int, [Int32])] {
      let environment = "CLOCK_SHIFT=\(shift) LD_PRELOAD=\(shim)"
      let result = try world.shell("\(environment) mynafront login --pin-fd 3 3<<<1234")
      #expect(codes.contains(result.code), "clock \(shift) s: \(result.code) \(result.errors)")
      if result.code == 0 {
        let list = try world.shell("\(environment) mynafront notices list --limit 1")
        #expect(list.code == 0, "clock \(shift) s: \(list.errors)")
      } else {
        #expect(result.errors.contains("時計"), "the clock is not named: \(result.errors)")
      }
    }
    #expect(try world.shell("mynafront-sandbox card status --json | jq .pins[0].triesLeft").output == "3\n")
  }

  @Test func severalClientsAtOnceSpoilNothing() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let ids = try world.client("notices", "list", "--limit", "4").output.split(separator: "\n").compactMap {
      $0.split(separator: "\t").first.map(String.init)
    }
    let result = try world.shell(
      """
      codes=\(world.home)/run/codes
      loop() { for n in 1 2 3 4 5 6; do timeout -k 1 20 mynafront "$@" >/dev/null 2>>$codes.errors; echo "$1 $?" >>$codes; done; }
      logins() { for n in 1 2 3; do timeout -k 1 20 mynafront login --pin-fd 3 3<<<1234 2>>$codes.errors; echo "login $?" >>$codes; done; }
      loop notices mark-read \(ids[0]) \(ids[1]) & loop notices mark-unread \(ids[0]) \(ids[1]) &
      loop home & logins & logins & loop logout & loop notices list & wait
      sort $codes | uniq -c; cat $codes.errors | sort | uniq -c >&2
      """)
    // Logged out by another: 4. The card is another's: it waits, or says that it is busy (1). Never anything else.
    for line in result.output.split(separator: "\n") {
      let code = Int32(line.split(separator: " ").last ?? "") ?? -1
      #expect([0, 1, 3, 4].contains(code), "\(line): \(result.errors)")
    }
    #expect(try world.logIn().code == 0)
    #expect(try world.client("todo", "list").code == 0)
    #expect(try world.shell("mynafront-sandbox card status --json | jq .pins[0].triesLeft").output == "3\n")
    let files = try FileManager.default.subpathsOfDirectory(atPath: world.home + "/run/mynafront").filter {
      $0.contains("session-")
    }
    #expect(files.count == 1, "one session, nothing half written: \(files)")
  }

  @Test func aSandboxThatIsKilledLosesNothingAndIsStartedAgain() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let ids = try world.client("notices", "list", "--limit", "40").output.split(separator: "\n").compactMap {
      $0.split(separator: "\t").first.map(String.init)
    }
    let database = world.home + "/state/mynafront/sandbox/portal.sqlite"
    for round in 1...4 {
      // Killed in the middle of many commits: what was told as done is done.
      let result = try world.shell(
        """
        pid=$(mynafront-sandbox status --json | jq .pid)
        (sleep 0.0\(round * 2); kill -9 $pid) &
        timeout -k 1 20 mynafront notices \(round % 2 == 1 ? "mark-read" : "mark-unread") \(ids.joined(separator: " ")) --json --timeout 5
        code=$?; wait; while kill -0 $pid 2>/dev/null; do sleep 0.01; done; exit $code
        """)
      #expect([0, 3, 9].contains(result.code), "\(result.code) \(result.errors)")
      let told =
        ((try? JSONSerialization.jsonObject(with: result.bytes)) as? [String: Any])?["items"] as? [[String: Any]]
      // The next command starts it again: the same world, the same session.
      let after = try world.client("notices", "list", "--limit", "40", "--json")
      #expect(after.code == 0, "\(after.errors)")
      let items =
        ((try? JSONSerialization.jsonObject(with: after.bytes)) as? [String: Any])?["items"] as? [[String: Any]] ?? []
      for notice in told ?? [] {
        let kept = items.first { $0["id"] as? String == notice["id"] as? String }
        #expect(
          (kept?["readAt"] is String) == (notice["readAt"] is String), "round \(round): a change that was told is lost")
      }
      let check = try world.shell(
        "python3 -c 'import sqlite3; print(sqlite3.connect(\"\(database)\").execute(\"pragma integrity_check\").fetchone()[0])'"
      )
      #expect(check.output == "ok\n", "\(check.output)\(check.errors)")
    }
  }

  /// A signal may come at any moment: the code is what was promised, nothing is left half written, the session is whole.
  @Test func commandsMayBeInterruptedAtAnyTime() throws {
    let world = try World()
    #expect(try world.logIn().code == 0)
    let id = try #require(
      try world.client("notices", "list", "--limit", "1").output.split(separator: "\t").first.map(String.init))
    let rounds = TroubleTable.isWhole ? 40 : 6
    for (signal, promised) in [("INT", Int32(130)), ("TERM", 143), ("HUP", 129), ("PIPE", 141)] {
      let result = try world.shell(
        """
        for n in $(seq \(rounds)); do
          for line in "notices list --all" "home --json" "notices save \(id) -o \(world.home)/run/saved-$n --force" "login --pin-fd 3"; do
            timeout -k 2 -s \(signal) 0.0$((RANDOM % 9))$((RANDOM % 9 + 1)) mynafront $line 3<<<1234 >/dev/null 2>/dev/null; echo $?
          done
        done | sort | uniq -c
        """)
      for line in result.output.split(separator: "\n") {
        let code = Int32(line.split(separator: " ").last ?? "") ?? -1
        // 124: `timeout` sent the signal and reports that; 0: it was done before.
        #expect([0, 124, promised].contains(code), "\(signal): \(line)")
      }
    }
    let left = try FileManager.default.subpathsOfDirectory(atPath: world.home + "/run").filter {
      $0.hasSuffix(".part") || $0.contains("/.session")
    }
    #expect(left.isEmpty, "\(left)")
    #expect(try world.logIn().code == 0)
    #expect(try world.client("todo", "list").code == 0)
    #expect(try world.shell("mynafront-sandbox card status --json | jq .pins[0].triesLeft").output == "3\n")
    try world.shell("mynafront-sandbox fault set delay --delay 5000")
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
      let result = try world.shell("mynafront notices list & sleep 0.3; kill -\(signal) $!; wait $!; echo $?")
      #expect(result.output.hasSuffix("\(code)\n"), "\(signal): \(result.output)")
    }
  }
}

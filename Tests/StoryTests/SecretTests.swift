import Foundation
import Testing

/// Where a PIN must never be: on the screen, in a file, in what other processes see, in memory after its work is done.
@Suite(.serialized, .onThreads) struct SecretTests {
  /// Nothing like them is in any program or file.
  private static let password = "QZ7X9K2MV4"
  private static let pin = "8642"

  /// A world whose card has these secrets.
  private func world() throws -> World {
    let world = try World()
    let changed = try world.shell(
      """
      mynafront card change-pin auth --pin-fd 3 --new-pin-fd 4 3<<<1234 4<<<\(Self.pin) &&
      mynafront card change-pin sign --password-fd 3 --new-pin-fd 4 3<<<ABC123 4<<<\(Self.password)
      """)
    try #require(changed.code == 0, "\(changed.errors)")
    return world
  }

  /// The card takes its time before the tries left are known; who types meanwhile is neither shown nor taken at the word.
  @Test(arguments: [("login", "1234"), ("card certificate sign", "ABC123")])
  func whatIsTypedBeforeTheQuestionIsNeitherShownNorSent(_ line: String, _ right: String) throws {
    let world = try World()
    try world.shell("mynafront card status >/dev/null; mynafront-sandbox card fault slow --times 1 >/dev/null")
    let terminal = try PseudoTerminal(world, [World.client] + line.split(separator: " ").map(String.init))
    try eventually("the echo is never off") { !terminal.echoIsOn }
    #expect(!terminal.output.contains("入力は表示されません"), "hidden before anything is asked")
    terminal.send("8642QZ\n")
    try terminal.expect("入力は表示されません")
    #expect(!terminal.output.contains("8642"))
    terminal.send(right + "\n")
    try terminal.expectEnd()
    #expect(!terminal.output.contains(right))
  }

  /// Whoever changes a PIN hears each time which one is meant, the new one first; none is shown.
  @Test func aChangeAsksForTheNewPINTwiceAndThenForTheOldOne() throws {
    let world = try World()
    try world.client("card", "status")
    let terminal = try PseudoTerminal(world, [World.client, "--lang", "en", "card", "change-pin", "auth"])
    try terminal.expect("No PIN is sent to the card yet.")
    for (question, answer) in [
      ("(typing is hidden):", "8642"), ("Type the new PIN once more", "8642"),
      ("Old PIN for user authentication, 4 digits", "1234"),
    ] {
      try terminal.expect(question)
      usleep(100_000)
      terminal.send(answer + "\n")
    }
    try terminal.expectEnd()
    #expect(!terminal.output.contains("8642") && !terminal.output.contains("1234"))
    #expect(try world.shell("mynafront login --pin-fd 3 3<<<8642").code == 0)
  }

  /// The last try locks the card when it is wrong: only a yes to that very question is one, also where the PIN comes by a descriptor
  /// and nothing is hidden.
  @Test(
    arguments: [
      ("login", "auth", "4321", "no", 12, 1), ("card read", "text", "4321", "no", 12, 1),
      ("card read", "text", "1234", "yes", 0, 3),
    ] as [(String, String, String, String, Int32, Int)])
  func whatIsTypedBeforeTheQuestionForTheLastTryIsNoConsent(
    _ line: String, _ kind: String, _ pin: String, _ answer: String, _ code: Int32, _ left: Int
  ) throws {
    let world = try World()
    try world.shell(
      """
      for n in 1 2; do mynafront \(line) --no-input --pin-fd 3 3<<<4321; done
      mynafront-sandbox card fault slow --times 1
      """)
    let terminal = try PseudoTerminal(
      world, ["/bin/bash", "-c", "exec \(World.client) --lang en \(line) --pin-fd 3 3<<<\(pin)"])
    terminal.send("yes\n")
    try terminal.expect("one try")
    #expect(terminal.ended() == nil)
    terminal.send(answer + "\n")
    try terminal.expectEnd(code)
    let card = try world.shell(
      "mynafront card status --jq '.readers[0].pins[] | select(.kind == \"\(kind)\") | .triesLeft'")
    #expect(card.output == "\(left)\n", "\(card.errors)")
  }

  /// Who stopped the program at that question, and goes on, is asked again and sees what they type.
  @Test func theQuestionForTheLastTryIsAskedAgainAfterAStop() throws {
    let world = try World()
    try world.shell("for n in 1 2; do mynafront login --no-input --pin-fd 3 3<<<4321; done")
    let terminal = try PseudoTerminal(world, [World.client, "--lang", "en", "login"])
    try terminal.expect("type yes")
    kill(terminal.pid, SIGSTOP)
    kill(terminal.pid, SIGCONT)
    try eventually("not asked again") { terminal.output.components(separatedBy: "type yes").count == 3 }
    #expect(terminal.echoIsOn)
    terminal.send("no\n")
    try terminal.expectEnd(12)
  }

  @Test func aCardThatTakesLongIsSpokenOfAtATerminalAndNowhereElse() throws {
    let world = try World()
    try world.shell("mynafront card status >/dev/null; mynafront-sandbox card fault slow --times 1 >/dev/null")
    let terminal = try PseudoTerminal(world, [World.client, "card", "read", "--items", "expiry", "--lang", "en"])
    try terminal.expect("Please leave it where it is")
    try terminal.expect("The card is done")
    try terminal.expectEnd()
    try world.shell("mynafront-sandbox card fault slow --times 1 >/dev/null")
    let piped = try world.shell("mynafront --lang en card read --items expiry")
    #expect(piped.code == 0 && !piped.errors.contains("card is done"), "\(piped.errors)")
  }

  /// Log-in and signature, by descriptor and typed, right and wrong: then everything is searched that was written or could be seen.
  @Test func aPINIsInNothingThatIsWrittenOrCanBeSeen() throws {
    let world = try world()
    let wrong = "WQ9Z8Y7X6"
    let result = try world.shell(
      """
      cd '\(world.home)'; head -c 200000 /dev/zero >document
      # Everything that other processes could see of each, while it runs; before that it is this shell with this text.
      watch() { while kill -0 $1 2>/dev/null; do
        [[ $(readlink /proc/$1/exe) == */mynafront ]] || continue
        cat /proc/$1/environ /proc/$1/cmdline 2>/dev/null; ps -ww -p $1 -o args= 2>/dev/null; sleep 0.02; done >>seen 2>/dev/null; }
      run() { mynafront "$@" 2>>said >>said & local pid=$!; watch $pid; wait $pid; }
      run login --debug --pin-fd 3 3<<<\(Self.pin)
      run card sign document -o a.p7s --debug --password-fd 3 3<<<\(Self.password)
      run card sign document -o b.p7s --password-fd 3 3<<<\(wrong); echo "wrong: $?" >>codes
      run login --pin-fd 3 3<<<9753; echo "wrong: $?" >>codes
      cat codes
      """)
    #expect(result.output == "wrong: 12\nwrong: 12\n", "\(result.errors)")
    for (words, secret) in [
      (["login", "--debug"], Self.pin), (["card", "sign", "document", "-o", "c.p7s"], Self.password.lowercased()),
    ] {
      let terminal = try PseudoTerminal(
        world, ["/bin/sh", "-c", "cd; exec \(World.client) " + words.joined(separator: " ")])
      try terminal.expect("入力は表示されません")
      terminal.send(secret + "\n")
      try terminal.expectEnd()
      #expect(!terminal.output.contains(secret))
    }
    let face = try PseudoTerminal(world, ["/bin/sh", "-c", "cd; exec \(World.client) --linear --log transcript"])
    try face.expect("）:")
    face.send([0x04])
    try eventually("the face stays") { face.ended() != nil }
    // Four digits are in many numbers by chance; as a line or as a word of their own they are not.
    let search = [
      Self.password, Self.password.lowercased(), wrong, wrong.lowercased(), "\\b\(Self.pin)\\b", "\\b9753\\b",
    ]
    let found = try world.shell(
      "cd '\(world.home)'; grep -rlaP '\(search.joined(separator: "|"))' . /tmp/mynafront* 2>/dev/null | sort -u")
    // The practice card itself has to remember it: that is the card's memory, not the client's.
    let files = found.output.split(separator: "\n").filter { !$0.hasPrefix("./state/mynafront/sandbox/cards/") }
    #expect(files.isEmpty, "\(files)")
    #expect(try world.shell("cd '\(world.home)'; ls -l said seen transcript | wc -l").output == "3\n")
  }

  /// The document does not fit into a pipe that nobody reads: the program waits after its visit to the card, and its memory is
  /// searched. It cannot be dumped, so only somebody who may do anything can search it.
  @Test func aPINIsNotInMemoryAfterTheVisit() throws {
    let world = try world()
    try Data(count: 300_000).write(to: URL(fileURLWithPath: world.home + "/document"))
    let out = Pipe()
    let given = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "--norc", "-c",
      "exec '\(World.client)' card sign \(world.home)/document -o - --attached --password-fd 3 3<&0 0</dev/null",
    ]
    process.environment = world.environment
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    process.standardInput = given
    try process.run()
    defer { process.terminate() }
    try given.fileHandleForWriting.write(contentsOf: Data((Self.password + "\n").utf8))
    try given.fileHandleForWriting.close()
    // What can be read at all comes after the visit.
    let beginning = try #require(try out.fileHandleForReading.read(upToCount: 1))
    #expect(beginning.first == 0x30)
    usleep(200_000)
    let limits = try String(contentsOfFile: "/proc/\(process.processIdentifier)/limits", encoding: .utf8)
    let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
    #expect(core.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(core)")
    guard let memory = Memory(of: process.processIdentifier) else {
      #expect(geteuid() != 0, "only root may read it")
      return
    }
    #expect(memory.holds(Array("signed-data-of-this-test".utf8)) == false)
    #expect(memory.holds(Array(world.home.utf8)), "it is the memory of this program that is searched")
    for secret in [Self.password, Self.password.lowercased()] {
      #expect(!memory.holds(Array(secret.utf8)), "\(memory.places(of: Array(secret.utf8)))")
    }
  }

  /// A face that stays open after a log-in. As the command to the card, because four digits are anywhere.
  @Test func aPINIsNotInTheMemoryOfAFaceAfterTheLogIn() throws {
    let world = try world()
    let terminal = try PseudoTerminal(world, [World.client, "--linear"])
    try terminal.expect("）:")
    terminal.send("1\n")
    // The question itself: what is typed before it is thrown away.
    try terminal.expect("数字4桁:")
    try eventually("no question for a secret") { !terminal.echoIsOn }
    terminal.send(Self.pin + "\n")
    try eventually("no home: \(terminal.output.suffix(800))") {
      terminal.echoIsOn && terminal.output.contains("ログインしました")
    }
    guard let memory = Memory(of: terminal.pid) else {
      #expect(geteuid() != 0)
      return
    }
    let command = [0x20, 0x00, 0x98, 0x04] + Array(Self.pin.utf8)
    #expect(!memory.holds(command), "\(memory.places(of: command))")
    #expect(!memory.holds(Array((Self.pin + "\n").utf8)))
  }
}

/// The readable memory of another process, as it is now.
private struct Memory {
  private var areas: [(name: String, bytes: Data)] = []

  /// Nil when it may not be read.
  init?(of pid: pid_t) {
    guard let memory = FileHandle(forReadingAtPath: "/proc/\(pid)/mem"),
      let maps = try? String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8)
    else { return nil }
    for line in maps.split(separator: "\n") {
      let parts = line.split(separator: " ", omittingEmptySubsequences: true)
      let range = parts[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      // What cannot be written holds no secret; the clock's page cannot be read.
      guard range.count == 2, parts[1].hasPrefix("rw"), (try? memory.seek(toOffset: range[0])) != nil,
        let bytes = try? memory.read(upToCount: Int(range[1] - range[0]))
      else { continue }
      areas.append((String(parts.count > 5 ? parts[5] : "anonymous"), bytes))
    }
    if areas.isEmpty { return nil }
  }

  func holds(_ bytes: [UInt8]) -> Bool { !places(of: bytes).isEmpty }
  func places(of bytes: [UInt8]) -> [String] {
    areas.filter { $0.bytes.range(of: Data(bytes)) != nil }.map(\.name)
  }
}

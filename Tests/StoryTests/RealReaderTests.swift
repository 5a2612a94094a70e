import Foundation
import Testing

/// The client and the real pcscd: nothing of the way to the card is played but the card itself.
@Suite(.serialized, .onThreads) struct RealReaderTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The card's log has five commands for one log-in with a PIN that is there already: SELECT, READ, tries left, VERIFY, SIGN.
  @Test func theClientLogsInThroughPCSCD() throws {
    let world = try World()
    let log = world.home + "/run/card.log"
    let result = try world.shell(
      """
      exec '\(Self.root)/Scripts/with-pcscd' bash -c '
        cd /; export PATH=\(World.programs):$PATH
        echo "none: $(mynafront card status --json)"
        mynafront login --reader auto --pin-fd 3 3<<<1234 2>/dev/null; echo "without a card: $?"
        mynafront-sandbox card --vpcd "$MYNAFRONT_VPCD" --log \(log) & card=$!
        for n in $(seq 100); do
          mynafront card status --reader auto --json | grep -q mynumber && break; sleep 0.1
        done
        : > \(log)
        mynafront login --reader auto --pin-fd 3 3<<<1234; echo "log-in: $?"
        cp \(log) \(log).login
        mynafront login --reader auto --pin-fd 3 3<<<4321 2>/dev/null; echo "wrong: $?"
        mynafront home --json >/dev/null; echo "home: $?"
        mynafront logout; mynafront-sandbox stop >/dev/null; kill $card; wait $card'
      """)
    if result.code == 77, ProcessInfo.processInfo.environment["MYNAFRONT_SKIP_PCSC"] != nil {
      // Asked for, on a machine where no namespace can be made; else it is a failure like any other.
      return
    }
    #expect(
      result.code != 77, "no private pcscd can be made here; MYNAFRONT_SKIP_PCSC=1 leaves this out: \(result.errors)")
    #expect(result.output.contains("without a card: 11"), "\(result.output)\(result.errors)")
    #expect(result.output.contains("log-in: 0"), "\(result.output)\(result.errors)")
    #expect(result.output.contains("wrong: 12"))
    #expect(result.output.contains("home: 0"))
    let commands = try String(contentsOfFile: log + ".login", encoding: .utf8)
    let sent = commands.split(separator: "\n").filter { $0.hasPrefix("> ") }
    #expect(!commands.contains("31323334") && !commands.contains("31 32 33 34"), "the PIN is in the card's log")
    #expect(sent.count == 5, "\(commands)")
    #expect(sent.filter { $0.hasPrefix("> 00 20 00 98 (") }.count == 1, "one VERIFY")
  }

  /// A terminal (`script`), a reader with keys, and a person who types there: the program asks for nothing.
  @Test func aReaderWithKeysAsksForThePIN() throws {
    let world = try World()
    let result = try world.shell(
      """
      exec '\(Self.root)/Scripts/with-pcscd' bash -c '
        cd /; export PATH=\(World.programs):$PATH LANG=C.UTF-8
        [ "$MYNAFRONT_TEST_READER" ] || { echo "no test reader"; exit 1; }
        mynafront-sandbox serve >/dev/null 2>&1 & sandbox=$!
        for n in $(seq 100); do [ -S "$XDG_RUNTIME_DIR/mynafront/sandbox/card.sock" ] && break; sleep 0.1; done
        ln -s "$XDG_RUNTIME_DIR/mynafront/sandbox/card.sock" "$MYNAFRONT_TEST_READER/card"
        login() {
          script -qec "mynafront login --reader auto --lang en" /dev/null </dev/null; echo "$1: $?"
          mynafront-sandbox card status | tr "\\n" " "; echo
        }
        echo cancel >"$MYNAFRONT_TEST_READER/keys"
        for n in $(seq 100); do
          mynafront card status --reader auto --json | grep -q mynumber && break; sleep 0.1
        done
        login "given up"
        printf 9999 >"$MYNAFRONT_TEST_READER/keys"; login wrong
        printf 1234 >"$MYNAFRONT_TEST_READER/keys"; login right
        mynafront-sandbox stop >/dev/null; wait $sandbox'
      """)
    if result.code == 77, ProcessInfo.processInfo.environment["MYNAFRONT_SKIP_PCSC"] != nil { return }
    let said = result.output + result.errors
    #expect(said.contains("given up: 12"), "\(said)")
    #expect(said.contains("wrong: 12"), "\(said)")
    #expect(said.contains("right: 0"), "\(said)")
    #expect(said.components(separatedBy: "on the keys of the card reader").count == 4, "said three times: \(said)")
    #expect(!said.contains("typing is hidden"), "\(said)")
  }
}

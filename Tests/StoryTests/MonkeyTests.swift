import Foundation
import Testing

/// Random keys and lines to both faces: whatever is typed, the way out is open and the terminal is given back. `make monkey` plays
/// many seeds; a seed is played again with `MONKEY_SEED=N`.
@Suite(.serialized, .onThreads) struct MonkeyTests {
  static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["MONKEY_SEED"].flatMap({ UInt64($0) }) { return [seed] }
    return Array(1...(environment["MONKEY_SEEDS"].flatMap { UInt64($0) } ?? 4))
  }()
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {  // SplitMix64
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  private static let keys: [String] =
    [
      "\u{1B}[A", "\u{1B}[B", "\u{1B}OA", "\u{1B}OB", "\u{1B}[C", "\u{1B}[D", "\u{1B}[5~", "\u{1B}[6~", "\u{1B}[H",
      "\u{1B}[F", "\u{1B}[1~", "\u{1B}[4~", "\t", "\u{1B}[Z", "\r", "\r", "\r", "\u{1B}", "\u{7F}", "\u{1B}[3~",
      "\u{1B}OP", "\u{C}", "\u{3}", "\u{1A}", "\u{4}",
    ] + "jkgGnNqw:?/ 0123456789".map(String.init)
  private static let text = ["納税", "あ", "サンプル", "1234", "ｊ", "？", "e\u{301}", "👨‍👩‍👧", "\u{202E}", "𠮷"]
  private static let sequences = [
    "\u{1B}[", "\u{1B}]0;x", "\u{1B}[M !!", "\u{1B}[<0;1;1M", "\u{1B}[99;99~", "\u{1B}]11;rgb:0/0/0\u{7}", "\u{1B}P1$r",
    "\u{1B}[200~", "\u{1B}[201~", "\u{1B}[200~q\r納税\u{1B}[201~", "\u{1B}O", "\u{1B}\u{1B}", "\u{1B}[1;5C", "\u{1B}q",
  ]

  private static func key(_ random: inout Random) -> [UInt8] {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<13: Array(keys.randomElement(using: &random)!.utf8)
    case 13..<16: Array(text.randomElement(using: &random)!.utf8)
    case 16..<18: Array(sequences.randomElement(using: &random)!.utf8)
    // Not Ctrl-\: typed in the moment after the terminal was given back, it is the terminal's and ends whoever is still there.
    case 18: [UInt8.random(in: 0...255, using: &random)].filter { $0 != 0x1C }
    default: (0..<8).map { _ in UInt8.random(in: 0x80...0xFF, using: &random) }
    }
  }

  @Test(arguments: seeds) func afterAnyKeysTwentyEscAndQLeave(seed: UInt64) throws {
    // What one seed leaves behind, the next one meets.
    let world = try World.rough.get()
    try world.shell(
      "mynafront-sandbox card insert >/dev/null 2>&1; mynafront session >/dev/null || mynafront login --pin-fd 3 3<<<1234 || true"
    )
    var random = Random(state: seed)
    var terminal = try PseudoTerminal(world, [World.client])
    try terminal.expect("マイナポータル")
    for count in 0..<500 {
      if terminal.ended() != nil {
        // Some of the keys leave; the others are for the next one.
        do { try terminal.expectEnd() } catch { throw StoryError("seed \(seed), key \(count): \(error)") }
        terminal = try PseudoTerminal(world, [World.client])
        try terminal.expect("マイナポータル")
      }
      terminal.send(Self.key(&random))
      if Int.random(in: 0..<3, using: &random) == 0 { usleep(.random(in: 0..<4000, using: &random)) }
      if count % 50 == 49 {
        terminal.resize(rows: .random(in: 1...60, using: &random), columns: .random(in: 1...200, using: &random))
      }
    }
    terminal.resize(rows: 24, columns: 80)
    for _ in 0..<20 where terminal.ended() == nil {
      terminal.send("\u{1B}")
      usleep(40_000)
    }
    // Once to leave; once more where a question is asked first.
    for _ in 0..<2 where terminal.ended() == nil {
      terminal.send("q")
      usleep(200_000)
    }
    do { try terminal.expectEnd() } catch { throw StoryError("seed \(seed): \(error)") }
  }

  @Test(arguments: seeds) func afterAnyLinesTheWordToLeaveLeaves(seed: UInt64) throws {
    let world = try World.rough.get()
    var random = Random(state: seed ^ 0x51)
    let words = [
      "?", "戻る", "一覧", "現在", "続き", "ホーム", "保存", "1", "2", "3", "9", "12", "９９", "お知らせ", "なし", "", "1234",
      "999999999999999999999",
    ]
    let terminal = try PseudoTerminal(world, [World.client, "--linear"])
    try terminal.expect("番号")
    for _ in 0..<60 where terminal.ended() == nil {
      switch Int.random(in: 0..<10, using: &random) {
      case 0: terminal.send(Self.key(&random).filter { ![3, 4, 0x1A, 0x1C].contains($0) } + [0x0A])
      case 1: terminal.send(String(repeating: "あ", count: .random(in: 1...3000, using: &random)) + "\n")
      default: terminal.send(words.randomElement(using: &random)! + "\n")
      }
      if Int.random(in: 0..<2, using: &random) == 0 { usleep(.random(in: 0..<20_000, using: &random)) }
    }
    for _ in 0..<20 where terminal.ended() == nil {
      usleep(200_000)
      terminal.send("中止\n")
    }
    do { try terminal.expectEnd() } catch { throw StoryError("seed \(seed): \(error)") }
  }
}

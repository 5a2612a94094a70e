import Screens
import Testing

@testable import Terminal

/// What becomes of the bytes that terminals, pastes and line noise send.
@Suite struct KeyReaderTests {
  /// What the reader makes of one burst of bytes, with a pause after it.
  static func read(_ bytes: [UInt8]) -> [KeyReader.Stroke] {
    var reader = KeyReader()
    var strokes: [KeyReader.Stroke] = []
    for byte in bytes { reader.take(.byte(byte), at: 0, &strokes) }
    reader.pause(&strokes)
    return strokes
  }
  static func keys(_ text: String) -> [KeyReader.Stroke] { text.map { .key(.character($0)) } }

  @Test(
    arguments: [
      ("あ", [0xE3, 0x81, 0x82]), ("𠮷", [0xF0, 0xA0, 0xAE, 0xB7]), ("é", [0xC3, 0xA9]), ("aé", [0x61, 0xC3, 0xA9]),
      // Not in the shortest form, a half of a surrogate pair, a byte that never stands in UTF-8, a lone continuation, an end that is missing.
      ("\u{FFFD}a", [0xE0, 0x80, 0x80, 0x61]), ("\u{FFFD}", [0xED, 0xA0, 0x80]), ("\u{FFFD}a", [0xFF, 0x61]),
      ("\u{FFFD}a", [0x80, 0x61]), ("\u{FFFD}a", [0xE3, 0x81, 0x61]), ("\u{FFFD}", [0xF4, 0x90, 0x80, 0x80]),
    ] as [(String, [UInt8])])
  func charactersAreUTF8AndNothingAfterAWrongByteIsLost(text: String, bytes: [UInt8]) {
    #expect(Self.read(bytes) == Self.keys(text))
  }

  @Test func aCharacterMayArriveInPieces() {
    var reader = KeyReader()
    var strokes: [KeyReader.Stroke] = []
    for (index, byte) in Array("納税".utf8).enumerated() {
      reader.take(.byte(byte), at: index * 100, &strokes)
      reader.pause(&strokes)
    }
    #expect(strokes == Self.keys("納税"))
  }

  @Test(
    arguments: [
      ("\u{15}\u{17}", [.key(.removeLine), .key(.removeWord)]),
      ("\u{1B}", [.key(.escape)]), ("\u{1B}\u{1B}", [.key(.escape), .key(.escape)]),
      ("\u{1B}j", [.key(.escape), .key(.character("j"))]), ("\u{1B}\r", [.key(.escape), .key(.enter)]),
      ("\u{1B}[99;5~", []), ("\u{1B}[q", []), ("\u{1B}Oq", []), ("\u{1B}[1;2", []), ("\u{1B}[", []),
      // Mouse: the old form has three bytes of any value after its end.
      ("\u{1B}[M !!x", [.key(.character("x"))]), ("\u{1B}[<0;1;1Mx", [.key(.character("x"))]),
      // Answers of terminals: colours, status, a key that is no longer known.
      ("\u{1B}]11;rgb:0/0/0\u{1B}\\x", [.key(.character("x"))]), ("\u{1B}]11;rgb:0/0/0\u{7}x", [.key(.character("x"))]),
      ("\u{1B}P1+r436f=38\u{1B}\\x", [.key(.character("x"))]), ("\u{1B}[?1;2cx", [.key(.character("x"))]),
      // Where the cursor is, as the terminal says when it was asked; what is almost that is nothing.
      ("\u{1B}[24;3Rx", [.cursorIsAt(column: 3), .key(.character("x"))]), ("\u{1B}[24R", []), ("\u{1B}[;R", []),
      ("\u{1B}[1;2;3R", []), ("\u{1B}[?1;3R", []), ("\u{1B}[9;99999999999999999999R", []),
      // Letters with Ctrl that mean nothing by themselves; Tab, Enter and Backspace are keys of their own.
      ("\u{18}\u{9}\r\u{8}", [.key(.control("x")), .key(.tab), .key(.enter), .key(.backspace)]),
      // An Esc, Ctrl-C or CAN in the middle ends what had begun.
      ("\u{1B}[12\u{3}", [.key(.cancel)]), ("\u{1B}]0;qqq\u{1B}", [.key(.escape)]),
      ("\u{1B}]0;\u{18}x", [.key(.character("x"))]),
    ] as [(String, [KeyReader.Stroke])])
  func aSequenceIsSwallowedToItsEndAndAnEscIsAnEsc(text: String, strokes: [KeyReader.Stroke]) {
    #expect(Self.read(Array(text.utf8)) == strokes)
  }

  @Test func theMouseInterruptsAndIsNotPasted() {
    var reader = KeyReader()
    var strokes: [KeyReader.Stroke] = []
    reader.take(.mouse(.wheelUp), at: 0, &strokes)
    reader.take(.pasteBegins, at: 0, &strokes)
    reader.take(.mouse(.click(row: 1, column: 2)), at: 0, &strokes)
    #expect(strokes == [.mouse(.wheelUp)])
  }

  @Test func aVeryLongSequenceIsSwallowedWhole() {
    let digits = [UInt8](repeating: 0x39, count: 100_000)
    #expect(Self.read([0x1B, 0x5B] + digits + [0x71, 0x61]) == Self.keys("a"))
  }

  @Test func aSequenceWithoutAnEndIsGivenUpAfterAWhile() {
    var reader = KeyReader()
    var strokes: [KeyReader.Stroke] = []
    for byte in Array("\u{1B}]0;no end".utf8) { reader.take(.byte(byte), at: 0, &strokes) }
    reader.pause(&strokes)
    reader.take(.byte(0x71), at: KeyReader.patience, &strokes)
    #expect(strokes == [])
    reader.take(.byte(0x71), at: 2 * KeyReader.patience + 1, &strokes)
    #expect(strokes == Self.keys("q"))
  }

  @Test func whatIsPastedIsTextAndNoKey() {
    var reader = KeyReader()
    var strokes: [KeyReader.Stroke] = []
    reader.take(.pasteBegins, at: 0, &strokes)
    for byte in Array("q\r\u{3}税".utf8) { reader.take(.byte(byte), at: 0, &strokes) }
    reader.take(.key(.down), at: 0, &strokes)
    #expect(strokes == "q\r\u{3}税".unicodeScalars.map { .pasted($0) })
    reader.take(.pasteEnds, at: 0, &strokes)
    reader.take(.byte(0x71), at: 0, &strokes)
    #expect(strokes.last == .key(.character("q")))
  }

  @Test func aPasteThatStallsIsStillAPaste() {
    var reader = KeyReader()
    var strokes: [KeyReader.Stroke] = []
    reader.take(.pasteBegins, at: 0, &strokes)
    var now = 0
    for byte in Array("あq\r".utf8) {
      reader.take(.byte(byte), at: now, &strokes)
      reader.pause(&strokes)
      // Between two characters; half a character is given up.
      if byte < 0x80 || byte == 0x82 { now += KeyReader.pastePatience }
    }
    #expect(strokes == "あq\r".unicodeScalars.map { .pasted($0) })
    reader.take(.pasteEnds, at: now, &strokes)
    reader.take(.byte(0x71), at: now, &strokes)
    #expect(strokes.last == .key(.character("q")))
  }

  @Test(
    arguments: [
      ([0x1B], KeyReader.patience, [.key(.escape)]), ([0x03], KeyReader.patience + 1, [.key(.cancel)]),
      ([], KeyReader.pastePatience + 1, []),
    ] as [([UInt8], Int, [KeyReader.Stroke])])
  func aPasteWhoseEndNeverComesEndsWithEscOrCtrlCOrAfterALongWhile(
    bytes: [UInt8], silence: Int, strokes expected: [KeyReader.Stroke]
  ) {
    var reader = KeyReader()
    var strokes: [KeyReader.Stroke] = []
    reader.take(.pasteBegins, at: 0, &strokes)
    for byte in bytes { reader.take(.byte(byte), at: silence, &strokes) }
    reader.pause(&strokes)
    reader.take(.byte(0x71), at: silence, &strokes)
    #expect(strokes == expected + [.key(.character("q"))] && !reader.isPasting)
  }

  /// Whatever comes, in whatever pieces: three Esc, each alone, and the next key is heard.
  @Test func noRubbishMakesItDeafOrTraps() {
    var random = SystemRandomNumberGenerator()
    var reader = KeyReader()
    var now = 0
    for _ in 0..<2000 {
      var strokes: [KeyReader.Stroke] = []
      for _ in 0..<Int.random(in: 0..<40, using: &random) {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: reader.take(.pasteBegins, at: now, &strokes)
        case 1: reader.take(.key(.down), at: now, &strokes)
        case 2: reader.take(.byte(0x1B), at: now, &strokes)
        case 3: reader.take(.byte([0x5B, 0x5D, 0x50, 0x4F].randomElement(using: &random)!), at: now, &strokes)
        case 4: reader.pause(&strokes)
        default: reader.take(.byte(.random(in: 0...255, using: &random)), at: now, &strokes)
        }
        now += 1
      }
      for _ in 0..<3 {
        reader.take(.byte(0x1B), at: now, &strokes)
        reader.pause(&strokes)
      }
      reader.take(.byte(0x71), at: now, &strokes)
      #expect(strokes.last == .key(.character("q")))
    }
  }
}

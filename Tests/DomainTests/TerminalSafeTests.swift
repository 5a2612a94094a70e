import Domain
import Testing

@Suite struct TerminalSafeTests {
  @Test(arguments: [
    ("山田 太郎", "山田 太郎"), ("\u{1B}[31mred", "<U+001B>[31mred"), ("a\tb\nc", "a<U+0009>b<U+000A>c"),
    ("\u{9B}2J", "<U+009B>2J"), ("abc\u{202E}fed", "abc<U+202E>fed"), ("a\u{200B}b", "a<U+200B>b"),
    ("葛\u{E0100}", "葛\u{E0100}"), ("\u{E0100}葛", "<U+E0100>葛"), (" \u{FE0F}", " <U+FE0F>"), ("か\u{3099}", "か\u{3099}"),
    ("\u{3099}か", "<U+3099>か"), ("\u{3000}\u{301}", "\u{3000}<U+0301>"), ("\u{E000}", "<U+E000>"),
    ("a\u{301}\u{302}\u{303}\u{304}\u{305}b", "a\u{301}\u{302}\u{303}\u{304}<U+0305>b"),
    ("\u{FEFF}x", "<U+FEFF>x"), ("\u{E0041}", "<U+E0041>"), ("", ""),
  ])
  func oneLineShowsWhatCouldSteerOrHide(outside: String, safe: String) {
    #expect(Array(TerminalSafe(line: outside).text.unicodeScalars) == Array(safe.unicodeScalars))
  }

  /// What a joiner joins is shown picture by picture; where it hides (between letters, at an end, alone) it is a mark.
  @Test(arguments: [
    ("👨\u{200D}👩", "👨👩"), ("👨🏽\u{200D}👩", "👨🏽👩"), ("🏃\u{200D}\u{2640}\u{FE0F}x", "🏃\u{2640}\u{FE0F}x"),
    ("\u{2764}\u{FE0F}\u{200D}🔥", "\u{2764}\u{FE0F}🔥"), ("山\u{200D}田", "山<U+200D>田"),
    ("👨\u{200D}田", "👨<U+200D>田"), ("山\u{200D}👨", "山<U+200D>👨"), ("👨\u{200D}", "👨<U+200D>"),
    ("👨\u{200D}\u{200D}👩", "👨<U+200D><U+200D>👩"), ("1\u{200D}2", "1<U+200D>2"), ("\u{200D}👨", "<U+200D>👨"),
    ("👨\u{200D}\u{301}", "👨<U+200D><U+0301>"),
  ])
  func aJoinerIsLeftOutOnlyBetweenEmoji(outside: String, safe: String) {
    #expect(Array(TerminalSafe(line: outside).text.unicodeScalars) == Array(safe.unicodeScalars))
  }

  @Test(arguments: [
    ("葛\u{E0100}", "\"葛\u{E0100}\""), ("\u{E0100}葛", #""\udb40\udd00葛""#), (" \u{FE0F}", #"" \ufe0f""#),
    ("\u{301}", #""\u0301""#), ("a\n\u{301}", #""a\n\u0301""#), ("か\u{3099}", "\"か\u{3099}\""),
    ("a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", "\"a\u{301}\u{302}\u{303}\u{304}\\u0305\\u0306\""),
    ("👨\u{200D}👩", "\"👨\\u200d👩\""),
  ])
  func aDocumentEscapesWhatHasNothingToStandOn(outside: String, safe: String) {
    let document = TerminalSafe(json: .text(outside))
    #expect(Array(document.text.unicodeScalars) == Array(safe.unicodeScalars))
    #expect((try? JSONReader.read(Array(document.text.utf8))) == .text(outside))
  }

  @Test func wholeLinesEndWithALineFeedEach() {
    #expect(TerminalSafe(ended: [TerminalSafe(line: "a\n"), TerminalSafe(line: "")]).text == "a<U+000A>\n\n")
    #expect(TerminalSafe(ended: []).text == "")
  }

  @Test(arguments: [
    ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\tb", "a b"), ("a\n\u{301}", "a\n<U+0301>"), ("\r\n\r\n", "\n\n"),
    ("a\u{B}b", "a<U+000B>b"),
    ("a\u{2028}b", "a<U+2028>b"),
  ])
  func severalLinesKeepOnlyTheirLineFeeds(outside: String, safe: String) {
    #expect(Array(TerminalSafe(lines: outside).text.unicodeScalars) == Array(safe.unicodeScalars))
  }

  /// The properties are those of the toolchain's Unicode tables.
  @Test func everyInvisibleOrSteeringScalarIsUnsafe() {
    func isVariationSelector(_ value: UInt32) -> Bool {
      (0xFE00...0xFE0F).contains(value) || (0xE0100...0xE01EF).contains(value)
    }
    var missed: [String] = []
    for value in [0...0x1FFFF, 0xE0000...0xE0FFF, 0xFFFF0...0x10000F, 0x10FFF0...0x10FFFF].joined() {
      guard let scalar = Unicode.Scalar(UInt32(value)), !isVariationSelector(scalar.value) else { continue }
      let properties = scalar.properties
      let steers: Bool
      switch properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .privateUse: steers = true
      default:
        steers =
          properties.isDefaultIgnorableCodePoint || properties.isBidiControl || properties.isNoncharacterCodePoint
      }
      if steers, !TerminalSafe.isUnsafe(scalar) { missed.append(String(value, radix: 16)) }
    }
    #expect(missed.isEmpty)
  }

  @Test func twoSafeTextsAreTheSameOnlyScalarForScalar() {
    #expect(TerminalSafe(line: "\u{FA19}") != TerminalSafe(line: "\u{795E}"))
  }
}

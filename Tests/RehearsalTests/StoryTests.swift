import Testing

@testable import Rehearsal

@Suite struct StoryFileTests {
  @Test func aStoryIsItsStepsWithoutRemarksAndEmptyLines() throws {
    let story = try Story("# of a journey\n\nsize 80x24\n  key Down Enter  \r\nquiet\n")
    #expect(story.steps.map(\.verb) == [.size, .key, .quiet])
    #expect(story.steps.map(\.words) == ["80x24", "Down Enter", ""])
    #expect(story.steps.map(\.line) == [3, 4, 5])
  }

  @Test(
    arguments: [
      ("key Down\nexpct ホーム\n", 2, "there is no step 'expct'; did you mean 'expect'?"),
      ("dance\n", 1, "there is no step 'dance'"),
      ("# nothing\n", 1, "there is no step in it"), ("", 1, "there is no step in it"),
    ])
  func whatIsNoStepIsNamedWithItsLine(text: String, line: Int, sentence: String) {
    #expect(throws: Story.Mistake(line: line, sentence: sentence)) { try Story(text) }
  }
}

@Suite struct ReaderTests {
  @Test(
    arguments: [
      ("お知らせ  3件\r\n申請", ["お知らせ 3件", "申請"]),
      // Attributes do not part words, movements do.
      ("\u{1B}[7mお知らせ\u{1B}[m 3件\u{1B}[5;1H申請", ["お知らせ 3件", "申請"]),
      ("\u{1B}]2;題\u{07}本文", ["本文"]), ("\u{1B}]2;題\u{1B}\\本文", ["本文"]), ("\u{1B}(B本文\u{0F}", ["本文"]),
      ("\u{1B}[?25h\u{1B}[2J", []), ("", []), ("\u{1B}", []), ("\u{1B}[", []), ("\u{1B}]2;", []),
    ])
  func aReaderSaysWhatIsWrittenInTheOrderOfWriting(bytes: String, said: [String]) {
    #expect(Reader.spoken(Array(bytes.utf8)) == said)
  }

  @Test func aBrailleDisplayShowsTheFortyCellsOfTheCursor() {
    let line = String(repeating: "あ", count: 25)
    let width: (Character) -> Int = { _ in 2 }
    #expect(Reader.braille(line, cursor: 0, width: width).count == 20)
    #expect(Reader.braille(line, cursor: 39, width: width).count == 20)
    #expect(Reader.braille(line, cursor: 40, width: width).count == 5)
    #expect(Reader.braille("", cursor: 0, width: width) == "")
  }
}

@Suite struct EmulatorTests {
  private struct NoEmulator: Error {}

  private func terminal(rows: Int, columns: Int) throws -> Emulator {
    guard let emulator = Emulator(rows: rows, columns: columns) else { throw NoEmulator() }
    return emulator
  }

  @Test func whatIsWrittenStandsOnTheScreenAndTheCursorAfterIt() throws {
    let emulator = try terminal(rows: 4, columns: 20)
    emulator.take(Array("お知らせ\r\n\u{1B}[3;5Habc".utf8))
    #expect(emulator.row(0) == "お知らせ")
    #expect(emulator.row(2) == "    abc")
    #expect(emulator.cursor.row == 2)
    #expect(emulator.cursor.column == 7)
    #expect(!emulator.isAlternate)
  }

  @Test func namesKeepTheirSelectorsAndMarks() throws {
    let emulator = try terminal(rows: 2, columns: 20)
    let name = "葛\u{E0100}か\u{3099}"
    emulator.take(Array(name.utf8))
    #expect(Array(emulator.row(0).unicodeScalars) == Array(name.unicodeScalars))
  }

  @Test func theOtherScreenTheTitleAndTheCursorAreKnown() throws {
    let emulator = try terminal(rows: 4, columns: 20)
    emulator.take(Array("\u{1B}[?1049h\u{1B}]2;ホーム\u{07}\u{1B}[?25l".utf8))
    #expect(emulator.isAlternate)
    #expect(emulator.title == "ホーム")
    #expect(!emulator.cursorIsSeen)
  }

  @Test func whatLeavesAtTheTopIsKept() throws {
    let emulator = try terminal(rows: 2, columns: 20)
    emulator.take(Array("一\r\n二\r\n三\r\n四".utf8))
    #expect(emulator.history == "一\n二\n")
    #expect(emulator.lines == ["三", "四"])
  }

  @Test func keysSendWhatTerminalsSendAndAnUnknownOneNothing() throws {
    let emulator = try terminal(rows: 2, columns: 20)
    #expect(emulator.press("down"))
    #expect(emulator.answers() == Array("\u{1B}[B".utf8))
    // A program that asks for it gets the keys of the application mode.
    emulator.take(Array("\u{1B}[?1h".utf8))
    #expect(emulator.press("down"))
    #expect(emulator.answers() == Array("\u{1B}OB".utf8))
    #expect(!emulator.press("sideways"))
    #expect(emulator.answers().isEmpty)
  }
}

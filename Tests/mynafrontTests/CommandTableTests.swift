import Domain
import Operations
import Screens
import TestKit
import Testing

@testable import mynafront

/// The one table, and what is made of it in words.
struct CommandTableTests {
  @Test(arguments: CommandTable.all.map(\.name)) func everyExampleIsALineThatIsUnderstood(_ name: String) throws {
    let command = try #require(CommandTable.all.first { $0.name == name })
    let words = command.example.split(separator: " ").map(String.init)
    let start = try #require(words.firstIndex { $0.hasSuffix("mynafront") })
    let own = words[(start + 1)...].prefix { $0 != "|" }.map { $0.hasSuffix(")") ? String($0.dropLast()) : $0 }
    #expect(try ParsedLine.parse(own).command?.name == name)
  }

  @Test func namesStandOnceAndOptionsOfRowsExist() {
    let names = CommandTable.all.map(\.name)
    #expect(Set(names).count == names.count)
    let options = CommandTable.allOptions.map(\.name)
    #expect(Set(options).count == options.count)
    let letters = CommandTable.allOptions.compactMap(\.letter)
    #expect(Set(letters).count == letters.count)
    for command in CommandTable.all {
      for option in command.options { #expect(CommandTable.option(named: option, of: command) != nil, "\(option)") }
      #expect(command.arguments.dropLast().allSatisfy { !$0.isMany && !$0.isOptional })
    }
    // An option of nobody would be help for nothing.
    for option in CommandTable.commandOptions {
      #expect(CommandTable.all.contains { $0.options.contains(option.name) }, "\(option.name)")
    }
  }

  @Test(arguments: Locale.complete) func helpIsNeverWiderThanEightyColumnsAndBeginsWithAnExample(_ locale: Locale)
    throws
  {
    let texts = library(locale)
    let help = HelpText(texts)
    let example = texts.text("cli.example").text
    var pages = [help.program()] + CommandTable.all.map { help.command($0) }
    pages += CommandTable.nouns.filter { !CommandTable.verbs(of: $0).isEmpty }.map { help.group($0) }
    for page in pages {
      for line in page { #expect(CellWidth.of(line.text) <= 80, "\(line.text)") }
      // A key in the place of a text would be silently wrong.
      #expect(
        !page.contains { $0.text.contains("command.") || $0.text.contains("option.") || $0.text.contains("cli.") })
      let heading = try #require(page.firstIndex { $0.text == example })
      #expect(page[..<heading].filter { $0.text.isEmpty }.count == 1, "only the sentence stands before the example")
      #expect(page[heading + 1].text.contains("mynafront"))
    }
  }

  @Test(arguments: Locale.complete) func everyProblemIsExplained(_ locale: Locale) {
    let texts = library(locale)
    for key in Explanation.textKeys { #expect(texts.templates(key) != nil, "\(key) in \(locale.name)") }
    for code in Problem.Code.allCases {
      let explanation = Explanation(code, texts)
      #expect(!explanation.causes.isEmpty && !explanation.meaning.isEmpty && explanation.steps.count >= 2, "\(code)")
    }
  }

  @Test func theProgramAsksForEveryTextThereIsAndForNoOther() {
    let findings = ScreenCheck.findings(
      screens: TestTexts.screens, content: TestTexts.content, calls: Calls.descriptions,
      schemas: [CardStatus.schema], wordsOfProgram: ProgramTexts.keys)
    #expect(findings.map(\.description) == [])
  }

  @Test func noScriptMayRepeatWhatCouldCostATry() {
    for code in Problem.Code.allCases where ExitCode(code) == .pin || ExitCode(code) == .notTrusted {
      #expect(Explanation.retry(code) == .no, "\(code)")
    }
    for code in Problem.Code.allCases {
      if case .wait = code.usualRemedy { #expect(Explanation.retry(code) == .afterWait) }
    }
  }

  @Test(arguments: [
    ("pinWrng", ["pinWrong"]), ("portal", ["portalSlow", "portalBusy", "portalMaintenance"]), ("xyzzy", []), ("p", []),
  ]) func anUnknownCodeHasItsNeighboursNamed(_ word: String, _ near: [String]) {
    #expect(ExplainCommand.near(word) == near)
  }

  @Test(arguments: [
    ("PIN locked", "mynafront explain pinLocked"), ("ＪＳＯＮＬ", "mynafront --help"),
    ("tries card", "mynafront help card status"), ("municipal", "mynafront screens show help --linear"),
    ("interrupted", "mynafront explain 130"),
  ]) func helpFindsWhatHasAllTheWords(_ words: String, _ open: String) {
    let found = HelpSearch(library(.en)).entries(with: [words])
    #expect(found.contains { $0.open == open }, "\(found.map(\.open))")
  }

  @Test(arguments: [
    ("short", ["short"]), ("- one two three", ["- one two", "  three"]),
    ("12. one two three", ["12. one", "    two", "    three"]),
    ("2026年", ["2026年"]), ("見出しの文です。", ["見出しの文", "です。"]),
  ]) func whatFollowsTheMarkOfAListStandsUnderItsBeginning(_ sentence: String, _ lines: [String]) {
    #expect(Invocation.broken(sentence, columns: 10) == lines)
  }

  @Test func helpFindsNothingForWhatNobodyWrote() {
    #expect(HelpSearch(library(.ja)).entries(with: ["xyzzy"]).isEmpty)
    #expect(HelpSearch(library(.ja)).entries(with: [" "]).isEmpty)
  }

  private func library(_ locale: Locale) -> ScreenLibrary { TestTexts.library(locale) }
}

import Domain
import TestKit
import Testing

@testable import Screens

/// How much is explained changes hints, never what a page says or offers.
@Suite struct VerbosityTests {
  @Test(arguments: TestTexts.states, Screens.Locale.complete)
  func everyLevelOffersTheSame(state: String, locale: Screens.Locale) throws {
    let library = TestTexts.library(locale)
    let page = try TestTexts.page(state, locale)
    let scripts = Verbosity.allCases.map { page.read(SpokenWords(library, verbosity: $0)) }
    for script in scripts {
      #expect(script.elements == scripts[1].elements && script.lastNumber == scripts[1].lastNumber)
      #expect(script.choices.map(\.id) == scripts[1].choices.map(\.id))
    }
    // What is left out are hints of fields and of secrets.
    let hints = page.blocks.flatMap { block -> [String] in
      switch block.content {
      case .field(let field): [field.hint?.text].compactMap { $0 } + [library.text("voice.field-skip").text]
      case .secret(let secret): [secret.hint?.text].compactMap { $0 } + [library.text("voice.secret-skip").text]
      default: []
      }
    }.flatMap { LineBreaking.sentences($0) }
    let brief = scripts[0].lines.map(\.text)
    #expect(scripts[1].lines.map(\.text).filter { !hints.contains($0) } == brief.filter { !hints.contains($0) })
    #expect(brief.allSatisfy { !hints.contains($0) })
    // What is added stands behind a row or at the end.
    for (standard, full) in zip(scripts[1].lines, scripts[2].lines) { #expect(full.text.hasPrefix(standard.text)) }
  }

  @Test func muchIsSaidOfWhereARowStands() throws {
    let lines = try TestTexts.page("notices.some", .en).read(SpokenWords(TestTexts.library(.en), verbosity: .full))
      .lines
    #expect(lines.contains { $0.text.hasSuffix(" 2 of 12,034.") }, "\(lines.map(\.text))")
    #expect(lines.last?.text == TestTexts.library(.en).text("voice.prompt-words").text)
  }

  @Test func theLevelsAreInOrder() {
    #expect(Verbosity.brief.fuller == .standard && Verbosity.standard.fuller == .full && Verbosity.full.fuller == nil)
    #expect(Verbosity.full.briefer == .standard && Verbosity.brief.briefer == nil)
  }

  // MARK: Readings

  @Test func aNameHasItsReadingWhereThatIsWantedAndThere() throws {
    func say(_ showsReadings: Bool, kana: Value) throws -> String {
      let library = ScreenLibrary(
        screens: TestTexts.screens, content: TestTexts.content, locale: .ja, calls: TestTexts.calls,
        showsReadings: showsReadings)
      return library.name("サンプル 太郎", reading: kana.text)
    }
    #expect(try say(true, kana: "サンプル タロウ") == "サンプル 太郎（サンプル タロウ）")
    #expect(try say(false, kana: "サンプル タロウ") == "サンプル 太郎")
    #expect(try say(true, kana: .null) == "サンプル 太郎" && say(true, kana: "") == "サンプル 太郎")
  }
}

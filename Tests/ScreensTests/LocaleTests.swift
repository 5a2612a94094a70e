import Domain
import Foundation
import TestKit
import Testing

@testable import Screens

/// A language is data: a directory with its texts, and one line about how it writes what is no text.
@Suite struct LocaleTests {
  private func files(_ all: [String: String]) throws -> ScratchDirectory {
    let directory = try ScratchDirectory()
    for (path, text) in all { try directory.write(path, text) }
    return directory
  }

  private static let usual = [
    "content/ja/greeting.md": "## greeting.hello\nこんにちは、{name}さん。\n\n## greeting.bye\nさようなら。\n",
    "content/vi/language.yaml": "like: en\n", "content/vi/greeting.md": "## greeting.hello\nXin chào, {name}.\n",
  ]

  @Test func aDirectoryThatSaysWhatItIsLikeIsALanguage() throws {
    let files = try files(Self.usual)
    let languages = Screens.Locale.all(in: files.path + "/content")
    #expect(languages.map(\.name) == ["ja", "easy", "en", "vi"])
    let found = Screens.Locale(named: "vi", in: files.path + "/content")
    let vi = try #require(found)
    let library = ScreenLibrary(screens: files.path, content: files.path + "/content", locale: vi, calls: [])
    #expect(library.text("greeting.hello", ["name": "An"]).text == "Xin chào, An.")
    #expect(library.text("greeting.bye").text == "さようなら。", "what is not written yet is there in Japanese")
    #expect(SpokenValue.say(CalendarDate(2026, 11, 20)!, in: vi) == "Fri 20 November 2026")
    #expect(library.joined(["a", "b"]) == "a, b")
  }

  @Test func theCompleteLanguagesNeedNoWordAboutThemselves() {
    #expect(Screens.Locale(named: "easy", in: "/no/such") == .easy)
    #expect(Screens.Locale(named: "vi", in: "/no/such") == nil)
  }

  @Test(arguments: ["", "..", "../ja", "v i", "ja/..", "vi\n", "う", "VI"]) func whatIsNoNameIsNoLanguage(_ name: String)
    throws
  {
    let files = try files(Self.usual)
    #expect(Screens.Locale(named: name, in: files.path + "/content") == nil)
  }

  private func findings(_ changes: [String: String?]) throws -> [String] {
    var all = Self.usual.mapValues(String?.some)
    for (path, text) in changes { all[path] = text }
    let files = try files(all.compactMapValues { $0 })
    return ScreenCheck.findings(
      screens: files.path + "/screens", content: files.path + "/content", calls: [], schemas: [], wordsOfProgram: []
    ).map(\.description).filter { $0.hasPrefix("content/vi") }
  }

  @Test func aTextThatIsNotWrittenYetIsNoMistake() throws {
    #expect(try findings([:]) == [])
    let files = try files(Self.usual)
    let part = try #require(ScreenCheck.partOfTexts(content: files.path + "/content").first)
    #expect(part.language == "vi" && part.texts == 1 && part.all == 2)
  }

  @Test func whatIsWrittenIsHeldToTheJapaneseText() throws {
    #expect(
      try findings(["content/vi/greeting.md": "## greeting.hello\nXin chào.\n\n## greeting.helo\nXin chào.\n"]) == [
        "content/vi/greeting.md:1:1: 'greeting.hello' and its Japanese text differ in {name}",
        "content/vi/greeting.md:4:1: 'greeting.helo' has no Japanese text; did you mean 'greeting.hello'?",
      ])
  }

  @Test func whatLooksLikeAKeyAndIsNoneIsNamed() throws {
    #expect(
      try findings(["content/vi/greeting.md": "## greeting.hello\nXin chào, {name}.\n\n##greeting.bye\nTạm biệt.\n"])
        == ["content/vi/greeting.md:4:1: write the key as '## greeting.bye', alone in its line"])
    #expect(
      try findings(["content/vi/greeting.md": "## greeting.bye\r\nTạm biệt.\r\n"])
        == ["content/vi/greeting.md:1:16: lines end in CR LF: save the file with LF alone"])
  }

  /// A file beside the languages is none; a folder that nobody could choose is named.
  @Test func onlyAFolderWithANameIsALanguage() throws {
    var all = Self.usual
    all["content/README.md"] = "For writers.\n"
    all["content/VI/language.yaml"] = "like: en\n"
    let files = try files(all)
    #expect(Screens.Locale.all(in: files.path + "/content").map(\.name) == ["ja", "easy", "en", "vi"])
    let findings = ScreenCheck.findings(
      screens: files.path + "/screens", content: files.path + "/content", calls: [], schemas: [], wordsOfProgram: [])
    #expect(
      findings.contains {
        $0.description.hasPrefix("content/VI/language.yaml:1:1: the name of a language has small letters")
      })
    #expect(!findings.contains { $0.description.contains("README") })
  }

  @Test(arguments: [
    (nil, "content/vi/language.yaml:1:1: a language says here what it is like: write 'like: en'"),
    ("like: fr\n", "content/vi/language.yaml:1:7: 'like' is one of: ja, easy, en"),
    ("like: easi\n", "content/vi/language.yaml:1:7: 'like' is one of: ja, easy, en; did you mean 'easy'?"),
    ("liek: en\n", "content/vi/language.yaml:1:1: unknown key 'liek'; did you mean 'like'?"),
    ("- en\n", "content/vi/language.yaml:1:1: a language says here what it is like: write 'like: en'"),
    ("like:en\n", "content/vi/language.yaml:1:1: a language says here what it is like: write 'like: en'"),
    ("like: &a en\n", "content/vi/language.yaml:1:7: "),
  ]) func whatALanguageSaysOfItselfIsChecked(_ row: (text: String?, finding: String)) throws {
    let findings = try findings(["content/vi/language.yaml": row.text])
    #expect(findings.contains { $0.hasPrefix(row.finding) }, "\(findings)")
  }
}

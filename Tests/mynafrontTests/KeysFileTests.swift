import Domain
import Screens
import TestKit
import Testing

@testable import mynafront

/// A mistake in the file of keys is told with its place; a right one binds what it says.
@Suite struct KeysFileTests {
  @Test func aFileBindsWhatItSays() throws {
    let keys = try KeysFile.read(Array("# mine\nquit: [x, f10]\nsearchNext: []\nlast: end\n".utf8), file: "k")
    #expect(keys.keys(of: .quit) == [.character("x"), .function(10)])
    #expect(keys.keys(of: .searchNext).isEmpty && keys.keys(of: .last) == [.end])
    #expect(keys.command(of: .down) == .next)
  }

  @Test(arguments: ["", "# only a remark\n"]) func anEmptyFileChangesNothing(text: String) throws {
    #expect(try KeysFile.read(Array(text.utf8), file: "k") == .usual)
  }

  @Test(
    arguments: [
      ("qiut: x\n", "k:1:1", "qiut", "suggestion", "quit"), ("quit: dwn\n", "k:1:7", "quit", "noKey", "dwn"),
      ("quit: dwn\n", "k:1:7", "quit", "suggestion", "down"),
      ("quit: [x]\nhelp: [h, x]\n", "k:2:1", "help", "keyTwice", "x"),
      ("quit: [x]\nhelp: [h, x]\n", "k:2:1", "help", "keyOther", "quit"),
      ("help: []\n", "k:1:1", "help", "noKeyLeft", "help"),
      ("next: ctrl-c\n", "k:1:1", "next", "keyFixed", "ctrl-c"), ("quit: {x: y}\n", "k:1:7", "quit", "noKey", nil),
      ("- quit\n", "k:1:1", nil, "reason", "noNames"), ("quit: [x\n", "k:2:1", nil, "reason", "syntax"),
      ("quit: [x\n", "k:2:1", nil, "detail", "did not find expected ',' or ']'"),
      ("quit: x\nquit: y\n", "k:2:1", "quit", "reason", "duplicateKey"),
      ("quit: &a x\nhelp: *a\n", "k:1:7", nil, "reason", "anchors"),
      ("quit: x\n---\nhelp: h\n", "k:2:1", nil, "reason", "severalDocuments"),
    ] as [(String, String, String?, String, String?)])
  func aMistakeHasItsPlace(_ text: String, _ place: String, _ key: String?, _ fact: String, _ value: String?) throws {
    let problem = try #require(throws: Problem.self) { try KeysFile.read(Array(text.utf8), file: "k") }
    #expect(problem.code == .configurationInvalid)
    #expect(problem.facts["place"]?.text == place)
    #expect(problem.facts["key"]?.text == key)
    #expect(problem.facts[fact]?.text == value)
  }

  @Test(arguments: [Locale.ja, .easy, .en]) func whyAFileCannotBeReadIsSaidInWords(locale: Locale) throws {
    let bytes: [UInt8] = Array("quit: x\nhelp: ".utf8) + [0xFF, 0x0A]
    let problem = try #require(throws: Problem.self) { try KeysFile.read(bytes, file: "k") }
    #expect(problem.facts["place"]?.text == "k:2:1" && problem.facts["reason"]?.text == "notUTF8")
    #expect(problem.sentence(in: TestTexts.library(locale)).text.contains("UTF-8"))
  }
}

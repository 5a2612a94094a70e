import Domain
import Foundation
import Operations
import Testing

/// Answers that are kept between two runs: whole, for the same person at the same portal, and for nobody else.
struct FormDraftsTests {
  static let issuer = "https://127.0.0.1:8443"
  static let draft: Value = ["keptAt": "2026-11-20T14:30:00+09:00", "answers": ["name": "葛\u{E0100}城"]]
  let root = TemporaryDirectory()
  var path: String { root.path + "/state/mynafront/drafts" }
  var drafts: FormDrafts { FormDrafts(directory: root.path + "/state/mynafront", issuer: Self.issuer) }

  func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  func file() throws -> String { path + "/" + (try #require(try files().first)) }
  func mode(_ path: String) throws -> Int {
    try #require((try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue)
  }

  @Test func whatIsKeptComesBackScalarForScalar() throws {
    #expect(try drafts.draft(of: "move", owner: "person-1") == nil)
    try drafts.keep(Self.draft, of: "move", owner: "person-1")
    let back = try #require(try drafts.draft(of: "move", owner: "person-1"))
    #expect(back.at("answers.name")?.text?.unicodeScalars.elementsEqual("葛\u{E0100}城".unicodeScalars) == true)
    #expect(back == Self.draft)
  }

  @Test func onlyTheOwnerOfTheMachineCanReadItAndItsNameTellsNothing() throws {
    try drafts.keep(Self.draft, of: "move", owner: "person-1")
    #expect(try mode(try file()) == 0o600 && mode(path) == 0o700)
    let name = try #require(try files().first)
    for word in ["move", "person", "127.0"] { #expect(!name.contains(word)) }
  }

  @Test func nobodyIsGivenTheAnswersOfAnother() throws {
    try drafts.keep(Self.draft, of: "move", owner: "person-1")
    #expect(try drafts.draft(of: "move", owner: "person-2") == nil)
    #expect(try drafts.draft(of: "move", owner: .null) == nil)
    #expect(try drafts.draft(of: "stay", owner: "person-1") == nil)
    let elsewhere = FormDrafts(directory: root.path + "/state/mynafront", issuer: "https://portal.invalid")
    #expect(try elsewhere.draft(of: "move", owner: "person-1") == nil)
    try drafts.keep(Self.draft, of: "move", owner: .null)
    #expect(try files().count == 2)
  }

  @Test func theNextAnswersTakeThePlaceOfTheLastAndForgettingLeavesNothing() throws {
    try drafts.keep(Self.draft, of: "move", owner: "person-1")
    try drafts.keep(["answers": [:]], of: "move", owner: "person-1")
    #expect(try drafts.draft(of: "move", owner: "person-1") == ["answers": [:]])
    drafts.forget("move", owner: "person-1")
    #expect(try files().isEmpty)
    drafts.forget("move", owner: "person-1")
  }

  @Test(arguments: [
    "", "{", "[]", "{\"schema\":2,\"draft\":{}}", "{\"schema\":1,\"draft\":7}", "{\"schema\":1}", "\u{0}",
  ])
  func aFileThatIsDamagedIsAFailureAndCanBeReplaced(_ content: String) throws {
    try drafts.keep(Self.draft, of: "move", owner: "person-1")
    let damaged = try FileHandle(forWritingTo: URL(fileURLWithPath: try file()))
    try damaged.truncate(atOffset: 0)
    try damaged.write(contentsOf: Data(content.utf8))
    try damaged.close()
    let problem = #expect(throws: Problem.self) { try drafts.draft(of: "move", owner: "person-1") }
    #expect(problem?.code == .fileFailed)
    try drafts.keep(Self.draft, of: "move", owner: "person-1")
    #expect(try drafts.draft(of: "move", owner: "person-1") == Self.draft)
  }

  @Test func whatOthersCouldHaveWrittenIsNotRead() throws {
    try drafts.keep(Self.draft, of: "move", owner: "person-1")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: try file())
    #expect(throws: Problem.self) { try drafts.draft(of: "move", owner: "person-1") }
  }

  @Test func whereNothingCanBeWrittenIsAProblem() throws {
    try Data().write(to: URL(fileURLWithPath: root.path + "/state"))
    let problem = #expect(throws: Problem.self) { try drafts.keep(Self.draft, of: "move", owner: .null) }
    #expect(problem?.code == .fileFailed)
    #expect(try drafts.draft(of: "move", owner: .null) == nil)
  }

  @Test func moreThanAFormCanHoldIsRefusedAndTheLastStays() throws {
    try drafts.keep(Self.draft, of: "move", owner: .null)
    let flood = Value.fields(("answers", .text(String(repeating: "あ", count: 400_000))))
    #expect(throws: Problem.self) { try drafts.keep(flood, of: "move", owner: .null) }
    #expect(try drafts.draft(of: "move", owner: .null) == Self.draft)
  }

  @Test func whatNobodyTouchedForNinetyDaysGoesWithTheNextAnswer() throws {
    try drafts.keep(Self.draft, of: "old", owner: .null)
    let old = try file()
    try drafts.keep(Self.draft, of: "young", owner: .null)
    let young = try #require(try files().map { path + "/" + $0 }.first { $0 != old })
    func age(_ file: String, days: Int) throws {
      let time = Date(timeIntervalSinceNow: -Double(days) * 86_400)
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
    }
    try age(old, days: FormDrafts.days + 1)
    try age(young, days: FormDrafts.days - 1)
    try drafts.keep(Self.draft, of: "new", owner: .null)
    #expect(try drafts.draft(of: "old", owner: .null) == nil)
    #expect(try drafts.draft(of: "young", owner: .null) == Self.draft)
  }
}

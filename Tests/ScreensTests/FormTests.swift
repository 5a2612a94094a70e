import Domain
import TestKit
import Testing

@testable import Screens

@Suite struct FormTests {
  static let file = "screens/forms/move.yaml"

  static func form(_ questions: String) throws -> Form {
    let text = "form: move\ntitle: move.title\nsend: move.send\nopens: moved\nquestions:\n" + questions
    return try FormReader.read(Array(text.utf8), file: file)
  }

  static func findings(_ questions: String) -> [String] {
    do {
      _ = try form(questions)
      return []
    } catch { return (error as? ScreenErrors)?.findings.map(\.description) ?? ["\(error)"] }
  }

  static let moving = """
      - one-of: who
        label: move.who
        options: {all: move.who.all, part: move.who.part}
      - text: names
        label: move.names
        when: {who: part}
      - yes-no: abroad
        label: move.abroad
      - postcode: postcode
        label: move.postcode
        when: {abroad: no}
      - date: day
        label: move.day
        earliest: -365
        latest: 30
      - kana: reading
        label: move.reading
        optional: true

    """

  @Test func thePathFollowsFromTheAnswers() throws {
    let form = try Self.form(Self.moving)
    var answers = Answers()
    #expect(form.path(answers).map(\.name) == ["who", "abroad", "day", "reading"])
    answers["who"] = .text("part")
    answers["abroad"] = .bool(false)
    #expect(form.path(answers).map(\.name) == ["who", "names", "abroad", "postcode", "day", "reading"])
    #expect(form.firstOpen(answers)?.name == "names")
    answers["names"] = .text("サンプル")
    answers["postcode"] = .text("100-0014")
    // The answer on a way that was left is kept, and not sent.
    answers["who"] = .text("all")
    #expect(form.firstOpen(answers)?.name == "day")
    #expect(answers.along(form.path(answers)).at("names") == nil)
    #expect(answers.along(form.path(answers)).at("postcode") == .text("100-0014"))
    answers["who"] = .text("part")
    #expect(answers.along(form.path(answers)).at("names") == .text("サンプル"))
  }

  @Test func aQuestionWhoseConditionFailedHidesWhatHangsOnIt() throws {
    let form = try Self.form(
      """
        - yes-no: a
          label: x
        - yes-no: b
          label: x
          when: {a: yes}
        - yes-no: c
          label: x
          when: {b: yes}

      """)
    var answers = Answers()
    answers["a"] = .bool(true)
    answers["b"] = .bool(true)
    #expect(form.path(answers).map(\.name) == ["a", "b", "c"])
    answers["a"] = .bool(false)
    #expect(form.path(answers).map(\.name) == ["a"])
  }

  @Test(
    arguments: [
      ("  - text: a\n", "screens/forms/move.yaml:6:5: 'label' is missing"),
      (
        "  - txt: a\n    label: x\n", "screens/forms/move.yaml:6:5: a question is one of: address, consent, date, file,"
      ),
      (
        "  - text: a\n    label: x\n    longst: 5\n",
        "screens/forms/move.yaml:8:5: unknown key 'longst'; did you mean 'longest'?"
      ),
      (
        "  - text: a\n    label: x\n  - text: a\n    label: x\n",
        "screens/forms/move.yaml:8:11: the question 'a' stands twice"
      ),
      (
        "  - text: a\n    label: x\n    when: {b: yes}\n",
        "screens/forms/move.yaml:8:12: no earlier question 'b'"
      ),
      (
        "  - yes-no: a\n    label: x\n  - text: b\n    label: x\n    when: {a: yess}\n",
        "screens/forms/move.yaml:10:12: 'a' has no answer 'yess': its answers are yes, no"
      ),
      (
        "  - yes-no: a\n    label: x\n  - text: b\n    label: x\n    when: {a: true}\n",
        "screens/forms/move.yaml:10:12: 'a' has no answer 'true': its answers are yes, no"
      ),
      (
        "  - one-of: a\n    label: x\n    options: {b: c}\n",
        "screens/forms/move.yaml:8:14: there is nothing to choose from"
      ),
      (
        "  - text: a\n    label: x\n    longest: 201\n",
        "screens/forms/move.yaml:8:14: 'longest' is a number from 1 to 200"
      ),
      (
        "  - text: a\n    label: x\n    longest: 0\n",
        "screens/forms/move.yaml:8:14: 'longest' is a number from 1 to 200"
      ),
      (
        "  - number: a\n    label: x\n    least: few\n",
        "screens/forms/move.yaml:8:12: 'least' is a number"
      ),
      (
        "  - number: a\n    label: x\n    least: 5\n    most: 4\n",
        "screens/forms/move.yaml:6:5: 'least' is more than 'most'"
      ),
      (
        "  - date: a\n    label: x\n    earliest: 5\n    latest: 4\n",
        "screens/forms/move.yaml:6:5: 'earliest' is later than 'latest'"
      ),
    ])
  func aMistakeIsFoundWhereItStands(questions: String, finding: String) {
    let found = Self.findings(questions)
    #expect(found.contains { $0.hasPrefix(finding) }, "\(found)")
  }

  static let today = CalendarDate(2026, 11, 20)!

  @Test(
    arguments: [
      ("day", "R8.11.20", Value.text("2026-11-20")), ("postcode", "１０００００１", .text("100-0001")),
      ("reading", "ｻﾝﾌﾟﾙ", .text("サンプル")), ("reading", "", .null), ("reading", "　", .null),
      ("abroad", "はい", .bool(true)),
      ("abroad", "Ｎ", .bool(false)), ("abroad", "ﾊｲ", .bool(true)), ("abroad", "イイエ", .bool(false)),
      ("who", "part", .text("part")),
      ("names", " \u{FA19}\u{E0100} ", .text("\u{FA19}\u{E0100}")),
    ])
  func whatIsTypedBecomesAnAnswer(name: String, typed: String, answer: Value) throws {
    let question = try #require(try Self.form(Self.moving).question(name))
    #expect(try question.read(typed, today: Self.today) == answer)
  }

  @Test(
    arguments: [
      ("day", "", EntryFault(.missing)), ("day", "そのうち", EntryFault(.notDate)),
      ("day", "2026-02-30", EntryFault(.noSuchDay)),
      ("day", "平成38年5月1日", EntryFault(.notInEra, ["meant": .text("2026-05-01")])),
      ("day", "2025-11-19", EntryFault(.tooEarly, ["earliest": .text("2025-11-20")])),
      ("day", "2026-12-21", EntryFault(.tooLate, ["latest": .text("2026-12-20")])),
      ("postcode", "12", EntryFault(.notPostcode)), ("reading", "山田", EntryFault(.notKana)),
      ("abroad", "たぶん", EntryFault(.notOption)), ("who", "nobody", EntryFault(.notOption)),
      ("names", "a\u{1B}[2J", EntryFault(.unprintable)), ("names", "山\u{FFFD}", EntryFault(.unprintable)),
      ("names", "山\u{202E}田", EntryFault(.unprintable)), ("names", "山\u{200B}田", EntryFault(.unprintable)),
      ("names", "山\u{2066}田\u{2069}", EntryFault(.unprintable)), ("names", "\u{E0100}", EntryFault(.unprintable)),
      (
        "names", String(repeating: "あ", count: 201),
        EntryFault(.tooLong, ["most": .integer(200), "length": .integer(201)])
      ),
    ])
  func whatIsNoAnswerSaysWhy(name: String, typed: String, fault: EntryFault) throws {
    let question = try #require(try Self.form(Self.moving).question(name))
    #expect(throws: fault) { try question.read(typed, today: Self.today) }
  }

  /// With a variation selector a name is no longer than without one.
  @Test func charactersAreCountedAsAPersonCountsThem() throws {
    let question = try #require(
      try Self.form("  - text: name\n    label: move.names\n    longest: 3\n").question("name"))
    let name = String(repeating: "\u{845B}\u{E0100}", count: 3)
    #expect(try question.read(name, today: Self.today) == .text(name))
    #expect(throws: EntryFault(.tooLong, ["most": .integer(3), "length": .integer(4)])) {
      try question.read(name + "a", today: Self.today)
    }
    // No pile of marks on one letter.
    #expect(throws: (any Error).self) {
      try question.read("e" + String(repeating: "\u{301}", count: 50), today: Self.today)
    }
  }

  /// A terminal may draw the character of a name in another form than was typed.
  @Test(arguments: [("\u{845B}\u{E0100}", true), ("\u{20BB7}", true), ("山田", false)])
  func whatATerminalMayDrawOtherwiseIsSaidBesideTheAnswers(name: String, isSaid: Bool) throws {
    let form = try Self.form("  - text: name\n    label: move.names\n")
    var answers = Answers()
    answers["name"] = .text(name)
    let page = TestTexts.library().page(form, at: .check, answers)
    #expect(page.blocks.contains { $0.id == "form.forms" } == isSaid)
  }

  /// What nobody could type may be hidden in an address: U+0000 would end the name of the file elsewhere.
  @Test(arguments: ["file:///a%00.pdf", "file:///a%1B[2J", "file:///%E2%80%AEa", "file:///a%0Ab"])
  func whatAnAddressHidesIsNoAnswer(typed: String) throws {
    let question = try #require(try Self.form("  - file: f\n    label: move.names\n").question("f"))
    #expect(throws: EntryFault(.unprintable)) { try question.read(typed, today: Self.today) }
  }

  /// Whoever goes on with Enter, or another day, has the same answer as before.
  @Test(arguments: [#"'/q\ x.pdf'"#, "\"'a'\"", "/plain.pdf"])
  func anAnswerThatIsGivenAgainStaysWhatItWas(typed: String) throws {
    let question = try #require(try Self.form("  - file: f\n    label: move.names\n").question("f"))
    let answer = try question.read(typed, today: Self.today)
    #expect(try question.read(again: answer.text ?? "", today: Self.today) == answer)
    #expect(throws: EntryFault(.unprintable)) { try question.read(again: "a\u{0}", today: Self.today) }
  }

  @Test func theLimitsOfANumberAreSaidBeforeItIsTyped() throws {
    let form = try Self.form("  - number: n\n    label: move.names\n    least: 1\n    most: 12000\n")
    let library = TestTexts.library()
    guard let field = library.page(form, at: .question("n"), Answers()).field(at: .element("field.n"))?.field else {
      Issue.record("no field")
      return
    }
    #expect(field.hint?.text.contains("1から12,000まで") == true && field.shape?.text == "1から12,000")
  }

  @Test(
    arguments: [
      ("    earliest: -14\n    latest: 30\n", "2026年11月6日（令和8年）から2026年12月20日（令和8年）までの日です。"),
      ("    earliest: 0\n", "2026年11月20日（令和8年）か、それより後の日です。"),
      ("    latest: 0\n", "2026年11月20日（令和8年）か、それより前の日です。"), ("", nil),
    ] as [(String, String?)])
  func theLimitsOfADayAreSaidBeforeItIsTyped(limits: String, sentence: String?) throws {
    let form = try Self.form("  - date: day\n    label: move.day\n" + limits)
    let library = TestTexts.library()
    let page = library.page(form, at: .question("day"), Answers(), today: Self.today)
    let hint = try #require(page.field(at: .element("field.day"))?.field.hint?.text)
    #expect(hint == library.text("form.shape.date").text + (sentence ?? ""))
  }
}

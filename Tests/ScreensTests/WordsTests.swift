import Domain
import Screens
import TestKit
import Testing

/// Values in words, places in texts, and what becomes of them on a page.
@Suite struct WordsTests {
  @Test(
    arguments: [
      (.text("2026-11-20"), .date, .ja, "2026年11月20日（金）"), (.text("2026-11-20"), .date, .easy, "2026年11月20日（金曜日）"),
      (.text("2026-11-20"), .date, .en, "Fri 20 November 2026"), (.text("2026-02-30"), .date, .ja, "2026-02-30"),
      (.text("2026-11-20T05:05:00Z"), .time, .ja, "2026年11月20日（金）14時05分"),
      (.text("2026-11-20T23:59:00Z"), .time, .en, "Sat 21 November 2026, 8:59"),
      (.integer(12_034), .integer, .ja, "12,034"), (.integer(-1_234_567), .integer, .en, "-1,234,567"),
      (.integer(0), .integer, .ja, "0"), (.null, .text, .ja, nil), (.text(""), .text, .ja, nil),
      (.text("一行目。\n\n二行目\r\n三行目"), .body, .ja, "一行目。二行目 三行目"), (.text(" \n "), .body, .ja, nil),
      (.text("review"), .choice(name: "applicationState", ["review"]), .ja, "処理中（審査中）"),
      (.text("new"), .choice(name: "applicationState", ["review"]), .ja, "new"), (.bool(true), .boolean, .ja, "はい"),
      (.list(["a", "b"]), .list(.text), .ja, "2"), (.object(Fields()), .object([]), .ja, nil),
    ] as [(Value, Schema, Screens.Locale, String?)])
  func aValueIsSaidInTheLanguage(value: Value, schema: Schema, locale: Screens.Locale, words: String?) {
    let library = TestTexts.library(locale)
    #expect(SpokenValue.say(value, as: schema, in: locale) { library.word($0) } == words)
  }

  @Test(
    arguments: [
      (.text("2026-11-20"), .date, .ja, "2026年11月20日"), (.text("2026-11-05"), .date, .en, "5 Nov 2026"),
      (.text("2026-11-20T23:59:00Z"), .time, .easy, "2026年11月21日"),
    ] as [(Value, Schema, Screens.Locale, String)])
  func aDayHasAShortForm(value: Value, schema: Schema, locale: Screens.Locale, words: String) {
    #expect(SpokenValue.say(value, as: schema, form: .day, in: locale) { _ in nil } == words)
  }

  @Test(
    arguments: [
      ("全部で{total}件です。", ["total"], "全部で3件です。"), ("{{total}}", [], "{total}"), ("{sender.body}", ["sender.body"], nil),
      ("{due:day}まで", ["due:day"], nil), ("なし", [], "なし"),
    ] as [(String, [String], String?)])
  func aTemplateIsFilledAsAWholeOrNotAtAll(text: String, places: [String], filled: String?) throws {
    let template = try #require(Template(text))
    #expect(template.places == places)
    #expect(template.filled { $0 == "total" ? "3" : nil } == filled)
  }

  @Test(arguments: ["{", "}", "{}", "{a b}", "{あ}", "a } b", "{a"])
  func aTemplateWithAnOpenBraceIsRefused(text: String) { #expect(Template(text) == nil) }

  @Test func aTextThatNobodyWroteShowsItsKey() {
    #expect(TestTexts.library().text("nowhere.nothing").text == "nowhere.nothing")
    #expect(TestTexts.library(.en).word("value.applicationState.review") == "In progress (under review)")
  }

  @Test(arguments: [(9, "9秒"), (119, "119秒"), (120, "2分"), (121, "3分"), (1800, "30分")])
  func aLongWaitIsSaidInMinutes(seconds: Int, words: String) {
    let problem = Problem(.portalMaintenance, remedy: .wait(seconds: seconds))
    let next = problem.scopeFacts(in: TestTexts.library())["next"]?.text
    #expect(next == "終わってから、もう一度お試しください。待つ時間の目安は、\(words)です。")
  }

  /// Every problem has its words in every language, with and without what it may tell.
  @Test(arguments: Problem.Code.allCases, Screens.Locale.complete)
  func everyProblemSaysWhatHappenedAndWhatToDo(code: Problem.Code, locale: Screens.Locale) throws {
    let library = TestTexts.library(locale)
    let facts = Problem(code).scopeFacts(in: library)
    for name in ["what", "next"] {
      let text = try #require(facts[name]?.text)
      #expect(!text.isEmpty && !text.contains("problem.") && !text.contains("{"), "\(text)")
    }
  }

  @Test func textFromOutsideIsNeverRaw() throws {
    for state in ["notice.hostile", "notices.hard-names"] {
      for locale in Screens.Locale.complete {
        let text = GalleryTests.spoken(try TestTexts.page(state, locale), locale)
        #expect(!text.unicodeScalars.contains { $0 != "\n" && TerminalSafe.isUnsafe($0) })
      }
    }
  }

  @Test func namesStayScalarForScalar() throws {
    let page = try TestTexts.page("notices.hard-names")
    let spoken = Array(GalleryTests.spoken(page).unicodeScalars.map(\.value))
    let painted = Array(GalleryTests.painted(page, GalleryTests.usual).unicodeScalars.map(\.value))
    for name in ["葛\u{E0100}城市", "辻\u{E0101}本 \u{20BB7}之助", "か\u{3099}き方", "ｻﾝﾌﾟﾙ市役所"] {
      let wanted = name.unicodeScalars.map(\.value)
      for text in [spoken, painted] {
        #expect(text.indices.contains { text[$0...].starts(with: wanted) }, "\(name)")
      }
    }
  }

  @Test func aPartSpeaksForItself() throws {
    let page = try TestTexts.page("home.part-failed")
    #expect(page.elements.contains("problem.notices") && page.elements.contains("retry.notices"))
    #expect(page.elements.contains("reference.applications") && !page.elements.contains("reference.notices"))
    #expect(page.elements.contains { $0.text.hasPrefix("todo/") })
    let waiting = try TestTexts.page("home.waiting")
    #expect(
      waiting.elements.filter { $0.text.hasPrefix("waiting.") } == [
        "waiting.todo", "waiting.applications", "waiting.delivery",
      ])
  }

  @Test func namesOfElementsAreUnique() throws {
    for state in TestTexts.states {
      let elements = try TestTexts.page(state).elements
      #expect(Set(elements).count == elements.count, "\(state)")
    }
  }
}

/// The spoken voice: numbers, beginnings of names, what is new.
@Suite struct ScriptTests {
  static let words = SpokenWords(TestTexts.library())

  @Test(
    arguments: [
      ("1", "start.login"), ("２", "menu.card"), ("3", "common.help"), (" 1 ", "start.login"), ("ログ", "start.login"),
      ("このプ", "common.about"),
      ("終わる", "common.quit"), ("9", nil), ("0", nil), ("-1", nil), ("", nil), ("　", nil), ("ほか", nil), ("1a", nil),
    ] as [(String, String?)])
  func aChoiceIsMadeByNumberOrByTheBeginningOfItsName(line: String, id: String?) throws {
    let script = try TestTexts.page("start.practice").read(Self.words)
    #expect(script.choice(for: line)?.id.text == id)
  }

  @Test(arguments: ["困（こま）った", "困った", "こまった", "コマ", "ｺﾏｯ", "困ったとき: いまのことの説明"])
  func aNameWithReadingsIsTypedWithOrWithoutThem(line: String) throws {
    let script = try TestTexts.page("problem.no-card", .easy).read(SpokenWords(TestTexts.library(.easy)))
    #expect(script.choice(for: line)?.id == "problem.answer")
  }

  @Test func aNameThatIsTheBeginningOfAnotherCanStillBeSaid() throws {
    let blocks = ["申請", "申請の状況"].map { Page.Block(ElementID($0), .choice(TerminalSafe(line: $0), .verb("stay"))) }
    let script = Page(screen: "x", title: TerminalSafe(line: "x"), blocks: blocks).read(Self.words)
    #expect(script.choice(for: "申請")?.id == "申請")
    #expect(script.choice(for: "申請の")?.id == "申請の状況")
    #expect(script.choice(for: "申") == nil)
  }

  @Test func aLongListIsReadTenAtATimeAndKeepsItsNumbers() throws {
    let page = try TestTexts.page("notices.some")
    let first = page.read(Self.words)
    #expect(first.lines.filter { $0.id.text.hasPrefix("items/") }.count == 10)
    #expect(first.more?.index == 10 && first.wanted == nil && first.lastNumber == 12, "numbers that were heard")
    let second = page.read(Self.words, from: 10)
    #expect(second.lines.filter { $0.id.text.hasPrefix("items/") }.map(\.id) == ["items/n-11", "items/n-12"])
    #expect(second.wanted?.index == 12)
    #expect(second.choice(for: "3")?.id == "items/n-1", "what was read before can still be chosen")
    #expect(second.choice(for: "13")?.id == "items/n-11")
    let beyond = page.read(Self.words, from: 1_000_000)
    #expect(beyond.wanted?.index == 12_033 && beyond.more == nil)
  }

  @Test func onlyWhatIsNewIsSaidAgain() throws {
    let before = try TestTexts.page("notices.some").read(Self.words)
    let after = try TestTexts.page("notices.unread-only").read(Self.words)
    let said = after.lines(since: before).map(\.text)
    #expect(said == ["全部で3件です。", "1. すべてのお知らせにする"])
    #expect(before.lines(since: before) == [])
  }

  @Test func eachPromptIsShortAndCompleteInEveryLanguage() throws {
    for locale in Screens.Locale.complete {
      let library = TestTexts.library(locale)
      for state in TestTexts.states {
        let question = try TestTexts.page(state, locale).read(SpokenWords(library)).question(library)
        #expect(CellWidth.of(question) <= 60, "\(state): \(question)")
        // What a longer or a new PIN is made of takes more room than a braille display has.
        if !state.hasPrefix("card-"), !state.hasPrefix("step.") {
          let row = LineBreaking.prompt(question + " ").row
          #expect(CellWidth.of(row) < LineBreaking.brailleCells, "\(state): \(row)")
        }
        #expect(!question.contains("{") && !question.contains("voice."))
      }
    }
  }

  /// A11Y-07: label, whether it must be answered, how, what stands there, what Enter does. What a braille display has no room for is a
  /// sentence before it.
  @Test(arguments: Screens.Locale.complete)
  func theQuestionOfAFieldIsCompleteAndItsRowShort(locale: Screens.Locale) throws {
    let library = TestTexts.library(locale)
    for state in TestTexts.states {
      for choice in try TestTexts.page(state, locale).read(SpokenWords(library)).choices {
        guard case .field(var field) = choice.kind else { continue }
        for value in ["", "1", String(repeating: "長い", count: 30)] {
          field.value = value
          let whole = field.question(library, columns: nil)
          #expect(whole.contains(field.label.text) && whole.contains(field.need?.text ?? ""), "\(state): \(whole)")
          #expect(whole.contains(value) && !whole.contains("{") && !whole.contains("voice."), "\(state): \(whole)")
          let question = field.question(library, columns: LineBreaking.brailleCells)
          let row = LineBreaking.prompt(question + " ").row
          #expect(CellWidth.of(row) < LineBreaking.brailleCells, "\(state): \(row)")
          #expect(row.contains(field.label.text) && row.hasSuffix(": "), "\(state): \(row)")
          #expect(question.contains(value), "\(state): \(question)")
        }
      }
    }
  }

  @Test func whatHasNoRoomInTheQuestionOfAFieldIsSaidBeforeIt() {
    var field = Page.TextField(label: TerminalSafe(line: "引っ越した日"), hint: nil, value: "")
    func ask(_ columns: Int?) -> String { field.question(TestTexts.library(), columns: columns) }
    #expect(ask(40) == "引っ越した日（Enterで空のまま）:")
    field.need = TerminalSafe(line: "必須")
    field.shape = TerminalSafe(line: "例 R8.11.20")
    #expect(ask(40) == "引っ越した日（必須、例 R8.11.20）:")
    #expect(ask(30) == "例 R8.11.20。 引っ越した日（必須）:")
    field.value = "2026-11-20"
    #expect(ask(nil) == "引っ越した日（必須、いま「2026-11-20」、Enterで同じ）:")
    #expect(ask(40) == "いま「2026-11-20」。 引っ越した日（必須、Enterで同じ）:")
    #expect(ask(20) == "必須、いま「2026-11-20」、Enterで同じ。 引っ越した日:")
    (field.value, field.shape, field.isOptional, field.need) = ("", nil, true, TerminalSafe(line: "任意"))
    #expect(ask(nil) == "引っ越した日（任意、Enterで答えない）:")
    #expect(ask(36) == "引っ越した日（Enterで答えない）:")
    (field.value, field.isOptional, field.need) = ("2026-11-20", false, nil)
    #expect(ask(nil) == "引っ越した日（いま「2026-11-20」、Enterで同じ、「なし」で空）:")
  }

  /// A11Y-02, A11Y-10: text only, and no ornament in our own words.
  @Test func linesAreTextAndNothingElse() throws {
    for state in TestTexts.states where state != "notices.hard-names" {
      for locale in Screens.Locale.complete {
        let text = GalleryTests.spoken(try TestTexts.page(state, locale), locale)
        let ornaments = text.unicodeScalars.filter {
          (0x2190...0x2BFF).contains($0.value) || (0x1F000...0x1FAFF).contains($0.value)
        }
        #expect(ornaments.isEmpty, "\(state): \(text)")
        #expect(!text.split(separator: "\n").contains { $0.allSatisfy { "-=_*".contains($0) } })
      }
    }
  }
}

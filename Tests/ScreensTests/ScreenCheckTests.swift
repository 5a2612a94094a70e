import Domain
import Foundation
import Screens
import TestKit
import Testing

/// The files of screens and words are checked like code.
@Suite struct ScreenCheckTests {
  /// The words that the program names itself, not through a screen. Whether it asks for others is checked where the program is built.
  static func wordsOfProgram() throws -> [String] {
    let ofTheProgram = try [
      "voice", "cli", "command", "option", "common", "explain", "explanation", "doctor", "manual", "step",
    ].flatMap { try TestTexts.keys(of: $0) }
    let ofTheCard = try TestTexts.keys(of: "values").filter { key in
      [
        "cardKind", "certificateKind", "certificateRefusal", "certificatePresence", "pinKind", "bool", "sex",
        "cardCheck",
        "findingResult", "findingSummary", "question", "documentReason", "fileReason", "sandboxReason",
        "configurationReason",
      ].contains {
        key.hasPrefix("value.\($0).")
      }
    }
    return ofTheProgram + ofTheCard + HelpPages.textKeys + Form.textKeys + [
      "problem.title", "problem.screenBroken.title",
    ]
  }

  @Test func theScreensAndWordsOfThisProgramHaveNoFindings() throws {
    let findings = ScreenCheck.findings(
      screens: TestTexts.screens, content: TestTexts.content, calls: TestTexts.calls, schemas: [],
      wordsOfProgram: try Self.wordsOfProgram())
    #expect(findings.map(\.description) == [])
  }

  // MARK: A small world without a finding

  static let calls = [
    CallDescription(
      "things.list", "Things.",
      parameters: [Field("search", .text, optional: true), Field("unread", .boolean, optional: true)],
      result: .object([
        Field("total", .integer),
        Field(
          "items",
          .list(
            .object([
              Field("id", .text), Field("title", .text), Field("due", .date, optional: true),
              Field("leadsTo", .object([Field("kind", .text), Field("id", .text)]), optional: true),
            ]))),
      ])),
    CallDescription(
      "things.show", "A thing.", parameters: [Field("id", .text), Field("kind", .text, optional: true)],
      result: .object([
        Field("id", .text), Field("title", .text), Field("text", .body),
        Field("state", .choice(name: "thingState", ["open", "shut"])),
      ])),
    CallDescription(
      "things.shut", "Shuts a thing.", parameters: [Field("id", .text)], result: .object([Field("id", .text)]),
      changes: true),
  ]

  static let screens = [
    "home": """
    # Home.
    screen: home
    title: home.title
    load: things.list
    with: {search: param.search}
    root: true
    blocks:
      - paragraph: home.count
      - field: home.search
        hint: home.hint
        sets: search
      - list: items
        row: home.row
        details: [{text: home.due, when: due}]
        none: home.none
        opens: thing
        with: {id: id}
      - choices:
          - {text: home.unread, sets: {unread: true}, unless: param.unread}
          - {text: home.again, does: retry}
          - {text: choose.open, opens: choose}

    """,
    "forms/choose": """
    form: choose
    title: choose.title
    questions:
      - text: id
        label: choose.id
      - one-of: kind
        label: choose.kind
        options: {a: choose.a, b: choose.b}
    send: choose.send
    opens: chosen

    """,
    "chosen": """
    screen: chosen
    title: choose.title
    load: things.show
    with: {id: param.id, kind: param.kind}
    blocks:
      - fact: thing.state
        value: state

    """,
    "thing": """
    screen: thing
    title: thing.title
    load: things.show
    with: {id: param.id}
    blocks:
      - heading: thing.heading
      - fact: thing.state
        value: state
      - body: text
      - choices:
          - {text: thing.back, does: back}
          - {text: thing.shut, calls: things.shut, with: {id: param.id}, confirm: thing.sure, done: thing.done}

    """,
  ]

  static func words(_ locale: Screens.Locale) -> [String: String] {
    var home = "# 見出し\n\nNotes.\n"
    for (key, text) in [
      ("title", "ホーム"), ("count", "- 全部で{total}件です。"), ("search", "探す言葉"), ("hint", "題名の言葉"), ("row", "{title}"),
      ("due", "期限 {due:day}"), ("none", "ありません。"), ("unread", "未読だけ"), ("again", "もう一度"),
    ] { home += "\n## home.\(key)\n\(text)\n" }
    var thing = ""
    for (key, text) in [
      ("title", "もの"), ("heading", "{title}"), ("state", "状態"), ("back", "戻る"), ("shut", "閉める"), ("sure", "閉めますか"),
      ("done", "閉めました"),
    ] {
      thing += "## thing.\(key)\n\(text)\n\n"
    }
    var choose = ""
    for key in ["title", "id", "kind", "a", "b", "send", "open"] { choose += "## choose.\(key)\n選ぶもの\(key)\n\n" }
    var problems = ""
    var values = "## value.thingState.open\n開\n\n## value.thingState.shut\n閉\n\n"
    for code in Problem.Code.allCases {
      problems += "## problem.\(code.rawValue).what\n起きました。\n\n## problem.\(code.rawValue).next\nどうぞ。\n\n"
      values += "## value.problem.\(code.rawValue)\n問題\n\n"
    }
    return ["home": home, "thing": thing, "choose": choose, "problems": problems, "values": values]
  }

  /// One change to one file of the small world, and everything that the check then says.
  struct Case: Sendable, CustomTestStringConvertible {
    let file: String
    let old: String
    let new: String
    let findings: [String]
    var testDescription: String { findings.first ?? "\(file): \(old)" }
    init(_ file: String, _ old: String, _ new: String, _ findings: String...) {
      self.file = file
      self.old = old
      self.new = new
      self.findings = findings
    }
  }

  static func inEveryLanguage(_ finding: String) -> [String] {
    ["ja", "easy", "en"].map { finding.replacing("LOCALE", with: $0) }
  }

  static let cases: [Case] =
    [
      Case("screens/home.yaml", "", ""),
      // Forms: read, resolved, connected.
      Case(
        "screens/forms/choose.yaml", "label: choose.id", "lable: choose.id",
        "screens/forms/choose.yaml:5:5: unknown key 'lable'; did you mean 'label'?",
        "screens/forms/choose.yaml:4:5: 'label' is missing"),
      Case(
        "screens/forms/choose.yaml", "title: choose.title", "title: choose.titel",
        "screens/forms/choose.yaml:2:8: no text 'choose.titel' in easy; did you mean 'choose.title'?",
        "screens/forms/choose.yaml:2:8: no text 'choose.titel' in en; did you mean 'choose.title'?",
        "screens/forms/choose.yaml:2:8: no text 'choose.titel' in ja; did you mean 'choose.title'?"),
      Case(
        "screens/forms/choose.yaml", "opens: chosen", "opens: choosen",
        "screens/forms/choose.yaml:10:8: no screen 'choosen'; did you mean 'chosen'?",
        "screens/chosen.yaml:1:1: no screen opens 'chosen', and it is not a root"),
      Case(
        "screens/forms/choose.yaml", "- text: id", "- text: di",
        "screens/forms/choose.yaml:4:11: 'chosen' cannot be told 'di'; did you mean 'id'?",
        "screens/forms/choose.yaml:10:8: 'chosen' must be told 'id'",
        "screens/states/choose.check.json:1:57: no question 'id'; did you mean 'di'?",
        "screens/states/choose.check.json:1:80: no question 'id'; did you mean 'di'?"),
      Case(
        "screens/forms/choose.yaml", "- text: id\n", "- text: id\n    optional: true\n",
        "screens/forms/choose.yaml:11:8: 'chosen' must be told 'id'"),
      Case(
        "screens/home.yaml", "opens: choose", "opens: chose",
        "screens/home.yaml:21:36: no screen 'chose'; did you mean 'chosen'?",
        "screens/chosen.yaml:1:1: no screen opens 'chosen', and it is not a root",
        "screens/forms/choose.yaml:1:1: no screen opens 'choose'"),
      Case(
        "content/ja/choose.md", "## choose.id\n選ぶもの", "## choose.id\n選ぶもの{id}",
        "content/easy/choose.md:4:1: 'choose.id' and its Japanese text differ in {id}",
        "content/en/choose.md:4:1: 'choose.id' and its Japanese text differ in {id}",
        "content/ja/choose.md:5:1: 'choose.id' has the place {id}, which screens/forms/choose.yaml:5 does not offer"),
      // Read: the shape of a screen.
      Case(
        "screens/home.yaml", "load: things.list", "laod: things.list",
        "screens/home.yaml:4:1: unknown key 'laod'; did you mean 'load'?"),
      Case("screens/home.yaml", "title: home.title\n", "", "screens/home.yaml:2:1: a screen needs 'title'"),
      Case(
        "screens/home.yaml", "screen: home", "screen: hom",
        "screens/home.yaml:2:9: the screen is called 'hom' but its file 'home'"),
      Case("screens/home.yaml", "root: true", "root: yes", "screens/home.yaml:6:7: 'root' is true or false"),
      Case("screens/home.yaml", "row: home.row\n    ", "", "screens/home.yaml:12:5: 'row' is missing"),
      Case(
        "screens/home.yaml", "details: [{text: home.due, when: due}]", "details: home.due",
        "screens/home.yaml:14:14: 'details' is a list"),
      Case(
        "screens/home.yaml", "opens: thing\n", "opens: thing\n    limit: none\n",
        "screens/home.yaml:17:12: 'limit' is a number from 1"),
      Case(
        "screens/home.yaml", "does: retry", "does: retyr",
        "screens/home.yaml:20:34: no verb 'retyr'; did you mean 'retry'?"),
      Case(
        "screens/home.yaml", "does: retry}", "with: {id: id}}",
        "screens/home.yaml:20:9: a choice has 'opens', 'does', 'sets' or 'calls'"),
      Case(
        "screens/home.yaml", "does: retry}", "does: retry, opens: thing}",
        "screens/home.yaml:20:9: a choice has only one of 'opens', 'does', 'sets' and 'calls'"),
      Case(
        "screens/home.yaml", "- paragraph: home.count", "- paragrahp: home.count",
        "screens/home.yaml:8:5: a block is one of: alert, body, choices, fact, field, filter, heading, keys, list, paragraph, part, secret, table"
      ),
      Case(
        "screens/home.yaml", "title: home.title", "title: home.title\ntitle: home.title",
        "screens/home.yaml:4:1: 'title' stands twice"),
      Case(
        "screens/home.yaml", "title: home.title", "title: &x home.title",
        "screens/home.yaml:3:8: anchors, aliases and tags are not used here"),
      Case(
        "screens/thing.yaml", "- body: text", "- secret: thing.back\n    kind: none",
        "screens/thing.yaml:10:11: a secret is one of: auth, sign, text, juki, surface"),
      Case(
        "screens/home.yaml", "- field: home.search\n    hint: home.hint\n    sets: search",
        "- filter: home.search\n    hint: home.hint",
        "screens/home.yaml:9:5: 'filter' is for screens without 'load' and 'operates'"),
      // Fit.
      Case(
        "content/en/home.md", "\n\n## home.title\nホーム\n", "\n\n## home.title\nどこへ行くかを選ぶためのとても長い長い長い題\n",
        "content/en/home.md:5:1: a title has at most 40 columns; this one has 44"),
      Case(
        "content/ja/home.md", "## home.again\nもう一度\n",
        "## home.again\nもう一度、もう一度、もう一度、もう一度、もう一度、もう一度、もう一度、もう一度する\n",
        "content/ja/home.md:29:1: a choice has at most 76 columns; this one has 82"),
      // Calls that change something.
      Case(
        "screens/thing.yaml", "calls: things.shut", "calls: things.show",
        "screens/thing.yaml:12:35: no call that changes something is named 'things.show'; did you mean 'things.shut'?"),
      Case(
        "screens/thing.yaml", "with: {id: param.id}, confirm", "with: {ident: param.id}, confirm",
        "screens/thing.yaml:12:35: things.shut needs the parameter 'id'",
        "screens/thing.yaml:12:55: things.shut has no parameter 'ident'"),
      Case(
        "screens/thing.yaml", ", done: thing.done}", "}", "screens/thing.yaml:12:9: 'done' is missing"),
      Case(
        "screens/thing.yaml", "calls: things.shut, with: {id: param.id}, confirm", "does: back, confirm",
        "screens/thing.yaml:12:40: 'confirm' needs 'calls'", "screens/thing.yaml:12:61: 'done' needs 'calls'"),
      // Connect.
      Case(
        "screens/home.yaml", "opens: thing", "opens: things",
        "screens/home.yaml:16:12: no screen 'things'; did you mean 'thing'?",
        "screens/thing.yaml:1:1: no screen opens 'thing', and it is not a root"),
      Case(
        "screens/home.yaml", "load: things.list", "load: thing.list",
        "screens/home.yaml:4:7: no call 'thing.list'; did you mean 'things.list'?"),
      Case(
        "screens/home.yaml", "with: {search: param.search}", "with: {serch: param.search}",
        "screens/home.yaml:5:8: things.list has no parameter 'serch'; did you mean 'search'?"),
      Case(
        "screens/thing.yaml", "with: {id: param.id}\n", "",
        "screens/thing.yaml:3:7: things.show needs the parameter 'id'"
      ),
      Case(
        "screens/home.yaml", "    with: {id: id}\n", "", "screens/home.yaml:16:12: 'thing' must be told 'id'"),
      Case(
        "screens/home.yaml", "with: {id: id}", "with: {id: id, jd: title}",
        "screens/home.yaml:17:20: 'thing' cannot be told 'jd'; did you mean 'id'?"),
      Case(
        "screens/thing.yaml", "- {text: thing.back, does: back}",
        "- {text: thing.back, does: back}\n      - {text: thing.state, opens: home, with: {page: =2}}",
        "screens/thing.yaml:12:49: 'home' cannot be told 'page'"),
      Case(
        "screens/home.yaml", "load: things.list", "load: things.list\nthen: things.show",
        "screens/home.yaml:5:7: things.show needs the parameter 'id'"),
      // Resolve.
      Case(
        "screens/home.yaml", "none: home.none", "none: home.nome", "content/ja/home.md:23:1: nobody uses 'home.none'",
        "screens/home.yaml:15:11: no text 'home.nome' in ja; did you mean 'home.none'?",
        "screens/home.yaml:15:11: no text 'home.nome' in easy; did you mean 'home.none'?",
        "screens/home.yaml:15:11: no text 'home.nome' in en; did you mean 'home.none'?"),
      Case(
        "screens/home.yaml", "- list: items", "- list: itmes",
        "screens/home.yaml:12:11: the result has no list 'itmes'; did you mean 'items'?"
      ),
      Case(
        "screens/home.yaml", "with: {id: id}", "with: {id: name}", "screens/home.yaml:17:12: there is no 'name' here"),
      Case(
        "screens/home.yaml", "opens: thing\n    with: {id: id}\n", "opens: \"@leads\"\n",
        "screens/home.yaml:16:12: there is no 'leads' here; did you mean 'leadsTo'?",
        "screens/thing.yaml:1:1: no screen opens 'thing', and it is not a root"),
      Case(
        "screens/home.yaml", "sets: search\n", "sets: serch\n",
        "screens/home.yaml:11:11: no parameter 'serch'; did you mean 'search'?"),
      Case(
        "screens/home.yaml", "sets: {unread: true}", "sets: {unraed: true}",
        "screens/home.yaml:19:36: no parameter 'unraed'; did you mean 'unread'?"),
      Case(
        "screens/thing.yaml", "- body: text", "- body: txet",
        "screens/thing.yaml:9:11: there is no 'txet' here; did you mean 'text'?"),
      Case(
        "content/ja/home.md", "期限 {due:day}", "期限 {due:dayy}",
        "content/easy/home.md:20:1: 'home.due' and its Japanese text differ in {due:day}, {due:dayy}",
        "content/en/home.md:20:1: 'home.due' and its Japanese text differ in {due:day}, {due:dayy}",
        "content/ja/home.md:21:1: no form 'dayy'; did you mean 'day'?"),
      Case(
        "content/ja/home.md", "{title}", "{name}",
        "content/easy/home.md:17:1: 'home.row' and its Japanese text differ in {name}, {title}",
        "content/en/home.md:17:1: 'home.row' and its Japanese text differ in {name}, {title}",
        "content/ja/home.md:18:1: 'home.row' has the place {name}, which screens/home.yaml:13 does not offer"),
    ] + wordCases + tableCases + stateCases + pathCases + nameCases

  @Test(arguments: cases)
  func eachMistakeIsNamedWithItsPlace(of example: Case) throws {
    let directory = try ScratchDirectory()
    var files: [String: String] = [:]
    for (name, text) in Self.screens { files["screens/\(name).yaml"] = text }
    for (name, text) in Self.states { files["screens/states/\(name).json"] = text }
    for locale in Screens.Locale.complete {
      for (name, text) in Self.words(locale) { files["content/\(locale.name)/\(name).md"] = text }
    }
    if files[example.file] == nil {
      files[example.file] = example.new
    } else if !example.old.isEmpty {
      try #require(files[example.file]!.contains(example.old), "the example changes something")
      files[example.file] = files[example.file]!.replacingOccurrences(of: example.old, with: example.new)
    }
    for (name, text) in files { try directory.write(name, text) }
    let findings = ScreenCheck.findings(
      screens: directory.path + "/screens", content: directory.path + "/content", calls: Self.calls, schemas: [],
      wordsOfProgram: [])
    #expect(findings.map(\.description).sorted() == example.findings.sorted())
  }

  @Test func emptyDirectoriesAreFindings() throws {
    let directory = try ScratchDirectory()
    let findings = ScreenCheck.findings(
      screens: directory.path + "/screens", content: directory.path + "/content", calls: [], schemas: [],
      wordsOfProgram: []
    ).map(\.description)
    #expect(
      findings == ["content/easy", "content/en", "content/ja"].map { "\($0):1:1: there are no texts" }
        + ["screens:1:1: there are no screens"])
  }

  /// A pipe that nobody writes to would be waited for without end, and a device read without end.
  @Test(.timeLimit(.minutes(1)), arguments: ["screens/home.yaml", "content/ja/home.md"])
  func whatIsNoFileIsNotWaitedFor(name: String) throws {
    for make: (String) -> Bool in [
      { mkfifo($0, 0o600) == 0 }, { symlink("/dev/zero", $0) == 0 }, { mkdir($0, 0o700) == 0 },
    ] {
      let directory = try ScratchDirectory()
      for folder in ["screens", "content", "content/ja"] { mkdir("\(directory.path)/\(folder)", 0o700) }
      try #require(make("\(directory.path)/\(name)"))
      let findings = ScreenCheck.findings(
        screens: directory.path + "/screens", content: directory.path + "/content", calls: [], schemas: [],
        wordsOfProgram: [])
      #expect(findings.map(\.description).contains("\(name):1:1: the file cannot be read"))
    }
  }

  @Test func aFileThatIsNotUTF8IsNamedWithItsLine() throws {
    let directory = try ScratchDirectory()
    try directory.write("screens/home.yaml", bytes: Array("screen: home\ntitle: ".utf8) + [0x93, 0xFA, 0x0A])
    let findings = ScreenCheck.findings(
      screens: directory.path + "/screens", content: directory.path + "/content", calls: [], schemas: [],
      wordsOfProgram: [])
    #expect(findings.map(\.description).contains("screens/home.yaml:2:1: the file is not UTF-8"))
  }
}

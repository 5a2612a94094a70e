import Foundation
import Screens
import TestKit
import Testing

/// Every rule of `content/style.yaml` has an example that breaks it.
@Suite struct StyleCheckTests {
  @Test func theTextsOfThisProgramHaveNoFindings() {
    #expect(StyleCheck.findings(content: TestTexts.content).map(\.description) == [])
  }

  // MARK: A small world without a finding

  static let rules = """
    sentence-length: {ja: 20, easy: 15, en: 6}
    kanji-in-a-sentence: 6
    known-kanji: 一二三日本語見書
    hard-words: [日本]
    official-names: [利用者証明用]
    polite-endings: [です, ます, ください]
    double-negation:
      ja: [[ないことは]]
      easy: [[なければ, ません]]
      en: [[not, unless]]
    words:
      - {write: ログイン, not: [サインイン], in: [ja, easy]}
      - {write: サーバー, not: [サーバ], in: [ja, easy]}
      - {write: log-in, not: [login], in: [en], unless: [mynafront login]}
    everyday-words: [メール, サインイン, サーバ, コード]
    exceptions:
      - {text: home.code, rule: word, in: [en], why: an example}
    """
  static let words: [Screens.Locale: String] = [
    .ja: "# 見出し\n\n## home.text\n- 見ます。\n\n## home.code\nコード\n",
    .easy: "# 見出し\n\n## home.text\n- 見ます。\n\n## home.code\nコード\n",
    .en: "# Words\n\n## home.text\n- You see it.\n\n## home.code\nlogin\n",
  ]

  func findings(_ files: [String: String]) throws -> [String] {
    let directory = try ScratchDirectory()
    for (name, text) in files { try directory.write(name, text) }
    return StyleCheck.findings(content: directory.path + "/content").map(\.description)
  }

  func files(_ locale: Screens.Locale, _ text: String) -> [String: String] {
    var files = ["content/style.yaml": Self.rules, "content/glossary.md": "| ログイン | log-in |\n| サーバー | server |\n"]
    for known in Screens.Locale.complete {
      var words = Self.words[known]!
      if known == locale {
        words = words.replacingOccurrences(of: known == .en ? "You see it." : "見ます。", with: text)
      }
      files["content/\(known.name)/home.md"] = words
    }
    return files
  }

  // MARK: What is wrong is said

  struct Case: Sendable, CustomTestStringConvertible {
    let locale: Screens.Locale
    let text: String
    let finding: String
    init(_ locale: Screens.Locale, _ text: String, _ finding: String) {
      (self.locale, self.text, self.finding) = (locale, text, finding)
    }
    var testDescription: String { "\(locale.name): \(text)" }
  }

  static let cases = [
    Case(
      .ja, "トークンを見ます。",
      "4:3: 'トークン' is neither in content/glossary.md nor among the everyday words [glossary]"),
    Case(
      .ja, "見ます。" + String(repeating: "あ", count: 21) + "。",
      "4:7: a sentence of 22 characters, at most 20: make two of it [sentence-length]"),
    Case(
      .ja, "{title}の" + String(repeating: "あ", count: 15) + "。",
      "4:3: a sentence of 21 characters, at most 20: make two of it [sentence-length]"),
    Case(
      .easy, "あのいえの人（ひと）に見せますからまってください。",
      "4:3: a sentence of 21 characters, at most 15: make two of it [sentence-length]"),
    Case(
      .en, "You see one two three four five. Yes.",
      "4:3: a sentence of 7 words, at most 6: make two of it [sentence-length]"),
    Case(
      .easy, "一二三見書語日です。",
      "4:3: 7 kanji in a sentence, at most 6: say it in verbs, or make two of it [kanji-in-a-sentence]"),
    Case(.easy, "これを見る。", "4:5: a sentence ends in です, ます or ください [polite]"),
    Case(.easy, "これを見る（本）。", "4:5: a sentence ends in です, ます or ください [polite]"),
    Case(.ja, "見えないことはない。", "4:5: 'ないことは' denies twice: say what to do [double-negation]"),
    Case(.easy, "見なければなりません。", "4:4: 'なければ … ません' denies twice: say what to do [double-negation]"),
    Case(.en, "Do not go unless asked.", "4:6: 'not … unless' denies twice: say what to do [double-negation]"),
    Case(.ja, "次へ→見ます。", "4:5: '→' is an ornament: say it in words [ornament]"),
    Case(.ja, "★次です。", "4:3: '★' is an ornament: say it in words [ornament]"),
    Case(.ja, "①次です。", "4:3: '①' is an ornament: say it in words [ornament]"),
    Case(.ja, "【次】見ます。", "4:3: '【' is an ornament: say it in words [ornament]"),
    Case(.ja, "10～12時です。", "4:5: '～' is an ornament: say it in words [ornament]"),
    Case(.en, "See it – now.", "4:10: '–' is an ornament: say it in words [ornament]"),
    Case(.en, "See “it” now.", "4:7: '“' is an ornament: say it in words [ornament]"),
    Case(.ja, "４桁です。", "4:3: '４': write '4' [full-width]"),
    Case(.ja, "ＩＣです。", "4:3: 'Ｉ': write 'I' [full-width]"),
    Case(.ja, "見出し：次", "4:6: '：': write ':' [full-width]"),
    Case(.ja, "見\u{3000}出し", "4:4: a full-width blank: write ' ' [full-width]"),
    Case(.ja, "ｶです。", "4:3: 'ｶ' is half-width: write full-width katakana [full-width]"),
    Case(.ja, "見出し(次)", "4:6: '(' in Japanese: write '（' [bracket]"),
    Case(.easy, "もう 見ます。", "4:5: a blank between Japanese words: write none [blank]"),
    Case(.easy, "暗証を見ます。", "4:3: '暗証' has no reading: write it behind the word in （） [reading]"),
    Case(.easy, "日本を見ます。", "4:3: '日本' has no reading: write it behind the word in （） [reading]"),
    Case(.ja, "サインインします。", "4:3: 'サインイン': write 'ログイン' [word]"),
    Case(.ja, "サーバーのサーバです。", "4:8: 'サーバ': write 'サーバー' [word]"),
    Case(.en, "After the Login, see.", "4:13: 'Login': write 'log-in' [word]"),
    // The place is that in the file: what stands for emphasis and line breaks there counts.
    Case(.ja, "*見*て、\n  サインインします。", "5:3: 'サインイン': write 'ログイン' [word]"),
    Case(.en, "See *it*\n  after the login.", "5:13: 'login': write 'log-in' [word]"),
  ]

  @Test(arguments: cases)
  func whatIsWrittenDifferentlyIsNamedWithItsPlace(_ example: Case) throws {
    let found = try findings(files(example.locale, example.text))
    #expect(found.contains("content/\(example.locale.name)/home.md:" + example.finding), "\(found)")
  }

  @Test(arguments: [
    (Screens.Locale.ja, "見ます（「見る。見た。」です）。見ます。"), (.ja, "mynafront notices show 番号 で見ます。"),
    (.ja, "--json（4桁）です！"), (.easy, "暗証（あんしょう）を見ます。"),
    (.easy, "なおします（要訂正）。"), (.easy, "{means}。"), (.easy, "「見る。」と書きます。"), (.easy, "見るもの"),
    (.easy, "利用者証明用（りようしゃしょうめいよう）を見ます。"), (.en, "Run mynafront login now."),
    (.en, "See 0.1.0 now."), (.en, "Say はい (yes)."),
  ]) func whatIsRightIsNotNamed(_ locale: Screens.Locale, _ text: String) throws {
    #expect(try findings(files(locale, text)) == [])
  }

  @Test func aReadingIsGivenOnceInAText() throws {
    #expect(try findings(files(.easy, "暗証（あんしょう）です。\n- 暗証を見ます。")) == [])
    var files = files(.easy, "暗証（あんしょう）です。")
    files["content/easy/home.md"]! += "\n## home.other\n暗証です。\n"
    #expect(
      try findings(files)
        == ["content/easy/home.md:10:1: '暗証' has no reading: write it behind the word in （） [reading]"])
  }

  // MARK: The file of the rules

  @Test(arguments: [
    ("kanji-in-a-sentence: 6", "kanji-in-a-sentence: six", "2:22: here stands a number from 1"),
    ("known-kanji:", "knwon-kanji:", "3:1: unknown key 'knwon-kanji'; did you mean 'known-kanji'?"),
    ("hard-words: [日本]", "hard-words: 日本", "4:13: here stands a list"),
    ("{ja: 20, easy: 15, en: 6}", "{ja: 20, esay: 15, en: 6}", "1:27: no language 'esay'; did you mean 'easy'?"),
    ("rule: word", "rule: wrod", "17:29: no rule 'wrod'; did you mean 'word'?"),
    (", why: an example", "", "17:5: an exception needs 'text', 'rule' and 'why'"),
    ("not: [サインイン], ", "", "12:5: a word needs 'write' and 'not'"),
    ("text: home.code", "text: home.coed", "17:5: no text needs the exception 'home.coed' from 'word'"),
    ("in: [en], why", "in: [ja], why", "17:5: no text needs the exception 'home.code' from 'word'"),
  ]) func aMistakeInTheRulesIsNamedWithItsPlace(_ old: String, _ new: String, _ finding: String) throws {
    var files = files(.ja, "見ます。")
    try #require(Self.rules.contains(old))
    files["content/style.yaml"] = Self.rules.replacingOccurrences(of: old, with: new)
    let found = try findings(files)
    #expect(found.contains("content/style.yaml:" + finding), "\(found)")
  }

  @Test func withoutTheGlossaryThatIsSaidAndItsExceptionsStay() throws {
    var files = files(.ja, "トークンを見ます。")
    files["content/style.yaml"]! += "\n  - {text: home.text, rule: glossary, why: an example}\n"
    #expect(try findings(files) == [])
    files["content/glossary.md"] = nil
    #expect(try findings(files) == ["content/glossary.md:1:1: the file cannot be read: its words are not known"])
  }

  @Test func withoutRulesThereIsAFinding() throws {
    #expect(try findings([:]) == ["content/style.yaml:1:1: the file cannot be read"])
    var files = files(.ja, "見ます。")
    files["content/style.yaml"] = "a: [\n"
    #expect(try findings(files).count == 1)
  }
}

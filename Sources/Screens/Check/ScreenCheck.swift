public import Domain
internal import Reading

/// Reads every screen and every text and says what is wrong, each with file, line and column: screens and texts are checked like code.
///
/// Each pass has a file: read (shape), resolve (every text exists and asks only for what there is), connect (every screen
/// that is opened exists and can be reached, every call is in the catalogue), forms (the same for forms), choose (what stands together has
/// names that can be told apart and typed), states (sample values fit their screens), speak (nothing that cannot
/// be shown, no line that cannot be broken), fit (what must be short is), words (the same texts in every language, and none that nobody uses).
///
/// How the words are chosen is the matter of `StyleCheck`.
public struct ScreenCheck {
  /// - Parameters:
  ///   - screens: directory of `*.yaml`; named `screens/…` in the findings.
  ///   - content: directory with one directory a language; named `content/…`.
  ///   - schemas: further shapes whose closed lists need words, such as that of `card status`.
  ///   - wordsOfProgram: text keys that the program itself uses.
  public static func findings(
    screens: String, content: String, calls: [CallDescription], schemas: [Schema], wordsOfProgram: [String]
  ) -> [Finding] {
    var check = ScreenCheck(calls: calls)
    check.languages = Locale.all(in: content, &check.findings)
    check.readScreens(screens)
    check.readForms(screens)
    for locale in check.languages { check.readWords(content, locale) }
    check.connect()
    check.resolve()
    check.checkForms()
    check.checkNames()
    check.checkStates(screens)
    for key in wordsOfProgram + check.wordsOfValues(schemas) { check.demand(key) }
    check.fit()
    check.compareLanguages()
    check.findUnused()
    return check.findings.sorted()
  }

  struct Text {
    let file: String
    let mark: Mark
    let templates: [Template]
  }

  let calls: [String: CallDescription]
  var findings: [Finding] = []
  var languages: [Locale] = []
  var screens: [String: ScreenFile] = [:]
  var screenNames: Set<String> = []
  var forms: [String: Form] = [:]
  var formNames: Set<String> = []
  /// What an unreadable file opens or says is not known: nothing else is blamed for it.
  var everyFileIsRead: Bool { screens.count == screenNames.count && forms.count == formNames.count }
  var texts: [Locale: [String: Text]] = [:]
  var used: Set<String> = []
  /// Files of words that could not be read: what they lack is not said again for each text.
  var unreadable: Set<String> = []

  /// How many texts there are in each language that need not have all of them, and how many in Japanese.
  public static func partOfTexts(content: String) -> [(language: String, texts: Int, all: Int)] {
    var check = ScreenCheck(calls: [])
    let others = Locale.all(in: content).filter { !Locale.complete.contains($0) }
    if others.isEmpty { return [] }
    for locale in [.ja] + others { check.readWords(content, locale) }
    let all = check.texts[.ja] ?? [:]
    return others.map { locale in
      (locale.name, (check.texts[locale] ?? [:]).keys.count { all[$0] != nil }, all.count)
    }
  }

  private init(calls: [CallDescription]) {
    self.calls = Dictionary(calls.map { ($0.name.text, $0) }) { first, _ in first }
  }

  mutating func find(_ file: String, _ mark: Mark, _ sentence: String) {
    findings.append(Finding(file, mark, sentence))
  }
}

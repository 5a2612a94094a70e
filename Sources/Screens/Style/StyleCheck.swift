internal import Reading

/// Reads every text as an editor would and says what to write differently, each with file, line and column: how long a sentence may
/// be, which words are ours, what an easy text needs. The limits and the words stand in `content/style.yaml`, the terms in
/// `content/glossary.md`: beside the texts, so that a copy of them is checked alike.
///
/// A text that no check understands is left to `ScreenCheck`.
public struct StyleCheck {
  /// - Parameter content: directory with `style.yaml`, `glossary.md` and one directory a language; named `content/…` in the findings.
  public static func findings(content: String) -> [Finding] {
    guard let bytes = readWholeFile(content + "/style.yaml") else {
      return [Finding("content/style.yaml", Mark(line: 1, column: 1), "the file cannot be read")]
    }
    let languages = Locale.all(in: content)
    var reader = StyleRulesReader(file: "content/style.yaml", languages: languages)
    guard var rules = reader.read(bytes) else { return reader.findings }
    // Without the glossary nothing can be looked up in it: that is said, and not that its exceptions are needed by nobody.
    rules.glossary = readWholeFile(content + "/glossary.md").flatMap { String(validating: $0, as: UTF8.self) }
    var check = StyleCheck(rules, findings: reader.findings)
    if rules.glossary == nil {
      check.findings.append(
        Finding("content/glossary.md", Mark(line: 1, column: 1), "the file cannot be read: its words are not known"))
    }
    for locale in languages { check.readTexts(content, locale) }
    check.findNeedlessExceptions()
    return check.findings.sorted()
  }

  private let rules: StyleRules
  private var findings: [Finding]
  /// The exceptions, by their place in the rules, that a text has needed.
  private var needed: Set<Int> = []
  private var textsAreComplete = true

  private init(_ rules: StyleRules, findings: [Finding]) {
    self.rules = rules
    self.findings = findings
  }

  private mutating func readTexts(_ directory: String, _ locale: Locale) {
    let files = ScreenGallery.entries("\(directory)/\(locale.name)").filter { $0.hasSuffix(".md") }.sorted()
    textsAreComplete = textsAreComplete && !files.isEmpty
    for name in files {
      guard let bytes = readWholeFile("\(directory)/\(locale.name)/\(name)"), let words = try? WordsFile.read(bytes)
      else {
        textsAreComplete = false
        continue
      }
      let source = StyleSource(bytes)
      // Other words for something are those that people say and we do not.
      for entry in words.entries where !ScreenFile.isOtherWords(entry.key) {
        var reader = StyleReader(rules, locale)
        for paragraph in entry.paragraphs {
          for remark in reader.remarks(on: paragraph.text) {
            if let exception = rules.exception(for: entry.key, remark.rule, locale) {
              needed.insert(exception)
              continue
            }
            let mark = source.mark(ofScalar: remark.offset, in: paragraph.text, from: paragraph.mark)
            findings.append(
              Finding(
                "content/\(locale.name)/\(name)", mark, "\(remark.sentence) [\(remark.rule.rawValue)]"))
          }
        }
      }
    }
  }

  private mutating func findNeedlessExceptions() {
    guard textsAreComplete else { return }
    for (index, exception) in rules.exceptions.enumerated() where !needed.contains(index) {
      if exception.rule == .glossary, rules.glossary == nil { continue }
      findings.append(
        Finding(
          "content/style.yaml", exception.mark,
          "no text needs the exception '\(exception.text)' from '\(exception.rule.rawValue)'"))
    }
  }
}

/// What a style rule says about a place in a paragraph.
struct StyleRemark: Hashable {
  let rule: StyleRule
  /// Counted in scalars from the beginning of the paragraph's text.
  let offset: Int
  let sentence: String
}

/// Finds the place of a word in the file again: the text of a paragraph is the file's without marks of emphasis and line breaks.
struct StyleSource {
  private let lines: [[Unicode.Scalar]]

  init(_ bytes: [UInt8]) {
    lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { Array(String(decoding: $0, as: UTF8.self).unicodeScalars) }
  }

  /// - Parameter start: where the paragraph begins in the file.
  func mark(ofScalar offset: Int, in text: String, from start: Mark) -> Mark {
    var line = start.line - 1
    var column = start.column - 1
    for (index, scalar) in text.unicodeScalars.enumerated() {
      while line < lines.count, column >= lines[line].count || lines[line][column] != scalar {
        if column >= lines[line].count {
          // A line break that became a blank, or nothing.
          line += 1
          column = 0
          if scalar == " " { break }
        } else {
          column += 1
        }
      }
      guard line < lines.count else { return start }
      if index == offset { return Mark(line: line + 1, column: column + 1) }
      if column < lines[line].count, lines[line][column] == scalar { column += 1 }
    }
    return start
  }
}

/// Reads the paragraphs of one text in their order: a word whose reading was given once is known in the rest of the text.
struct StyleReader {
  fileprivate let rules: StyleRules
  private let locale: Locale
  private var taught: Set<Unicode.Scalar> = []
  private var taughtWords: Set<[Unicode.Scalar]> = []
  private var remarks: [StyleRemark] = []

  init(_ rules: StyleRules, _ locale: Locale) {
    self.rules = rules
    self.locale = locale
  }

  /// What there is to say about the next paragraph, in the order of its places.
  mutating func remarks(on text: String) -> [StyleRemark] {
    remarks = []
    let line = StyleLine(text)
    for sentence in locale.isJapanese ? line.japaneseSentences : line.englishSentences {
      checkLength(line, sentence)
      checkDenial(line, sentence)
      guard locale == .easy else { continue }
      checkKanji(line, sentence)
      checkEnding(line, sentence)
    }
    checkCharacters(line)
    if locale == .easy { checkReadings(line) }
    checkWords(line)
    if locale.isJapanese { checkTerms(line) }
    return remarks.sorted { $0.offset < $1.offset }
  }

  fileprivate mutating func remark(_ rule: StyleRule, _ offset: Int, _ sentence: String) {
    remarks.append(StyleRemark(rule: rule, offset: offset, sentence: sentence))
  }

  // MARK: Sentences

  private mutating func checkLength(_ line: StyleLine, _ sentence: Range<Int>) {
    guard let most = rules.longestSentence[locale] else { return }
    let length = locale.isJapanese ? line.characters(in: sentence) : line.words(in: sentence)
    guard length > most else { return }
    let unit = locale.isJapanese ? "characters" : "words"
    remark(.length, sentence.lowerBound, "a sentence of \(length) \(unit), at most \(most): make two of it")
  }

  private mutating func checkKanji(_ line: StyleLine, _ sentence: Range<Int>) {
    guard let most = rules.mostKanji else { return }
    let names = rules.officialNames.flatMap { line.all($0) }
    let count = sentence.count { index in line.scalars[index].isKanji && !names.contains { $0.contains(index) } }
    guard count > most else { return }
    remark(
      .kanji, sentence.lowerBound, "\(count) kanji in a sentence, at most \(most): say it in verbs, or make two of it")
  }

  /// A title or a choice has no full stop and is no sentence. A remark in brackets before the full stop does not count, and what a
  /// place will say is not known.
  private mutating func checkEnding(_ line: StyleLine, _ sentence: Range<Int>) {
    var end = sentence.upperBound
    while end > sentence.lowerBound, "」）".unicodeScalars.contains(line.scalars[end - 1]) { end -= 1 }
    guard end > sentence.lowerBound, line.scalars[end - 1] == "。" else { return }
    end -= 1
    if let open = line.beginningOfBracket(endingAt: end) { end = open }
    let spoken = line.scalars[sentence.lowerBound..<end]
    guard let last = spoken.last, last != StyleLine.blot, !rules.politeEndings.isEmpty,
      !rules.politeEndings.contains(where: { spoken.ends(with: $0) })
    else { return }
    remark(.polite, max(sentence.lowerBound, end - 3), "a sentence ends in です, ます or ください")
  }

  private mutating func checkDenial(_ line: StyleLine, _ sentence: Range<Int>) {
    for parts in rules.denials[locale] ?? [] {
      var from = sentence.lowerBound
      var first: Int?
      for part in parts {
        guard let found = line.find(part, in: from..<sentence.upperBound, asWord: !locale.isJapanese) else {
          first = nil
          break
        }
        first = first ?? found
        from = found + part.count
      }
      guard let first else { continue }
      let said = parts.map { $0.text }.joined(separator: " … ")
      remark(.denial, first, "'\(said)' denies twice: say what to do")
      return
    }
  }

  // MARK: Characters

  private mutating func checkCharacters(_ line: StyleLine) {
    for (index, scalar) in line.scalars.enumerated() {
      if scalar.isOrnament {
        remark(.ornament, index, "'\(scalar)' is an ornament: say it in words")
      } else if let half = scalar.halfWidth {
        remark(.fullWidth, index, half == " " ? "a full-width blank: write ' '" : "'\(scalar)': write '\(half)'")
      } else if (0xFF61...0xFF9F).contains(scalar.value) {
        remark(.fullWidth, index, "'\(scalar)' is half-width: write full-width katakana")
      } else if !locale.isJapanese {
        continue
      } else if scalar == "(" || scalar == ")" {
        guard line[index - 1]?.isJapanese == true || line[index + 1]?.isJapanese == true else { continue }
        remark(.bracket, index, "'\(scalar)' in Japanese: write '\(scalar == "(" ? "（" : "）")'")
      } else if scalar == " ", line[index - 1]?.isJapanese == true, line[index + 1]?.isJapanese == true,
        !line.isCommand(before: index)
      {
        remark(.blank, index, "a blank between Japanese words: write none")
      }
    }
  }

  // MARK: Words

  /// Kanji in brackets without kana are a word of the offices, which stays visible so that people recognise it.
  private mutating func checkReadings(_ line: StyleLine) {
    var index = 0
    while index < line.scalars.count {
      if line.scalars[index] == "（", let end = line.endOfBracket(from: index),
        !line.scalars[index..<end].contains(where: \.isKana)
      {
        index = end
        continue
      }
      guard line.scalars[index].isKanji else {
        index += 1
        continue
      }
      var end = index
      while end < line.scalars.count, line.scalars[end].isKanji { end += 1 }
      let word = Array(line.scalars[index..<end])
      if line.reading(at: end) != nil {
        taught.formUnion(word)
        taughtWords.insert(word)
      } else if !word.allSatisfy({ rules.knownKanji.contains($0) || taught.contains($0) }) || isHard(word) {
        remark(.reading, index, "'\(word.text)' has no reading: write it behind the word in （）")
      }
      index = end
    }
  }

  private func isHard(_ word: [Unicode.Scalar]) -> Bool {
    rules.hardWords.contains { hard in
      StyleLine(word).find(hard, in: 0..<word.count) != nil && !taughtWords.contains { StyleLine($0).find(hard) != nil }
    }
  }

  private mutating func checkWords(_ line: StyleLine) {
    for word in rules.words where word.locales?.contains(locale) != false {
      let right = ([word.write] + word.unless).flatMap { line.all($0) }
      let wrong = word.not.flatMap { line.all($0) }.filter { found in
        !right.contains { $0.lowerBound <= found.lowerBound && found.upperBound <= $0.upperBound }
      }
      for found in wrong {
        let said = Array(line.scalars[found]).text
        remark(.word, found.lowerBound, "'\(said)': write '\(word.write.text)'")
      }
    }
  }
}

extension StyleReader {
  /// A word of three or more katakana is one that everybody uses, or it is explained in the glossary.
  private mutating func checkTerms(_ line: StyleLine) {
    guard let glossary = rules.glossary else { return }
    var index = 0
    while index < line.scalars.count {
      var end = index
      while end < line.scalars.count, (0x30A1...0x30FC).contains(line.scalars[end].value), line.scalars[end] != "・" {
        end += 1
      }
      let word = Array(line.scalars[index..<end]).text
      if end - index >= 3, !rules.everydayWords.contains(word), !glossary.contains(word) {
        remark(.glossary, index, "'\(word)' is neither in content/glossary.md nor among the everyday words")
      }
      index = max(end, index + 1)
    }
  }
}

extension Array<Unicode.Scalar> {
  var text: String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: self)
    return String(text)
  }
}

extension ArraySlice<Unicode.Scalar> {
  fileprivate func ends(with end: [Unicode.Scalar]) -> Bool {
    count >= end.count && suffix(end.count).elementsEqual(end)
  }
}

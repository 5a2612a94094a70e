internal import Domain

/// A page as lines to be heard: each complete in itself, what can be chosen numbered.
public struct Script: Hashable, Sendable {
  public struct Line: Hashable, Sendable {
    public let id: ElementID
    public let text: String
    /// An empty line stands before it, so that a part is found by who goes through what was said.
    public var isHeading = false
  }

  /// Something that can be chosen by its number or by the beginning of its name.
  public struct Choice: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      case act(Page.Action)
      case field(Page.TextField)
    }
    public let number: Int
    public let id: ElementID
    public let name: String
    public let kind: Kind
  }

  public init() {}

  public var heading = ""
  public var lines: [Line] = []
  public var choices: [Choice] = []
  /// The field that must be filled before anything else: a PIN.
  public var secret: Page.SecretField?
  /// The first row that is not read yet, of the list that has more.
  public var more: (list: ElementID, index: Int)? {
    moreIndex.map { (moreList!, $0) }
  }
  /// A row that would be read but is not loaded yet.
  public var wanted: (list: ElementID, index: Int)? {
    wantedIndex.map { (moreList!, $0) }
  }
  public var elements: [ElementID] = []
  /// Numbers that can be said: 1 to this.
  public var lastNumber = 0

  var moreList: ElementID?
  var moreIndex: Int?
  var wantedIndex: Int?
  var unheard = 0
}

/// Words of the spoken voice, in the person's language.
public struct SpokenWords: Hashable, Sendable {
  public var heading: String
  public var subheading: String
  public var lineEnd: String
  /// How to choose by number where a secret is asked for first.
  public var secretSkip: String
  /// The same where a field is asked for first.
  var fieldSkip: String
  /// Stands for rows that were asked for and did not come.
  public var failedRow: String
  /// The words that every prompt understands, in a sentence.
  public var promptWords: String
  /// Where a row stands, with `#` for its number and `*` for how many there are.
  private var position: String
  public var verbosity: Verbosity
  public init(_ library: ScreenLibrary, verbosity: Verbosity = .standard) {
    self.verbosity = verbosity
    promptWords = library.text("voice.prompt-words").text
    position = library.text("voice.row-position", ["index": "#", "total": "*"]).text
    heading = library.text("voice.heading").text + " "
    subheading = library.text("voice.subheading").text + " "
    secretSkip = library.text("voice.secret-skip").text
    fieldSkip = library.text("voice.field-skip").text
    failedRow = library.text("voice.failed-row").text
    lineEnd = library.locale.isJapanese ? "。" : ". "
  }

  fileprivate func sentence(_ parts: [String]) -> String {
    parts.map { $0.hasSuffix("。") || $0.hasSuffix(".") ? $0 : $0 + lineEnd }.joined().trimmingEnd
  }

  /// Said behind a row when much is said; nil else.
  func position(_ index: Int, of total: Int) -> String? {
    guard verbosity == .full, total > 1 else { return nil }
    // The end of a line has a blank in languages that part sentences with one.
    return (lineEnd.hasSuffix(" ") ? " " : "")
      + position.split(separator: "#", omittingEmptySubsequences: false).joined(
        separator: SpokenValue.say(index + 1)
      )
      .split(separator: "*", omittingEmptySubsequences: false).joined(separator: SpokenValue.say(total))
  }
}

extension Page {
  /// How many rows of a list, and lines of a long text, are read at a time.
  public static let rowsAtATime = 10
  public static let linesAtATime = 20

  /// The page in words.
  /// - Parameter from: the first row to read of a list; rows keep their numbers whichever are read.
  public func read(_ words: SpokenWords, from: Int = 0) -> Script {
    var script = Script()
    script.heading = words.heading + title.text
    script.elements = elements
    var number = 0
    // Where it is gone on belongs to the first long thing of the page; what follows it is read from its beginning.
    var from = from
    for block in blocks {
      switch block.content {
      case .heading(let text):
        script.lines.append(Script.Line(id: block.id, text: words.subheading + text.text, isHeading: true))
      case .paragraph(let text), .bullet(let text): script.addSentences(block.id, text.text)
      case .body(let lines): if read(lines, block.id, from, &script) { from = 0 }
      case .fact(let label, let value): script.add(block.id, label.text + ": " + value.text)
      case .alert(let word, let what, let next):
        script.addSentences(block.id, word.text + ": " + what.text)
        if let next { script.addSentences(block.id, next.text) }
      case .choice(let text, let action):
        number += 1
        script.add(block.id, "\(number). \(text.text)")
        script.choices.append(Script.Choice(number: number, id: block.id, name: text.text, kind: .act(action)))
      case .field(let field):
        number += 1
        if words.verbosity > .brief {
          if let hint = field.hint { script.addSentences(block.id, hint.text) }
          if block.id == askedField { script.add(block.id, words.fieldSkip) }
        }
        let value = TerminalSafe(line: field.value).text
        script.add(block.id, "\(number). \(field.label.text)" + (value.isEmpty ? "" : ": \(value)"))
        script.choices.append(Script.Choice(number: number, id: block.id, name: field.label.text, kind: .field(field)))
      case .secret(let secret):
        if words.verbosity > .brief {
          if let hint = secret.hint { script.addSentences(block.id, hint.text) }
          script.add(block.id, words.secretSkip)
        }
        script.secret = secret
      case .list(let list): read(list, block.id, words, from, &number, &script)
      case .table(let table):
        script.add(block.id, table.summary.text)
        for (index, row) in table.rows.enumerated() {
          script.add(ElementID("\(block.id)/\(index)"), table.sentence(row, words))
        }
      }
    }
    if number > script.unheard { script.lastNumber = number }
    if words.verbosity == .full, script.secret == nil { script.add("voice.prompt-words", words.promptWords) }
    return script
  }

  /// A long text comes in portions: nobody has to hear all of it before they can say that they have heard enough.
  /// - Returns: whether it is long.
  private func read(_ lines: [TerminalSafe], _ id: ElementID, _ from: Int, _ script: inout Script) -> Bool {
    let lines = lines.map(\.text).filter { !$0.isEmpty }
    let isLong = lines.count > Page.linesAtATime + Page.linesAtATime / 2
    let first = isLong ? min(from, lines.count - 1) : 0
    let last = isLong ? min(first + Page.linesAtATime, lines.count) : lines.count
    for index in first..<last {
      // Each line is another one, also where it says the same as one before.
      script.addSentences(index == first ? id : ElementID("\(id)/\(index)"), lines[index])
    }
    guard last < lines.count else { return isLong }
    script.moreList = id
    script.moreIndex = last
    return true
  }

  private func read(
    _ list: RowList, _ id: ElementID, _ words: SpokenWords, _ from: Int, _ number: inout Int, _ script: inout Script
  ) {
    guard list.total > 0 else {
      script.add(id, list.none.text)
      return
    }
    let first = list.total > Page.rowsAtATime ? min(from, list.total - 1) : 0
    let last = min(first + Page.rowsAtATime, list.total) - 1
    var saysFailed = false
    for index in first...last {
      guard let row = list.rows[index] else {
        if list.isFailed(index) {
          // One line for all that failed together: choosing it asks for all of them.
          if !saysFailed { script.addChoice(number + index + 1, id, words.failedRow, RowList.askAgain) }
          saysFailed = true
          continue
        }
        script.moreList = id
        script.wantedIndex = script.wantedIndex ?? index
        continue
      }
      script.add(
        row.id, "\(number + index + 1). " + row.sentence(words) + (words.position(index, of: list.total) ?? ""))
      script.choices.append(
        Script.Choice(number: number + index + 1, id: row.id, name: row.name.text, kind: .act(row.action)))
    }
    // Rows read earlier keep their numbers: they can still be chosen.
    for (index, row) in list.rows where !(first...last).contains(index) {
      script.choices.append(
        Script.Choice(number: number + index + 1, id: row.id, name: row.name.text, kind: .act(row.action)))
    }
    if last + 1 < list.total, script.moreIndex == nil {
      script.moreList = id
      script.moreIndex = last + 1
    }
    number += list.total
    // Numbers of rows that have not been read yet are not offered; those of what follows the list are.
    if last + 1 < list.total {
      script.lastNumber = number - list.total + last + 1
      script.unheard = number
    }
  }
}

extension Script {
  /// The line at which the answer is waited for: complete in itself, because a braille display shows no other.
  /// - Parameter byNumber: the person does not want to give the secret now, but to choose something.
  /// The short form has no room taken by what else may be typed: for rows that begin with what happened.
  public func question(_ library: ScreenLibrary, byNumber: Bool = false, short: Bool = false) -> String {
    if let secret, !byNumber { return library.text("voice.prompt.secret", ["label": secret.label.text]).text }
    let key = ["voice.prompt.enter", "voice.prompt.one"]
    let long = lastNumber < key.count ? key[lastNumber] : "voice.prompt.number"
    let question = library.text(short ? "voice.prompt.short" : long, ["last": SpokenValue.say(lastNumber)]).text
    return more == nil ? question : library.text("voice.more").text + " " + question
  }
}

extension Page.Row {
  /// The row as one line, parts ended so that speech pauses between them.
  func sentence(_ words: SpokenWords) -> String { words.sentence(([name] + details).map(\.text)) }
}

extension Page.Table {
  /// The row as one line: its name, then each cell with its column.
  func sentence(_ row: [TerminalSafe], _ words: SpokenWords) -> String {
    words.sentence(
      row.prefix(1).map(\.text) + zip(columns, row).dropFirst().map { column, cell in column.text + ": " + cell.text })
  }
}

extension Script {
  mutating func add(_ id: ElementID, _ text: String) { lines.append(Line(id: id, text: text)) }

  /// One sentence a line: a reader that is asked for the line says no more and no less.
  mutating func addSentences(_ id: ElementID, _ text: String) {
    for sentence in LineBreaking.sentences(text) { add(id, sentence) }
  }

  fileprivate mutating func addChoice(_ number: Int, _ id: ElementID, _ name: String, _ action: Page.Action) {
    add(id, "\(number). \(name)")
    choices.append(Choice(number: number, id: id, name: name, kind: .act(action)))
  }

  /// The choice that a typed line means: its number, or the beginning of exactly one name, with or without its readings.
  public func choice(for line: String) -> Choice? {
    let plain = SpokenInput.plain(line)
    guard !plain.isEmpty else { return nil }
    // As it was read to the person: 0001 is no number of a choice, but may be a PIN.
    if let number = Int(plain), plain == String(number) { return choices.first { $0.number == number } }
    if let named = choice(plain, SpokenInput.plain) ?? choice(HelpWords.folded(plain), HelpWords.folded) {
      return named
    }
    // はい, whatever the language and the input method.
    guard let yes = SpokenInput.yesOrNo(line) else { return nil }
    return choices.first { $0.kind == .act(.answer(yes ? "yes" : "no")) }
  }

  /// The one whose name begins so, or else is so.
  private func choice(_ typed: String, _ spelled: (String) -> String) -> Choice? {
    func isName(_ choice: Choice, _ fits: (String) -> Bool) -> Bool {
      Furigana.spellings(of: choice.name).contains { fits(spelled($0)) }
    }
    let named = choices.filter { isName($0) { $0.hasPrefix(typed) } }
    return named.count == 1 ? named[0] : named.first { isName($0) { $0 == typed } }
  }

  /// How many choices have a name that begins with what was typed.
  public func countOfChoices(beginningWith line: String) -> Int {
    let typed = HelpWords.folded(SpokenInput.plain(line))
    return choices.filter { Furigana.spellings(of: $0.name).contains { HelpWords.folded($0).hasPrefix(typed) } }.count
  }

  /// What the page is there for, when that is to try again what has failed, or to begin it.
  public var tryAgain: Choice? {
    guard let first = choices.first, case .act(.verb(let verb)) = first.kind else { return nil }
    return ["retry", "card-again", "login"].contains(verb) ? first : nil
  }

  /// The lines that the earlier reading of the same screen did not have: only the difference is spoken.
  public func lines(since earlier: Script) -> [Line] {
    let known = Set(earlier.lines)
    return lines.filter { !known.contains($0) }
  }
}

extension String {
  /// Without blanks at its end.
  var trimmingEnd: String {
    var slice = self[...]
    while slice.last == " " { slice.removeLast() }
    return String(slice)
  }
}

internal import CSystem
public import Domain
public import Screens

#if canImport(Glibc)
  internal import Glibc
#endif

/// The linear face: lines to be heard, appended and never redrawn; numbered choices; a prompt that says all that is needed to answer it.
///
/// Rules kept here: text and LF only; every message once; on the same screen only the difference is spoken; silence while
/// nothing happens; the outcome of the last answer stands at the head of the next prompt line, because a braille display shows no
/// other. What the answers do is in `LinearAnswers.swift`.
@UI public final class LinearFace: Surface {
  public var onEvent: (@UI (SurfaceEvent) -> Void)?
  public var onSecret: (@UI (consuming PIN) -> Void)?

  let library: ScreenLibrary
  var words: SpokenWords
  /// A number is chosen by one key, without Enter.
  let choosesByKey: Bool
  let input: LineInput
  let secrets: SecretTerminal
  let answers = Answers()
  private let loop: MainLoop
  private let transcript: Transcript?
  private(set) var page: Page?
  var spoken: (screen: String, script: Script)?
  var script = Script()
  var firstRow = 0
  /// The first row that was read last, of lists that one may come back to.
  private var places: [Opening: Int] = [:]
  private var askedFor: Int?
  /// A field whose question was left for a word of the prompt: on its page it is asked again.
  var fieldToAsk: (opening: Opening, id: ElementID)?
  var prompt = Prompt.none
  /// What the last answer did, for the head of the next question.
  var outcome = "" { didSet { outcomeWasHeard = false } }
  /// The lines of the page have said it: at the question only what fits beside it is said again.
  private var outcomeWasHeard = false
  /// What was said to be waited for; nil when nothing is.
  private var saidWaiting: TerminalSafe?
  /// Said once, and again only when it is another.
  private var saidAnnouncement: TerminalSafe?
  private(set) var stopped = false
  /// The question as it stands at the prompt.
  private var question = ""
  private var hasAskedInFull = false

  enum Prompt: Equatable {
    /// Nothing is asked now: an answer is waited for.
    case none
    case number
    case field(ElementID, Page.TextField)
    case secret(Page.SecretField)
  }

  /// What the person has chosen of how lines are said and answered.
  public struct Settings: Sendable {
    public var verbosity: Verbosity
    public var choosesByKey: Bool
    public init(verbosity: Verbosity = .standard, choosesByKey: Bool = false) {
      self.verbosity = verbosity
      self.choosesByKey = choosesByKey
    }
  }

  /// How long an answer may take before it is said that it is waited for.
  private static let patience: Int32 = 150

  /// - Parameters:
  ///   - opening: the first lines: that this face is on and why, that this is practice.
  ///   - transcript: keeps what is said and typed, without secrets.
  public init(
    _ library: ScreenLibrary, loop: MainLoop, opening: [TerminalSafe], settings: Settings = Settings(),
    transcript: Transcript? = nil
  ) {
    choosesByKey = settings.choosesByKey
    self.transcript = transcript
    self.library = library
    words = SpokenWords(library, verbosity: settings.verbosity)
    self.loop = loop
    input = LineInput(STDIN_FILENO)
    secrets = SecretTerminal(besides: input)
    for line in opening { say(line.text) }
    listen()
  }

  // MARK: Speaking

  /// One line. On a terminal it is broken where Japanese may be broken; in a pipe it stays whole.
  func say(_ line: String) {
    let line = TerminalSafe(line: line)
    guard let columns else { return write(line.text + "\n") }
    for part in LineBreaking.lines(line.text, columns: columns, atPhrases: true) { write(part + "\n") }
  }

  func say(_ lines: [Script.Line]) {
    for line in lines {
      if line.isHeading { write("\n") }
      say(line.text)
    }
  }

  /// Also one that does not know its size yet.
  private let isOnTerminal = isatty(STDOUT_FILENO) == 1

  private var columns: Int? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard cs_terminal_size(STDOUT_FILENO, &rows, &columns) else { return nil }
    return LineBreaking.spokenColumns(inWindowOf: Int(columns))
  }

  func write(_ text: String) {
    defer { keep(text) }
    guard let failure = TerminalDoor.write(TerminalSafe(lines: text)) else { return }
    // Not at once: whoever made this face may not be listening yet.
    Task { @UI [weak self] in self?.onEvent?(.outputFailed(readerWentAway: failure == .readerWentAway)) }
  }

  /// Goes on without the transcript when it cannot be written any more, and says so once.
  func keep(_ text: String) {
    guard let transcript, !transcript.add(TerminalSafe(lines: text)) else { return }
    if transcript.hasJustFailed { say(library.text("voice.transcript-failed").text) }
  }

  public func show(_ page: Page) {
    if self.page.map(Opening.init) != Opening(page) {
      if let old = self.page { places[Opening(old)] = firstRow }
      places = places.filter { $0.key.visit <= page.visit }
      firstRow = places[Opening(page)] ?? 0
      answers.choosesInstead = false
    }
    if page.needsFreshAnswer, self.page?.needsFreshAnswer != true { forgetEarlierAnswers() }
    let isNews = page.outcome != nil && page.outcome != self.page?.outcome
    self.page = page
    if let asked = page.askedField { fieldToAsk = (Opening(page), asked) }
    script = page.read(words, from: firstRow)
    // Before the first word of the page: some type as soon as they hear what it is about.
    if page.hasSecret, input.isTerminal, !secrets.isHidden { secrets.hide() }
    if page.waiting != nil {
      prompt = .none
      if page.mayAskSecret, input.isTerminal { secrets.hide() }
      waitQuietly()
      return
    }
    // Rows that were asked for and did not come are not asked for again: what is there is read, with what went wrong.
    if let (list, index) = script.wanted, askedFor != index || page.outcome == nil {
      askedFor = index
      prompt = .none
      onEvent?(.wanted(list, index))
      waitQuietly()
      return
    }
    loop.quiet = nil
    askedFor = nil
    saidWaiting = nil
    let isSameScreen = spoken?.screen == page.screen && spoken?.script.heading == script.heading
    let announces = announcesAnew(page)
    if isSameScreen, spoken?.script == script, prompt != .none, !isNews, !announces { return }
    interruptQuestion()
    if announces, let announcement = page.announcement { say(announcement.text) }
    if isSameScreen, let spoken {
      let difference = script.lines(since: spoken.script)
      if let outcome = page.outcome {
        self.outcome = outcome.text
      } else if difference.isEmpty, !outcome.isEmpty {
        // Something was done, and the page is as it was: whoever cannot see that nothing else came must hear it.
        outcome = library.text("voice.unchanged", ["what": page.alert ?? page.title.text + words.lineEnd]).text
      } else if outcome.isEmpty, let alert = page.alert, let fault = LineBreaking.sentences(alert).first {
        // Another answer that is none is refused like the one before. What is among the lines is not said whole again.
        let isAmong = difference.contains { $0.text.hasSuffix(fault) }
        outcome = isAmong ? fault : alert
        outcomeWasHeard = isAmong
      }
      say(difference)
    } else {
      write("\n")
      say(script.heading)
      say(script.lines)
      // A braille display shows the line of the question only: it begins with what happened, or with where one is.
      outcome = page.outcome?.text ?? page.alert.flatMap { LineBreaking.sentences($0).first } ?? whereOneIs
      outcomeWasHeard = page.outcome == nil
    }
    spoken = (page.screen, script)
    ask()
  }

  /// The title, unless the question that is asked says it.
  private var whereOneIs: String {
    guard let page else { return "" }
    let asked = script.choices.first { $0.id == page.askedField }?.name
    return asked == page.title.text ? "" : page.title.text + words.lineEnd
  }

  /// Whether something that concerns every page is to be said: once, and again only when it is another. Pages that must not be disturbed
  /// do not have it, and are not asked.
  private func announcesAnew(_ page: Page) -> Bool {
    guard !page.hasSecret, !page.needsFreshAnswer, page.announcement != saidAnnouncement else { return false }
    saidAnnouncement = page.announcement
    return page.announcement != nil
  }

  /// A page that nobody has asked for comes while a question is open: what is said begins a line of its own, and the question is asked
  /// again afterwards, that of a field too.
  private func interruptQuestion() {
    guard prompt != .none, let page else { return }
    if case .field(let id, _) = prompt { fieldToAsk = (Opening(page), id) }
    write("\n")
  }

  /// Said once for one wait, and only when it takes long enough to be noticed.
  private func sayWaiting() {
    guard let page else { return }
    let waiting = page.waiting ?? library.text("voice.waiting")
    saidWaiting = waiting
    say(waiting.text)
    sayStillWaiting(after: Self.stillWaiting)
  }

  /// Says what is waited for when it takes a moment, and again when it is something else.
  private func waitQuietly() {
    if saidWaiting == nil || page?.waiting != saidWaiting {
      loop.quiet = (Self.patience, { [weak self] in self?.sayWaiting() })
    }
  }

  /// Seconds after which a wait is spoken of again; then after twice as many, and so on: who waits knows that it goes on, and is not
  /// disturbed by it.
  private static let stillWaiting = 10

  private func sayStillWaiting(after seconds: Int) {
    loop.quiet = (
      Int32(seconds * 1000 - (seconds > Self.stillWaiting ? seconds * 500 : 0)),
      { [weak self] in
        guard let self, self.saidWaiting != nil else { return }
        self.say(self.library.text("voice.still-waiting-seconds", ["seconds": SpokenValue.say(seconds)]).text)
        self.sayStillWaiting(after: seconds * 2)
      }
    )
  }

  // MARK: Asking

  /// Asks the one question that is open now.
  func ask() {
    if script.secret == nil, secrets.isHidden, !secrets.isOwn { secrets.show() }
    if let field = fieldToAsk, field.opening == page.map(Opening.init),
      let choice = script.choices.first(where: { $0.id == field.id }), case .field(let content) = choice.kind
    {
      fieldToAsk = nil
      askField(choice.id, content)
    } else if let secret = script.secret, !answers.choosesInstead {
      prompt = .secret(secret)
      let canBeAsked = secrets.prepare()
      listen()
      guard canBeAsked else {
        prompt = .none
        answers.secretMayFollow = true
        onEvent?(.secretImpossible)
        return
      }
      writePrompt(script.question(library))
    } else {
      prompt = .number
      // A PIN typed here by mistake must not be seen either.
      if script.secret != nil, input.isTerminal { secrets.hide() }
      writePrompt(
        script.question(library, byNumber: answers.choosesInstead),
        short: script.question(library, byNumber: answers.choosesInstead, short: true))
    }
    hearKeys(prompt == .number && page?.needsFreshAnswer == false)
    answerLines()
  }

  func askField(_ id: ElementID, _ field: Page.TextField) {
    prompt = .field(id, field)
    writePrompt(field.question(library, columns: isOnTerminal ? LineBreaking.brailleCells : nil))
  }

  /// - Parameter short: the same question in fewer words, for when a braille display then has room for it and for what happened.
  private func writePrompt(_ text: String, short: String? = nil) {
    answers.typed = ""
    let happened = outcome.isEmpty ? "" : outcome + (outcome.hasSuffix(" ") ? "" : " ")
    let asked = (words.verbosity == .brief ? short ?? text : text) + " "
    question = happened + asked
    // Once the whole question has been heard: what may be typed, and how to get help.
    if isOnTerminal, let short, hasAskedInFull, !LineBreaking.prompt(question).before.isEmpty,
      LineBreaking.prompt(happened + short + " ").before.isEmpty
    {
      question = happened + short + " "
    }
    // The lines above have said it: it is there once more only where it fits into the row.
    if isOnTerminal, outcomeWasHeard, !LineBreaking.prompt(question).before.isEmpty { question = asked }
    hasAskedInFull = hasAskedInFull || short != nil
    writeQuestion()
    outcome = ""
  }

  /// On a terminal the row of the cursor is no longer than a braille display; what is too much is a line before it.
  func writeQuestion() {
    guard isOnTerminal else { return write(question) }
    let (before, row) = LineBreaking.prompt(question)
    // One sentence a line, here too.
    if !before.isEmpty { for sentence in LineBreaking.sentences(before) { say(sentence) } }
    write(row)
  }

  /// The question once more, for an answer that begins anew.
  func askInKeys() {
    answers.typed = ""
    writeQuestion()
  }

  /// What was typed key by key, as the terminal would have shown it.
  func show(_ scalar: Unicode.Scalar) { _ = TerminalDoor.write(TerminalSafe(line: String(scalar))) }

  /// What was typed unseen is over.
  func finishSecret() {
    guard secrets.isHidden else { return }
    secrets.show()
    // The Enter that was not echoed.
    write("\n")
    if !answers.choosesInstead { outcome = library.text("voice.pin-accepted").text }
    listen()
  }

  /// Listens where the answer to the question of now will be typed.
  func listen() {
    let source = secrets.input
    loop.input = MainLoop.Input(source.descriptor) { [weak self] in self?.heard(source) }
  }

  func stopListening() { loop.input = nil }

  // MARK: Stopping and going on

  /// Lines are broken for the width of now; those that were said stay as they are.
  public func resized() {}

  public func leaveTerminal() {
    answers.hearsKeys = false
    cs_terminal_give_back()
  }

  public func takeTerminal() {
    guard !stopped, secrets.input.isTerminal,
      MainLoop.waitForTerminal(secrets.input.descriptor, toWrite: false)
    else { return }
    if secrets.isHidden { secrets.hide() }
    if case .secret = prompt, !secrets.isHidden {
      // It would be seen now.
      secrets.closeOwn()
      listen()
      prompt = .none
      onEvent?(.secretImpossible)
      return
    }
    // The shell has written since: what is asked is asked again.
    guard prompt != .none else { return }
    hearKeys(prompt == .number && page?.needsFreshAnswer == false)
    write("\n")
    writeQuestion()
  }

  /// A line that was not ended is none.
  public func sendWritten() {}

  public func stop(_ lastWords: [TerminalSafe]) {
    stopped = true
    prompt = .none
    hearKeys(false)
    secrets.show()
    for line in lastWords { say(line.text) }
  }
}

extension Page {
  /// What the alert says on a page that is about nothing else; on other pages an alert is one of many things.
  var alert: String? {
    var alert: String?
    for block in blocks {
      switch block.content {
      case .alert(_, let what, _): alert = alert ?? what.text
      case .heading, .list, .table, .body, .fact: return nil
      default: continue
      }
    }
    return alert
  }
}

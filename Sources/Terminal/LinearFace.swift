internal import CSystem
public import Domain
public import Screens

#if canImport(Glibc)
  internal import Glibc
#endif

/// The linear face: lines to be heard, appended and never redrawn; numbered choices; a prompt that says all that is needed to answer it.
///
/// Rules kept here: text and LF only; every message once; on the same screen only the difference is spoken; silence while
/// nothing happens; the outcome of the last answer stands at the head of the next prompt line, because a braille display shows no other.
@UI public final class LinearFace: Surface {
  public var onEvent: (@UI (SurfaceEvent) -> Void)?
  public var onSecret: (@UI (consuming PIN) -> Void)?

  private let library: ScreenLibrary
  private let words: SpokenWords
  private let loop: MainLoop
  private let input: LineInput
  private var page: Page?
  private var spoken: (screen: String, script: Script)?
  private var script = Script()
  private var firstRow = 0
  /// The first row that was read last, of lists that one may come back to.
  private var places: [Opening: Int] = [:]
  private var askedFor: Int?
  /// The person pressed Enter where a secret was asked for, to choose something by number instead.
  private var choosesInstead = false
  private var prompt = Prompt.none
  private var outcome = ""
  private var saidWaiting = false
  private var secretTerminal: LineInput?
  private var secretDescriptor: Int32 = -1
  private let transcript: Transcript?
  private var echoIsOff = false
  /// The question as it stands at the prompt.
  private var question = ""

  private enum Prompt: Equatable {
    /// Nothing is asked now: an answer is waited for.
    case none
    case number
    case field(ElementID, Page.TextField)
    case secret(Page.SecretField)
  }

  /// How long an answer may take before it is said that it is waited for.
  private static let patience: Int32 = 150

  /// - Parameters:
  ///   - opening: the first lines: that this face is on and why, that this is practice.
  ///   - transcript: keeps what is said and typed, without secrets.
  public init(_ library: ScreenLibrary, loop: MainLoop, opening: [TerminalSafe], transcript: Transcript? = nil) {
    self.transcript = transcript
    self.library = library
    words = SpokenWords(library)
    self.loop = loop
    input = LineInput(STDIN_FILENO)
    for line in opening { say(line.text) }
    listen(to: STDIN_FILENO)
  }

  private func listen(to descriptor: Int32) {
    loop.input = MainLoop.Input(descriptor) { [weak self] in
      guard let self else { return }
      let input = self.secretTerminal ?? self.input
      input.fill()
      if input.ended { self.loop.input = nil }
      self.answerLines()
      if input.isFull, !input.ended, self.secretTerminal == nil {
        self.isPaused = true
        self.loop.input = nil
      }
    }
  }

  // MARK: Speaking

  /// One line. On a terminal it is broken where Japanese may be broken; in a pipe it stays whole.
  private func say(_ line: String) {
    let line = TerminalSafe(line: line)
    guard let columns else { return write(line.text + "\n") }
    for part in LineBreaking.lines(line.text, columns: columns) { write(part + "\n") }
  }

  private var columns: Int? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard cs_terminal_size(STDOUT_FILENO, &rows, &columns) else { return nil }
    return max(20, min(Int(columns), 80) - 1)
  }

  private func write(_ text: String) {
    defer { keep(text) }
    guard let failure = TerminalDoor.write(TerminalSafe(lines: text)) else { return }
    // Not at once: whoever made this face may not be listening yet.
    Task { @UI [weak self] in self?.onEvent?(.outputFailed(readerWentAway: failure == .readerWentAway)) }
  }

  /// Goes on without the transcript when it cannot be written any more, and says so once.
  private func keep(_ text: String) {
    guard let transcript, !transcript.add(TerminalSafe(lines: text)) else { return }
    if transcript.hasJustFailed { say(library.text("voice.transcript-failed").text) }
  }

  public func show(_ page: Page) {
    if self.page.map(Opening.init) != Opening(page) {
      if let old = self.page { places[Opening(old)] = firstRow }
      places = places.filter { $0.key.visit <= page.visit }
      firstRow = places[Opening(page)] ?? 0
      choosesInstead = false
    }
    self.page = page
    script = page.read(words, from: firstRow)
    if page.waiting != nil {
      prompt = .none
      loop.quiet = (Self.patience, { [weak self] in self?.sayWaiting() })
      return
    }
    // Rows that were asked for and did not come are not asked for again: what is there is read, with what went wrong.
    if let (list, index) = script.wanted, askedFor != index || page.outcome == nil {
      askedFor = index
      prompt = .none
      onEvent?(.wanted(list, index))
      loop.quiet = (Self.patience, { [weak self] in self?.sayWaiting() })
      return
    }
    loop.quiet = nil
    askedFor = nil
    saidWaiting = false
    if let spoken, spoken.screen == page.screen, spoken.script.heading == script.heading {
      if let outcome = page.outcome { self.outcome = outcome.text }
      if spoken.script == script, prompt != .none { return }
      for line in script.lines(since: spoken.script) { say(line.text) }
    } else {
      write("\n")
      say(script.heading)
      for line in script.lines { say(line.text) }
      // A braille display shows the line of the question only: it begins with what happened, or with where one is.
      outcome = page.outcome?.text ?? page.alert ?? page.title.text + words.lineEnd
    }
    spoken = (page.screen, script)
    ask()
  }

  /// Said once for one wait, and only when it takes long enough to be noticed.
  private func sayWaiting() {
    guard !saidWaiting, let page else { return }
    saidWaiting = true
    say((page.waiting ?? library.text("voice.waiting")).text)
  }

  /// Asks the one question that is open now.
  private func ask() {
    if let secret = script.secret, !choosesInstead {
      prompt = .secret(secret)
      guard prepareSecret() else {
        prompt = .none
        secretMayFollow = true
        onEvent?(.secretImpossible)
        return
      }
    } else {
      prompt = .number
      // A PIN typed here by mistake must not be seen either.
      if script.secret != nil, input.isTerminal { hideEcho(of: STDIN_FILENO) }
    }
    writePrompt(script.question(library, byNumber: choosesInstead))
    answerLines()
  }

  private func writePrompt(_ text: String) {
    question = (outcome.isEmpty ? "" : outcome + " ") + text + " "
    write(question)
    outcome = ""
  }

  // MARK: Listening

  /// Takes waiting lines, one for each prompt.
  ///
  /// The questions that answers lead to are asked from within this loop: however many lines wait, it never calls itself.
  private func answerLines() {
    guard !isAnswering else { return }
    isAnswering = true
    defer { isAnswering = false }
    while prompt != .none {
      if case .secret = prompt {
        let taken = (secretTerminal ?? input).nextSecret { pin in
          self.prompt = .none
          if let command = pin.spokenCommand {
            self.finishSecret()
            self.outcome = ""
            return self.perform(command)
          }
          self.choosesInstead = pin.count == 0
          self.finishSecret()
          if !self.choosesInstead { self.onSecret?(pin) }
        }
        if !taken { break }
        if choosesInstead { ask() }
        continue
      }
      guard let line = input.nextLine() else { break }
      // Where a secret was asked for, what was typed may be one: not even its length is kept.
      if script.secret == nil, !secretMayFollow { keep(TerminalSafe(line: line).text) }
      if input.isTerminal, !echoIsOff { keep("\n") }
      finishSecret()
      if !input.isTerminal { write("\n") }
      if input.leftOut > 0 { say(library.text("voice.line-cut", ["left": SpokenValue.say(input.leftOut)]).text) }
      answer(line)
    }
    if isPaused, !input.isFull {
      isPaused = false
      listen(to: STDIN_FILENO)
    }
    if prompt != .none, (secretTerminal ?? input).ended {
      prompt = .none
      write("\n")
      finishSecret()
      onEvent?(.inputEnded)
    }
  }

  private var isAnswering = false
  /// A secret could not be asked for, because there is no terminal: the next line that is no answer may be one that was piped in.
  private var secretMayFollow = false
  /// More has been typed ahead than is kept: it is read on when some of it has been taken.
  private var isPaused = false

  private func answer(_ line: String) {
    if case .field(let id, let field) = prompt { return answerField(line, id, field) }
    if let command = SpokenCommand(line) { return perform(command) }
    if SpokenInput.plain(line).isEmpty { return next() }
    guard let choice = script.choice(for: line) else {
      if script.secret != nil {
        choosesInstead = false
        outcome = words.secretSkip
        return ask()
      }
      if secretMayFollow {
        secretMayFollow = false
        outcome = library.text("cli.no-terminal-for", ["name": "--pin-fd"]).text
        return ask()
      }
      // Enough to know it again: what was pasted by mistake may be long.
      let heard = CellWidth.cut(TerminalSafe(line: line).text, to: 40)
      outcome = library.text("voice.unknown", ["input": heard]).text
      return ask()
    }
    secretMayFollow = false
    switch choice.kind {
    case .field(let field):
      prompt = .field(choice.id, field)
      let value = TerminalSafe(line: field.value).text
      writePrompt(
        value.isEmpty
          ? library.text("voice.prompt.field-empty", ["label": field.label.text]).text
          : library.text("voice.prompt.field", ["label": field.label.text, "value": value]).text)
    case .act(.none):
      outcome = choice.name + words.lineEnd + library.text("voice.nothing-to-open").text
      ask()
    case .act(let action):
      prompt = .none
      // Other parameters give another list: it is read from its beginning.
      if case .set = action { firstRow = 0 }
      outcome = library.text("voice.chosen", ["name": choice.name]).text
      leave(.chose(choice.id, action))
    }
  }

  private func answerField(_ line: String, _ id: ElementID, _ field: Page.TextField) {
    let command = SpokenCommand(line)
    if let command, command != .back {
      prompt = .number
      return perform(command)
    }
    if line.isEmpty || command == .back {
      outcome = library.text("voice.field-kept").text
      prompt = .number
      return ask()
    }
    prompt = .none
    firstRow = 0
    // What comes back is another list: it is read whole, also where it says the same as before.
    spoken = nil
    outcome = ""
    // 「なし」 empties a field: an empty line keeps it.
    leave(.typed(id, ["なし", "none"].contains(SpokenInput.plain(line)) ? "" : fitting(line)))
  }

  /// As much of a line as a field takes; what is left out is said.
  private func fitting(_ line: String) -> String {
    let left = line.unicodeScalars.count - Page.TextField.longest
    guard left > 0 else { return line }
    say(
      library.text(
        "voice.field-cut", ["most": SpokenValue.say(Page.TextField.longest), "left": SpokenValue.say(left)]
      ).text)
    return String(line.unicodeScalars.prefix(Page.TextField.longest))
  }

  /// Enter alone: the next rows, the secret that was put off, or a repetition of the question.
  private func next() {
    if script.secret != nil {
      choosesInstead = false
      return ask()
    }
    guard let more = script.more, let page else {
      outcome = library.text("voice.no-more").text
      return ask()
    }
    firstRow = more.index
    prompt = .none
    show(page)
  }

  private func perform(_ command: SpokenCommand) {
    switch command {
    case .more: next()
    case .again:
      firstRow = 0
      guard let page else { return }
      script = page.read(words)
      if script.wanted != nil {
        spoken = nil
        return show(page)
      }
      write("\n")
      // A list that is repeated begins with another line: a reader that hears differences would stay silent else.
      say(library.text("voice.again", ["title": page.title.text]).text)
      for line in script.lines { say(line.text) }
      spoken = (page.screen, script)
      ask()
    case .whereAmI:
      outcome = library.text("voice.where", ["title": page?.title.text ?? ""]).text
      ask()
    case .save:
      outcome = library.text("voice.nothing-to-save").text
      ask()
    case .help: leave(.asked(screen: "help"))
    case .back: leave(.wentBack)
    case .home: leave(.chose("common.home", .verb("home")))
    case .quit: leave(.askedToLeave)
    }
  }

  /// Says what the person did, and asks again when nothing came of it: silence would leave them waiting.
  private func leave(_ event: SurfaceEvent) {
    prompt = .none
    let before = page
    onEvent?(event)
    // Nothing changed: the question is asked again rather than silence.
    if prompt == .none, page == before, page?.waiting == nil, !stopped {
      if outcome.isEmpty { outcome = library.text("voice.where", ["title": page?.title.text ?? ""]).text }
      ask()
    }
  }

  // MARK: Secrets

  private func prepareSecret() -> Bool {
    let descriptor: Int32
    if input.isTerminal {
      descriptor = STDIN_FILENO
      input.forgetTypeAhead()
    } else {
      secretDescriptor = cs_open("/dev/tty", O_RDWR | O_NOCTTY, 0)
      guard secretDescriptor >= 0 else { return false }
      descriptor = secretDescriptor
      secretTerminal = LineInput(descriptor)
      listen(to: descriptor)
    }
    hideEcho(of: descriptor)
    if !echoIsOff { closeSecretTerminal() }
    return echoIsOff
  }

  private func hideEcho(of descriptor: Int32) {
    echoIsOff = cs_terminal_keep(descriptor) && cs_terminal_hide_input()
    if !echoIsOff { cs_terminal_give_back() }
  }

  private func finishSecret() {
    guard echoIsOff else { return }
    echoIsOff = false
    cs_terminal_give_back()
    // The Enter that was not echoed.
    write("\n")
    if !choosesInstead { outcome = library.text("voice.pin-accepted").text }
    closeSecretTerminal()
  }

  /// Where standard input is no terminal, the secret had one of its own.
  private func closeSecretTerminal() {
    guard secretDescriptor >= 0 else { return }
    close(secretDescriptor)
    secretDescriptor = -1
    secretTerminal = nil
    listen(to: STDIN_FILENO)
  }

  // MARK: Stopping and going on

  /// Lines are broken for the width of now; those that were said stay as they are.
  public func resized() {}

  public func leaveTerminal() { cs_terminal_give_back() }

  public func takeTerminal() {
    guard !stopped, input.isTerminal || secretTerminal != nil,
      MainLoop.waitForTerminal(secretDescriptor >= 0 ? secretDescriptor : STDIN_FILENO, toWrite: false)
    else { return }
    if echoIsOff { hideEcho(of: secretDescriptor >= 0 ? secretDescriptor : STDIN_FILENO) }
    if case .secret = prompt, !echoIsOff {
      // It would be seen now.
      closeSecretTerminal()
      prompt = .none
      onEvent?(.secretImpossible)
      return
    }
    // The shell has written since: what is asked is asked again.
    if prompt != .none { write("\n" + question) }
  }

  private var stopped = false
  public func stop(_ lastWords: [TerminalSafe]) {
    stopped = true
    prompt = .none
    cs_terminal_give_back()
    echoIsOff = false
    for line in lastWords { say(line.text) }
  }
}

extension Page {
  /// What the alert says on a page that is about nothing else; on other pages an alert is one of many things.
  fileprivate var alert: String? {
    var alert: String?
    for block in blocks {
      switch block.content {
      case .alert(_, let what, _): alert = alert ?? what.text
      case .heading, .list, .body, .fact: return nil
      default: continue
      }
    }
    return alert
  }
}

extension PIN {
  /// The word of the prompt that was typed instead of a PIN: no PIN is one of these words.
  fileprivate var spokenCommand: SpokenCommand? {
    withBytes { typed in
      SpokenCommand.allCases.first { command in command.spellings.contains { $0.utf8.elementsEqual(typed) } }
    }
  }
}

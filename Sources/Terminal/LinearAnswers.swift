internal import CSystem
internal import Domain
internal import Screens

/// What typed lines do in the linear face: the number or name of a choice, the text of a field, a secret, a word of the prompt.
///
/// Rules kept here: one line answers one question; a line that may be a secret is neither repeated nor kept in the transcript; what
/// was typed before a grave question was heard does not answer it.
extension LinearFace {
  /// What has to be remembered from one line to the next.
  @UI final class Answers {
    /// The person pressed Enter where a secret was asked for, to choose something by number instead.
    var choosesInstead = false
    /// A secret could not be asked for, because there is no terminal: the next line that is no answer may be one that was piped in.
    var secretMayFollow = false
    /// The terminal gives every key at once.
    var hearsKeys = false
    /// What was typed of an answer that is not complete yet, key by key.
    var typed = ""
    /// A control sequence of a key comes in.
    fileprivate var isInSequence = false
    /// The Enter that nobody pressed, or that the terminal did not show.
    fileprivate var owesLineEnd = false
    fileprivate var isTakingLines = false
    /// More has been typed ahead than is kept: it is read on when some of it has been taken.
    fileprivate var isPaused = false
    /// Lines of this burst were typed before the question that is open now.
    fileprivate var deafTo: Int?
  }

  func heard(_ source: LineInput) {
    source.fill()
    if source.ended { stopListening() }
    answerLines()
    if input.isFull, !source.ended, !secrets.isOwn {
      answers.isPaused = true
      stopListening()
    }
  }

  /// From a pipe every line was written for its question.
  func forgetEarlierAnswers() {
    guard input.isTerminal else { return }
    input.forgetTypeAhead()
    answers.deafTo = input.burst.number
  }

  /// Takes waiting lines, one for each prompt.
  ///
  /// The questions that answers lead to are asked from within this loop: however many lines wait, it never calls itself.
  func answerLines() {
    guard !answers.isTakingLines else { return }
    answers.isTakingLines = true
    defer { answers.isTakingLines = false }
    while prompt != .none {
      if case .secret = prompt {
        if !takeSecret() { break }
        if answers.choosesInstead { ask() }
        continue
      }
      guard let line = answers.hearsKeys ? nextByKeys() : input.nextLine() else { break }
      take(line)
    }
    if answers.isPaused, !input.isFull {
      answers.isPaused = false
      listen()
    }
    if prompt != .none, secrets.input.ended {
      prompt = .none
      write("\n")
      finishSecret()
      onEvent?(.inputEnded)
    }
  }

  /// Whether each key is heard at once from now on: at a numbered question of a terminal, when the person wants it so.
  func hearKeys(_ wanted: Bool) {
    let wanted = wanted && choosesByKey && input.isTerminal && !secrets.isHidden
    if wanted {
      // Set anew for each question: hiding what is typed, and shells, change it in between.
      answers.hearsKeys = cs_terminal_keep(input.descriptor) && cs_terminal_hear_keys()
    } else if answers.hearsKeys {
      answers.hearsKeys = false
      input.putBackKeys()
      if !secrets.isHidden { cs_terminal_give_back() }
    }
  }

  /// An answer made of keys: a number as soon as no larger one begins with it, a word of the prompt that has one letter; everything
  /// else, and what begins with a slash, up to Enter.
  private func nextByKeys() -> LineInput.Line? {
    while let scalar = input.nextScalar() {
      if swallowsSequence(scalar) { continue }
      switch scalar {
      case "\n", "\r": return typedAnswer()
      case "\u{8}", "\u{7F}":
        // Nothing that was said can be taken back: the question is asked again, and the answer begins anew.
        guard !answers.typed.isEmpty else { continue }
        write("\n")
        askInKeys()
        continue
      case "\u{4}":
        input.end()
        return nil
      default:
        guard answers.typed.unicodeScalars.count < LineBuffer.longestLine else { continue }
        // A letter behind a number that was not finished: the person has thought of something else.
        if !answers.typed.isEmpty, Int(SpokenInput.plain(answers.typed)) != nil, !scalar.isDigit { answers.typed = "" }
        answers.typed.unicodeScalars.append(scalar)
        // The terminal does not: what it shows of a key that removes would be no text.
        show(scalar)
      }
      let typed = SpokenInput.plain(answers.typed)
      if typed.count == 1, SpokenCommand(typed) != nil { return typedAnswer() }
      if let number = Int(typed), number > 0, number * 10 > script.lastNumber { return typedAnswer() }
    }
    return nil
  }

  private func typedAnswer() -> LineInput.Line {
    defer { answers.typed = "" }
    answers.owesLineEnd = true
    return .text(answers.typed.hasPrefix("/") ? String(answers.typed.dropFirst()) : answers.typed)
  }

  /// Keys that send a control sequence have no meaning here. True while one comes.
  private func swallowsSequence(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\u{1B}" {
      answers.isInSequence = true
    } else if answers.isInSequence {
      // CSI and SS3 go on to a final byte (ECMA-48 5.4); anything else ends at once.
      answers.isInSequence = "[O".unicodeScalars.contains(scalar) || (0x20...0x3F).contains(scalar.value)
    } else {
      return false
    }
    return true
  }

  private func takeSecret() -> Bool {
    secrets.input.nextSecret { pin in
      prompt = .none
      if let command = pin.spokenCommand {
        finishSecret()
        outcome = ""
        return perform(command)
      }
      answers.choosesInstead = pin.count == 0
      finishSecret()
      if !answers.choosesInstead { onSecret?(pin) }
    }
  }

  private func take(_ line: LineInput.Line) {
    // Not even the length of what may be a secret is kept.
    if case .text(let text) = line, !mayBeSecret(text) { keep(TerminalSafe(line: text).text) }
    if answers.owesLineEnd {
      answers.owesLineEnd = false
      write("\n")
    } else if input.isTerminal, !secrets.isHidden {
      keep("\n")
    }
    finishSecret()
    if !input.isTerminal { write("\n") }
    if answers.deafTo == input.burst.number { return ask() }
    answers.deafTo = nil
    switch line {
    case .text(let text): answer(text)
    case .tooLong:
      outcome = library.text("voice.line-too-long", ["most": SpokenValue.say(LineBuffer.longestLine)]).text
      askAgain()
    }
  }

  /// What is no answer and has digits in it may be a PIN or a password that was typed at the wrong question.
  private func mayBeSecret(_ line: String) -> Bool {
    if script.secret != nil || answers.secretMayFollow { return true }
    return prompt == .number && SpokenCommand(line) == nil && script.choice(for: line) == nil
      && line.unicodeScalars.contains(where: \.isDigit)
  }

  /// The same question, a field's too.
  private func askAgain() {
    if case .field(let id, let field) = prompt { askField(id, field) } else { ask() }
  }

  private func answer(_ line: String) {
    if case .field(let id, let field) = prompt { return answerField(line, id, field) }
    if let command = SpokenCommand(line) { return perform(command) }
    if SpokenInput.plain(line).isEmpty { return next() }
    guard let choice = script.choice(for: line) else {
      // Where a word narrows the choices, any word does.
      if let field = page?.narrowing, !mayBeSecret(line) {
        // What is left is said whole, also what has kept its number.
        spoken = nil
        firstRow = 0
        return leave(.typed(field.id, fitting(line)))
      }
      return refuse(line)
    }
    answers.secretMayFollow = false
    fieldToAsk = nil
    switch choice.kind {
    case .field(let field): askField(choice.id, field)
    case .act(.none):
      outcome = choice.name + words.lineEnd + library.text("voice.nothing-to-open").text
      ask()
    case .act(let action):
      // Other parameters give another list: it is read from its beginning.
      if case .set = action { firstRow = 0 }
      outcome = library.text("voice.chosen", ["name": choice.name]).text
      leave(.chose(choice.id, action))
    }
  }

  /// Says what was not understood, but repeats nothing that may be a secret, and asks again.
  private func refuse(_ line: String) {
    if script.secret != nil {
      answers.choosesInstead = false
      outcome = words.secretSkip
    } else if answers.secretMayFollow {
      answers.secretMayFollow = false
      outcome = library.text("cli.no-terminal-for", ["name": "--pin-fd"]).text
    } else if mayBeSecret(line) {
      outcome =
        script.tryAgain.map {
          library.text(
            "voice.unknown-digits-again", ["name": $0.name, "number": SpokenValue.say($0.number)]
          ).text
        } ?? library.text("voice.unknown-digits").text
    } else {
      // Enough to know it again: what was pasted by mistake may be long.
      let heard = CellWidth.cut(TerminalSafe(line: line).text, to: 40)
      let several = script.countOfChoices(beginningWith: line)
      outcome =
        several > 1
        ? library.text("voice.ambiguous", ["input": heard, "count": SpokenValue.say(several)]).text
        : library.text("voice.unknown", ["input": heard]).text
    }
    ask()
  }

  private func answerField(_ line: String, _ id: ElementID, _ field: Page.TextField) {
    let command = SpokenCommand(line)
    if let command, command != .back {
      prompt = .number
      fieldToAsk = page.map { (Opening($0), id) }
      return perform(command)
    }
    if field.need != nil {
      if command == .back { return perform(.back) }
      if line.isEmpty {
        // Enter keeps the answer that is there and goes on with it; without one it gives none, where that is possible.
        return leave(.typed(id, field.value))
      }
      // Whatever it is: 「なし」 may be the answer.
      return leave(.typed(id, fitting(line)))
    }
    if line.isEmpty || command == .back {
      outcome = library.text("voice.field-kept").text
      prompt = .number
      return ask()
    }
    firstRow = 0
    // What comes back is another list: it is read whole, also where it says the same as before.
    spoken = nil
    outcome = ""
    // 「なし」 empties a field: an empty line keeps it.
    leave(.typed(id, ["なし", "none"].contains(SpokenInput.plain(line)) ? "" : fitting(line)))
  }

  /// As much of a line as a field takes; what is left out is said.
  private func fitting(_ line: String) -> String {
    guard line.unicodeScalars.count > Page.TextField.longest else { return line }
    // Not between a character and its variation selector: that would be another name.
    var kept = ""
    for character in line {
      guard kept.unicodeScalars.count + character.unicodeScalars.count <= Page.TextField.longest else { break }
      kept.append(character)
    }
    let left = line.unicodeScalars.count - kept.unicodeScalars.count
    say(
      library.text(
        "voice.field-cut", ["most": SpokenValue.say(Page.TextField.longest), "left": SpokenValue.say(left)]
      ).text)
    return kept
  }

  /// Enter alone: the next rows, the secret that was put off, or a repetition of the question.
  private func next() {
    if script.secret != nil {
      answers.choosesInstead = false
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
      say(script.lines)
      spoken = (page.screen, script)
      ask()
    case .whereAmI:
      outcome = library.text("voice.where", ["title": page?.title.text ?? ""]).text
      ask()
    case .fuller: say(words.verbosity.fuller, "fullest")
    case .briefer: say(words.verbosity.briefer, "briefest")
    case .save:
      let key =
        switch page?.answers {
        case .kept: "voice.answers-kept"
        case .lostAtEnd: "voice.answers-not-kept"
        case nil, .some(.none): "voice.nothing-to-save"
        }
      outcome = library.text(key).text
      ask()
    case .numbers:
      // Where a field or a secret is asked for at once, this leads to everything else.
      fieldToAsk = nil
      answers.choosesInstead = script.secret != nil
      outcome = library.text("voice.by-number").text
      ask()
    case .help: leave(.asked(screen: "help"))
    case .places: leave(.asked(screen: "menu"))
    case .back: leave(.wentBack)
    case .home:
      fieldToAsk = nil
      leave(.chose("common.home", .verb("home")))
    case .quit: leave(.askedToLeave)
    }
  }

  /// Another level of explanation, from now on.
  private func say(_ level: Verbosity?, _ atTheEnd: String) {
    if let level { words.verbosity = level }
    outcome = library.text("voice.verbosity." + (level?.rawValue ?? atTheEnd)).text
    if let page { script = page.read(words, from: firstRow) }
    spoken = page.map { ($0.screen, script) }
    ask()
  }

  /// Says what the person did, and asks again when nothing came of it: silence would leave them waiting.
  private func leave(_ event: SurfaceEvent) {
    let asked = prompt
    prompt = .none
    let before = page
    onEvent?(event)
    // Nothing changed: the question is asked again rather than silence, that of a field too, with what is wrong there.
    if prompt == .none, page == before, page?.waiting == nil, !stopped {
      if case .field(let id, let field) = asked, field.need != nil { fieldToAsk = page.map { (Opening($0), id) } }
      if let alert = page?.alert {
        outcome = alert
      } else if outcome.isEmpty {
        outcome = library.text("voice.where", ["title": page?.title.text ?? ""]).text
      }
      ask()
    }
  }
}

extension Unicode.Scalar {
  /// Also a full-width one.
  fileprivate var isDigit: Bool { properties.generalCategory == .decimalNumber }
}

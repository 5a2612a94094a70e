internal import CNcurses
internal import Domain
internal import Screens

/// What keys do in the full screen: typing into a field, a secret or the search line; else the command of the key table.
extension FullScreen {
  private var isTypingSecret: Bool { prompt == nil && page?.secret(at: viewport.focus) != nil }
  private var isTyping: Bool { prompt != nil || page?.field(at: viewport.focus) != nil }

  /// Pasted text goes into a field or nowhere; a line end in it submits nothing.
  func paste(_ scalar: Unicode.Scalar) {
    if isTypingSecret, !isTooSmall { return answer("voice.secret-not-pasted") }
    if isTyping, !isTooSmall, !TerminalSafe.isUnsafe(scalar) { type(scalar) }
  }

  /// - Parameter isAlone: nothing else came with it.
  func press(_ key: Key, isAlone: Bool = false) {
    guard let page else { return }
    dirty = true
    // What the key does is seen at once.
    release()
    viewport.readsWords = false
    if isTooSmall { return pressUnseen(key) }
    let endsStrayText = hasStrayText && key == .enter
    hasStrayText = false
    if case .character(let character) = key, isTyping || isTypingSecret {
      for scalar in character.unicodeScalars { type(scalar) }
      return
    }
    if prompt != nil { return answerPrompt(key) }
    if isTypingSecret, typeSecret(key) { return }
    if let (id, field) = page.field(at: viewport.focus), typeField(key, id, field) { return }
    let refusal = page.waiting == nil ? "voice.no-typing-here" : "voice.still-waiting"
    if endsStrayText { return answer(refusal) }
    if let command = library.keys.command(of: key) { return perform(command) }
    if isAlone, let command = library.keys.command(ofKanaKey: key) { return perform(command) }
    // The cursor stays: what comes by itself, such as noise on a line, must not lead a reader away.
    guard case .character(let character) = key, character != "\u{FFFD}" else { return }
    hasStrayText = true
    ownOutcome = library.text(refusal)
  }

  /// Says why a key did nothing, where a reader that follows the cursor finds it.
  private func answer(_ text: String) {
    ownOutcome = library.text(text)
    viewport.readsWords = true
  }

  /// What keys do where no page can be seen: nothing but what ends, stops or redraws.
  private func pressUnseen(_ key: Key) {
    switch library.keys.command(of: key) {
    case .quit, .cancel: onEvent?(.askedToLeaveAtOnce)
    case .suspend: onEvent?(.suspended)
    case .redraw: cn_forget()
    default: break
    }
  }

  /// A click takes the cursor there, one where it is already opens; the wheel moves it. Nothing needs a mouse, and no question that
  /// asks for a secret or for words is answered by one.
  func used(_ mouse: KeyReader.MouseUse) {
    guard let layout, prompt == nil, !isTooSmall else { return }
    dirty = true
    release()
    viewport.readsWords = false
    ownOutcome = nil
    switch mouse {
    case .wheelUp: move(.previous)
    case .wheelDown: move(.next)
    case .click(let row, _):
      guard let focus = viewport.focus(inRow: row, on: layout) else { return }
      if focus == viewport.focus, page?.action(at: focus) != nil { return perform(.open) }
      viewport.put(focus, on: layout)
      askForRows()
    }
  }

  // MARK: Typing

  private func type(_ scalar: Unicode.Scalar) {
    dirty = true
    if prompt != nil {
      if !prompt!.text.insert(scalar) { prompt!.note = isFull }
    } else if isTypingSecret {
      // No PIN of four digits has these: they keep their meaning, as the line at the bottom promises.
      let key = Key.character(Character(scalar)).plain
      if page?.secret(at: viewport.focus)?.kind != .signature, !key.isDigit,
        let command = library.keys.command(of: key), [.help, .quit, .palette].contains(command)
      {
        secret.removeAll()
        return perform(command)
      }
      // Full-width digits count: an input method may be on.
      let plain = (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
      // A key that no PIN has still counts: dropped silently, it could turn what was typed into another PIN.
      _ = secret.append(plain < 0x80 ? UInt8(plain) : 0xFF)
    } else if let (id, field) = page?.field(at: viewport.focus) {
      var text = viewport.typed[id] ?? TypedText(field.value)
      ownOutcome = text.insert(scalar) ? nil : isFull
      typed(text, into: id, field)
    }
  }

  private var isFull: TerminalSafe {
    library.text("voice.field-full", ["most": SpokenValue.say(Page.TextField.longest)])
  }

  /// True when the key belonged to the secret.
  private func typeSecret(_ key: Key) -> Bool {
    switch key {
    case .backspace: secret.removeLast()
    case .enter where secret.count == 0: answer("voice.nothing-typed")
    case .enter:
      var typed = PIN()
      swap(&typed, &secret)
      onSecret?(typed)
    case .escape:
      secret.removeAll()
      onEvent?(.wentBack)
    default: return false
    }
    return true
  }

  /// True when the key belonged to the field.
  private func typeField(_ key: Key, _ id: ElementID, _ field: Page.TextField) -> Bool {
    var text = viewport.typed[id] ?? TypedText(field.value)
    if let edit = key.edit {
      if text.isEmpty, key == .backspace { ownOutcome = library.text("voice.nothing-typed") } else { ownOutcome = nil }
      text.edit(edit)
      typed(text, into: id, field)
      return true
    }
    switch key {
    case .enter where field.narrows: openOrGoTo(id)
    case .enter:
      viewport.typed[id] = nil
      ownOutcome = nil
      onEvent?(.typed(id, text.text))
    case .escape where text.text != field.value:
      viewport.typed[id] = nil
      ownOutcome = library.text("voice.field-undone")
    case .escape where field.narrows && !text.isEmpty:
      typed("", into: id, field)
      ownOutcome = library.text("voice.field-undone")
    default: return false
    }
    return true
  }

  /// What is typed stays in the field; one that narrows the choices does so at once.
  private func typed(_ text: TypedText, into id: ElementID, _ field: Page.TextField) {
    let before = (viewport.typed[id] ?? TypedText(field.value)).text
    viewport.typed[id] = text
    guard field.narrows, text.text != before else { return }
    onEvent?(.typed(id, text.text))
    if let left = page?.narrowing?.choices, !text.isEmpty, !left.isEmpty {
      ownOutcome = library.text("voice.filter.left", ["count": SpokenValue.say(left.count)])
    }
  }

  /// Enter in a field that narrows: the one choice that is left opens; of several the first gets the cursor.
  private func openOrGoTo(_ field: ElementID) {
    guard let layout, let left = page?.narrowing?.choices, let first = left.first else {
      return answer("voice.nothing-here")
    }
    if left.count == 1 { return choose(first.id, first.action) }
    viewport.put(.element(first.id), on: layout)
  }

  // MARK: Commands

  private func perform(_ command: KeyCommand) {
    guard let page else { return }
    let said = ownOutcome ?? layout?.pageWords ?? page.announcement
    ownOutcome = nil
    switch command {
    case .next: move(.next)
    case .previous: move(.previous)
    case .pageDown: move(.pageDown)
    case .pageUp: move(.pageUp)
    case .first: move(.first)
    case .last: move(.last)
    case .nextField: move(.nextField)
    case .previousField: move(.previousField)
    case .open: open(page)
    case .back:
      sendWritten(isAnswer: true)
      onEvent?(.wentBack)
    case .help: ask(for: "help")
    case .palette: ask(for: "menu")
    case .quit:
      sendWritten()
      onEvent?(.askedToLeave)
    case .cancel:
      // Rows whose call is cancelled are not asked for again before the person moves.
      asksForRows = false
      sendWritten()
      onEvent?(.cancelled)
      asksForRows = true
    case .suspend: onEvent?(.suspended)
    case .redraw: cn_forget()
    case .whereAmI:
      // What is said already comes first: who follows the cursor has not met it yet.
      let wasRead = said == nil || said == wordsRead
      ownOutcome = wasRead ? position(on: page) : said
      wordsRead = ownOutcome
      viewport.readsWords = true
    case .search: prompt = SearchPrompt(label: library.text("voice.search.prompt"))
    case .searchNext: search(lastSearch, forward: true)
    case .searchPrevious: search(lastSearch, forward: false)
    }
  }

  private func open(_ page: Page) {
    let chosen = viewport.focus.flatMap { page.action(at: $0) }
    if page.waiting != nil, chosen == nil || !viewport.hasMoved {
      // What has the focus is not what the person went to: it may be another thing by the time that the answer is there.
      answer("voice.still-waiting")
    } else if let (id, action) = chosen {
      choose(id, action)
    } else {
      answer("voice.nothing-here")
    }
  }

  private func choose(_ id: ElementID, _ action: Page.Action) {
    if case .verb(let verb) = action, let command = KeyCommand(verb: verb) {
      // What is done on the screen that stands behind the list of commands.
      onEvent?(.wentBack)
      return perform(command)
    }
    if action == .none { return answer("voice.nothing-to-open") }
    // Who chooses to go on without an answer has none.
    if case .answer = action {} else { sendWritten(isAnswer: true) }
    onEvent?(.chose(id, action))
  }

  private func ask(for screen: String) {
    sendWritten()
    onEvent?(.asked(screen: screen))
  }

  public func sendWritten() { sendWritten(isAnswer: false) }

  /// What stands in the field of a question and was not sent with Enter is not lost when the person goes elsewhere.
  /// - Parameter isAnswer: they go on with it, so that it is said when it is none.
  private func sendWritten(isAnswer: Bool) {
    for (id, text) in viewport.typed {
      guard let field = page?.field(at: .element(id))?.field, field.need != nil, text.text != field.value,
        isAnswer || !text.isEmpty
      else { continue }
      viewport.typed[id] = nil
      onEvent?(.wrote(id, text.text, isAnswer: isAnswer))
    }
  }

  private func move(_ move: Viewport.Move) {
    guard let layout else { return }
    if !viewport.move(move, on: layout), move == .next || move == .pageDown || move == .last {
      ownOutcome = library.text("voice.no-more")
    }
    askForRows()
  }

  private func position(on page: Page) -> TerminalSafe {
    if case .row(let id, let index)? = viewport.focus, let list = page.rowList(id) {
      return library.text(
        "voice.position", ["index": SpokenValue.say(index + 1), "total": SpokenValue.say(list.total)])
    }
    return library.text("voice.where", ["title": page.title.text])
  }

  // MARK: Search on the page

  private func answerPrompt(_ key: Key) {
    switch key {
    case .enter:
      lastSearch = prompt!.text.text
      prompt = nil
      search(lastSearch, forward: true)
    case .escape, .cancel: prompt = nil
    default:
      prompt!.note = nil
      if let edit = key.edit { return prompt!.text.edit(edit) }
      switch library.keys.command(of: key) {
      case .help:
        prompt = nil
        perform(.help)
      case .suspend: onEvent?(.suspended)
      case .redraw: cn_forget()
      default: break
      }
    }
  }

  private func search(_ words: String, forward: Bool) {
    guard let layout, !words.isEmpty else { return }
    if let found = layout.find(words, from: viewport.focus, forward: forward) {
      viewport.put(found, on: layout)
      askForRows()
    } else {
      // Enough to know them again: the sentence must not be pushed off the line.
      let heard = CellWidth.cut(TerminalSafe(line: words).text, to: size.columns / 3)
      ownOutcome = library.text("voice.search.none", ["words": heard])
    }
  }
}

extension Key {
  fileprivate var isDigit: Bool {
    if case .character(let character) = self { character.isASCII && character.isNumber } else { false }
  }
}

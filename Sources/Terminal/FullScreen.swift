internal import CNcurses
internal import CSystem
public import Domain
public import Screens

#if canImport(Glibc)
  internal import Glibc
#endif

/// The full screen: paints the page's cells with ncurses and turns keys into events. The hardware cursor is always at the focus.
///
/// Rules kept here: only what changed is written; nothing is written while nothing happens; no line drawing; the terminal's
/// own colours; the terminal is given back on every way out; a secret is never echoed and its length never shown.
@UI public final class FullScreen: Surface {
  public var onEvent: (@UI (SurfaceEvent) -> Void)?
  public var onSecret: (@UI (consuming PIN) -> Void)?

  private let library: ScreenLibrary
  private let frame: FrameWords
  private var page: Page?
  private var viewports: [String: Viewport] = [:]
  private var viewport = Viewport()
  private var size = Size(rows: 24, columns: 80)
  private var dirty = false
  private var windowTitle = ""
  private var secret = PIN()
  private var prompt: SearchPrompt?
  private var lastSearch = ""
  private var ownOutcome: TerminalSafe?
  private var pasting = false
  private var asksForRows = true
  private let savedTermios: UnsafeMutableRawPointer

  /// Whether `TERM` names a terminal that a full screen can be shown on.
  public static nonisolated func canShow(on term: String?) -> Bool {
    guard let term, term != "dumb" else { return false }
    return term.withCString { cn_knows($0) }
  }

  /// Takes the terminal. Nil when that is not possible.
  public init?(_ library: ScreenLibrary) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
    self.library = library
    frame = FrameWords(library)
    savedTermios = .allocate(byteCount: cs_termios_size(), alignment: 16)
    cs_termios_save(STDIN_FILENO, savedTermios)
    guard cn_start() else {
      savedTermios.deallocate()
      return nil
    }
    TerminalDoor.write(.marksPastes)
    readSize()
  }

  public func show(_ page: Page) {
    if let old = self.page, old.screen != page.screen {
      viewports[old.screen] = viewport
      viewport = Self.forgetsPlace.contains(page.screen) ? Viewport() : viewports[page.screen] ?? Viewport()
      viewport.typed = nil
      ownOutcome = nil
      secret.removeAll()
      prompt = nil
    }
    if page.outcome != nil { ownOutcome = nil }
    self.page = page
    viewport.settle(on: page, in: size)
    dirty = true
    askForRows()
  }

  /// Screens that show another thing each time they are opened: their reading starts at the top.
  private static let forgetsPlace: Set<String> = [
    "menu", "notice", "application", "problem", "login", "leave", "help", "start",
  ]

  /// Writes the frame, when something changed. To be called after each turn of the loop: many keys, one frame.
  public func draw() {
    guard dirty, !stopped, let page else { return }
    dirty = false
    var shown = page
    if let ownOutcome, page.waiting == nil { shown.outcome = ownOutcome }
    var grid = shown.paint(in: size, viewport, frame)
    prompt?.paint(on: &grid, library)
    grid.paintCells()
    if grid.windowTitle != windowTitle {
      windowTitle = grid.windowTitle
      setWindowTitle(windowTitle)
    }
  }

  // MARK: Size, suspension, end

  private func readSize() {
    var rows: Int32 = 0
    var columns: Int32 = 0
    if cs_terminal_size(STDOUT_FILENO, &rows, &columns) { size = Size(rows: Int(rows), columns: Int(columns)) }
  }

  /// After SIGWINCH: the focus, what was typed and the place stay.
  public func resized() {
    readSize()
    cn_resize(Int32(size.rows), Int32(size.columns))
    if let page { viewport.settle(on: page, in: size) }
    dirty = true
    askForRows()
  }

  /// Ctrl-Z: the terminal is given back while the shell has it.
  public func suspend() {
    leaveModes()
    kill(0, SIGSTOP)
    // Here after SIGCONT.
    cn_resume()
    TerminalDoor.write(.marksPastes)
    windowTitle = ""
    resized()
  }

  private var stopped = false
  public func stop(_ lastWords: [TerminalSafe]) {
    // A frame drawn after this would take the terminal again.
    stopped = true
    leaveModes()
    _ = TerminalDoor.write(TerminalSafe(ended: lastWords))
  }

  private func leaveModes() {
    TerminalDoor.write(.marksNoPastes)
    setWindowTitle("")
    cn_stop()
    cs_termios_restore(STDIN_FILENO, savedTermios)
  }

  private var hasWindowTitle: Bool {
    let term = getenv("TERM").map { String(cString: $0) } ?? ""
    return ["xterm", "tmux", "screen", "alacritty", "foot", "rxvt", "vte", "gnome", "konsole"].contains {
      term.hasPrefix($0)
    }
  }

  private func setWindowTitle(_ title: String) {
    guard hasWindowTitle else { return }
    TerminalDoor.write(.windowTitle(TerminalSafe(line: title)))
  }

  // MARK: Keys

  /// Reads every key that has arrived: one burst of an input method becomes one frame.
  public func readKeys() {
    var value: UInt32 = 0
    while case let kind = cn_key(&value), kind != Int32(CN_NOTHING) {
      if kind == Int32(CN_FUNCTION) {
        function(value)
      } else if value == 0x1B, !pasting {
        escape()
      } else if let scalar = Unicode.Scalar(value) {
        character(scalar)
      }
    }
  }

  /// Esc alone is a key. A sequence that terminfo does not know is swallowed to its end: its letters are no commands.
  private func escape() {
    var value: UInt32 = 0
    let kind = cn_key(&value)
    guard kind == Int32(CN_CHARACTER) else {
      character("\u{1B}")
      if kind == Int32(CN_FUNCTION) { function(value) }
      return
    }
    func next() -> UInt32? { cn_key(&value) == Int32(CN_CHARACTER) ? value : nil }
    switch value {
    case 0x1B:
      character("\u{1B}")
      escape()
    case 0x5B:  // CSI, to its final byte (ECMA-48 5.4)
      while let byte = next(), !(0x40...0x7E).contains(byte) {}
    case 0x4F: _ = next()  // SS3 and one letter
    case 0x50, 0x58, 0x5D, 0x5E, 0x5F:  // DCS, SOS, OSC, PM, APC: to ST or BEL
      while let byte = next(), byte != 0x07, byte != 0x5C {}
    default: break  // Alt and a key: it has no meaning here
    }
  }

  private func function(_ code: UInt32) {
    switch Int(code) {
    case CN_PASTE_BEGIN: pasting = true
    case CN_PASTE_END: pasting = false
    case CN_UP: press(.up)
    case CN_DOWN: press(.down)
    case CN_LEFT: press(.left)
    case CN_RIGHT: press(.right)
    case CN_PAGE_UP: press(.pageUp)
    case CN_PAGE_DOWN: press(.pageDown)
    case CN_HOME: press(.home)
    case CN_END: press(.end)
    case CN_BACK_TAB: press(.backTab)
    case CN_BACKSPACE: press(.backspace)
    case CN_DELETE: press(.delete)
    case CN_ENTER: press(.enter)
    case CN_F1: press(.f1)
    default: break
    }
  }

  private func character(_ scalar: Unicode.Scalar) {
    // A paste whose end never comes must not make the keys deaf.
    if pasting, scalar.value == 0x03 || scalar.value == 0x1B { pasting = false }
    if pasting {
      // Pasted text goes into a field or nowhere; a line end in it submits nothing.
      if isTyping, !TerminalSafe.isUnsafe(scalar) { type(scalar) }
      return
    }
    switch scalar.value {
    case 0x03: press(.cancel)
    case 0x04: press(.endOfInput)
    case 0x08, 0x7F: press(.backspace)
    case 0x09: press(.tab)
    case 0x0A, 0x0D: press(.enter)
    case 0x0C: press(.redraw)
    case 0x1A: press(.suspend)
    case 0x1B: press(.escape)
    case 0..<0x20, 0x80..<0xA0: break
    default:
      if isTyping || isTypingSecret {
        type(scalar)
      } else {
        press(.character(Character(scalar)))
      }
    }
  }

  private var isTypingSecret: Bool { prompt == nil && page?.secret(at: viewport.focus) != nil }
  private var isTyping: Bool { prompt != nil || page?.field(at: viewport.focus) != nil }

  private func type(_ scalar: Unicode.Scalar) {
    dirty = true
    if prompt != nil {
      prompt!.text.unicodeScalars.append(scalar)
    } else if isTypingSecret {
      // No PIN of four digits has these: they keep their meaning, as the line at the bottom promises.
      let key = KeyTable.plain(.character(Character(scalar)))
      if [.character("?"), .character("q"), .character(":")].contains(key), let page,
        page.secret(at: viewport.focus)?.kind != .signature, let command = KeyTable.command(of: key)
      {
        secret.removeAll()
        return perform(command, on: page)
      }
      // Full-width digits count: an input method may be on.
      let plain = (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
      // A key that no PIN has still counts: dropped silently, it could turn what was typed into another PIN.
      _ = secret.append(plain < 0x80 ? UInt8(plain) : 0xFF)
    } else if let (_, field) = page?.field(at: viewport.focus) {
      var text = viewport.typed ?? field.value
      guard text.unicodeScalars.count < 500 else { return }
      text.unicodeScalars.append(scalar)
      viewport.typed = text
    }
  }

  private func press(_ key: Key) {
    guard let page else { return }
    if prompt != nil { return answerPrompt(key) }
    dirty = true
    if isTypingSecret, typeSecret(key) { return }
    if let (id, field) = page.field(at: viewport.focus), typeField(key, id, field) { return }
    guard let command = KeyTable.command(of: key) else { return }
    perform(command, on: page)
  }

  private func perform(_ command: KeyCommand, on page: Page) {
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
    case .open:
      if let focus = viewport.focus, let (id, action) = page.action(at: focus) {
        if action == .none {
          ownOutcome = library.text("voice.nothing-to-open")
        } else {
          onEvent?(.chose(id, action))
        }
      }
    case .back: onEvent?(.wentBack)
    case .help: onEvent?(.asked(screen: "help"))
    case .palette: onEvent?(.asked(screen: "menu"))
    case .quit: onEvent?(.askedToLeave)
    case .cancel:
      // Rows whose call is cancelled are not asked for again before the person moves.
      asksForRows = false
      onEvent?(.cancelled)
      asksForRows = true
    case .suspend: suspend()
    case .redraw: cn_forget()
    case .whereAmI: ownOutcome = position(on: page)
    case .search: prompt = SearchPrompt(label: library.text("voice.search.prompt"))
    case .searchNext: search(lastSearch, forward: true)
    case .searchPrevious: search(lastSearch, forward: false)
    }
  }

  /// True when the key belonged to the secret.
  private func typeSecret(_ key: Key) -> Bool {
    switch key {
    case .backspace: secret.removeLast()
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
    switch key {
    case .backspace:
      var text = viewport.typed ?? field.value
      guard !text.isEmpty else { return false }
      text.removeLast()
      viewport.typed = text
    case .enter:
      let text = viewport.typed ?? field.value
      viewport.typed = nil
      onEvent?(.typed(id, text))
    case .escape where viewport.typed != nil: viewport.typed = nil
    case .left, .right: break
    default: return false
    }
    return true
  }

  private func move(_ move: Viewport.Move) {
    guard let page else { return }
    if !viewport.move(move, on: page, in: size), move == .next || move == .pageDown || move == .last {
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

  /// Rows in sight that are not loaded are asked for; the keys never wait for them.
  private func askForRows() {
    guard let page, asksForRows else { return }
    let missing = viewport.missingRows(on: page, in: size)
    // The first and the last row missing lead to every chunk in sight.
    if let first = missing.first { onEvent?(.wanted(first.0, first.1)) }
    if let last = missing.last, missing.count > 1 { onEvent?(.wanted(last.0, last.1)) }
  }

  // MARK: Search on the page

  private func answerPrompt(_ key: Key) {
    dirty = true
    switch key {
    case .enter:
      lastSearch = prompt!.text
      prompt = nil
      search(lastSearch, forward: true)
    case .escape, .cancel: prompt = nil
    case .backspace:
      if prompt!.text.isEmpty { prompt = nil } else { prompt!.text.removeLast() }
    default: break
    }
  }

  private func search(_ words: String, forward: Bool) {
    guard let page, !words.isEmpty else { return }
    if let found = page.find(words, from: viewport.focus, forward: forward, in: size) {
      viewport.put(found, on: page, in: size)
    } else {
      ownOutcome = library.text("voice.search.none", ["words": TerminalSafe(line: words).text])
    }
  }
}

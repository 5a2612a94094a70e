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
/// own colours; the terminal is given back on every way out, and left alone while it is another's; a secret is never echoed and
/// its length never shown. What keys do is in `FullScreenKeys.swift`.
@UI public final class FullScreen: Surface {
  public var onEvent: (@UI (SurfaceEvent) -> Void)?
  public var onSecret: (@UI (consuming PIN) -> Void)?

  let library: ScreenLibrary
  private let frame: FrameWords
  /// The page as it stands in the terminal of now; nil before the first one.
  private(set) var layout: Layout?
  var page: Page? { layout?.page }
  private var places: [Opening: Viewport] = [:]
  var viewport = Viewport()
  private(set) var size = Size(rows: 24, columns: 80)
  var dirty = false
  private var windowTitle = ""
  /// The frame that stands on the terminal.
  private var painted: Grid?
  var secret = PIN()
  var prompt: SearchPrompt?
  var lastSearch = ""
  /// What a key did, when it is nothing that the page tells of.
  var ownOutcome: TerminalSafe?
  var reader = KeyReader()
  /// Text was typed where none is asked for: the Enter that ends it is no answer either.
  var hasStrayText = false
  private var announced: TerminalSafe?
  /// What was read last with the cursor on it: asked for again, it is not said again.
  var wordsRead: TerminalSafe?
  private var burst = Burst()
  /// Keys of this burst do not answer the question that is shown: they were pressed before it was.
  private var deafTo: Int?
  private var emptyReads = 0
  var asksForRows = true
  /// The terminal is not ours now: nothing is written.
  private var isAway = false
  private var stopped = false
  private let loop: MainLoop
  private let settings: Settings
  /// Until the terminal was asked how wide it draws ambiguous characters.
  private var widthIsUnknown: Bool
  /// It was asked, and has not answered.
  private var asksForWidth = false
  /// Since when (milliseconds) a page that only waits is not written yet: most answers come before anybody has read that they are
  /// waited for, and a reader that speaks what is written would say it all the same. Nil when nothing is held back.
  private var heldSince: Int?
  private var hasDrawn = false
  /// The page that was drawn last only waits: another that waits is news, and comes at once.
  private var drewWaiting = false
  private static let patience: Int32 = 60

  /// Whether `TERM` names a terminal that a full screen can be shown on.
  public static nonisolated func canShow(on term: String?) -> Bool {
    guard let term, term != "dumb" else { return false }
    return term.withCString { cn_knows($0) }
  }

  /// What the person has chosen of how the screen looks and is used.
  public struct Settings: Sendable {
    public var theme: Theme
    public var usesMouse: Bool
    public var ambiguous: AmbiguousWidth
    public init(theme: Theme = .terminal, usesMouse: Bool = false, ambiguous: AmbiguousWidth = .narrow) {
      self.theme = theme
      self.usesMouse = usesMouse
      self.ambiguous = ambiguous
    }
  }

  /// Takes the terminal. Nil when that is not possible.
  public init?(_ library: ScreenLibrary, loop: MainLoop, settings: Settings = Settings()) {
    self.loop = loop
    self.settings = settings
    widthIsUnknown = settings.ambiguous == .auto
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, cs_terminal_keep(STDIN_FILENO) else { return nil }
    self.library = library
    frame = FrameWords(library)
    readSize()
    guard cn_start(Int32(size.rows), Int32(size.columns)) else {
      cs_terminal_give_back()
      return nil
    }
    cs_terminal_reads_unseen()
    cn_widths(columnsOfScalar)
    settings.theme.apply()
    if settings.usesMouse { _ = cn_mouse() }
    enterModes(keepsTitle: true)
  }

  public func show(_ page: Page) {
    let asksForSecret = page.hasSecret && self.page?.hasSecret != true
    if page.needsFreshAnswer != self.page?.needsFreshAnswer { deafTo = page.needsFreshAnswer ? burst.number : nil }
    viewport.readsWords = false
    if let old = self.page, Opening(old) != Opening(page) {
      places[Opening(old)] = viewport
      // Numbers of visits only rise: what was opened later than this is closed.
      places = places.filter { $0.key.visit <= page.visit }
      viewport = places[Opening(page)] ?? Viewport()
      ownOutcome = nil
      secret.removeAll()
      prompt = nil
    }
    if page.outcome != nil || asksForSecret { ownOutcome = nil }
    announce(page)
    let layout = page.laidOut(in: size)
    self.layout = layout
    viewport.settle(on: layout)
    dirty = true
    holdBack(page)
    askForRows()
  }

  /// Something that concerns every page: once where whoever follows the cursor finds it (w), and with a sound for who looks elsewhere.
  /// Pages that must not be disturbed do not have it, and are not asked.
  private func announce(_ page: Page) {
    guard !page.hasSecret, !page.needsFreshAnswer, page.announcement != announced else { return }
    announced = page.announcement
    guard let announced else { return }
    if page.outcome == nil, page.waiting == nil { ownOutcome = announced }
    cn_beep()
  }

  /// A page that waits is written when its answer has not come for a moment; every other page at once.
  private func holdBack(_ page: Page) {
    guard page.waiting != nil, hasDrawn, !drewWaiting else {
      heldSince = nil
      loop.quiet = nil
      return
    }
    let now = Burst.now
    let since = heldSince ?? now
    let left = Self.patience - Int32(clamping: now - since)
    heldSince = since
    guard left > 0 else { return release() }
    loop.quiet = (left, { [weak self] in self?.release() })
  }

  /// What was held back is written with this turn.
  func release() {
    heldSince = nil
    loop.quiet = nil
  }

  /// Writes the frame, when something changed. To be called after each turn of the loop: many keys, one frame.
  public func draw() {
    guard dirty, !stopped, !isAway, heldSince == nil, let layout else { return }
    dirty = false
    hasDrawn = true
    drewWaiting = layout.page.waiting != nil
    var grid = layout.paint(viewport, frame, outcome: ownOutcome)
    prompt?.paint(on: &grid, frame)
    measureWidth(for: grid)
    grid.paintCells(after: painted)
    painted = grid
    if grid.windowTitle != windowTitle {
      windowTitle = grid.windowTitle
      if hasWindowTitle { TerminalDoor.write(.windowTitle(TerminalSafe(line: windowTitle))) }
    }
  }

  // MARK: Width

  /// The console of Linux draws one column; asked, it would only put the answer before those who read its screen (BRLTTY).
  private static var isConsole: Bool { getenv("TERM").map { String(cString: $0).hasPrefix("linux") } ?? false }

  /// Asks the terminal how it draws an ambiguous character, the first time that one is to be shown. Nobody waits for the answer.
  private func measureWidth(for grid: Grid) {
    guard widthIsUnknown, !Self.isConsole, let character = grid.firstAmbiguous else { return }
    widthIsUnknown = false
    asksForWidth = true
    TerminalDoor.write(.measures(TerminalSafe(line: String(character))))
    // What was drawn there is written over with this frame.
    cn_write_whole(2)
  }

  /// An answer, also a late one. What was laid out with another width is laid out anew.
  private func cursorIsAt(column: Int) {
    guard asksForWidth, !isAway else { return }
    asksForWidth = false
    guard column == 3, !CellWidth.drawsAmbiguousWide else { return }
    CellWidth.drawsAmbiguousWide = true
    cn_forget()
    layOutAnew()
  }

  private func layOutAnew() {
    if let page {
      let layout = page.laidOut(in: size)
      self.layout = layout
      viewport.settle(on: layout)
    }
    dirty = true
  }

  // MARK: Rows

  /// Rows in sight that are not loaded are asked for; the keys never wait for them.
  func askForRows() {
    guard let layout, asksForRows else { return }
    let missing = viewport.missingRows(on: layout)
    // The first and the last row missing lead to every chunk in sight.
    if let first = missing.first { onEvent?(.wanted(first.0, first.1)) }
    if let last = missing.last, missing.count > 1 { onEvent?(.wanted(last.0, last.1)) }
  }

  // MARK: Size

  /// More than anyone can look at: a terminal that says so may not be believed.
  private static let largest = Size(rows: 500, columns: 1000)

  private func readSize() {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard cs_terminal_size(STDOUT_FILENO, &rows, &columns) else { return }
    size = Size(rows: min(Int(rows), Self.largest.rows), columns: min(Int(columns), Self.largest.columns))
  }

  /// Below this no page is shown, and what a key would do could not be seen.
  var isTooSmall: Bool { size.rows < Viewport.smallest.rows || size.columns < Viewport.smallest.columns }

  public func resized() {
    guard !isAway, !stopped else { return }
    readSize()
    cn_resize(Int32(size.rows), Int32(size.columns))
    layOutAnew()
    askForRows()
  }

  // MARK: Taking and leaving the terminal

  private func enterModes(keepsTitle: Bool) {
    if hasWindowTitle, keepsTitle { TerminalDoor.write(.keepsWindowTitle) }
    TerminalDoor.prepareForCrash(
      [.marksNoPastes] + (hasWindowTitle ? [.givesWindowTitleBack] : [])
        + (settings.usesMouse ? [.reportsNoMouse] : []))
    TerminalDoor.write(.marksPastes)
    windowTitle = ""
  }

  public func leaveTerminal() {
    guard !isAway, !stopped else { return }
    isAway = true
    TerminalDoor.write(.marksNoPastes)
    if hasWindowTitle { TerminalDoor.write(.givesWindowTitleBack) }
    cn_stop()
    cs_terminal_give_back()
  }

  public func takeTerminal() {
    guard !stopped else { return }
    guard MainLoop.waitForTerminal(STDIN_FILENO, toWrite: true) else {
      isAway = true
      return
    }
    // Stopped from outside, it was never left: its settings of before are kept already, and so is the title.
    let wasLeft = !cs_terminal_is_kept()
    guard cs_terminal_keep(STDIN_FILENO) else { return }
    cs_terminal_reads_unseen()
    isAway = false
    cn_resume()
    enterModes(keepsTitle: wasLeft)
    resized()
  }

  public func stop(_ lastWords: [TerminalSafe]) {
    leaveTerminal()
    // A frame drawn after this would take the terminal again.
    stopped = true
    _ = TerminalDoor.write(TerminalSafe(ended: lastWords))
  }

  private let hasWindowTitle: Bool = {
    let term = getenv("TERM").map { String(cString: $0) } ?? ""
    return ["xterm", "tmux", "screen", "alacritty", "foot", "rxvt", "vte", "gnome", "konsole"].contains {
      term.hasPrefix($0)
    }
  }()

  // MARK: Reading keys

  /// So many keys are taken in one turn: a flood of them stops neither signals nor frames.
  private static let keysInATurn = 4096
  /// A terminal that can be read, so many times, and has nothing, is gone.
  private static let emptyReadsOfALostTerminal = 50

  /// Reads every key that has arrived: one burst of an input method becomes one frame.
  public func readKeys() {
    guard !stopped else { return }
    var strokes: [KeyReader.Stroke] = []
    var count = 0
    let now = Burst.now
    while count < Self.keysInATurn, let raw = nextRaw() {
      reader.take(raw, at: now, &strokes)
      count += 1
    }
    if count == Self.keysInATurn {
      Task { @UI [weak self] in self?.readKeys() }
    } else {
      reader.pause(&strokes)
    }
    if count > 0 { burst.heard(at: now) }
    emptyReads = count == 0 ? emptyReads + 1 : 0
    if emptyReads > Self.emptyReadsOfALostTerminal {
      onEvent?(.inputEnded)
      return
    }
    for case .cursorIsAt(let column) in strokes { cursorIsAt(column: column) }
    for stroke in strokes where !stopped && deafTo != burst.number {
      switch stroke {
      case .key(let key): press(key, isAlone: strokes.count == 1)
      case .pasted(let scalar): paste(scalar)
      case .mouse(let use): used(use)
      case .cursorIsAt: break
      }
    }
  }

  private func nextRaw() -> KeyReader.Raw? {
    var value: UInt32 = 0
    switch Int(cn_key(&value)) {
    case CN_NOTHING: return nil
    case CN_BYTE: return .byte(UInt8(truncatingIfNeeded: value))
    default: break
    }
    switch Int(value) {
    case CN_PASTE_BEGIN: return .pasteBegins
    case CN_PASTE_END: return .pasteEnds
    case CN_UP: return .key(.up)
    case CN_DOWN: return .key(.down)
    case CN_LEFT: return .key(.left)
    case CN_RIGHT: return .key(.right)
    case CN_PAGE_UP: return .key(.pageUp)
    case CN_PAGE_DOWN: return .key(.pageDown)
    case CN_HOME: return .key(.home)
    case CN_END: return .key(.end)
    case CN_BACK_TAB: return .key(.backTab)
    case CN_BACKSPACE: return .key(.backspace)
    case CN_DELETE: return .key(.delete)
    case CN_ENTER: return .key(.enter)
    case CN_MOUSE:
      var row: Int32 = 0
      var column: Int32 = 0
      switch Int(cn_mouse_event(&row, &column)) {
      case CN_CLICK: return .mouse(.click(row: Int(row), column: Int(column)))
      case CN_WHEEL_UP: return .mouse(.wheelUp)
      case CN_WHEEL_DOWN: return .mouse(.wheelDown)
      default: return .other
      }
    case CN_F1...CN_F12: return .key(.function(Int(value) - CN_F1 + 1))
    default: return .other
    }
  }
}

/// For ncurses, which may ask on any thread: no closure, which would carry an isolation.
private func columnsOfScalar(_ value: UInt32) -> Int32 { Unicode.Scalar(value).map { Int32(CellWidth.of($0)) } ?? 1 }

internal import Domain

/// Where the person is on a page in the full screen: the focus, the first line shown, what is being typed. Moving is a pure
/// function of the page's layout; the terminal only keeps the value.
public struct Viewport: Hashable, Sendable {
  public private(set) var focus: Focus?
  public private(set) var top = 0
  /// The person has moved the focus to where it is; false when it came there by itself.
  public private(set) var hasMoved = false
  /// The row under the focus, by name: a list that was read again may have it at another place.
  private var row: ElementID?
  /// The line of the focus when it was last looked at.
  private var line: Int?
  /// What stood on the page, in reading order: where the focus goes when what it stood on is gone.
  private var order: [ElementID] = []
  private var hadSecret = false
  /// Texts typed into fields and not sent yet, by field: they stay while the focus goes elsewhere.
  public var typed: [ElementID: TypedText] = [:]
  /// The cursor is on the line of words, where a reader that follows it finds them. Keys go on from the focus all the same.
  public var readsWords = false

  public init() {}

  /// Rows above and below the content: title and a blank line; a line of words and the keys.
  static let above = 2
  static let below = 2
  /// Below this a page cannot be shown usefully.
  public static let smallest = Size(rows: 8, columns: 30)

  static func height(_ size: Size) -> Int { max(1, size.rows - above - below) }

  public enum Move: Hashable, Sendable {
    case next, previous, pageDown, pageUp, first, last, nextField, previousField
  }

  /// Keeps the focus on what it stands on, wherever that went. Else it goes to what came in that place, and at first to the first
  /// thing that can be chosen: while parts of the page are still to come, it waits above them.
  public mutating func settle(on layout: Layout) {
    defer {
      order = layout.page.blocks.map(\.id)
      hadSecret = layout.page.hasSecret
      remember(layout)
    }
    // A page that is asked for anew is empty meanwhile: the focus may find its place again.
    guard !layout.sections.isEmpty else { return }
    if layout.page.hasSecret, !hadSecret {
      // A question takes the cursor to itself.
      focus = firstFocus(layout)
      hasMoved = false
    } else if focus != nil {
      followRow(on: layout.page)
      if line(on: layout) == nil {
        focus = inPlaceOfFocus(layout)
        hasMoved = false
      }
      keepRow(on: layout)
    } else if !layout.page.isIncomplete {
      focus = firstFocus(layout)
    }
    scroll(layout)
  }

  private func line(on layout: Layout) -> Int? { focus.flatMap { layout.line(of: $0) } }

  /// What comes above moves the text, not the place on the screen where the person reads; at the top, what comes is shown.
  private mutating func keepRow(on layout: Layout) {
    guard top > 0, let before = line, let now = line(on: layout) else { return }
    top = max(0, top + now - before)
  }

  /// Where the focus goes when what it stood on is gone: to what has come in its place, else to the next thing.
  private func inPlaceOfFocus(_ layout: Layout) -> Focus? {
    guard let index = focus.flatMap({ focus in order.firstIndex(of: focus.block) }) else { return firstFocus(layout) }
    let above = order[...index].reversed().lazy.compactMap { id in layout.sections.firstIndex { $0.block.id == id } }
      .first
    let known = Set(order)
    let following = layout.sections[(above.map { $0 + 1 } ?? 0)...]
    let fresh = following.prefix { !known.contains($0.block.id) }
    if let choice = fresh.lazy.compactMap({ interactive($0) }).first { return choice }
    if let text = fresh.first(where: { $0.count > 0 }) { return .text(text.block.id, 0) }
    let start = following.first?.start ?? layout.lineCount
    return stop(layout, from: start, step: 1, false) ?? stop(layout, from: start - 1, step: -1, false)
      ?? firstFocus(layout)
  }

  /// The focus stays on the same thing: where that went within its list, or on the last row when the list became shorter.
  private mutating func followRow(on page: Page) {
    guard case .row(let id, let index)? = focus, let list = page.rowList(id), list.total > 0 else { return }
    if let row, let here = list.rows[index], here.id != row, let place = list.rows.first(where: { $0.value.id == row })
    {
      focus = .row(id, place.key)
    } else if index >= list.total {
      focus = .row(id, list.total - 1)
    }
  }

  private mutating func remember(_ layout: Layout) {
    line = line(on: layout)
    row = nil
    if case .row(let id, let index)? = focus { row = layout.page.rowList(id)?.rows[index]?.id }
  }

  /// Moves the focus. False when it is already as far as it goes.
  @discardableResult
  public mutating func move(_ move: Move, on layout: Layout) -> Bool {
    let before = focus
    hasMoved = true
    let height = Self.height(layout.size)
    let line = line(on: layout) ?? top - 1
    let textIsStop = textIsStop(layout)
    switch move {
    case .next: focus = stop(layout, from: line + 1, step: 1, textIsStop) ?? focus
    case .previous: focus = stop(layout, from: line - 1, step: -1, textIsStop) ?? focus
    case .pageDown:
      focus =
        stop(layout, from: min(line + height, layout.lineCount - 1), step: -1, textIsStop, until: line)
        ?? stop(layout, from: line + 1, step: 1, textIsStop) ?? focus
      top = min(top + height, max(0, layout.lineCount - height))
    case .pageUp:
      focus =
        stop(layout, from: max(line - height, 0), step: 1, textIsStop, until: line)
        ?? stop(layout, from: line - 1, step: -1, textIsStop) ?? focus
      top = max(0, top - height)
    case .first: focus = stop(layout, from: 0, step: 1, textIsStop) ?? focus
    case .last: focus = stop(layout, from: layout.lineCount - 1, step: -1, textIsStop) ?? focus
    case .nextField: focus = field(layout, after: line) ?? focus
    case .previousField: focus = field(layout, before: line) ?? focus
    }
    remember(layout)
    if move == .first { top = 0 }
    scroll(layout)
    return focus != before
  }

  /// What stands in a row of the terminal, when it is something to act on or a line of a text to be read.
  public func focus(inRow row: Int, on layout: Layout) -> Focus? {
    let line = row - Self.above + top
    guard row >= Self.above, row < layout.size.rows - Self.below, let section = layout.section(at: line) else {
      return nil
    }
    switch section.block.content {
    case .choice, .field, .secret: return .element(section.block.id)
    case .list: return section.rows.map { .row(section.block.id, $0.row(at: line - section.start)) }
    default: return layout.focus(at: line, textIsStop: textIsStop(layout))
    }
  }

  public mutating func put(_ focus: Focus, on layout: Layout) {
    guard layout.line(of: focus) != nil else { return }
    self.focus = focus
    hasMoved = true
    remember(layout)
    scroll(layout)
  }

  private func textIsStop(_ layout: Layout) -> Bool { layout.lineCount > Self.height(layout.size) }

  private func firstFocus(_ layout: Layout) -> Focus? {
    func isInSight(_ focus: Focus) -> Bool { (layout.line(of: focus) ?? .max) < Self.height(layout.size) }
    // A field that asks for something comes before everything; a text to be read before the choices under it.
    for section in layout.sections {
      switch section.block.content {
      case .secret: return .element(section.block.id)
      case .body:
        if let line = stop(layout, from: section.start, step: 1, false), isInSight(line) { return line }
      default: continue
      }
    }
    // A page whose first choice is below the screen is read from its beginning.
    if let first = stop(layout, from: 0, step: 1, false), isInSight(first) { return first }
    return stop(layout, from: 0, step: 1, true)
  }

  private func stop(_ layout: Layout, from line: Int, step: Int, _ textIsStop: Bool, until limit: Int? = nil) -> Focus?
  {
    var line = line
    while line >= 0, line < layout.lineCount, line != limit {
      if let focus = layout.focus(at: line, textIsStop: textIsStop) { return focus }
      line += step
    }
    return nil
  }

  /// The next thing of another kind: from a list past all its rows.
  private func field(_ layout: Layout, after line: Int) -> Focus? {
    layout.sections.lazy.filter { $0.start > line }.compactMap { interactive($0) }.first
      ?? layout.sections.lazy.compactMap { interactive($0) }.first
  }
  private func field(_ layout: Layout, before line: Int) -> Focus? {
    layout.sections.reversed().lazy.filter { $0.end <= line }.compactMap { interactive($0) }.first
      ?? layout.sections.reversed().lazy.compactMap { interactive($0) }.first
  }
  private func interactive(_ section: Layout.Section) -> Focus? {
    switch section.block.content {
    case .choice, .field, .secret: .element(section.block.id)
    case .list where section.rows != nil: .row(section.block.id, 0)
    default: nil
    }
  }

  private mutating func scroll(_ layout: Layout) {
    let height = Self.height(layout.size)
    if let focus, let line = layout.line(of: focus) {
      var bottom = line
      if case .row(let id, let index) = focus, let section = layout.sections.first(where: { $0.block.id == id }),
        let lines = section.lines(ofRow: index)
      {
        bottom = lines.upperBound - 1
      }
      if line < top { top = line }
      if bottom >= top + height { top = bottom - height + 1 }
      // At the first stop the words above it are shown too.
      if line < height, stop(layout, from: line - 1, step: -1, textIsStop(layout)) == nil { top = 0 }
    }
    top = max(0, min(top, max(0, layout.lineCount - height)))
  }
}

extension Page {
  /// What the focus would do, with its name.
  public func action(at focus: Focus) -> (id: ElementID, action: Action)? {
    switch focus {
    case .element(let id):
      guard let block = blocks.first(where: { $0.id == id }), case .choice(_, let action) = block.content else {
        return nil
      }
      return (id, action)
    case .row(let list, let index):
      guard let rows = rowList(list) else { return nil }
      guard let row = rows.rows[index] else { return rows.isFailed(index) ? (list, RowList.askAgain) : nil }
      return (row.id, row.action)
    case .text: return nil
    }
  }

  public func rowList(_ id: ElementID) -> RowList? {
    for block in blocks where block.id == id {
      if case .list(let list) = block.content { return list }
    }
    return nil
  }

  /// The field under the focus.
  public func field(at focus: Focus?) -> (id: ElementID, field: TextField)? {
    guard case .element(let id)? = focus, let block = blocks.first(where: { $0.id == id }),
      case .field(let field) = block.content
    else { return nil }
    return (id, field)
  }

  public func secret(at focus: Focus?) -> SecretField? {
    guard case .element(let id)? = focus, let block = blocks.first(where: { $0.id == id }),
      case .secret(let secret) = block.content
    else { return nil }
    return secret
  }
}

import Domain

@testable import Screens

extension FuzzReader {
  /// Text from outside on its way to a person.
  static let texts = [
    FuzzReader("terminal-safe", "what may be printed neither steers nor hides, and cleaning it again changes nothing") {
      input in
      var input = input
      let text = input.text
      let half = String(decoding: input.take(input.rest.count / 2), as: UTF8.self)
      let other = input.text
      let line = TerminalSafe(line: text)
      let lines = TerminalSafe(lines: text)
      let columns = TerminalSafe(columns: [half, other])
      let both = TerminalSafe(line: half).text + TerminalSafe(line: other).text
      let document = TerminalSafe(json: .fields((half, .text(text))), layout: .indented)
      return first(
        unsafe(line.text), unsafe(lines.text, besides: ["\n"]), unsafe(columns.text, besides: ["\t"]),
        unsafe(document.text, besides: ["\n"]),
        broken(TerminalSafe(line: line.text) != line, "a clean line is changed again"),
        broken(TerminalSafe(lines: lines.text) != lines, "clean lines are changed again"),
        broken(!same(TerminalSafe(line: both).text, both), "two safe texts make one that is not safe"),
        broken(columns.text.unicodeScalars.count { $0 == "\t" } != 1, "a column has a tab"),
        broken(!keepsSelectors(of: text, in: line.text), "a variation selector of a name is lost"))
    },
    FuzzReader("line-breaking", "no line is wider than asked, and no character but blanks is lost") { input in
      var input = input
      let columns = Int(Int8(bitPattern: input.byte()))
      let text = TerminalSafe(line: input.text).text
      let lines = LineBreaking.lines(text, columns: columns)
      let widest = max(2, columns)
      let cut = CellWidth.cut(text, to: columns)
      return first(
        lines.lazy.compactMap { line in
          broken(CellWidth.of(line) > widest && line.count > 1, "a line is wider than \(widest) columns")
        }.first,
        broken(!same(withoutBlanks(lines.joined()), withoutBlanks(text)), "characters are lost"),
        broken(CellWidth.of(cut) > max(0, columns), "cut to \(columns) columns, it is wider"))
    },
    FuzzReader("page", "a page of any texts fits any terminal, whatever is pressed, and can be heard") { input in
      var input = input
      let size = Size(rows: input.number(0...60), columns: input.number(0...200))
      let moves = input.take(6)
      let words = input.take(upTo: 0)
      let page = page(of: &input)
      let layout = page.laidOut(in: size)
      var viewport = Viewport()
      viewport.settle(on: layout)
      var violation = misfit(layout.paint(viewport, frame))
      for move in moves where violation == nil {
        let all: [Viewport.Move] = [
          .next, .previous, .pageDown, .pageUp, .first, .last, .nextField, .previousField,
        ]
        _ = viewport.move(all[Int(move) % all.count], on: layout)
        if move > 127,
          let found = layout.find(
            String(decoding: words, as: UTF8.self), from: viewport.focus, forward: move > 191)
        {
          viewport.put(found, on: layout)
        }
        _ = viewport.missingRows(on: layout)
        violation = misfit(layout.paint(viewport, frame))
      }
      let script = page.read(spoken, from: moves.first.map(Int.init) ?? 0)
      return violation ?? script.lines.lazy.compactMap { unsafe($0.text) }.first
    },
    FuzzReader("spoken-command", "a typed line has one plain form, and a word of the prompt is found in any width") {
      input in
      let plain = SpokenInput.plain(input.text)
      _ = KeyBindings.usual.command(of: .character(input.text.first ?? " "))
      return first(
        broken(!same(SpokenInput.plain(plain), plain), "the plain form has another plain form"),
        broken(SpokenCommand(input.text) != SpokenCommand(plain), "the plain form means something else"))
    },
    FuzzReader("nearest", "what is near is one of the known words, and a known word is nearest to itself") { input in
      let words = input.text.split(separator: "\n").prefix(8).map { String($0.prefix(40)) }
      guard let word = words.first else { return nil }
      let found = Nearest.word(to: word, among: words)
      return broken(
        found.map { !words.contains($0) || !same($0, word) } ?? true, "another word is nearer than the word")
    },
    FuzzReader("template", "filled with nothing in its places, it says its words") { input in
      guard let template = Template(input.text) else { return nil }
      for place in template.places { _ = Place(place) }
      guard let filled = template.filled({ _ in "" }) else { return "a filled template says nothing" }
      return broken(filled.utf8.count > input.text.utf8.count, "it says more than stands there")
    },
  ]

  private static let library = ScreenLibrary(screens: "", content: "", locale: .ja, calls: [])
  private static let frame = FrameWords(library)
  private static let spoken = SpokenWords(library)

  /// A page of every kind of block, with the texts of the input.
  private static func page(of input: inout Input) -> Page {
    func text() -> TerminalSafe { TerminalSafe(line: String(decoding: input.take(upTo: 0), as: UTF8.self)) }
    var page = Page(screen: "fuzz", title: text())
    if input.byte() & 1 == 1 { page.banner = text() }
    if input.byte() & 1 == 1 { page.outcome = text() }
    while page.blocks.count < 12, !input.rest.isEmpty {
      let content: Page.Content
      switch input.number(0...9) {
      case 0: content = .heading(text())
      case 1: content = .paragraph(text())
      case 2: content = .bullet(text())
      case 3: content = .body([text(), text(), text()])
      case 4: content = .fact(label: text(), value: text())
      case 5: content = .alert(word: text(), what: text(), next: input.byte() & 1 == 1 ? text() : nil)
      case 6: content = .choice(text(), .verb("back"))
      case 7:
        var rows: [Int: Page.Row] = [:]
        for index in 0..<input.number(0...4) {
          rows[index * 2] = Page.Row(
            id: ElementID("row\(page.blocks.count).\(index)"), name: text(), details: [text(), text()], action: .none)
        }
        content = .list(
          Page.RowList(total: input.number(rows.isEmpty ? 0...2 : 8...200), rows: rows, isWindow: true, none: text()))
      case 8:
        content = .field(
          Page.TextField(label: text(), hint: nil, value: String(decoding: input.take(9), as: UTF8.self)))
      default: content = .secret(Page.SecretField(label: text(), hint: text(), kind: .signature))
      }
      page.blocks.append(Page.Block(ElementID("block\(page.blocks.count)"), content))
    }
    return page
  }

  private static func misfit(_ grid: Grid) -> String? {
    guard grid.rows.count == max(0, grid.size.rows) else { return "the grid has other rows than the terminal" }
    for row in grid.rows {
      var end = 0
      for piece in row {
        if piece.column < end { return "two pieces overlap" }
        end = piece.column + CellWidth.of(piece.text)
        if end > grid.size.columns { return "a row is wider than \(grid.size.columns) columns" }
        if let violation = unsafe(piece.text) { return violation }
      }
    }
    let small = grid.size.rows < Viewport.smallest.rows || grid.size.columns < Viewport.smallest.columns
    return broken(
      !small && !(grid.rows.indices.contains(grid.cursorRow) && (0..<grid.size.columns).contains(grid.cursorColumn)),
      "the cursor is at \(grid.cursorRow), \(grid.cursorColumn) in \(grid.size.rows) rows, \(grid.size.columns) columns"
    )
  }
}

/// What in a printed text steers, hides or has nothing to stand on; by the toolchain's Unicode tables, not by `TerminalSafe`'s own.
func unsafe(_ text: String, besides allowed: Set<Unicode.Scalar> = []) -> String? {
  var marks = 0
  var hasBase = false
  for scalar in text.unicodeScalars {
    let name = "U+" + String(scalar.value, radix: 16, uppercase: true)
    let properties = scalar.properties
    if isSelector(scalar) || properties.generalCategory == .nonspacingMark
      || properties.generalCategory == .enclosingMark
    {
      marks += 1
      if !hasBase { return "\(name) stands on nothing" }
      if marks > 4 { return "\(name) is the fifth mark of a cell" }
      continue
    }
    marks = 0
    hasBase = scalar != " " && scalar != "\u{3000}"
    if allowed.contains(scalar) {
      hasBase = false
      continue
    }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: return "\(name) steers"
    default: break
    }
    if properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint { return "\(name) hides" }
    if properties.isBidiControl { return "\(name) reorders" }
  }
  return nil
}

private func isSelector(_ scalar: Unicode.Scalar) -> Bool {
  (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value)
}

/// Every selector that directly follows a Han character is still there, as often.
private func keepsSelectors(of outside: String, in safe: String) -> Bool {
  func pairs(_ text: String) -> [UInt32: Int] {
    var found: [UInt32: Int] = [:]
    var before: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if isSelector(scalar), (0x4E00...0x9FFF).contains(before.value) { found[before.value, default: 0] += 1 }
      before = scalar
    }
    return found
  }
  return pairs(outside) == pairs(safe)
}

/// Scalar by scalar: `==` takes for the same what only looks the same.
func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
private func withoutBlanks(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != " " }))
}

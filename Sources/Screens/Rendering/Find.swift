internal import Domain

extension Viewport {
  /// Rows of windowed lists that are in sight, or just outside it, and not loaded.
  public func missingRows(on page: Page, in size: Size) -> [(ElementID, Int)] {
    let layout = Layout(page, columns: size.columns)
    let height = Self.height(size)
    var missing: [(ElementID, Int)] = []
    for section in layout.sections where section.rowHeight > 0 {
      guard case .list(let list) = section.block.content, list.isWindow else { continue }
      let first = max(0, (top - height - section.start) / section.rowHeight)
      let last = min(list.total - 1, (top + 2 * height - section.start) / section.rowHeight)
      guard first <= last else { continue }
      for index in first...last where list.rows[index] == nil { missing.append((section.block.id, index)) }
    }
    return missing
  }
}

extension Page {
  /// The next place after `focus` whose words contain `words`, whatever case or width of Latin letters; round the end.
  public func find(_ words: String, from focus: Focus?, forward: Bool, in size: Size) -> Focus? {
    let wanted = SpokenInput.plain(words)
    let places = searchPlaces(in: size)
    let start = focus.flatMap { focus in places.firstIndex { $0.focus == focus } } ?? (forward ? -1 : places.count)
    let order =
      forward
      ? Array(places.indices.dropFirst(start + 1)) + Array(places.indices.prefix(start + 1))
      : Array(places.indices.prefix(max(0, start)).reversed())
        + Array(places.indices.dropFirst(max(0, start)).reversed())
    return order.first { SpokenInput.plain(places[$0].text).contains(wanted) }.map { places[$0].focus }
  }

  private func searchPlaces(in size: Size) -> [(focus: Focus, text: String)] {
    blocks.flatMap { block -> [(focus: Focus, text: String)] in
      switch block.content {
      case .choice(let text, _): return [(.element(block.id), text.text)]
      case .field(let field): return [(.element(block.id), field.label.text)]
      case .secret(let secret): return [(.element(block.id), secret.label.text)]
      case .list(let list):
        return list.rows.keys.sorted().map { index in
          let row = list.rows[index]!
          return (.row(block.id, index), ([row.name] + row.details).map(\.text).joined(separator: " "))
        }
      case .body(let lines):
        return Layout.lines(of: .body(lines), width: min(size.columns, Layout.widestText)).enumerated().map {
          (.text(block.id, $0), $1.text)
        }
      default: return []
      }
    }
  }
}

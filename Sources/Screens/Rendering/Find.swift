internal import Domain

extension Viewport {
  /// Rows of windowed lists that are in sight, or just outside it, and not loaded. Those that could not be had are asked for again
  /// when the person says so, not by every key.
  public func missingRows(on layout: Layout) -> [(ElementID, Int)] {
    let height = Self.height(layout.size)
    var missing: [(ElementID, Int)] = []
    for section in layout.sections {
      guard case .list(let list) = section.block.content, list.isWindow, let rows = section.rows else { continue }
      let first = max(0, top - height - section.start)
      let last = min(rows.lineCount - 1, top + 2 * height - section.start)
      guard first <= last else { continue }
      for index in rows.row(at: first)...rows.row(at: last) where list.rows[index] == nil && !list.isFailed(index) {
        missing.append((section.block.id, index))
      }
    }
    return missing
  }
}

extension Layout {
  /// The next place after `focus` whose words contain `words`, whatever case or width of Latin letters; round the end.
  public func find(_ words: String, from focus: Focus?, forward: Bool) -> Focus? {
    let wanted = SpokenInput.plain(words)
    guard !wanted.isEmpty else { return nil }
    let places = searchPlaces
    let start = focus.flatMap { focus in places.firstIndex { $0.focus == focus } } ?? (forward ? -1 : places.count)
    let order =
      forward
      ? Array(places.indices.dropFirst(start + 1)) + Array(places.indices.prefix(start + 1))
      : Array(places.indices.prefix(max(0, start)).reversed())
        + Array(places.indices.dropFirst(max(0, start)).reversed())
    return order.first { places[$0].begins(wanted) }.map { places[$0].focus }
  }

  private struct SearchPlace {
    let focus: Focus
    let text: String
    /// What the text goes on with: a word that is broken over two lines is found where it begins.
    var next = ""

    func begins(_ wanted: String) -> Bool {
      let here = SpokenInput.plain(text)
      if here.contains(wanted) { return true }
      if next.isEmpty { return false }
      let following = SpokenInput.plain(next)
      return ["", " "].contains { between in
        let end = String(following.prefix(wanted.count))
        return (here + between + end).contains(wanted) && !end.contains(wanted)
      }
    }
  }

  private var searchPlaces: [SearchPlace] {
    sections.flatMap { section -> [SearchPlace] in
      let block = section.block
      switch block.content {
      case .choice(let text, _): return [SearchPlace(focus: .element(block.id), text: text.text)]
      case .field(let field): return [SearchPlace(focus: .element(block.id), text: field.label.text)]
      case .secret(let secret): return [SearchPlace(focus: .element(block.id), text: secret.label.text)]
      case .list(let list) where list.total > 0:
        return list.rows.keys.sorted().map { index in
          let row = list.rows[index]!
          return SearchPlace(
            focus: .row(block.id, index), text: ([row.name] + row.details).map(\.text).joined(separator: " "))
        }
      default:
        let lines = section.lines.map(\.text)
        return lines.indices.map { index in
          SearchPlace(
            focus: .text(block.id, index), text: lines[index], next: index + 1 < lines.count ? lines[index + 1] : "")
        }
      }
    }
  }
}

internal import Domain

/// A line of text while it is being typed, as what stands before the insertion point and what stands after it. Moving and removing
/// go by what a person takes for one character; typing goes by scalars, as they come.
public struct TypedText: Hashable, Sendable, ExpressibleByStringLiteral {
  private var before: String
  private var after = ""

  public init(_ text: String) { before = text }
  public init(stringLiteral text: String) { self.init(text) }

  public var text: String { before + after }
  public var isEmpty: Bool { before.isEmpty && after.isEmpty }

  public enum Edit: Hashable, Sendable, CaseIterable {
    case left, right, start, end, removeBefore, removeAfter, removeWordBefore, removeAllBefore
  }

  /// False when the text is as long as a field takes: then nothing is inserted.
  public mutating func insert(_ scalar: Unicode.Scalar) -> Bool {
    guard before.unicodeScalars.count + after.unicodeScalars.count < Page.TextField.longest else { return false }
    before.unicodeScalars.append(scalar)
    return true
  }

  public mutating func edit(_ edit: Edit) {
    switch edit {
    case .left: if let last = before.popLast() { after.insert(last, at: after.startIndex) }
    case .right: if !after.isEmpty { before.append(after.removeFirst()) }
    case .start:
      after = text
      before = ""
    case .end:
      before = text
      after = ""
    case .removeBefore: _ = before.popLast()
    case .removeAfter: if !after.isEmpty { after.removeFirst() }
    case .removeWordBefore:
      while before.last?.isWhitespace == true { before.removeLast() }
      while let last = before.last, !last.isWhitespace { before.removeLast() }
    case .removeAllBefore: before = ""
    }
  }

  /// What is seen of it in so many columns, and the column of the insertion point: a text that is longer shows what was typed last.
  public func shown(columns: Int) -> (text: String, cursor: Int) {
    let left = CellWidth.end(of: TerminalSafe(line: before).text, columns: columns)
    let cursor = CellWidth.of(left)
    return (left + CellWidth.cut(TerminalSafe(line: after).text, to: max(0, columns - cursor), mark: ""), cursor)
  }
}

extension Key {
  /// What the key does to a text under the cursor; nil when it does nothing to it.
  public var edit: TypedText.Edit? {
    switch self {
    case .left: .left
    case .right: .right
    case .home: .start
    case .end: .end
    case .backspace: .removeBefore
    case .delete: .removeAfter
    case .removeWord: .removeWordBefore
    case .removeLine: .removeAllBefore
    default: nil
    }
  }
}

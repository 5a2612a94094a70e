import Domain
import Screens
import TestKit
import Testing

@testable import Journeys

/// A person's walk through the program, without a network, a card or a terminal: actions in, effects and pages out.
struct Walk {
  var state = AppState(practice: true, version: "0.1.0")
  let library = TestTexts.library()

  static let summary: Value = [
    "loggedIn": true, "method": "card", "assurance": "high", "expiresAt": "2026-11-20T15:30:00+09:00",
    "person": ["displayName": "サンプル 太郎", "kana": nil],
  ]

  static let summaryOfAnother: Value = [
    "loggedIn": true, "method": "card", "assurance": "high", "expiresAt": "2026-11-20T15:30:00+09:00",
    "person": ["displayName": "例示 次郎", "kana": nil],
  ]

  /// A walk that has arrived on the home screen.
  static func atHome() throws -> Walk {
    var walk = Walk()
    let effects = walk.act(.started(session: summary))
    walk.act(.answered(try #require(effects.calls.first?.number), try TestTexts.result("home.full"), isLast: true))
    return walk
  }

  /// A walk on a screen that was opened from home and has its answer.
  static func at(_ screen: String, _ parameters: Value = [:], answer: Value) throws -> Walk {
    var walk = try atHome()
    let effects = walk.act(.chose("test", .open(screen: screen, parameters: parameters)))
    walk.act(.answered(try #require(effects.calls.first?.number), answer, isLast: true))
    return walk
  }

  @discardableResult
  mutating func act(_ action: AppAction) -> [AppEffect] { state.update(action, library) }

  /// What the operation in front tells of itself.
  mutating func step(_ step: OperationTask.Step) { act(.operationStepped(state.numberInFront ?? 0, step)) }
  @discardableResult
  mutating func finish(_ value: Value) -> [AppEffect] { act(.operationDone(state.numberInFront ?? 0, value)) }
  @discardableResult
  mutating func fail(_ problem: Problem) -> [AppEffect] { act(.operationFailed(state.numberInFront ?? 0, problem)) }
  /// The same for one that something stands in front of.
  var number: Int? { state.tasks.compactMap { if case .operation(let task) = $0 { task.number } else { nil } }.last }

  /// The form that was opened last.
  var formNumber: Int? { state.tasks.compactMap { if case .form(let task) = $0 { task.number } else { nil } }.last }

  /// Chooses what stands on the page under this name.
  mutating func choose(_ id: ElementID, sourceLocation: SourceLocation = #_sourceLocation) throws -> [AppEffect] {
    let action = try #require(page.action(of: id), "no '\(id)' on \(page.screen)", sourceLocation: sourceLocation)
    return act(.chose(id, action))
  }

  var page: Page { state.page(library) }
  /// Everything that is said on the page, in one text.
  var words: String {
    let page = page
    let script = page.read(SpokenWords(library))
    return ([page.title.text] + script.lines.map(\.text)).joined(separator: "\n")
  }
  var outcome: String? { page.outcome?.text }
}

extension Page {
  func action(of id: ElementID) -> Action? {
    for block in blocks {
      switch block.content {
      case .choice(_, let action) where block.id == id: return action
      case .list(let list):
        if let row = list.rows.values.first(where: { $0.id == id }) { return row.action }
      default: continue
      }
    }
    return nil
  }

  func list(_ id: ElementID) -> RowList? { rowList(id) }
}

extension [AppEffect] {
  /// The operations that begin.
  var operations: [CallName] { compactMap { if case .operate(_, let name, _) = $0 { name } else { nil } } }
  var isCancellation: Bool { count == 1 && first.map { if case .cancelOperation = $0 { true } else { false } } == true }

  var calls: [(number: Int, name: CallName, parameters: Value)] {
    compactMap { if case .call(let number, let name, let parameters) = $0 { (number, name, parameters) } else { nil } }
  }
}

/// A page of `total` notices, from `first` on, as the portal answers.
func notices(_ first: Int, _ count: Int, total: Int, unread: Int = 0, prefix: String = "n") -> Value {
  .fields(
    (
      "items",
      .list(
        (first..<first + count).map { index in
          .fields(
            ("id", .text("\(prefix)-\(index)")), ("sender", ["body": "サンプル市", "department": nil]),
            ("kind", "government"), ("title", .text("お知らせ\(index + 1)")), ("issuedAt", "2026-11-19T09:00:00+09:00"),
            ("readAt", .null), ("due", .null), ("attachments", []), ("action", .null), ("procedureId", .null),
            ("applicationId", .null))
        })
    ), ("next", .null), ("total", .integer(total)), ("problems", []), ("unread", .integer(unread)))
}

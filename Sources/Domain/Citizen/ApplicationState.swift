/// Where an application stands: the first three are this machine's (draft to sending), the others the portal's.
///
/// No state is without a visible next action, even where that is to wait.
public enum ApplicationState: String, Hashable, Sendable, CaseIterable {
  case draft, signed, sending
  case receiveError, arrived, review, correct, payWait, visitWait, withdrawRequested, withdrawn, rejected, done,
    outOfView

  /// What the person can do next.
  public enum NextAction: String, Hashable, Sendable, CaseIterable {
    /// Fill in and sign.
    case edit
    case submit
    /// Ask what became of it (`applications resume`).
    case resume
    /// Send the same again.
    case retry
    /// Nothing but wait: the office has it.
    case wait
    case amend, pay, visit
    /// Read the decision and how to object.
    case readDecision
    /// Fetch the documents before their last day.
    case fetchDocuments
    case applyAgain
    case contactOffice
  }

  public var nextAction: NextAction {
    switch self {
    case .draft: .edit
    case .signed: .submit
    case .sending: .resume
    case .receiveError: .retry
    case .arrived, .review, .withdrawRequested: .wait
    case .correct: .amend
    case .payWait: .pay
    case .visitWait: .visit
    case .withdrawn: .applyAgain
    case .rejected: .readDecision
    case .done: .fetchDocuments
    case .outOfView: .contactOffice
    }
  }

  /// Neither decided nor withdrawn: somebody has still to do something.
  public var isRunning: Bool {
    switch self {
    case .draft, .signed, .sending, .receiveError, .arrived, .review, .correct, .payWait, .visitWait,
      .withdrawRequested:
      true
    case .withdrawn, .rejected, .done, .outOfView: false
    }
  }

  /// The portal's own word, for scripts. What a screen says is in `content/`.
  public var label: String {
    switch self {
    case .draft: "下書き"
    case .signed: "署名済み"
    case .sending: "送信中"
    case .receiveError: "受付エラー"
    case .arrived: "処理中（到達）"
    case .review: "処理中（審査中）"
    case .correct: "要訂正"
    case .payWait: "納付待ち"
    case .visitWait: "来庁待ち"
    case .withdrawRequested: "取下げ処理中"
    case .withdrawn: "取下げ済"
    case .rejected: "却下・不受理"
    case .done: "完了"
    case .outOfView: "閲覧期間外"
    }
  }
}

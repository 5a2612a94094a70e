import Domain
import Operations

/// `--dry-run` of what a card does: what would be signed, changed or read, with which card and which PIN. The card is asked what it
/// is and how many tries are left, which needs no PIN and costs nothing; nothing is signed, and no descriptor is read.
struct CardRehearsal {
  private let invocation: Invocation
  private let services: Services

  init(_ invocation: Invocation, _ services: Services) {
    self.invocation = invocation
    self.services = services
  }

  func sign(_ content: [UInt8], into file: String) async -> Answer {
    let isAttached = invocation.has("attached")
    return await answer(
      "signs", .signature, .sign,
      [
        ("file", .text(invocation.arguments[0])), ("bytes", .integer(content.count)),
        ("sha256", .text(CardDesk.digest(of: content))), ("attached", .bool(isAttached)), ("key", "sign"),
        ("output", .text(file)),
      ])
  }

  func changePIN(_ kind: PINKind) async -> Answer {
    await answer("changes", kind, .changing(kind), [("pin", .text(kind.word))])
  }

  func read(_ items: Set<CardRecord.Item>, photo: String?) async -> Answer {
    var names = CardRecord.Item.allCases.filter(items.contains).map(\.rawValue)
    if photo != nil { names.append("photo") }
    let needsPIN = !CardRecord.Item.needingPIN.isDisjoint(with: items)
    return await answer(
      "reads", needsPIN ? .text : photo == nil ? nil : .surface, needsPIN ? .read : nil,
      [("items", .list(names.map(Value.text)))] + (photo.map { [("output", .text($0))] } ?? []),
      // The photo has a visit and a PIN of its own.
      pins: (needsPIN ? 1 : 0) + (photo == nil ? 0 : 1))
  }

  func certificate(_ kind: PINKind) async -> Answer {
    await answer(
      "reads", kind == .signature ? kind : nil, .showingCertificate(of: kind),
      [("items", .list([.text("certificate." + kind.word)]))]
        + (invocation["output"].map { [("output", .text($0))] } ?? []))
  }

  /// - Parameters:
  ///   - name: of the list in the answer.
  ///   - kind: the PIN that would be shown to the card; nil: none.
  ///   - task: what the card must be able to do; nil: to say what it is.
  ///   - pins: how many PINs would be shown, each once.
  private func answer(
    _ name: String, _ kind: PINKind?, _ task: CardTask?, _ facts: [(String, Value)], pins: Int? = nil
  ) async -> Answer {
    var kind = kind
    var answer = Answer()
    var card = Value.null
    do throws(Problem) {
      let shown = try await services.card.shown()
      // A phone shows its certificate only after the PIN.
      if task == .authCertificate, isHidden(.authentication, shown) { kind = .authentication }
      let tries = shown["pins"]?.list?.first { $0["kind"]?.text == kind?.word }?["triesLeft"]
      card = .fields(
        ("reader", shown["reader"] ?? .null), ("card", shown["card"] ?? .null), ("pin", Value(kind?.word)),
        ("triesLeft", tries ?? .null))
      try refuse(task, shown)
    } catch {
      // It would not work now: what is known is told all the same.
      answer.remarks.append(error.sentence(in: invocation.texts))
      answer.exit = .partMissing
    }
    var fields = Fields(facts)
    fields["triesAtMost"] = .integer(pins ?? (kind == nil ? 0 : 1))
    answer.value = .fields((name, .list([.object(fields)])), ("card", card))
    return answer
  }

  private func isHidden(_ kind: PINKind, _ shown: Value) -> Bool {
    shown["certificates"]?.list?.first { $0["kind"]?.text == kind.word }?["hidden"]?.bool == true
  }

  /// - Throws: what the card would say.
  private func refuse(_ task: CardTask?, _ shown: Value) throws(Problem) {
    guard let task else {
      // What is read without a PIN, and printed on the card, other things do not have.
      guard shown["expiry"]?.text == nil else { return }
      let word = shown["card"]?.text
      throw Problem(.cardUnsupported, facts: word == "juki" || word == "phone" ? [("card", Value(word))] : [])
    }
    let why = shown["cannot"]?.list?.first { $0["task"]?.text == task.rawValue }?["why"]?.text
    if let hindrance = why.flatMap(CardTask.Hindrance.init(rawValue:)) { throw task.problem(of: hindrance) }
  }
}

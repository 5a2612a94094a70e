import Domain
import Operations

/// The person whom an operation may ask, and tell what it does.
protocol OperationPerson: PINPrompt {
  /// Whether a file that is there may be replaced.
  func confirmReplacing(_ file: String) async -> Bool
  /// What the operation can say before its end, in the shape of its result.
  func tell(_ value: Value) async
  /// The card has done its part.
  func asksPortal()
}

extension Services {
  /// Runs an operation for a person at a face.
  /// - Parameter pinDescriptor: gives the PIN of a log-in.
  func operate(
    _ name: CallName, _ parameters: Value, with person: any OperationPerson, pinDescriptor: Int32?
  ) async throws(Problem) -> Value {
    switch name {
    case Operable.logIn:
      let pin: PIN? = if let pinDescriptor { await PIN.given(by: pinDescriptor) } else { nil }
      let summary = try await logIn(pin: pin, prompt: person) { step in if step == .opening { person.asksPortal() } }
      return summary.valueOfFace
    case Operable.readCard: return try await readCard(parameters, person)
    case Operable.showCertificate:
      let found = try await card.certificate(try kind(parameters), prompt: person, given: nil)
      guard case .object(var fields) = found.facts else { throw Problem(.internalFault) }
      fields["pem"] = nil
      return .object(fields)
    case Operable.sign: return try await sign(parameters, person)
    case Operable.verify: return try await verify(parameters)
    case Operable.changePIN:
      let kind = try kind(parameters)
      try await card.changePIN(kind, old: nil, new: nil, prompt: person)
      return .fields(("kind", .text(kind.word)), ("changed", true))
    default: throw Problem(.notFound, facts: [("what", .text(name.text))])
    }
  }

  private func kind(_ parameters: Value) throws(Problem) -> PINKind {
    guard let kind = PINKind.allCases.first(where: { $0.word == parameters["kind"]?.text }) else {
      throw Problem(.internalFault)
    }
    return kind
  }

  private func readCard(_ parameters: Value, _ person: any OperationPerson) async throws(Problem) -> Value {
    let wantsNumber = parameters["number"]?.bool == true
    let items = wantsNumber ? CardRecord.Item.usual.union([.number]) : CardRecord.Item.usual
    let read = try await card.record(of: items, check: .whereReadable, prompt: person, given: nil)
    let birth = read["birth"]?.text ?? ""
    let isWhole = CalendarDate(iso: birth) != nil
    let number = read["number"]?.text
    return .fields(
      ("name", read["name"] ?? .null), ("address", read["address"] ?? .null),
      ("birth", isWhole ? .text(birth) : .null), ("birthAsWritten", isWhole ? .null : .text(birth)),
      ("sex", read["sex"] ?? .null), ("number", Value(number)), ("numberMasked", Value(number.map(CardRecord.masked))),
      ("checked", read["checked"] ?? .null))
  }

  // MARK: Files

  private func sign(_ parameters: Value, _ person: any OperationPerson) async throws(Problem) -> Value {
    guard let file = TypedPath(parameters["file"]) else { throw Problem(.inputInvalid) }
    let output = TypedPath(parameters["output"]) ?? file.signed
    let attached = parameters["attached"]?.bool == true
    let content = try await read(file)
    func told(_ signed: Value = .null) -> Value {
      .fields(
        ("name", .text(file.name)), ("bytes", .integer(content.count)), ("sha256", .text(CardDesk.digest(of: content))),
        ("output", .text(output.path)), ("attached", .bool(attached)),
        ("signer", signed["signer"] ?? .null), ("refusal", signed["refusal"] ?? .null))
    }
    await person.tell(told())
    // All that could stand in the way is found out before a password is asked for.
    if let obstacle = WholeFile.obstacle(to: output.path, replacing: true) { throw obstacle.problem(of: output.path) }
    let isThere = Files.exists(output.path)
    if isThere, !(await person.confirmReplacing(output.path)) { throw Problem(.confirmationNeeded) }
    let made = try await card.sign(content, attached: attached, prompt: person, given: nil)
    try await onThreadThatWaits { () throws(Problem) in
      try Files.write(made.document, to: output.path, replacing: isThere)
    }
    return told(made.facts)
  }

  private func verify(_ parameters: Value) async throws(Problem) -> Value {
    guard let file = TypedPath(parameters["file"]) else { throw Problem(.inputInvalid) }
    let document = try await read(file)
    var content: [UInt8]?
    if let original = TypedPath(parameters["content"]) { content = try await read(original) }
    let facts = try card.judge(document, content: content).facts
    let findings = DocumentCheck.questions.map { question in
      let finding = facts.at("findings." + question)
      let reason = finding?["reason"]?.text
      let isOfDocument = reason.map(DocumentCheck.faults.contains) ?? false
      return Value.fields(
        ("question", .text(question)), ("result", finding?["result"] ?? .null),
        ("document", Value(isOfDocument ? reason : nil)), ("certificate", Value(isOfDocument ? nil : reason)))
    }
    return .fields(
      ("name", .text(file.name)), ("attached", facts["attached"] ?? .null),
      ("contentBytes", facts["contentBytes"] ?? .null), ("summary", facts["summary"] ?? .null),
      ("findings", .list(findings)),
      (
        "signers",
        .list(
          (facts["signers"]?.list ?? []).map { signer in
            Value.fields(
              ("subject", signer["subject"] ?? .null), ("issuer", signer["issuer"] ?? .null),
              ("serial", signer["serial"] ?? .null), ("signedAt", signer["signedAt"] ?? .null))
          })
      ))
  }

  /// - Throws: `fileFailed` for what is no file or cannot be read, `inputInvalid` for one that is too large to be signed.
  private func read(_ path: TypedPath) async throws(Problem) -> [UInt8] {
    try await onThreadThatWaits { () throws(Problem) in
      // A device or a pipe could keep the face waiting for ever.
      guard !Files.isSpecial(path.path) else { throw FileFailure.other.problem(of: path.path) }
      do throws(FileFailure) {
        return try WholeFile.read(path.path, atMost: 65 << 20)
      } catch { throw error.problem(of: path.path) }
    }
  }

  /// A disk may be slow: the shared pool does not wait for it.
  private func onThreadThatWaits<R: Sendable>(
    _ body: @Sendable () throws(Problem) -> R
  ) async throws(Problem) -> R {
    let result = await PromptThread.shared.run { () -> Result<R, Problem> in
      do throws(Problem) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
  }
}

/// The path of a file as a person types it into a field.
struct TypedPath: Sendable {
  let path: String

  /// Nil when nothing was typed. Blanks around it do not count, and `~/` is the person's home.
  init?(_ value: Value?) {
    var text = value?.text ?? ""
    text = String(text.drop { $0 == " " || $0 == "\u{3000}" })
    while text.last == " " || text.last == "\u{3000}" { text.removeLast() }
    if text.isEmpty { return nil }
    if text.hasPrefix("~/"), let home = Places.environment("HOME") { text = home + text.dropFirst(1) }
    path = text
  }

  private init(path: String) { self.path = path }

  /// The last part.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  /// Where its signature goes when nothing else is said.
  var signed: TypedPath { TypedPath(path: path + ".p7s") }
}

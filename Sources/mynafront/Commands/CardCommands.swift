import Domain
import Operations
import Screens

#if canImport(Glibc)
  import Glibc
#endif

/// `card …`: what is on the card, and what its keys can do.
enum CardCommands {
  static func status(_ invocation: Invocation) async throws(Failure) -> Answer {
    let services = try invocation.services()
    let value = try await invocation.trying { () throws(Problem) in try await services.card.status() }
    let readers = value["readers"]?.list ?? []
    if readers.isEmpty { throw .because(.noReader) }
    // What was found before the trouble is printed; it must not be taken for everything.
    let codes = readers.compactMap { $0["problem"]?.text.flatMap(Problem.Code.init(rawValue:)) }
    return Answer(
      value, .rows(readers.flatMap(rows)), remarks: codes.map { Problem($0).sentence(in: invocation.texts) },
      exit: codes.isEmpty ? .done : .partMissing)
  }

  private static func rows(_ reader: Value) -> [Row] {
    var rows = [Row("reader", (reader["name"], .text), (reader["card"], .choice(name: "cardKind", [])))]
    if reader["pinPad"]?.bool == true { rows.append(Row("pin-pad", (true, .boolean))) }
    if let expiry = reader["expiry"], !expiry.isNull {
      rows.append(Row("card", (expiry, .date)))
      rows.append(Row("card-days", (reader["expiryDaysLeft"], .integer)))
      rows.append(Row("municipality", (reader["municipality"], .text)))
    }
    for certificate in reader["certificates"]?.list ?? [] {
      let isPresent = certificate["present"]?.bool == true
      let until = certificate["notAfter"] ?? .null
      rows.append(
        Row(
          "certificate", (certificate["kind"], .choice(name: "certificateKind", [])),
          isPresent && !until.isNull
            ? (until, .time)
            : (.text(isPresent ? "present" : "absent"), .choice(name: "certificatePresence", [])),
          (certificate["refusal"], .choice(name: "certificateRefusal", []))))
      if let days = certificate["daysLeft"], !days.isNull {
        rows.append(
          Row("certificate-days", (certificate["kind"], .choice(name: "certificateKind", [])), (days, .integer)))
      }
    }
    for pin in reader["pins"]?.list ?? [] {
      rows.append(Row("pin", (pin["kind"], .choice(name: "pinKind", [])), (pin["triesLeft"], .integer)))
    }
    return rows
  }

  // MARK: Reading

  static func read(_ invocation: Invocation) async throws(Failure) -> Answer {
    let items = try items(invocation)
    let photo = invocation["photo"]
    if let photo { try invocation.mayWrite(photo) }
    let needsPIN = !CardRecord.Item.needingPIN.isDisjoint(with: items)
    if needsPIN { try invocation.expectPINs("pin-fd") }
    if photo != nil { try invocation.expectPINs("surface-fd") }
    let services = try invocation.services()
    if invocation.isRehearsal { return await CardRehearsal(invocation, services).read(items, photo: photo) }
    let prompt = try await invocation.prompt()
    var value = Value.object(Fields())
    if !items.isEmpty {
      let pin = needsPIN ? try await invocation.pin("pin-fd") : nil
      do throws(Problem) {
        value = try await services.card.record(
          of: items, check: invocation.has("check") ? .needed : .none, prompt: prompt, given: pin)
      } catch { throw .problem(error) }
      // A number that someone may read over the shoulder is shown only when that is asked for.
      if invocation.isForPerson, !invocation.has("show-number"), let number = value["number"]?.text,
        case .object(var fields) = value
      {
        fields["number"] = .text(CardRecord.masked(number))
        value = .object(fields)
      }
    }
    var remarks: [TerminalSafe] = []
    if let photo {
      let number = try await invocation.pin("surface-fd")
      let bytes: [UInt8]
      do throws(Problem) {
        bytes = try await services.card.photo(prompt: prompt, given: number)
        try Files.write(bytes, to: photo, replacing: invocation.has("force"))
      } catch { throw .problem(error) }
      remarks.append(invocation.text("cli.written", ["file": TerminalSafe(line: photo).text]))
    }
    return Answer(
      value,
      .facts(
        ["name", "address", "birth", "sex", "number", "municipality", "expiry", "checked"], CardRecord.schema),
      remarks: remarks, exit: value["checked"]?.text == "failed" ? .notTrusted : .done)
  }

  private static func items(_ invocation: Invocation) throws(Failure) -> Set<CardRecord.Item> {
    var items = invocation.has("photo") ? [] : CardRecord.Item.usual
    if let list = invocation["items"] {
      items = []
      for word in list.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
        guard let item = CardRecord.Item(rawValue: word) else {
          throw .badValue(word, of: "--items", allowed: CardRecord.Item.allCases.map(\.rawValue))
        }
        items.insert(item)
      }
    }
    // The number is read only when it is asked for by name; what shows it does not ask for it.
    guard items.contains(.number) || !invocation.has("show-number") else {
      throw .misuse(key: "cli.show-number-needs-item", places: [:])
    }
    return items
  }

  static func certificate(_ invocation: Invocation) async throws(Failure) -> Answer {
    let kind = try invocation.pinKind(["auth", "sign"])
    if let file = invocation["output"] { try invocation.mayWrite(file) }
    if kind == .signature { try invocation.expectPINs("password-fd") }
    let services = try invocation.services()
    if invocation.isRehearsal { return await CardRehearsal(invocation, services).certificate(kind) }
    let prompt = try await invocation.prompt()
    // A card shows the authentication certificate without a PIN, a phone only after it.
    let option = kind == .signature ? "password-fd" : invocation.has("pin-fd") ? "pin-fd" : nil
    let pin: PIN? = if let option { try await invocation.pin(option) } else { nil }
    let found: (der: [UInt8], facts: Value)
    do throws(Problem) {
      found = try await services.card.certificate(kind, prompt: prompt, given: pin)
    } catch { throw .problem(error) }
    if let file = invocation["output"] {
      return try await invocation.save(Array((found.facts["pem"]?.text ?? "").utf8), as: file, beside: found.facts)
    }
    return Answer(
      found.facts,
      .facts(
        ["kind", "subject", "issuer", "serial", "notBefore", "notAfter", "daysLeft", "key", "sha256"], body: "pem",
        CardCertificates.schema))
  }

  // MARK: Signing

  static func sign(_ invocation: Invocation) async throws(Failure) -> Answer {
    let content = try invocation.document(invocation.arguments[0])
    guard let file = invocation["output"] else { throw .misuse(key: "cli.missing-argument", places: ["name": "-o"]) }
    try invocation.mayWrite(file)
    try invocation.expectPINs("password-fd")
    let services = try invocation.services()
    if invocation.isRehearsal { return await CardRehearsal(invocation, services).sign(content, into: file) }
    let prompt = try await invocation.prompt()
    let pin = try await invocation.pin("password-fd")
    let made: (document: [UInt8], facts: Value)
    do throws(Problem) {
      made = try await services.card.sign(
        content, attached: invocation.has("attached"), prompt: prompt, given: pin)
    } catch { throw .problem(error.withFieldInWords(invocation.texts)) }
    var answer = try await invocation.save(made.document, as: file, beside: made.facts)
    if let reason = made.facts["refusal"]?.text {
      let words = invocation.texts.text("value.certificateRefusal." + reason).text
      answer.remarks.append(invocation.text("cli.sign-refusal", ["refusal": words]))
    }
    return answer
  }

  static func verify(_ invocation: Invocation) async throws(Failure) -> Answer {
    let document = try invocation.document(invocation.arguments[0])
    let content = invocation.arguments.count > 1 ? try invocation.document(invocation.arguments[1]) : nil
    let services = try invocation.services()
    let judged: (facts: Value, content: [UInt8], isTrusted: Bool)
    do throws(Problem) {
      judged = try services.card.judge(document, content: content)
    } catch { throw .problem(error.withFieldInWords(invocation.texts)) }
    var rows = [Row("summary", (judged.facts["summary"], .choice(name: "findingSummary", [])))]
    for question in DocumentCheck.questions {
      let finding = judged.facts.at("findings." + question)
      rows.append(
        Row(
          "finding", (.text(question), .choice(name: "question", [])),
          (finding?["result"], .choice(name: "findingResult", [])),
          (
            finding?["reason"],
            .choice(
              name: DocumentCheck.faults.contains(finding?["reason"]?.text ?? "")
                ? "documentReason" : "certificateRefusal",
              [])
          )))
    }
    for signer in judged.facts["signers"]?.list ?? [] {
      rows.append(Row("signer", (signer["subject"], .text), (signer["serial"], .text), (signer["signedAt"], .time)))
    }
    // What nobody vouches for is not handed out as if someone did.
    if let file = invocation["output"], judged.isTrusted {
      var answer = try await invocation.save(judged.content, as: file, beside: judged.facts)
      if file == "-" {
        answer.remarks += invocation.spoken(rows)
      } else {
        answer.lines = .rows(rows)
      }
      return answer
    }
    return Answer(judged.facts, .rows(rows), exit: judged.isTrusted ? .done : .notTrusted)
  }

  // MARK: PINs

  static func changePIN(_ invocation: Invocation) async throws(Failure) -> Answer {
    let kind = try invocation.pinKind(["auth", "sign", "text"])
    let oldOption = kind == .signature ? "password-fd" : "pin-fd"
    try invocation.expectPINs(oldOption, "new-pin-fd")
    let services = try invocation.services()
    if invocation.isRehearsal { return await CardRehearsal(invocation, services).changePIN(kind) }
    let prompt = try await invocation.prompt()
    let old = try await invocation.pin(oldOption)
    let new = try await invocation.pin("new-pin-fd")
    do throws(Problem) {
      try await services.card.changePIN(kind, old: old, new: new, prompt: prompt)
    } catch { throw .problem(error) }
    let name = invocation.texts.text("value.pinKind." + kind.word).text
    return Answer(
      .fields(("kind", .text(kind.word)), ("changed", true)), .nothing,
      remarks: [invocation.text("cli.pin-changed", ["kind": name])])
  }
}

extension Problem {
  /// With what is to be mended in words, where it is a file that cannot be signed or judged.
  func withFieldInWords(_ texts: ScreenLibrary) -> Problem {
    guard code == .inputInvalid, let reason = facts["reason"]?.text, DocumentCheck.refusals.contains(reason) else {
      return self
    }
    var problem = self
    problem.facts["field"] = .text(texts.text("cli.document." + reason).text)
    return problem
  }
}

extension Invocation {
  /// Rows for standard error, where standard output has bytes.
  func spoken(_ rows: [Row]) -> [TerminalSafe] {
    var lines = AnswerLines(isTerminal: isatty(STDERR_FILENO) == 1, texts: texts, colour: Colour(isOn: false))
    return lines.lines(Answer([:], .rows(rows))).map { line in
      TerminalSafe(columns: line.text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
    }
  }

  /// The way to the person for a PIN.
  func prompt() async throws(Failure) -> TerminalPrompt {
    TerminalPrompt(texts: texts, mayAsk: setup.isInteractive, isQuiet: has("quiet"))
  }

  /// The PIN that a descriptor gives; nil when no such option was given and the person can be asked.
  /// - Throws: misuse that names the option, when there is nobody to ask.
  func pin(_ option: String) async throws(Failure) -> PIN? {
    if let descriptor = try number(option, in: 3...1023) {
      guard let pin = await PIN.given(by: Int32(descriptor)) else { throw .because(.pinNotGiven) }
      return pin
    }
    try mayAsk(orGive: option)
    return nil
  }

  /// Before anything is started or asked: whether these PINs are given, or somebody can be asked for them.
  func expectPINs(_ options: String...) throws(Failure) {
    guard !isRehearsal else { return }
    for option in options where !has(option) { try mayAsk(orGive: option) }
  }

  /// - Throws: misuse that names the option which gives what nobody can be asked for.
  func mayAsk(orGive option: String) throws(Failure) {
    guard setup.isInteractive else { throw .misuse(key: "cli.no-input-for", places: ["name": "--" + option]) }
    guard TerminalPrompt.canAsk else { throw .misuse(key: "cli.no-terminal-for", places: ["name": "--" + option]) }
    HiddenInput.hold()
  }

  func pinKind(_ words: [String]) throws(Failure) -> PINKind {
    guard words.contains(arguments[0]), let kind = PINKind.allCases.first(where: { $0.word == arguments[0] }) else {
      throw .misuse(key: "cli.bad-value-unsaid", places: ["name": "KIND", "allowed": words.joined(separator: ", ")])
    }
    return kind
  }

  /// A file to be signed or judged; `-` is standard input.
  func document(_ path: String) throws(Failure) -> [UInt8] {
    do throws(Problem) {
      return try Files.input(path, atMost: 65 << 20)
    } catch { throw .problem(error) }
  }

  /// Before anything is asked for: what stands in the way of a file must not cost a PIN.
  func mayWrite(_ file: String) throws(Failure) {
    if file == "-" {
      // Bytes are for a pipe, never for a terminal.
      if isForPerson { throw .misuse(key: "cli.bytes-need-pipe", places: ["name": "-o -"]) }
      return
    }
    switch WholeFile.obstacle(to: file, replacing: has("force")) {
    case nil: return
    case .nameEmpty?: throw .misuse(key: "cli.needs-value", places: ["name": "-o"])
    case .isDirectory?: throw .misuse(key: "cli.is-directory", places: ["file": TerminalSafe(line: file).text])
    case .exists?: throw .misuse(key: "cli.file-exists", places: ["file": TerminalSafe(line: file).text])
    case let obstacle?: throw .problem(obstacle.problem(of: file))
    }
  }

  /// Writes what `-o` asks for; the facts go to scripts.
  func save(_ bytes: [UInt8], as file: String, beside facts: Value = .object(Fields())) async throws(Failure) -> Answer
  {
    try mayWrite(file)
    var fields = facts.object ?? Fields()
    if file == "-" {
      fields["bytes"] = .integer(bytes.count)
      return Answer(.object(fields), .bytes(bytes))
    }
    do throws(Problem) {
      try Files.write(bytes, to: file, replacing: has("force"))
    } catch { throw .problem(error) }
    fields["file"] = .text(file)
    fields["bytes"] = .integer(bytes.count)
    return Answer(.object(fields), .nothing, remarks: [text("cli.written", ["file": TerminalSafe(line: file).text])])
  }
}

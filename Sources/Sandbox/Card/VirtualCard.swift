internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// A My Number card that exists only here: bytes in, bytes out. Status words are those that real cards were seen to give.
///
/// Where real cards are not known (a verified PIN after the same application is selected again, whether VERIFY by short number makes
/// its file current) this card takes the stricter way: a client must not depend on either.
final class VirtualCard: Sendable {
  /// Contact, T=1; one of those that real cards give.
  static let answerToReset: [UInt8] = [0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14]

  let personaID: String
  private let contents: CardContents
  private let state: Mutex<State>

  private struct State: Sendable {
    var memory: CardMemory
    var application: Int?
    var file: UInt8?
    /// Numbers of the secrets that were shown since the application was selected.
    var verified: Set<UInt8> = []
  }

  /// - Parameter directory: where the counters are kept; nil keeps them in memory.
  convenience init(
    persona: Persona, credentials: CardCredentials, form: CardForm = .card, directory: String?
  ) throws {
    var contents = try CardContents(persona: persona, credentials: credentials)
    contents.become(form)
    // Each thing remembers its own PINs.
    try self.init(
      form == .card ? persona.id : "\(persona.id)-\(form.rawValue)", contents: contents, directory: directory)
  }

  init(_ personaID: String, contents: CardContents, directory: String?) throws {
    self.personaID = personaID
    self.contents = contents
    state = Mutex(State(memory: try CardMemory(of: contents, personaID: personaID, directory: directory)))
  }

  /// Power on, off or reset: what was selected and shown is forgotten.
  func reset() {
    state.withLock { state in
      (state.application, state.file, state.verified) = (nil, nil, [])
    }
  }

  /// How often each secret may still be tried.
  var triesLeft: [String: Int] { state.withLock { $0.memory.secrets.mapValues(\.triesLeft) } }

  /// VERIFY, the question for tries left, and the changes of a PIN.
  private static func concernsSecrets(_ command: CardCommand) -> Bool { [0x20, 0x24, 0x32].contains(command.ins) }

  func transmit(_ bytes: [UInt8], extendedLength: Bool = true) -> [UInt8] {
    guard let command = CardCommand(bytes), extendedLength || !command.isExtended else { return Answer(0x6700).bytes }
    return state.withLock { state in
      guard Self.concernsSecrets(command) else { return answer(command, &state) }
      let turn = state.memory.turn()
      return withExtendedLifetime(turn) { answer(command, &state) }
    }.bytes
  }

  // MARK: - Commands

  private struct Answer {
    var data: [UInt8] = []
    let status: UInt16
    init(_ status: UInt16) { self.status = status }
    init(_ data: [UInt8]) { (self.data, status) = (data, 0x9000) }
    var bytes: [UInt8] { data + [UInt8(status >> 8), UInt8(status & 0xFF)] }
  }

  private func answer(_ command: CardCommand, _ state: inout State) -> Answer {
    switch (command.cla, command.ins) {
    case (0x00, 0xA4): return select(command, &state)
    case (0x00, 0xB0): return readBinary(command, &state)
    case (0x00, 0xB2): return readRecord(command, state)
    case (0x00, 0x20): return verify(command, &state)
    case (0x00, 0x24): return change(command, &state, p1: 0x01, of: ["auth", "sign", "text"])
    case (0x80, 0x32): return change(command, &state, p1: 0x00, of: ["juki", "common"])
    case (0x00, 0x84): return challenge(command)
    case (0x80, 0x2A): return sign(command, state)
    case (0x00, _), (0x80, _): return Answer(0x6D00)
    case (0x01...0x03, _): return Answer(0x6881)  // no logical channels
    default: return Answer(0x6E00)
    }
  }

  private func select(_ command: CardCommand, _ state: inout State) -> Answer {
    switch (command.p1, command.p2) {
    case (0x04, 0x0C), (0x04, 0x00):
      // JICSAP 1.1, 4.2: a name that is a beginning of an application's name selects it.
      let name = command.data
      guard !name.isEmpty,
        let place = contents.applications.firstIndex(where: { $0.identifier.starts(with: name) })
      else { return Answer(0x6A82) }
      (state.application, state.file, state.verified) = (place, nil, [])
      return Answer(0x9000)
    case (0x02, 0x0C):
      guard command.data.count == 2 else { return Answer(0x6700) }
      guard command.data[0] == 0, file(command.data[1], state) != nil else { return Answer(0x6A82) }
      state.file = command.data[1]
      return Answer(0x9000)
    case (0x00, 0x00), (0x00, 0x0C):
      // The master file: nothing that could be used, and never what a client wants.
      guard command.data.isEmpty else { return Answer(0x6A82) }
      return Answer(state.application == nil ? 0x6A86 : 0x9000)
    default: return Answer(0x6A86)
    }
  }

  private func file(_ number: UInt8, _ state: State) -> CardContents.File? {
    state.application.flatMap { contents.applications[$0].files[number] }
  }

  /// P2 80 is the current file, 81…9E a file by its short number.
  private func target(_ p2: UInt8, _ state: State) -> Result<(number: UInt8, file: CardContents.File), Refusal> {
    guard p2 & 0xE0 == 0x80 else { return .failure(Refusal(status: 0x6A86)) }
    let number = p2 & 0x1F
    guard number != 0 else {
      guard let current = state.file, let found = file(current, state) else { return .failure(Refusal(status: 0x6986)) }
      return .success((current, found))
    }
    guard let found = file(number, state) else { return .failure(Refusal(status: 0x6A82)) }
    return .success((number, found))
  }
  private struct Refusal: Error { let status: UInt16 }

  private func readBinary(_ command: CardCommand, _ state: inout State) -> Answer {
    guard command.data.isEmpty, let expected = command.expected else { return Answer(0x6700) }
    let found: (number: UInt8, file: CardContents.File)
    let offset: Int
    if command.p1 & 0x80 != 0 {
      guard command.p1 & 0x60 == 0 else { return Answer(0x6A86) }
      switch target(0x80 + command.p1 & 0x1F, state) {
      case .failure(let refusal): return Answer(refusal.status)
      case .success(let success): found = success
      }
      offset = Int(command.p2)
    } else {
      switch target(0x80, state) {
      case .failure(let refusal): return Answer(refusal.status)
      case .success(let success): found = success
      }
      offset = Int(command.p1) << 8 | Int(command.p2)
    }
    guard case .bytes(let bytes, let secrets) = found.file else { return Answer(0x6981) }
    guard secrets.isEmpty || !state.verified.isDisjoint(with: secrets) else { return Answer(0x6982) }
    state.file = found.number
    guard offset < bytes.count else { return Answer(0x6B00) }
    return Answer(Array(bytes[offset..<min(bytes.count, offset + expected)]))
  }

  private func readRecord(_ command: CardCommand, _ state: State) -> Answer {
    guard command.p2 & 0x07 == 0x04 else { return Answer(0x6A86) }
    guard command.data.isEmpty, let expected = command.expected else { return Answer(0x6700) }
    switch target(0x80 + command.p2 >> 3, state) {
    case .failure(let refusal): return Answer(refusal.status)
    case .success(let found):
      guard case .records(let records) = found.file else { return Answer(0x6981) }
      guard (1...records.count).contains(Int(command.p1)) else { return Answer(0x6A83) }
      return Answer(Array(records[Int(command.p1) - 1].prefix(expected)))
    }
  }

  private func verify(_ command: CardCommand, _ state: inout State) -> Answer {
    guard command.p1 == 0 else { return Answer(0x6A86) }
    let found: (number: UInt8, file: CardContents.File)
    switch target(command.p2, state) {
    case .failure(let refusal): return Answer(refusal.status)
    case .success(let success): found = success
    }
    guard case .secret(let name) = found.file, var secret = state.memory.secrets[name] else { return Answer(0x6981) }
    if command.data.isEmpty {
      // The question for tries left: 63Cx even when the secret is verified or locked.
      return command.expected == nil ? Answer(0x63C0 | UInt16(secret.triesLeft)) : Answer(0x6700)
    }
    guard secret.triesLeft > 0 else { return Answer(0x6984) }
    let right = command.data == secret.value
    secret.triesLeft = right ? contents.secrets[name]?.tries ?? 0 : secret.triesLeft - 1
    guard state.memory.set(name, secret) else { return Answer(0x6581) }
    if right {
      state.verified.insert(found.number)
      return Answer(0x9000)
    }
    state.verified.remove(found.number)
    return Answer(0x63C0 | UInt16(secret.triesLeft))
  }

  private func change(_ command: CardCommand, _ state: inout State, p1: UInt8, of names: Set<String>) -> Answer {
    guard command.p1 == p1 else { return Answer(0x6A86) }
    switch target(command.p2, state) {
    case .failure(let refusal): return Answer(refusal.status)
    case .success(let found):
      guard case .secret(let name) = found.file, names.contains(name), let rules = contents.secrets[name] else {
        return Answer(0x6981)
      }
      guard state.verified.contains(found.number) else { return Answer(0x6982) }
      guard rules.lengths.contains(command.data.count) else { return Answer(0x6700) }
      let changed = state.memory.set(name, CardMemory.Secret(value: command.data, triesLeft: rules.tries))
      return Answer(changed ? 0x9000 : 0x6581)
    }
  }

  private func challenge(_ command: CardCommand) -> Answer {
    guard command.p1 == 0, command.p2 == 0 else { return Answer(0x6A86) }
    guard command.data.isEmpty, let expected = command.expected, expected <= 256 else { return Answer(0x6700) }
    return Answer((0..<expected).map { _ in UInt8.random(in: 0...255) })
  }

  private func sign(_ command: CardCommand, _ state: State) -> Answer {
    // Cards know more values of P1 (hashing, PSS); only the one that clients use is played.
    guard command.p1 == 0x00 else { return Answer(0x6A86) }
    switch target(command.p2, state) {
    case .failure(let refusal): return Answer(refusal.status)
    case .success(let found):
      guard case .key(let key, let secret) = found.file else { return Answer(0x6981) }
      guard state.verified.contains(secret) else { return Answer(0x6982) }
      guard key.takes(command.data.count), let expected = command.expected else { return Answer(0x6700) }
      guard let signature = try? key.signRaw(command.data) else { return Answer(0x6F00) }
      return Answer(Array(signature.prefix(expected)))
    }
  }
}

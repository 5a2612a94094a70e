internal import Domain

extension CardChannel {
  /// Sends a command and gives the whole answer: the one place that follows 61xx (more waits: GET RESPONSE) and 6Cxx (wrong Le:
  /// say it again with the right one). My Number cards were not seen to use either, T=0 readers do. A command with a PIN is
  /// never said again.
  func exchange(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
    var response = try await told(command)
    var data = response.data
    var rounds = 0
    while let waiting = StatusWord.waiting(response.status) {
      // An answer has at most 65536 bytes, in pieces of 256; a mad card must not keep us here.
      rounds += 1
      response = try await told(CommandAPDU(0x00, 0xC0, 0x00, 0x00, expected: waiting))
      guard !response.data.isEmpty || response.isSuccess, rounds <= 256, data.count <= 65536 else {
        throw .malformed(during: "get response")
      }
      data += response.data
    }
    return ResponseAPDU(data: data, status: response.status)
  }

  /// Says a command, and once more with the right Le when the card names it.
  private func told(_ command: CommandAPDU) async throws(CardError) -> ResponseAPDU {
    let response = try await transmit(command)
    guard let length = StatusWord.rightLength(response.status), let again = command.expecting(length) else {
      return response
    }
    return try await transmit(again)
  }

  /// SELECT of an application. False when the card has none of that name.
  func select(_ application: CardApplication) async throws(CardError) -> Bool {
    guard let selection = layout.selection(of: application) else { return false }
    let status = try await exchange(selection).status
    switch status {
    case StatusWord.success: return true
    // Not found; and what cards of other makers say to a name or a form of SELECT that they do not know.
    case StatusWord.notFound, 0x6A81, 0x6A86, 0x6A87, 0x6999, 0x6D00, 0x6E00, StatusWord.wrongLength: return false
    default: throw .unexpected(status: status, during: "select application")
    }
  }

  /// How often the holder may still try. Costs no try (ISO/IEC 7816-4 VERIFY without data).
  func triesLeft(_ kind: PINKind) async throws(CardError) -> Int {
    let status = try await exchange(CommandAPDU(0x00, 0x20, 0x00, layout.reference(of: kind))).status
    if let tries = StatusWord.tries(status) { return tries }
    switch status {
    case StatusWord.locked, StatusWord.blocked: return 0
    case StatusWord.notFound, StatusWord.keyNotSet: throw layout.missing(kind)
    default: throw .unexpected(status: status, during: "tries left")
    }
  }

  /// Shows a PIN to the card, once. The application of `kind` must be selected.
  /// - Throws: `malformedPIN` before anything is sent, `wrongPIN`, `locked`.
  func verify(_ kind: PINKind, _ pin: borrowing PIN) async throws(CardError) {
    try await verifyOnce(CommandAPDU(0x00, 0x20, 0x00, layout.reference(of: kind), pin: pin, kind: kind), kind)
  }

  /// VERIFY, sent exactly once whatever the answer.
  func verifyOnce(_ command: CommandAPDU, _ kind: PINKind) async throws(CardError) {
    try judge(try await exchange(command).status, of: kind)
  }

  /// What the card said to a VERIFY.
  func judge(_ status: UInt16, of kind: PINKind) throws(CardError) {
    if let tries = StatusWord.tries(status) {
      throw tries == 0 ? .locked(kind) : .wrongPIN(kind, triesLeft: tries)
    }
    switch status {
    case StatusWord.success: return
    case StatusWord.locked, StatusWord.blocked: throw .locked(kind)
    case StatusWord.notFound, StatusWord.keyNotSet: throw layout.missing(kind)
    default: throw .unexpected(status: status, during: "verify")
    }
  }
}

public import Domain

/// Why a conversation with the card ended early. No case holds a byte of a PIN or of a file.
public enum CardError: Error, Hashable, Sendable {
  /// pcscd or its library is not there, or the sandbox that plays the card does not run.
  case serviceMissing
  /// No reader, or not the one that was named.
  case noReader
  /// Readers, but no card in them.
  case noCard
  /// More than one My Number card; the names are those of the readers that hold one.
  case severalCards([String])
  /// The card was taken out during the visit.
  case removed
  /// The card was reset by someone else during the visit, after a secret had gone to it; the visit is not repeated.
  case reset
  /// Another program kept the card for longer than the reader's patience.
  case busy
  /// The card has no JPKI application.
  case unsupported
  /// The card said no, and has this many tries left (at least one).
  case wrongPIN(PINKind, triesLeft: Int)
  /// No try is left. Only an office can help.
  case locked(PINKind)
  /// Not the form of this PIN; nothing was sent to the card.
  case malformedPIN
  /// A new PIN went to the card, and what became of it was not heard: the old one counts, or the new one.
  case changeUnknown(PINKind)
  /// What was asked for needs this PIN first.
  case pinNeeded(PINKind)
  /// The card holds no such certificate (children have no certificate for signing).
  case certificateMissing(PINKind)
  /// A status word that has no place here. `during` is a constant of ours such as "select JPKI".
  case unexpected(status: UInt16, during: String)
  /// An answer that is not what the standard or the file says.
  case malformed(during: String)
  /// The reader or its driver failed, with a PC/SC status code.
  case readerFailed(code: UInt32)
  /// The task was cancelled, or the person gave up on the reader's keys. A PIN that was on its way may have used its try.
  case cancelled
  /// The task was cancelled before the secret went to the card: nothing was shown to it.
  case notSent
}

extension CardError {
  /// The same for the citizen.
  public var problem: Problem {
    switch self {
    case .serviceMissing: Problem(.cardServiceMissing)
    case .noReader: Problem(.noReader)
    case .noCard: Problem(.noCard)
    case .severalCards(let readers):
      Problem(.severalCards, facts: [("readers", .list(readers.map(Value.text))), ("count", .integer(readers.count))])
    case .removed: Problem(.cardRemoved)
    case .reset, .cancelled, .notSent, .malformed: Problem(.cardFault)
    case .busy: Problem(.cardBusy)
    case .unsupported: Problem(.cardUnsupported)
    case .wrongPIN(let kind, let triesLeft):
      Problem(.pinWrong, facts: [("triesLeft", .integer(triesLeft)), ("kind", .text(kind.word))])
    case .locked(let kind): Problem(.pinLocked, facts: [("kind", .text(kind.word))])
    case .malformedPIN: Problem(.pinMalformed)
    case .changeUnknown(let kind): Problem(.pinChangeUnknown, facts: [("kind", .text(kind.word))])
    case .pinNeeded(let kind): Problem(.pinNotGiven, facts: [("kind", .text(kind.word))])
    case .certificateMissing(let kind): Problem(.certificateMissing, facts: [("kind", .text(kind.word))])
    case .unexpected(let status, let during):
      Problem(.cardFault, facts: [("status", .text(hex(status))), ("during", .text(during))])
    case .readerFailed(let code): Problem(.cardFault, facts: [("status", .text(hex(code)))])
    }
  }
}

private func hex<Number: FixedWidthInteger>(_ number: Number) -> String {
  let digits = String(number, radix: 16, uppercase: true)
  return String(repeating: "0", count: Number.bitWidth / 4 - digits.count) + digits
}

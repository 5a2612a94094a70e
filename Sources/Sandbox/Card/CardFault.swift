/// Trouble that a card or its reader can give, on demand (`mynafront-sandbox card fault KIND`).
enum CardFault: String, Hashable, Sendable, CaseIterable {
  /// The line is cut instead of an answer; the command was not done.
  case drop
  /// The card is taken out instead of an answer, and stays out.
  case remove
  /// An answer that is nonsense.
  case garbage
  /// Half of the answer's data, as if it were all.
  case short
  /// The answer comes late.
  case slow
  /// VERIFY is done, and its answer comes only when the fault is cleared: what happens meanwhile rests on no clock.
  case hold
  /// "No precise diagnosis"; the command was not done.
  case noDiagnosis = "6F00"
  /// Card and reader together cannot do extended length.
  case noExtended = "no-extended"
  /// VERIFY is done, and the line is cut before its answer.
  case answerLostAfterVerify = "answer-lost-after-verify"
  /// A PIN is changed, and the line is cut before the answer.
  case answerLostAfterChange = "answer-lost-after-change"

  /// How often it happens when nothing else is said; nil: until it is cleared.
  var usualTimes: Int? {
    switch self {
    case .slow, .hold, .noExtended: nil
    case .drop, .remove, .garbage, .short, .noDiagnosis, .answerLostAfterVerify, .answerLostAfterChange: 1
    }
  }

  /// How late a slow answer is when nothing else is said.
  static let slowMilliseconds = 1500
}

/// What comes out of the slot for one command.
struct CardReply: Sendable {
  /// Nil: nothing comes, the line ends.
  var bytes: [UInt8]?
  var delayMilliseconds = 0
  /// It comes when the slot holds nothing back any more.
  var isHeld = false
  /// The card is out of the slot now.
  var removed = false
}

extension CardFault {
  /// Whether the fault has something to do with this command: only then is it used up.
  func concerns(_ command: [UInt8]) -> Bool {
    switch self {
    case .noExtended: CardCommand(command)?.isExtended ?? false
    case .hold, .answerLostAfterVerify: command.count > 5 && command[1] == 0x20
    case .answerLostAfterChange: CardCommand.isChange(command)
    default: true
    }
  }

  /// How the card is, rather than something that happens to a command: such a fault goes together with others.
  var isManner: Bool { self == .slow || self == .hold || self == .noExtended }

  /// The reply with these faults, of which at most one is no manner. `answer` does the command on the card.
  static func reply(
    with faults: [CardFault], delay: Int = slowMilliseconds, answer: (_ extendedLength: Bool) -> [UInt8]
  ) -> CardReply {
    let isShort = faults.contains(.noExtended)
    var reply =
      faults.first { !$0.isManner }?.reply { answer($0 && !isShort) } ?? CardReply(bytes: answer(!isShort))
    if faults.contains(.slow) { reply.delayMilliseconds = delay }
    reply.isHeld = faults.contains(.hold)
    return reply
  }

  private func reply(answer: (_ extendedLength: Bool) -> [UInt8]) -> CardReply {
    switch self {
    case .drop: return CardReply(bytes: nil)
    case .remove: return CardReply(bytes: nil, removed: true)
    case .garbage: return CardReply(bytes: [0xDE, 0xAD, 0xBE, 0xEF, 0x42])
    case .short:
      let whole = answer(true)
      return CardReply(
        bytes: whole.count <= 2 ? Array(whole.prefix(1)) : whole.prefix((whole.count - 2) / 2) + whole.suffix(2))
    case .noDiagnosis: return CardReply(bytes: [0x6F, 0x00])
    case .slow, .hold, .noExtended: return CardReply(bytes: answer(true))
    case .answerLostAfterVerify, .answerLostAfterChange:
      _ = answer(true)
      return CardReply(bytes: nil)
    }
  }
}

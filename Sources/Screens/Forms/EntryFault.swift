public import Domain

/// Why something that was typed is no answer. The sentence is `form.fault.<key>`.
public struct EntryFault: Error, Hashable, Sendable {
  public enum Code: String, Hashable, Sendable, CaseIterable {
    case missing, tooLong, notKana, notNumber, tooSmall, tooLarge, notDate, noSuchDay, notInEra, otherDay, tooEarly,
      tooLate,
      notPostcode, notOption, noSuchFile, notAgreed, unprintable
  }
  public let code: Code
  /// Limits and counts, never what was typed.
  public let places: [String: Value]
  public init(_ code: Code, _ places: [String: Value] = [:]) {
    self.code = code
    self.places = places
  }
}

extension Form.Question {
  /// Makes an answer of what was typed.
  /// - Parameters:
  ///   - typed: of a choice the value of the option, not its number: the face knows what it has offered.
  ///   - today: for dates whose limits are counted from today.
  /// - Throws: the fault that is said at the question.
  public func read(_ typed: String, today: CalendarDate) throws(EntryFault) -> Value {
    let text = Folding.trimmed(typed)
    guard !text.isEmpty else {
      guard isOptional else { throw EntryFault(.missing) }
      return .null
    }
    try check(text)
    switch kind {
    case .text(let longest): return .text(try fitting(text, longest))
    case .address: return .text(try fitting(text, Self.longestAddress))
    case .kana:
      guard let kana = KanaEntry.read(text) else { throw EntryFault(.notKana) }
      return .text(try fitting(kana, Self.longestAddress))
    case .number(let least, let most):
      do throws(NumberEntry.Fault) {
        return .integer(try NumberEntry.read(text, least: least, most: most))
      } catch {
        switch error {
        case .unreadable: throw EntryFault(.notNumber)
        case .tooSmall(let least): throw EntryFault(.tooSmall, ["least": .integer(least)])
        case .tooLarge(let most): throw EntryFault(.tooLarge, ["most": .integer(most)])
        }
      }
    case .date(let limits): return .text(try date(text, limits, today).iso)
    case .postcode:
      guard let code = PostcodeEntry.read(text) else { throw EntryFault(.notPostcode) }
      return .text(code)
    case .yesNo:
      guard let answer = SpokenInput.yesOrNo(text) else { throw EntryFault(.notOption) }
      return .bool(answer)
    case .oneOf(let options):
      guard options.contains(where: { $0.value == text }) else { throw EntryFault(.notOption) }
      return .text(text)
    case .manyOf(let options):
      let chosen = text.split(separator: ",").map(String.init)
      guard chosen.allSatisfy({ value in options.contains { $0.value == value } }) else { throw EntryFault(.notOption) }
      return .list(chosen.map { .text($0) })
    case .file:
      let path = PathEntry.read(text)
      // An address may hide there what nobody could type.
      try check(path)
      return .text(path)
    case .consent:
      guard text == "yes" else { throw EntryFault(.notAgreed) }
      return .bool(true)
    }
  }

  /// An answer that was read before, given again as it stands in its field. A path is not unquoted twice.
  /// - Throws: as `read(_:today:)`: what is kept on a disk may have been changed there.
  public func read(again answer: String, today: CalendarDate) throws(EntryFault) -> Value {
    guard case .file = kind, !answer.isEmpty else { return try read(answer, today: today) }
    try check(answer)
    return .text(answer)
  }

  /// Names keep every scalar, also the variation selectors after theirs; what steers a terminal, turns the direction of a text or cannot be
  /// seen is no part of any answer: nobody could check it before it is sent. U+FFFD stands for bytes that were no text: nobody typed it.
  private func check(_ text: String) throws(EntryFault) {
    guard TerminalSafe.firstUnsafe(in: text) == nil, !text.unicodeScalars.contains("\u{FFFD}") else {
      throw EntryFault(.unprintable)
    }
  }

  /// 住民基本台帳's longest addresses are shorter (80 characters); this is a limit against nonsense.
  static let longestAddress = 200

  private func fitting(_ text: String, _ longest: Int) throws(EntryFault) -> String {
    // As a person counts: a name with a variation selector is no longer than one without.
    let length = text.count
    // Nobody's name has four marks on every letter.
    guard text.unicodeScalars.count <= 4 * longest else { throw EntryFault(.unprintable) }
    guard length <= longest else {
      throw EntryFault(.tooLong, ["most": .integer(longest), "length": .integer(length)])
    }
    return text
  }

  private func date(_ text: String, _ limits: Form.DateLimits, _ today: CalendarDate) throws(EntryFault) -> CalendarDate
  {
    let date: CalendarDate
    do throws(DateEntry.Fault) {
      date = try DateEntry.read(text)
    } catch {
      switch error {
      case .unreadable: throw EntryFault(.notDate)
      case .noSuchDay: throw EntryFault(.noSuchDay)
      case .notInEra(let meant): throw EntryFault(.notInEra, ["meant": .text(meant.iso)])
      case .otherDay(let meant): throw EntryFault(.otherDay, ["meant": .text(meant.iso)])
      }
    }
    if let days = limits.earliest, date < today.adding(days: days) {
      throw EntryFault(.tooEarly, ["earliest": .text(today.adding(days: days).iso)])
    }
    if let days = limits.latest, today.adding(days: days) < date {
      throw EntryFault(.tooLate, ["latest": .text(today.adding(days: days).iso)])
    }
    return date
  }
}

// The rules of this file: the form of a PIN is checked before the card is touched; what can be judged without the PIN is judged before it
// is asked for; how many tries are left is asked before every VERIFY, and said to the person, again when another card may have come while
// they typed; the last try needs a word of its own, for this very card; no visit to the card lasts while a person is thinking; and
// whatever happens, one call shows a PIN to the card at most once.

public import Card
public import Domain

/// The way to what a PIN opens, the same for logging in, reading, signing and changing a PIN.
public struct CardAccess: Sendable {
  private let reader: any CardReader
  private let prompt: any PINPrompt

  public init(reader: any CardReader, prompt: any PINPrompt) {
    self.reader = reader
    self.prompt = prompt
  }

  /// Runs `work` in a visit in which the PIN of `kind` has been shown to the card.
  /// - Parameter given: the PIN, when it is there already: then all is one visit. Nil: the person is asked, between two visits; a
  ///   reader with keys of its own asks by itself.
  /// - Throws: `pinMalformed`, `pinWrong`, `pinLocked`, `pinNotGiven`, `pinLastTryNotConfirmed`, and what the card says.
  public func unlocked<Application: LockedApplication, R: Sendable>(
    _ application: Application.Type, _ kind: PINKind, given: consuming PIN?,
    work: @Sendable (Application) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    try await unlocked(application, kind, given: given, after: .nothing, work: work)
  }

  /// The same after a look at the card.
  func unlocked<Application: LockedApplication, R: Sendable>(
    _ application: Application.Type, _ kind: PINKind, given: consuming PIN?, after sight: Sight<Application, Void>,
    work: @Sendable (Application) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    try await showing(application, kind, given: given, after: sight) { (card, _, pin) async throws(CardError) -> R in
      try await card.verify(kind, pin)
      return try await work(card)
    } atReader: { (card, _) async throws(CardError) -> R in
      try await card.verifyAtReader(kind)
      return try await work(card)
    }
  }

  /// What is looked at before a PIN is asked for.
  struct Sight<Application, Seen: Sendable>: Sendable {
    let look: @Sendable (Application) async throws(CardError) -> Seen
    /// - Throws: why no PIN shall be shown to this card.
    let judge: @Sendable (Seen) throws(Problem) -> Void
    /// Called before each visit in which the PIN is shown, while nobody holds the card; told whether the PIN is typed at the reader.
    var prepare: @Sendable (_ isTypedAtReader: Bool) async throws(Problem) -> Void = { (_) throws(Problem) in }
  }

  /// Runs `show`, which shows the PIN to the card and does what it opens, after a look at the card, which is judged before a PIN is asked
  /// for.
  /// - Parameters:
  ///   - purpose: what the person is asked for.
  ///   - readerMayAsk: false where the program must have the PIN itself.
  ///   - known: what was found and said already; nil: nothing.
  ///   - atReader: the same with a reader that asks for the PIN itself; such a reader is told to only when there is one.
  func showing<Application: LockedApplication, Seen: Sendable, R: Sendable>(
    _ application: Application.Type, _ kind: PINKind, _ purpose: PINPurpose = .use, given: consuming PIN?,
    readerMayAsk: Bool = true, after sight: Sight<Application, Seen>, known: Looked<Seen>? = nil,
    show: @Sendable (Application, Seen, borrowing PIN) async throws(CardError) -> R,
    atReader: @Sendable (Application, Seen) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    if let given {
      let pin = try given.formed(as: kind)
      var looked = known
      while true {
        let end = try await shown(kind, sight, after: looked) { (card, seen) async throws(CardError) -> R in
          try await show(card, seen, pin)
        }
        if case .done(let result) = end { return result }
        // Another card has come, or another program has used a try: it is looked at again, and what is told is its number.
        looked = try await look(application, kind, sight)
      }
    }
    var looked: Looked<Seen>
    if let known { looked = known } else { looked = try await look(application, kind, sight) }
    while true {
      let end: Shown<R>
      if looked.readerAsks, readerMayAsk {
        try await tellToUseReader(kind, triesLeft: looked.triesLeft)
        do throws(Problem) {
          end = try await shown(kind, sight, after: looked, atReader: true, atReader)
        } catch { throw error.orGivenUpAtReader }
      } else {
        guard let typed = await prompt.ask(kind, purpose, triesLeft: looked.triesLeft) else { throw nothingGiven }
        let pin = try typed.formed(as: kind)
        end = try await shown(kind, sight, after: looked) { (card, seen) async throws(CardError) -> R in
          try await show(card, seen, pin)
        }
      }
      if case .done(let result) = end { return result }
      // Another card has come while the person typed, and they were told another number: for this one all begins anew.
      looked = try await look(application, kind, sight)
    }
  }

  /// What a look at the card has found, and the person was told of it.
  struct Looked<Seen: Sendable>: Sendable {
    fileprivate let seen: Seen
    fileprivate let triesLeft: Int
    fileprivate let readerAsks: Bool
    fileprivate let told: ToldTries
  }

  /// The visit before a PIN is asked for. With one try left, the person is asked for a consent.
  /// - Throws: `pinLocked`, `pinLastTryNotConfirmed`, and why no PIN shall be shown to this card.
  func look<Application: LockedApplication, Seen: Sendable>(
    _ application: Application.Type, _ kind: PINKind, _ sight: Sight<Application, Seen>
  ) async throws(Problem) -> Looked<Seen> {
    let looked = try await visit { (channel) async throws(CardError) -> Looked<Seen> in
      let card = try await Application(selecting: channel)
      let seen = try await sight.look(card)
      let triesLeft = try await card.triesLeft(kind)
      let readerAsks = card.canVerifyAtReader(kind)
      let told =
        triesLeft == 1
        ? ToldTries.consented(try await KnownCard.look(at: channel)) : .several(triesLeft, KnownCard(stayOn: channel))
      return Looked(seen: seen, triesLeft: triesLeft, readerAsks: readerAsks, told: told)
    }
    try sight.judge(looked.seen)
    guard looked.triesLeft > 0 else { throw CardError.locked(kind).problem }
    if looked.triesLeft == 1 { try await consent(kind) }
    return looked
  }

  /// - Throws: `pinNotGiven` when there is nobody to tell.
  private func tellToUseReader(_ kind: PINKind, triesLeft: Int) async throws(Problem) {
    guard await prompt.tellToUseReader(kind, triesLeft: triesLeft) else { throw nothingGiven }
  }

  private var nothingGiven: Problem { Task.isCancelled ? .cancelled : Problem(.pinNotGiven) }

  // MARK: -

  private enum Shown<R: Sendable>: Sendable {
    case done(R)
    /// Nothing was shown: the card has another number of tries left than the person was told.
    case retold
  }

  private enum Outcome<Seen: Sendable, R: Sendable>: Sendable {
    case done(R)
    /// Nothing was shown to the card.
    case stopped(Problem)
    case retold
    case lastTry(Seen, KnownCard)
  }

  /// The visit in which the PIN is shown. As long as it would use a last try for which the person was not asked, nothing is shown, the
  /// person is asked, and another visit follows.
  /// - Parameter looked: nil: the card was not looked at yet.
  private func shown<Application: LockedApplication, Seen: Sendable, R: Sendable>(
    _ kind: PINKind, _ sight: Sight<Application, Seen>, after looked: Looked<Seen>?, atReader: Bool = false,
    _ show: @Sendable (Application, Seen) async throws(CardError) -> R
  ) async throws(Problem) -> Shown<R> {
    try await sight.prepare(atReader)
    let outcome = try await visit(showing: kind) { (channel) async throws(CardError) -> Outcome<Seen, R> in
      var card = try await Application(selecting: channel)
      let found: Seen
      if let looked {
        found = looked.seen
      } else {
        found = try await sight.look(card)
        do throws(Problem) { try sight.judge(found) } catch { return .stopped(error) }
      }
      switch try await (looked?.told ?? .nothing).mayBeUsed(on: &card, kind) {
      case .asTold: return .done(try await show(card, found))
      case .untold(let triesLeft):
        prompt.triesAreLeft(kind, triesLeft)
        return .done(try await show(card, found))
      case .lastTry(let last): return .lastTry(found, last)
      case .otherNumber: return .retold
      }
    }
    switch outcome {
    case .done(let result): return .done(result)
    case .retold: return .retold
    case .stopped(let problem): throw problem
    case .lastTry(let seen, let card):
      try await consent(kind)
      // The question has taken the place of what was said before.
      if atReader { try await tellToUseReader(kind, triesLeft: 1) }
      let agreed = Looked(seen: seen, triesLeft: 1, readerAsks: atReader, told: .consented(card))
      return try await shown(kind, sight, after: agreed, atReader: atReader, show)
    }
  }

  /// Asks whether the last try shall be used.
  private func consent(_ kind: PINKind) async throws(Problem) {
    try stopIfCancelled()
    guard await prompt.confirmLastTry(kind) else {
      try stopIfCancelled()
      throw Problem(.pinLastTryNotConfirmed, facts: [("triesLeft", 1), ("kind", .text(kind.word))])
    }
    try stopIfCancelled()
  }

  /// A visit that needs no PIN.
  public func visit<R: Sendable>(
    _ body: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    try await visit(showing: nil, body)
  }

  /// - Parameter kind: the PIN that is shown to the card in this visit.
  private func visit<R: Sendable>(
    showing kind: PINKind?, _ body: @Sendable (any CardChannel) async throws(CardError) -> R
  ) async throws(Problem) -> R {
    try stopIfCancelled()
    let fate = SecretFate()
    do throws(CardError) {
      return try await reader.withCard { [prompt] (channel) async throws(CardError) -> R in
        try await body(WatchedChannel(channel: channel, prompt: prompt, fate: fate))
      }
    } catch {
      if error == .cancelled || error == .notSent { throw .cancelled }
      if let kind, fate.isUnknown { throw error.problem(afterUnheard: kind) }
      throw await naming(error.problem)
    }
  }

  /// With the kind of the card, where it is one that people take for a My Number card: an old 住基カード may hold certificates of its time,
  /// or none, and no office puts one on it.
  func naming(_ problem: Problem) async -> Problem {
    let codes: [Problem.Code] = [.cardUnsupported, .certificateMissing, .certificateExpired, .certificateNotTrusted]
    guard codes.contains(problem.code) else { return problem }
    let kind = try? await reader.withCard { (channel) async throws(CardError) -> CardSurvey.Kind in
      try await CardSurvey.kind(on: channel)
    }
    // A phone can log in; what else cards do, it cannot.
    guard let kind, kind == .juki || (kind == .phone && problem.code == .cardUnsupported) else { return problem }
    return Problem(.cardUnsupported, facts: [("card", .text(kind.rawValue))])
  }
}

extension CardAccess.Sight where Seen == Void {
  /// No look.
  static var nothing: Self { Self(look: { (_) async throws(CardError) in }, judge: { (_) throws(Problem) in }) }
}

extension CardAccess.Sight where Application == JPKICard, Seen == Void {
  /// Whether there is a signing certificate, which is behind its PIN: whoever types shall not do so in vain. Where the PIN is given
  /// already the look would be a command more in the visit in which the card says the same.
  static func signingCertificate(isTyped: Bool) -> Self {
    guard isTyped else { return .nothing }
    return Self(
      look: { (card) async throws(CardError) in
        guard try await card.holdsCertificate(for: .signature) else { throw .certificateMissing(.signature) }
      }, judge: { (_) throws(Problem) in })
  }
}

extension PIN {
  /// The PIN as the card takes it (the signing password in capitals).
  /// - Throws: `pinMalformed`: nothing has been sent.
  consuming func formed(as kind: PINKind) throws(Problem) -> PIN {
    var pin = self
    guard pin.hasForm(of: kind) else { throw Problem(.pinMalformed, facts: [("kind", .text(kind.word))]) }
    return pin
  }
}

import Card
import Domain
import Operations
import Testing

/// What a person hears of a PIN that is typed on the reader's own keys.
struct KeysOfTheReaderTests {
  /// A person who writes down what becomes of the PIN.
  private struct Listener: PINPrompt {
    let person: ScriptedPerson
    func ask(_ kind: PINKind, _ purpose: PINPurpose, triesLeft: Int) async -> sending PIN? {
      await person.ask(kind, purpose, triesLeft: triesLeft)
    }
    func confirmLastTry(_ kind: PINKind) async -> Bool { await person.confirmLastTry(kind) }
    func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool {
      await person.tellToUseReader(kind, triesLeft: triesLeft)
    }
    func secretIsOnItsWay(_ isOnItsWay: Bool) { person.diary.write(isOnItsWay ? "goes" : "answered") }
    func secretCameTo(_ fate: Problem.PINFate) { person.diary.write("\(fate)") }
  }

  private static func unlock(_ card: PlayedCard, _ diary: Diary, confirms: Int = .max) async -> Problem? {
    let access = CardAccess(
      reader: card, prompt: Listener(person: ScriptedPerson(confirms: confirms, diary: diary)))
    return await CardAccessTests.problem { () async throws(Problem) in
      try await access.unlocked(JPKICard.self, .authentication, given: nil) { (_) async throws(CardError) in }
    }
  }

  @Test(
    arguments: [
      ("1234", nil, ["goes", "right", "answered"]), ("9999", .pinWrong, ["goes", "answered"]),
      (nil, .pinNotGiven, ["goes", "notShown", "answered"]),
    ] as [(String?, Problem.Code?, [String])])
  func onlyAPINThatTheCardTookIsSaidToBeRight(_ row: (typed: String?, code: Problem.Code?, told: [String])) async throws
  {
    let diary = Diary()
    let card = PlayedCard(try Practice.shared.get().card("p01"), diary: diary, hasKeys: true, typed: row.typed)
    #expect(await Self.unlock(card, diary)?.code == row.code)
    #expect(diary.all.filter { ["goes", "answered", "right", "notShown", "unknown"].contains($0) } == row.told)
    #expect(card.triesLeft == (row.code == .pinWrong ? 2 : 3))
  }

  /// Another card comes while the person goes to the reader, and has one try left: after the consent the keys are spoken of again.
  @Test(arguments: [true, false])
  func afterTheQuestionForTheLastTryThePersonIsToldToUseTheKeysAgain(_ confirms: Bool) async throws {
    let diary = Diary()
    var other = try Practice.shared.get().card("p02")
    other.tries = 1
    let card = PlayedCard(
      try Practice.shared.get().card("p01"), diary: diary, hasKeys: true, typed: "1234",
      beforeVisit: { [other] in $0 == 2 ? other : nil })
    let problem = await Self.unlock(card, diary, confirms: confirms ? .max : 0)
    #expect(problem?.code == (confirms ? nil : .pinLastTryNotConfirmed))
    let said = diary.all.filter { $0.hasPrefix("told") || $0.hasPrefix("asked") }
    let first = ["told to use the reader for auth, 3 left", "asked for the last try"]
    #expect(said == first + (confirms ? ["told to use the reader for auth, 1 left"] : []))
    #expect(diary.count("VERIFY") == (confirms ? 1 : 0))
  }
}

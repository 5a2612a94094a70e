import Card
import Domain
import Operations
import Synchronization
import Testing

@testable import Sandbox

/// A secret that is on its way to the card: whoever is cancelled meanwhile hears what became of it. And new PINs, of which the card hears
/// nothing until both agree.
struct LeavingTests {
  /// A person who writes down when a secret goes and when the card has answered.
  private struct Watcher: PINPrompt {
    let diary = Diary()
    var newPINs = Mutexed([String]())
    func ask(_ kind: PINKind, _ purpose: PINPurpose, triesLeft: Int) async -> sending PIN? { nil }
    func confirmLastTry(_ kind: PINKind) async -> Bool { false }
    func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool { false }
    func secretIsOnItsWay(_ isOnItsWay: Bool) { diary.write(isOnItsWay ? "goes" : "answered") }
    func secretCameTo(_ fate: Problem.PINFate) { diary.write("\(fate)") }
    func askNew(_ kind: PINKind, _ question: NewPINQuestion) async -> sending PIN? {
      diary.write("\(question)")
      return newPINs.value.withLock { $0.isEmpty ? nil : $0.removeFirst() }.map(secret)
    }
  }
  private final class Mutexed<Value: Sendable>: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
  }

  @Test(arguments: ["0000", "1234"])
  func whoIsCancelledWhileTheCardChecksHearsWhatBecameOfThePIN(_ pin: String) async throws {
    let scene = try CardAccessTests.Scene()
    scene.service.slot.setDelay(milliseconds: 150)
    let watcher = Watcher()
    let reading = Task { () -> Problem? in
      await CardAccessTests.problem { () async throws(Problem) in
        try await CardRecord(access: CardAccess(reader: scene.reader, prompt: watcher))
          .value(of: [.name], given: secret(pin))
      }
    }
    while watcher.diary.count("goes") == 0 { try await Task.sleep(for: .milliseconds(2)) }
    reading.cancel()
    let problem = await reading.value
    #expect(watcher.diary.all == (pin == "1234" ? ["goes", "right", "answered"] : ["goes", "answered"]))
    if pin == "1234" {
      #expect(problem?.isCancellation == true)
      #expect((scene.verified, scene.tries("text")) == (1, 3))
    } else {
      #expect((problem?.code, problem?.facts["triesLeft"]) == (.pinWrong, 2))
    }
  }

  @Test func aChangeThatWasSentIsHeardToItsEnd() async throws {
    let scene = try CardAccessTests.Scene()
    scene.service.slot.setDelay(milliseconds: 150)
    let watcher = Watcher()
    let changing = Task { () -> Problem? in
      await CardAccessTests.problem { () async throws(Problem) in
        try await CardPINs(reader: scene.reader, prompt: watcher)
          .change(.text, old: secret("1234"), new: secret("4321"))
      }
    }
    // VERIFY, then CHANGE.
    while watcher.diary.count("goes") < 2 { try await Task.sleep(for: .milliseconds(2)) }
    changing.cancel()
    #expect(await changing.value == nil)
    let opened = await CardAccessTests.problem { () async throws(Problem) in
      try await CardRecord(access: CardAccess(reader: scene.reader, prompt: watcher))
        .value(of: [.name], given: secret("4321"))
    }
    #expect(opened == nil)
  }

  @Test func beforeBothNewPINsAgreeNoPINReachesTheCard() async throws {
    let scene = try CardAccessTests.Scene()
    let watcher = Watcher(newPINs: Mutexed(["12", "4321", "1111", "4321", "4321"]))
    let problem = await CardAccessTests.problem { () async throws(Problem) in
      try await CardPINs(reader: scene.reader, prompt: watcher).change(.text, old: nil, new: nil)
    }
    #expect(problem?.code == .pinNotGiven, "nobody typed the one that the card knows")
    #expect(watcher.diary.all == ["first", "firstAfterMalformed", "again", "firstAfterDifference", "again"])
    // SELECT and the question for tries left.
    #expect((scene.verified, scene.commands) == (0, 2))
    let silent = try CardAccessTests.Scene()
    _ = await CardAccessTests.problem { () async throws(Problem) in
      try await CardPINs(reader: silent.reader, prompt: Watcher(newPINs: Mutexed(["4321", "1234"])))
        .change(.authentication, old: nil, new: nil)
    }
    #expect((silent.verified, silent.commands) == (0, 2))
  }

  /// Nobody chooses a new PIN, twice over, for a card that cannot be changed.
  @Test(
    arguments: [
      (.card, .authLocked, .authentication, .pinLocked), (.card, .noSignCertificate, .signature, .certificateMissing),
      (.phone, .valid, .text, .cardUnsupported), (.card, .authOneTryLeft, .authentication, .pinLastTryNotConfirmed),
    ] as [(CardForm, CardCondition, PINKind, Problem.Code)], [nil, "1234"])
  func aNewPINIsAskedForOnlyWhereItCanBeChanged(
    _ row: (form: CardForm, condition: CardCondition, kind: PINKind, code: Problem.Code), _ old: String?
  ) async throws {
    let scene = try CardAccessTests.Scene(row.condition)
    try scene.service.insert(personaID: scene.persona.id, as: row.form)
    let watcher = Watcher(newPINs: Mutexed(["4321", "4321"]))
    let problem = await CardAccessTests.problem { () async throws(Problem) in
      try await CardPINs(reader: scene.reader, prompt: watcher)
        .change(row.kind, old: old.map { secret(row.kind == .signature ? "ABC" + $0 : $0) }, new: nil)
    }
    #expect(problem?.code == row.code)
    #expect(watcher.diary.all == [] && scene.verified == 0)
  }

  /// Another client has the card for as long as it likes: that is said once, and whoever is cancelled gets away at once.
  @Test func aCardThatAnotherHasIsWaitedForWithAWord() async throws {
    let scene = try CardAccessTests.Scene()
    let diary = Diary()
    let patient = SocketReader(path: scene.socket, patience: nil) { diary.write($0 ? "held" : "free") }
    _ = try await patient.withCard { (_) async throws(CardError) in }
    #expect(diary.all == [], "a card that is free is not spoken of")
    let gate = AsyncStream<Void>.makeStream()
    let (reader, isOpen) = (scene.reader, Diary())
    let holding = Task {
      try? await reader.withCard { (_) async throws(CardError) in
        isOpen.write("open")
        for await _ in gate.stream { break }
      }
    }
    while isOpen.all.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    let leaving = Task { try? await patient.withCard { (_) async throws(CardError) in } }
    while diary.all.last != "held" { try await Task.sleep(for: .milliseconds(2)) }
    leaving.cancel()
    let asked = ContinuousClock.now
    _ = await leaving.value
    #expect(asked.duration(to: .now) < .seconds(1) && diary.all == ["held", "free"])
    let waiting = Task { () -> Bool in
      (try? await patient.withCard { (_) async throws(CardError) in true }) ?? false
    }
    // Longer than a reader with a limit would wait.
    try await Task.sleep(for: .milliseconds(600))
    gate.continuation.yield()
    #expect(await waiting.value)
    _ = await holding.value
    #expect(diary.all == ["held", "free", "held", "free"])
  }

  /// `card status` says of a card that could not be read that it was not read, and of things that are taken for a card what they are.
  @Test(
    arguments: [
      (.card, nil, "mynumber"), (.phone, nil, "phone"), (.juki, nil, "juki"), (.other, nil, "other"),
      (.card, "garbage", "unread"), (.card, "6F00", "unread"),
    ] as [(CardForm, String?, String)])
  func aLookSaysWhichCardThisIs(_ row: (form: CardForm, fault: String?, word: String)) async throws {
    let scene = try CardAccessTests.Scene()
    try scene.service.insert(personaID: scene.persona.id, as: row.form)
    if let fault = row.fault { try scene.service.setFault(kind: fault, times: nil) }
    let value = try await CardStatus(reader: scene.reader, anchors: nil, clock: FixedClock(Practice.now)).value()
    #expect(CardStatus.schema.misfit(value) == nil)
    #expect(value["readers"]?.list?.first?["card"]?.text == row.word)
  }
}

import Card
import Domain
import Operations
import Synchronization
import Testing

@testable import Sandbox

/// Whoever gives a PIN by a descriptor is not asked, and hears all the same how many tries are left, before it is shown to the card.
struct ToldTriesTests {
  private final class Listener: PINPrompt {
    let heard = Mutex<[String]>([])
    func ask(_ kind: PINKind, _ purpose: PINPurpose, triesLeft: Int) async -> sending PIN? { secret("1234") }
    func confirmLastTry(_ kind: PINKind) async -> Bool {
      hear("last try")
      return true
    }
    func tellToUseReader(_ kind: PINKind, triesLeft: Int) async -> Bool { false }
    func triesAreLeft(_ kind: PINKind, _ triesLeft: Int) { hear("\(kind.word) \(triesLeft)") }
    func secretIsOnItsWay(_ isOnItsWay: Bool) { if isOnItsWay { hear("shown") } }
    private func hear(_ what: String) { heard.withLock { $0.append(what) } }
  }

  @Test(
    arguments: [
      (.valid, .text, "1234", ["text 3", "shown"]), (.valid, .text, nil, ["shown"]),
      (.valid, .authentication, "1234", ["auth 3", "shown"]), (.signLocked, .signature, "ABC123", []),
      (.authOneTryLeft, .authentication, "1234", ["last try", "shown"]),
    ] as [(CardCondition, PINKind, String?, [String])])
  func theTriesLeftAreSaidOnce(
    _ row: (condition: CardCondition, kind: PINKind, given: String?, heard: [String])
  ) async throws {
    let scene = try CardAccessTests.Scene(row.condition)
    let listener = Listener()
    let access = CardAccess(reader: scene.reader, prompt: listener)
    do throws(Problem) {
      if row.kind == .text {
        try await access.unlocked(AttributesCard.self, row.kind, given: row.given.map(secret)) { _ in }
      } else {
        try await access.unlocked(JPKICard.self, row.kind, given: row.given.map(secret)) { _ in }
      }
    } catch {
      #expect(error.code == .pinLocked && row.heard.isEmpty)
    }
    #expect(listener.heard.withLock { $0 } == row.heard)
  }
}

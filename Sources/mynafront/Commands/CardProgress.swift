import Domain
import Operations
import Screens
import Synchronization

/// Tells a person at a terminal that the card is at work, when that takes long: a line at the start, one every ten seconds, one at the
/// end. Short work is not spoken of.
final class CardProgress: Sendable {
  private struct State {
    /// The work that goes on, by number; nil: none does.
    var work: Int?
    var count = 0
    var isTold = false
    /// The work that a line is being written about.
    var telling: Int?
  }
  private let texts: ScreenLibrary
  private let state = Mutex(State())

  /// Work that ends sooner is no long work.
  private static let short = Duration.milliseconds(700)
  private static let interval = 10

  init(_ texts: ScreenLibrary) { self.texts = texts }

  var watch: VisitWatch {
    VisitWatch(began: { self.began() }, ended: { self.ended() }, held: { if $0 { self.held() } })
  }

  /// Another program has the card: that is said at once, in place of the line at the start.
  private func held() {
    guard let number = state.withLock({ $0.work }) else { return }
    Task.detached { _ = self.say("held", [:], of: number) }
  }

  private func began() {
    let number = state.withLock { state in
      state.count += 1
      state.work = state.count
      state.isTold = false
      return state.count
    }
    Task.detached { await self.tell(number) }
  }

  private func ended() {
    let mustTell = state.withLock { state in
      defer { state.work = nil }
      // Who is writing about this work writes its end as well, so that the end is the last line.
      return state.isTold && state.telling != state.work
    }
    if mustTell { tellEnd() }
  }

  private func tellEnd() { StandardStreams.tell(texts.text("cli.card-progress.end")) }

  private func tell(_ number: Int) async {
    try? await Task.sleep(for: Self.short)
    var seconds = 0
    while (seconds == 0 && isTold(number))
      || say(seconds == 0 ? "start" : "still", ["seconds": String(seconds)], of: number)
    {
      try? await Task.sleep(for: .seconds(Self.interval))
      seconds += Self.interval
    }
  }

  private func isTold(_ number: Int) -> Bool { state.withLock { $0.work == number && $0.isTold } }

  /// False when that work is over. Nothing is written under the lock: a terminal that takes no output must not hold up the card.
  private func say(_ key: String, _ places: [String: String], of number: Int) -> Bool {
    let goesOn = state.withLock { state in
      guard state.work == number else { return false }
      state.isTold = true
      state.telling = number
      return true
    }
    guard goesOn else { return false }
    StandardStreams.tell(texts.text("cli.card-progress." + key, places))
    let ended = state.withLock { state in
      if state.telling == number { state.telling = nil }
      return state.work != number
    }
    if ended { tellEnd() }
    return !ended
  }
}

#if canImport(Glibc)
  internal import Glibc
#endif

/// Tells keys that a person pressed after having seen something from those that were on their way already: a paste that is not
/// marked as one, and what was typed ahead into a stalled line, arrive without a pause between them.
struct Burst {
  /// Rises with the first key after a pause.
  private(set) var number = 0
  private var last: Int?

  /// Milliseconds: shorter than anyone needs to read and decide, longer than what is sent in one go lies apart.
  static let pause = 20

  mutating func heard(at now: Int) {
    if last.map({ now - $0 > Self.pause }) ?? true { number += 1 }
    last = now
  }

  /// Milliseconds of a clock that only goes on.
  static var now: Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}

/// A small generator whose numbers are the same everywhere for the same seed (Steele, Lea, Flood 2014). For the world only, never
/// for a secret.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// A generator of its own for one subject, so that more numbers drawn for one do not move the others.
  init(seed: Int, subject: Int) {
    var mixer = SplitMix64(UInt64(bitPattern: Int64(seed)) ^ 0x6D79_6E61_6672_6F6E)
    state = mixer.next() ^ UInt64(bitPattern: Int64(subject)) &* 0x9E37_79B9_7F4A_7C15
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number from 0 to `count` − 1. The bias is below 2⁻³² for the small counts of a world.
  mutating func below(_ count: Int) -> Int { Int(((next() >> 32) * UInt64(count)) >> 32) }

  mutating func pick<Element>(_ all: [Element]) -> Element { all[below(all.count)] }
  mutating func percent(_ chance: Int) -> Bool { below(100) < chance }
}

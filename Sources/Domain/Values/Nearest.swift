/// The nearest of known words, for "did you mean".
public enum Nearest {
  /// - Returns: nil when none is near: more than two steps away, or more than one for a short word. Of several that are as near, the
  ///   one with the longest beginning in common, for fingers slip later than heads; then the one with the same letters in another
  ///   order, then the one of the same length, then the first in the list.
  public static func word(to word: String, among known: [String]) -> String? {
    let wanted = Array(word.utf8)
    let best = known.map { (word: $0, rank: rank(Array($0.utf8), for: wanted)) }.min {
      $0.rank.lexicographicallyPrecedes($1.rank)
    }
    guard let best, best.rank[0] <= (wanted.count < 4 ? 1 : max(2, wanted.count / 3)) else { return nil }
    return best.word
  }

  /// The less, the nearer; steps first.
  private static func rank(_ known: [UInt8], for wanted: [UInt8]) -> [Int] {
    let common = zip(known, wanted).prefix { $0 == $1 }.count
    return [
      steps(wanted, known), -common, known.sorted() == wanted.sorted() ? 0 : 1, abs(known.count - wanted.count),
    ]
  }

  /// Damerau's distance in bytes, with neighbours changing places once: insertions, deletions, replacements and such changes.
  private static func steps(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before = [Int](repeating: 0, count: b.count + 1)
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var next = [i + 1]
      for j in 0..<b.count {
        var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
        next.append(least)
      }
      (before, row) = (row, next)
    }
    return row[b.count]
  }
}

/// The nearest of known words, for "did you mean".
public enum Nearest {
  /// - Returns: nil when none is near: more than two steps away, or more than one for a short word.
  public static func word(to word: String, among known: [String]) -> String? {
    let wanted = Array(word.utf8)
    let best = known.map { ($0, steps(wanted, Array($0.utf8))) }.min { $0.1 < $1.1 }
    guard let (nearest, steps) = best, steps <= (wanted.count < 4 ? 1 : max(2, wanted.count / 3)) else { return nil }
    return nearest
  }

  /// Levenshtein's distance in bytes: insertions, deletions and replacements.
  private static func steps(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}

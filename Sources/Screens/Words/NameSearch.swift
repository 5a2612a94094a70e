/// What somebody types to find something by its name: the beginning of a name or of another word for it, or a part of it, in kanji,
/// kana or Latin letters.
struct NameSearch {
  private let typed: String
  private let romaji: String?

  /// Nil when nothing was typed.
  init?(_ text: String) {
    typed = HelpWords.folded(SpokenInput.plain(text))
    guard !typed.isEmpty else { return nil }
    romaji = typed.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || $0 == "-" } ? Romaji.hepburn(typed) : nil
  }

  /// - Parameter names: each in its own spelling; readings in brackets count.
  func fits(_ names: [String]) -> Bool {
    names.contains { name in Furigana.spellings(of: name).contains { fits($0) } }
  }

  private func fits(_ name: String) -> Bool {
    let name = HelpWords.folded(name)
    // One character alone is in the middle of too many names.
    if name.hasPrefix(typed) || (typed.count > 1 && name.contains(typed)) { return true }
    guard let romaji, !romaji.isEmpty, let spelled = Romaji.of(name) else { return false }
    // Who types カード writes kado, ka-do or kaado.
    return Self.short(spelled).hasPrefix(Self.short(romaji))
  }

  /// A long vowel as a short one.
  private static func short(_ romaji: String) -> String {
    romaji.reduce(into: "") { if $1 != $0.last || !"aiueo".contains($1) { $0.append($1) } }
  }
}

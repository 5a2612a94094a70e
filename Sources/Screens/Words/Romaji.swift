/// Kana in Latin letters, so that a name is found by whoever types without an input method: おしらせ is oshirase, osirase too.
enum Romaji {
  /// In Hepburn's spelling, with every long vowel as it is written; nil when there is anything but kana.
  static func of(_ kana: String) -> String? {
    var out = ""
    var doublesNext = false
    for scalar in HelpWords.folded(kana).unicodeScalars {
      switch scalar {
      case "っ": doublesNext = true
      case "ー": continue
      case "ゃ", "ゅ", "ょ", "ぁ", "ぃ", "ぅ", "ぇ", "ぉ":
        guard let sound = small[scalar], !out.isEmpty else { return nil }
        out.removeLast()
        out += out.hasSuffix("sh") || out.hasSuffix("ch") || out.hasSuffix("j") ? String(sound.last!) : sound
      default:
        guard let sound = sounds[scalar] else { return nil }
        if doublesNext { out.append(sound.first!) }
        doublesNext = false
        out += sound
      }
    }
    return out.isEmpty ? nil : hepburn(out)
  }

  /// Latin letters as typed, in Hepburn's spelling: `si` as `shi`, `tu` as `tsu`, `nn` as `n`. What is no reading stays.
  static func hepburn(_ typed: String) -> String {
    let letters = Array(typed.lowercased().filter { $0 != "-" && $0 != "'" })
    var out = ""
    var index = 0
    while index < letters.count {
      let rest = letters[index...]
      if let (from, to) = respellings.first(where: { rest.starts(with: $0.0) && !isInside($0.0, out) }) {
        out += to
        index += from.count
      } else {
        out.append(letters[index])
        index += 1
      }
    }
    return out
  }

  /// `hu` is not respelled in `chu` and `shu`, which have it in themselves.
  private static func isInside(_ from: [Character], _ before: String) -> Bool {
    from == ["h", "u"] && (before.hasSuffix("c") || before.hasSuffix("s"))
  }

  private static let respellings: [([Character], String)] = [
    ("sy", "sh"), ("si", "shi"), ("ty", "ch"), ("ti", "chi"), ("tu", "tsu"), ("hu", "fu"), ("zy", "j"), ("jy", "j"),
    ("zi", "ji"), ("di", "ji"), ("du", "zu"), ("cch", "tch"), ("nn", "n"),
  ].map { (Array($0.0), $0.1) }

  private static let small: [Unicode.Scalar: String] = [
    "ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o",
  ]

  private static let sounds: [Unicode.Scalar: String] = {
    var sounds: [Unicode.Scalar: String] = ["ん": "n"]
    let rows = [
      "あいうえお": "", "かきくけこ": "k", "さしすせそ": "s", "たちつてと": "t", "なにぬねの": "n", "はひふへほ": "h", "まみむめも": "m",
      "らりるれろ": "r", "がぎぐげご": "g", "ざじずぜぞ": "z", "だぢづでど": "d", "ばびぶべぼ": "b", "ぱぴぷぺぽ": "p",
    ]
    for (row, consonant) in rows {
      for (scalar, vowel) in zip(row.unicodeScalars, "aiueo") { sounds[scalar] = consonant + String(vowel) }
    }
    for (scalar, sound) in zip("やゆよわをゔ".unicodeScalars, ["ya", "yu", "yo", "wa", "o", "vu"]) { sounds[scalar] = sound }
    return sounds.mapValues { hepburn($0) }
  }()
}

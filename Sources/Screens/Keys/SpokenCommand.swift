internal import Domain

/// A word that is understood at every prompt of the linear face.
public enum SpokenCommand: String, Hashable, Sendable, CaseIterable {
  case help, back, again, whereAmI, more, home, places, numbers, fuller, briefer, save, quit

  public var spellings: [String] {
    switch self {
    case .help: ["?", "ヘルプ", "help"]
    case .back: ["戻る", "もどる", "b", "back"]
    case .again: ["一覧", "いちらん", "l", "list"]
    case .whereAmI: ["現在", "げんざい", "w", "where"]
    case .more: ["続き", "つづき", "m", "more"]
    case .home: ["ホーム", "h", "home"]
    case .places: ["行き先", "いきさき", ":", "places"]
    case .numbers: ["番号", "ばんごう", "number"]
    case .fuller: ["詳しく", "くわしく", "v", "verbose"]
    case .briefer: ["短く", "みじかく", "t", "terse"]
    case .save: ["保存", "ほぞん", "s", "save"]
    case .quit: ["中止", "ちゅうし", "やめる", "q", "quit"]
    }
  }

  /// The command that a line asks for; full-width forms count, capitals too.
  public init?(_ line: String) {
    let plain = SpokenInput.plain(line)
    guard let found = Self.allCases.first(where: { $0.spellings.contains(plain) }) else { return nil }
    self = found
  }
}

/// What a person types at a prompt, in its plain form.
public enum SpokenInput {
  /// Without blanks at the ends, full-width letters and digits as plain ones, capitals as small ones, half-width kana as full-width ones.
  public static func plain(_ line: String) -> String {
    var out = ""
    for scalar in Folding.widened(line).unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E: out.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0)!)
      case 0x3000: out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    while out.first == " " || out.first == "\t" { out.removeFirst() }
    while let last = out.last, last == " " || last == "\t" || last == "\n" || last == "\r" || last == "\r\n" {
      out.removeLast()
    }
    return out.lowercased()
  }

  /// Nil when the line says neither.
  public static func yesOrNo(_ line: String) -> Bool? {
    switch HelpWords.folded(plain(line)) {
    case "はい", "y", "yes": true
    case "いいえ", "n", "no": false
    default: nil
    }
  }
}

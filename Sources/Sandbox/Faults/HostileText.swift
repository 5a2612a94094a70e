internal import Domain

/// Puts into titles, bodies and names what must never reach a terminal as it is: escape sequences that clear, retitle, ask for an
/// answer or write the clipboard, bidi overrides, invisible characters, backspaces, bells and C1 controls.
enum HostileText {
  /// Fields that hold text people wrote. Ids, codes, dates and addresses stay, so that the client can go on.
  private static let fields: Set<String> = [
    "title", "body", "bodyEasy", "department", "displayName", "kana", "name", "officeMessage", "note", "destination",
    "holder", "group", "scope",
  ]

  private static let pieces = [
    "\u{1B}[2J\u{1B}[31m", "\u{1B}]52;c;ZXZpbA==\u{7}", "\u{202E}gnp.exe\u{202C}", "\u{200B}\u{FEFF}",
    "\u{8}\u{8}\u{8}",
    "\u{7}", "\u{9B}6n\u{9D}0;x\u{9C}", "\u{1B}]0;pwned\u{1B}\\", "\u{1B}[6n\u{5}", "\r", "\u{0}\u{7F}",
    "\u{E0041}\u{2066}",
    "\u{1B}P$q\"p\u{1B}\\", "\n偽の見出し\n",
  ]

  static func spoil(_ value: Value) -> Value {
    var number = 0
    return spoil(value, &number)
  }

  private static func spoil(_ value: Value, _ number: inout Int) -> Value {
    switch value {
    case .list(let items): return .list(items.map { spoil($0, &number) })
    case .object(var object):
      for field in object.all {
        if let text = field.value.text, fields.contains(field.name) {
          object[field.name] = .text(spoiled(text, number))
          number += 1
        } else {
          object[field.name] = spoil(field.value, &number)
        }
      }
      return .object(object)
    default: return value
    }
  }

  /// One piece at the start, one inside, one at the end: each field gets others.
  private static func spoiled(_ text: String, _ number: Int) -> String {
    func piece(_ place: Int) -> String { pieces[(number * 3 + place) % pieces.count] }
    let middle = text.index(text.startIndex, offsetBy: text.count / 2)
    return piece(0) + text[..<middle] + piece(1) + text[middle...] + piece(2)
  }
}

import Domain
import Screens
import Testing

/// A text while it is being typed: by graphemes, and never with the cursor off the screen.
@Suite struct TypedTextTests {
  static let family = "👨‍👩‍👧"

  @Test(
    arguments: [
      ("納税", [.left], "納x税"), ("納税", [.start], "x納税"), ("納税", [.start, .right], "納x税"),
      ("納税", [.start, .end], "納税x"), ("納税", [.left, .left, .left], "x納税"), ("納税", [.right], "納税x"),
      ("納税", [.removeBefore], "納x"), ("納税", [.start, .removeBefore], "x納税"), ("納税", [.start, .removeAfter], "x税"),
      ("納税", [.removeAfter], "納税x"), ("", [.removeBefore], "x"), ("", [.removeAllBefore], "x"),
      // What a person takes for one character goes as one.
      ("か\u{3099}", [.left], "xか\u{3099}"), ("か\u{3099}", [.removeBefore], "x"), ("葛\u{E0100}", [.left], "x葛\u{E0100}"),
      ("a" + family, [.removeBefore], "ax"), (family + "a", [.start, .removeAfter], "xa"),
      ("国民健康　保険 料", [.removeWordBefore], "国民健康　保険 x"), ("国民健康　保険 ", [.removeWordBefore], "国民健康　x"),
      ("a bc", [.left, .removeWordBefore], "a xc"), ("a b", [.left, .removeAllBefore], "xb"),
    ] as [(String, [TypedText.Edit], String)])
  func whatIsTypedNextStandsAtTheCursor(text: String, edits: [TypedText.Edit], result: String) {
    var typed = TypedText(text)
    for edit in edits { typed.edit(edit) }
    let fits = typed.insert("x")
    #expect(fits)
    #expect(Array(typed.text.unicodeScalars) == Array(result.unicodeScalars))
  }

  @Test func itIsNeverLongerThanAFieldTakes() {
    var typed = TypedText(String(repeating: "あ", count: Page.TextField.longest))
    typed.edit(.start)
    let fits = typed.insert("x")
    #expect(!fits)
    typed.edit(.removeAfter)
    let fitsNow = typed.insert("x")
    #expect(fitsNow && typed.text.hasPrefix("xあ"))
  }

  @Test(
    arguments: [
      ("納税通知", [], 20, "納税通知", 8), ("納税通知", [], 5, "通知", 4), ("納税通知", [.start], 5, "納税", 0),
      ("納税通知", [.left], 20, "納税通知", 6), ("納税通知", [.left], 5, "税通", 4), ("a\u{202E}b", [], 20, nil, nil),
    ] as [(String, [TypedText.Edit], Int, String?, Int?)])
  func theCursorIsWhereOneTypes(text: String, edits: [TypedText.Edit], columns: Int, shown: String?, cursor: Int?) {
    var typed = TypedText(text)
    for edit in edits { typed.edit(edit) }
    let seen = typed.shown(columns: columns)
    #expect(seen.cursor <= columns && CellWidth.of(seen.text) <= columns && !seen.text.contains("\u{202E}"))
    if let shown, let cursor { #expect(seen.text == shown && seen.cursor == cursor) }
  }

  @Test func theKeysOfAFieldAreThoseOfAShell() {
    let keys: [(Key, TypedText.Edit?)] = [
      (.left, .left), (.right, .right), (.home, .start), (.end, .end), (.backspace, .removeBefore),
      (.delete, .removeAfter), (.removeWord, .removeWordBefore), (.removeLine, .removeAllBefore), (.up, nil),
      (.tab, nil), (.enter, nil), (.escape, nil),
    ]
    for (key, edit) in keys { #expect(key.edit == edit) }
  }
}
